"""An encrypted connection, for a workshop held outside a closed network: with a certificate that browsers know."""

from __future__ import annotations

import ssl
from pathlib import Path

from medlofte.errors import ServerError
from medlofte.language import _


def context(certificate: Path, *, key: Path | None) -> ssl.SSLContext:
    """Return what a server needs to speak TLS, version 1.2 or newer, with Python's choice of ciphers.

    Parameters
    ----------
    certificate
        A PEM file with the certificate and those that vouch for it.
    key
        A PEM file with the private key; when None it stands in ``certificate``.

    Raises
    ------
    ServerError
        If a file is missing, is no PEM, or the key is another certificate's.
    """
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        # A key that is locked by a password would be asked for on the terminal, where nobody may be looking.
        made.load_cert_chain(certificate, key, password=lambda: "")
    except ssl.SSLError as error:
        advice = _("Ange PEM-filer: --cert med certifikatet, --key med nyckeln utan lösenord.")
        raise ServerError(
            _("Certifikatet går inte att använda, eller nyckeln hör inte till det."), file=certificate, advice=advice
        ) from error
    except OSError as error:
        raise ServerError(
            _("Certifikatet eller nyckeln går inte att läsa ({strerror}).").format(strerror=error.strerror),
            file=certificate,
            advice=_("Kontrollera --cert och --key."),
        ) from error
    return made
