"""What may stand in a log, and what is hidden in it."""

import io
import logging

import pytest

from medlofte.server import discreet

SECRETS = ("KODEN234", "biljetten-_x", "2|abc|def", "sessionen", "192.168.1.17", "2001:db8::7", "fe80:0:0:0:1:2:3:4")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("GET /anslut/KODEN234 (192.168.1.17)", "GET /anslut/… (…)"),
        ("uri='/anslut/KODEN234?next=%2Frost', remote_ip='2001:db8::7'", "uri='/anslut/…?next=%2Frost', remote_ip='…'"),
        ("POST /2027/enhet/biljetten-_x 500", "POST /2027/enhet/… 500"),
        ("body: kod=KODEN234&roll=polis", "body: kod=…&roll=polis"),
        ("Cookie: medlofte-session=sessionen; _xsrf=2|abc|def", "Cookie: …; _xsrf=…"),
        ("from fe80:0:0:0:1:2:3:4 at 12:30:45", "from … at 12:30:45"),
        ("Databasen svarar inte, version 1.2.3, rad 4", "Databasen svarar inte, version 1.2.3, rad 4"),
    ],
)
def test_codes_tokens_and_addresses_are_hidden_and_the_rest_is_not(said, kept):
    assert discreet.discreet(said) == kept
    assert not [secret for secret in SECRETS if secret in discreet.discreet(said)]


@pytest.fixture
def written():
    """Return a log and what it has written, with the discreet records in use for the test only."""
    before, text = logging.getLogRecordFactory(), io.StringIO()
    log, handler = logging.Logger("prov"), logging.StreamHandler(text)
    log.addHandler(handler)
    discreet.begin()
    yield log, text
    logging.setLogRecordFactory(before)


def test_arguments_and_tracebacks_are_discreet_too(written):
    log, text = written
    try:
        raise ValueError("GET /anslut/KODEN234")
    except ValueError:
        log.exception("Uncaught exception %s", "/enhet/biljetten-_x")
    assert "Uncaught exception /enhet/…" in text.getvalue()
    assert "ValueError: GET /anslut/…" in text.getvalue()


def test_a_record_whose_arguments_do_not_fit_stops_nothing(written, capsys):
    log, _text = written
    words = ("en", "två")
    log.error("%d", *words)
    assert "Logging error" in capsys.readouterr().err
