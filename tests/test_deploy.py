"""The files of deploy/: the hub's configuration loads and says what it should; what it names is there."""

import importlib.util
import re
import sys
import tomllib
from pathlib import Path

import pytest
from traitlets.config import PyFileConfigLoader

from medlofte.cli import parser

ROOT = Path(__file__).resolve().parents[1]
HUB = ROOT / "deploy/hub"


@pytest.fixture(scope="module")
def workshops():
    spec = importlib.util.spec_from_file_location("workshops", HUB / "workshops.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["workshops"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["workshops"]


@pytest.fixture
def table(workshops):
    return workshops.read(HUB / "workshops.toml")


def test_the_hubs_configuration_loads(monkeypatch, workshops):
    monkeypatch.setattr(sys, "path", list(sys.path))
    config = PyFileConfigLoader("jupyterhub_config.py", path=str(HUB)).load_config()
    assert config.JupyterHub.public_url == "https://trygghet.example"
    assert config.JupyterHub.spawner_class == "spawner.WorkshopSpawner"
    assert config.Authenticator.allowed_users == {"anna", "bo", "cecilia"}
    # Blocking the workshops' accounts would make a hub that is started anew end their servers.
    assert "blocked_users" not in config.Authenticator
    assert not config.Authenticator.allow_existing_users

    class Spawner:
        class user:  # noqa: N801 - the hub's name for it
            name = "sotenas-2027"

    spawner = Spawner()
    config.Spawner.pre_spawn_hook(spawner)
    assert spawner.environment["MEDLOFTE_STORE"] == "postgresql://medlofte@localhost/sotenas"
    assert "postgresql" not in " ".join(spawner.cmd)  # everybody on the machine sees a command line


def test_who_leads_a_workshop_may_start_and_enter_that_server_and_no_other(workshops, table):
    roles = {role["name"]: role for role in workshops.roles(table)}
    mine = roles["leads-stromstad-2027"]
    assert mine["users"] == ["anna", "bo"]
    assert "access:servers!user=stromstad-2027" in mine["scopes"]
    assert all(scope.endswith("!user=stromstad-2027") for scope in mine["scopes"])
    assert roles["owns-workshops"] == {"name": "owns-workshops", "scopes": [],
                                       "users": ["sotenas-2027", "stromstad-2027"]}  # fmt: skip
    assert workshops.first(table.of("cecilia")) == "/user/sotenas-2027/"
    with pytest.raises(LookupError):
        table.find("anna")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ('address = "trygghet.example"', "webbadressen"),
        ('address = "https://a"\n[workshops."Åre/../x"]\nedition = "e"\nleaders = ["a"]', "bindestreck"),
        ('address = "https://a"\n[workshops.are]\nedition = "e"', "leaders"),
        ('address = "https://a"\n[workshops.are]\nedition = "e"\nleaders = ["a"]\nstor = "x"', "får ha"),
        ('address = "https://a"\n[workshops.are]\nedition = "e"\nleaders = ["are"]', "samma namn"),
        ('address = "https://a"\n[workshops.a]\nedition = "e"\nleaders = ["p"]\n[workshops.b]\nedition = "e"\n'
         'leaders = ["p"]', "kan inte dela"),
    ],
)  # fmt: skip
def test_a_table_that_will_not_do_says_why(workshops, text, wrong):
    with pytest.raises(ValueError, match=wrong):
        workshops.parsed(tomllib.loads(text))


def test_every_command_line_in_deploy_is_one_that_the_program_takes(table):
    lines = [table.find("sotenas-2027").command("python")[3:]]
    unit = (ROOT / "deploy/medlofte.service").read_text("utf-8")
    lines.append(re.search(r"^ExecStart=\S+/medlofte (.+)$", unit, re.MULTILINE)[1].split())
    for line in lines:
        assert parser().parse_args(line).edition is not None


def test_servers_are_put_to_sleep_after_the_hours_of_the_table(workshops, table):
    service, role = workshops.culling(table, "python")
    assert "--timeout=28800" in service["command"]
    assert role["services"] == [service["name"]]


def test_nothing_in_the_container_is_started_as_root():
    words = [line.split(" ")[0] for line in (ROOT / "deploy/Containerfile").read_text("utf-8").splitlines()]
    assert words.index("USER") < words.index("ENTRYPOINT")
