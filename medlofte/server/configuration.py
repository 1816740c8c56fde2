"""What Voilà and Jupyter are told: one folder, one template, one kernel, nothing that a visitor may override."""

from __future__ import annotations

from pathlib import Path

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from traitlets.config import Config

from medlofte.server import kernels, places
from medlofte.server.static import EXTENSIONS, early_scripts

# A page that is gone leaves its kernel within a minute: the connection is found dead after at most twenty seconds, and
# a kernel that nobody is connected to ends after this. A phone that comes back later reloads its page.
IDLE_S, CULL_EVERY_S = 30, 5


class OnlyPython(KernelSpecManager):
    """Knows one kernel, this very Python; whatever else the user has installed is left alone."""

    def _kernel_dirs_default(self) -> list[str]:
        return []

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return the kernel's specification: quiet, and without a file of what was run."""
        spec = super().get_kernel_spec(kernel_name)
        spec.argv = [*spec.argv, "--HistoryManager.enabled=False", "--log-level=ERROR"]
        return kernels.provided(spec)


def configuration(folder: Path, *, base: str = "/") -> Config:
    """Return Voilà's settings for a workshop: one folder, one template, nothing that a visitor may override."""
    config = Config()
    config.Voila.root_dir, config.Voila.base_url = str(folder), base
    config.Voila.open_browser = False
    own = config.VoilaConfiguration
    own.template, own.theme = places.TEMPLATE, "light"
    own.allow_template_override = own.allow_theme_override = "NO"
    own.file_allowlist = []
    own.show_tracebacks = False
    own.page_config_hook = early_scripts
    own.http_header_envs = ["Cookie"]
    own.extension_allowlist, own.extension_denylist = list(EXTENSIONS), []
    own.kernel_spec_manager_class = OnlyPython
    config.HTMLExporter.language_code = "sv"
    config.VoilaExecutor.startup_timeout = 60  # seconds
    # A kernel that died is not started again: a new one would know nothing of the page, which asks for itself anew.
    config.KernelRestarter.restart_limit, config.KernelRestarter.time_to_dead = 0, 2.0
    config.MappingKernelManager.cull_idle_timeout = IDLE_S
    config.MappingKernelManager.cull_interval = CULL_EVERY_S
    config.MappingKernelManager.cull_connected = False
    return config
