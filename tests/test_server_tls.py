"""The real server over https, with a certificate of the test's own; and certificates that will not do."""

import re
import shutil
import ssl
import subprocess
from urllib.request import HTTPSHandler, Request, build_opener

import pytest

from medlofte.errors import ServerError
from medlofte.server import tls
from tests.browser.driver import Server
from tests.sample import sample_edition

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl saknas")


@pytest.fixture(scope="module")
def pem(tmp_path_factory):
    """Return a certificate for this machine, and its key."""
    folder = tmp_path_factory.mktemp("pem")
    certificate, key = folder / "cert.pem", folder / "key.pem"
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key,
             "-out", certificate]  # fmt: skip
    subprocess.run(words, check=True, capture_output=True)
    return certificate, key


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_the_workshop_over_https(pem, tmp_path):
    certificate, key = pem
    server = Server(sample_edition(tmp_path / "exempel").path, store=tmp_path / "w.sqlite", folder=tmp_path,
                    options=("--cert", str(certificate), "--key", str(key)))  # fmt: skip
    try:
        assert server.links["Deltagare"].startswith("https://127.0.0.1:")
        opener = build_opener(HTTPSHandler(context=ssl.create_default_context(cafile=certificate)))
        answer = opener.open(Request(server.links["Deltagare"]), timeout=30)
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        [cookie] = answer.headers.get_all("Set-Cookie")
        assert re.search("Secure", cookie, re.IGNORECASE)
        old = ssl.create_default_context(cafile=certificate)
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        with pytest.raises(OSError, match=r"(?i)ssl|tls|protocol"):
            build_opener(HTTPSHandler(context=old)).open(f"{server.origin}/halsa", timeout=30)
    finally:
        assert server.stop() == 0


def test_what_is_no_certificate_is_told_with_what_to_do(pem, tmp_path):
    certificate, key = pem
    assert isinstance(tls.context(certificate, key=key), ssl.SSLContext)
    both = tmp_path / "both.pem"
    both.write_bytes(key.read_bytes() + certificate.read_bytes())
    assert isinstance(tls.context(both, key=None), ssl.SSLContext)
    with pytest.raises(ServerError, match="--key"):
        tls.context(certificate, key=None)
    with pytest.raises(ServerError, match="går inte att läsa"):
        tls.context(tmp_path / "saknas.pem", key=None)
    (tmp_path / "text.pem").write_text("hej")
    with pytest.raises(ServerError, match="PEM"):
        tls.context(tmp_path / "text.pem", key=key)
