"""Forked kernels: real ones, each with an environment of its own, gone with the process they were forked from."""

import asyncio
import gc
import os
import signal
import subprocess
import sys
import time

import pytest
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

from benchmarks.soak import soak
from medlofte.server import kernels
from tests.sample import sample_edition

forks = pytest.mark.skipif(sys.platform != "linux", reason="Only Linux forks kernels")
QUICK_S = 120


@pytest.fixture(scope="module")
def warm(tmp_path_factory):
    """Start the warm process once, on the tests' own edition."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MEDLOFTE_EDITION", str(sample_edition(tmp_path_factory.mktemp("warm") / "exempel").path))
        patch.setenv("EN_HEMLIGHET", "HEMLIGHET")
        patch.delenv("MEDLOFTE_FORK", raising=False)
        kernels.heat()
        yield


def manager() -> KernelManager:
    made = KernelManager(kernel_name="python3")
    made._kernel_spec = kernels.provided(made.kernel_spec)
    return made


def ask(kernel: KernelManager, code: str) -> str:
    """Run code and return what it printed."""
    client = kernel.client()
    client.start_channels()
    printed = []
    try:
        client.wait_for_ready(timeout=QUICK_S)
        told = client.execute_interactive(
            code, timeout=QUICK_S, output_hook=lambda m: printed.append(m["content"].get("text", ""))
        )
        assert told["content"]["status"] == "ok", told["content"]
    finally:
        client.stop_channels()
    return "".join(printed).strip()


@forks
def test_a_kernel_is_forked_with_the_libraries_and_an_environment_of_its_own(warm):
    one, other = manager(), manager()
    one.start_kernel(
        env=os.environ | {"HTTP_COOKIE": "medlofte-session=ett; _xsrf=x", "AWS_SECRET_ACCESS_KEY": "hemlig"}
    )
    other.start_kernel(env=os.environ | {"HTTP_COOKIE": "medlofte-session=annat"})
    try:
        look = "import os, sys; print(os.environ['HTTP_COOKIE'], 'medlofte.server.warm.loaded' in sys.modules)"
        assert ask(one, look) == "medlofte-session=ett True"
        assert ask(other, look) == "medlofte-session=annat True"
        assert ask(one, "print([name for name in os.environ if 'AWS' in name])") == "[]"
        # Nor what the process was once started with, which the system remembers.
        assert ask(one, "print('HEMLIGHET' in open('/proc/self/environ').read())") == "False"
        assert one.provisioner.pid != other.provisioner.pid
    finally:
        one.shutdown_kernel(now=True)
        other.shutdown_kernel(now=True)
    assert not one.is_alive()


def test_an_ordinary_kernel_inherits_as_little(monkeypatch):
    monkeypatch.setenv("MEDLOFTE_FORK", "0")
    monkeypatch.setenv("EN_HEMLIGHET", "x")
    kernels.heat()
    kernel = manager()
    kernel.start_kernel(env=os.environ | {"MEDLOFTE_STORE": "w.sqlite"})
    try:
        assert (
            ask(kernel, "import os; print(os.environ.get('EN_HEMLIGHET'), os.environ['MEDLOFTE_STORE'])")
            == "None w.sqlite"
        )
    finally:
        kernel.shutdown_kernel(now=True)


@pytest.mark.parametrize(
    ("name", "store", "kept"),
    [
        ("PATH", "", True), ("MEDLOFTE_EDITION", "", True), ("PYTHONPATH", "", True), ("SystemRoot", "", True),
        ("DATABASE_PASSWORD", "", False), ("GITHUB_TOKEN", "", False), ("SSH_AUTH_SOCK", "", False),
        ("PGPASSWORD", "w.sqlite", False), ("PGPASSWORD", "postgresql://h/w", True),
    ],
)  # fmt: skip
def test_what_a_kernel_inherits(name, store, kept):
    assert (name in kernels.inherited({name: "1", "MEDLOFTE_STORE": store})) == kept


@forks
def test_widgets_of_a_forked_kernel_hear_the_browser(warm):
    kernel = manager()
    kernel.start_kernel()
    try:
        targets = "import ipywidgets; print(sorted(get_ipython().kernel.comm_manager.targets))"
        assert "jupyter.widget" in ask(kernel, targets)
    finally:
        kernel.shutdown_kernel(now=True)


@forks
def test_a_kernel_can_be_told_to_end_and_started_again(warm):
    kernel = manager()
    kernel.start_kernel()
    try:
        ask(kernel, "x = 1")
        kernel.restart_kernel(now=True)
        assert ask(kernel, "print('x' in dir())") == "False"
    finally:
        kernel.shutdown_kernel(now=True)
    kernel = manager()
    kernel.start_kernel()
    os.kill(kernel.provisioner.pid, signal.SIGKILL)
    end = time.monotonic() + QUICK_S
    while kernel.is_alive() and time.monotonic() < end:
        time.sleep(0.05)
    assert not kernel.is_alive()


def states(kernel: KernelManager) -> dict[str, dict]:
    """Ask a page's kernel for its widgets, as the browser does, and return their states."""
    client = kernel.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=QUICK_S)
        opened = {"comm_id": "styrning", "target_name": "jupyter.widget.control", "data": {}}
        for kind, content in (("comm_open", opened), ("comm_msg", opened | {"data": {"method": "request_states"}})):
            client.shell_channel.send(client.session.msg(kind, content, metadata={"version": "1.0.0"}))
        while True:
            told = client.get_iopub_msg(timeout=QUICK_S)
            if told["msg_type"] == "comm_msg":
                return told["content"]["data"]["states"]
    finally:
        client.stop_channels()


@forks
@pytest.mark.parametrize("page", ["lagesbild", "prioritering"])
def test_a_kernel_named_a_page_shows_it_and_runs_no_code(warm, tmp_path, page):
    kernel = manager()
    store = str(tmp_path / "workshop.sqlite")
    kernel.start_kernel(env=os.environ | {"MEDLOFTE_PAGE": page, "MEDLOFTE_SERVED": "1", "MEDLOFTE_STORE": store})
    try:
        found = states(kernel)
        assert "medlofte-page" in found
        assert any("<h1>" in str(widget["state"].get("value", "")) for widget in found.values())
        client = kernel.blocking_client()
        client.start_channels()
        told = client.execute("import os", reply=True, timeout=QUICK_S)
        assert told["content"]["status"] == "error"
        client.stop_channels()
        kernel.restart_kernel(now=True)
        assert "medlofte-page" in states(kernel)  # one that died comes back as it was
    finally:
        kernel.shutdown_kernel(now=True)


@forks
def test_many_forks_in_a_row_all_answer(warm):
    for number in range(12):
        kernel = manager()
        kernel.start_kernel()
        try:
            assert ask(kernel, f"print({number})") == str(number)
        finally:
            kernel.shutdown_kernel(now=True)


@forks
def test_where_the_warm_process_has_threads_the_kernel_starts_anew(tmp_path):
    code = """
import os, sys, types
from medlofte.server import warm
sys.modules["medlofte.server.warm.loaded"] = types.SimpleNamespace(THREADS=3)
if os.fork() == 0:
    words = [sys.executable, "-c", "import os, sys; print(os.environ['ORD'], os.getcwd(), 'medlofte' in sys.modules)"]
    warm.run(words, dict(os.environ) | {"ORD": "nytt"}, "/", None)
os.wait()
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "nytt / False"


def test_a_page_that_nobody_waits_for_any_more_is_forgotten():
    async def asked_and_given_up():
        page = kernels.page_of("kernel-ett")
        assert kernels._awaited.get("kernel-ett") is page

    asyncio.run(asked_and_given_up())
    gc.collect()
    assert "kernel-ett" not in kernels._awaited


def test_turned_off_or_elsewhere_kernels_are_ordinary_processes(monkeypatch):
    spec = KernelSpec(argv=["python"])
    monkeypatch.setenv("MEDLOFTE_FORK", "0")
    kernels.heat()
    assert kernels.provided(spec).metadata["kernel_provisioner"] == {"provisioner_name": kernels.ORDINARY}
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.delenv("MEDLOFTE_FORK")
    assert not kernels.can_fork()


@forks
def test_a_small_soak_loses_no_answer_and_leaves_no_process(tmp_path):
    """``benchmarks/soak.py`` does it large: every change is answered, every fork shows its page and ends."""
    found = soak(sample_edition(tmp_path / "exempel").path, ["changes", "forks"], changes=60, forks=6, viewers=2)
    assert [one.told for one in found if not one.held] == []
