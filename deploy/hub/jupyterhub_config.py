"""JupyterHub for many kommuner: one workshop's server each, on the servers' own addresses. See ../README.md.

    jupyterhub --config deploy/hub/jupyterhub_config.py

``MEDLOFTE_WORKSHOPS`` names another table than ``workshops.toml`` beside this file.
"""

import importlib.util
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import workshops  # noqa: E402 - beside this file

table = workshops.read(Path(os.environ.get("MEDLOFTE_WORKSHOPS", HERE / "workshops.toml")))
# The Python that medlofte is installed in; the hub may live in another.
python = os.environ.get("MEDLOFTE_PYTHON", sys.executable)


def prepare(spawner):
    """Give a server its edition and its store, just before it starts; refuse one that stands in no table."""
    workshop = table.find(spawner.user.name)
    spawner.cmd = workshop.command(python)
    spawner.environment = workshop.environment()


def after_login(handler):
    """Send a leader to their workshop, where the hub offers to start it when it sleeps."""
    person = handler.current_user
    return workshops.first(table.of(person.name) if person else ())


c = get_config()  # noqa: F821 - JupyterHub's
c.JupyterHub.public_url = table.address
c.JupyterHub.bind_url = "http://127.0.0.1:8000"
c.JupyterHub.default_url = after_login
# Servers live on while the hub is started anew, and so does the proxy where it runs by itself.
c.JupyterHub.cleanup_servers = False
c.JupyterHub.spawner_class = "spawner.WorkshopSpawner"
c.JupyterHub.template_vars = {
    "announcement_login": "Ska du delta i en workshop? Då behöver du inget konto. Mötet har inte öppnats än: "
    "vänta tills mötesledaren har startat det och öppna länken igen."
}
c.Spawner.pre_spawn_hook = prepare
c.Spawner.poll_interval = 2
c.Spawner.http_timeout = 60
c.SimpleLocalProcessSpawner.home_dir_template = os.environ.get("MEDLOFTE_HOME", "/var/lib/medlofte") + "/{username}"

# Only leaders log in, by whatever the kommun uses (PAM by default; OpenID Connect with oauthenticator). The
# workshops' own accounts are not among them and only own servers (do not block them: the hub would end the servers).
c.Authenticator.allowed_users = table.leaders
c.Authenticator.allow_existing_users = False
c.JupyterHub.load_roles = workshops.roles(table)
if importlib.util.find_spec("jupyterhub_idle_culler"):
    service, role = workshops.culling(table, sys.executable)
    c.JupyterHub.services = [service]
    c.JupyterHub.load_roles = [*c.JupyterHub.load_roles, role]
