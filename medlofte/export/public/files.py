"""The folder for the web, each file put in place when it is complete."""

from __future__ import annotations

from pathlib import Path

from medlofte.edition import Edition
from medlofte.export.content import saving
from medlofte.export.public import page
from medlofte.export.public.account import Account, account
from medlofte.language import ENGLISH, N_, NAMES, _, speaking, translated
from medlofte.workshop.store import Store

FOLDER = "webb"
FRAGMENT, FRAME, README = "klistra-in.html", "ram.txt", "LÄSMIG.txt"
_WANTED = {"contact": N_("funktion som svarar på frågor"), "email": N_("e-postadress"), "phone": N_("telefonnummer"),
           "page": N_("adressen där sidan ska ligga"), "data": N_("adressen där öppna data ska ligga"),
           "next_survey": N_("när nästa enkät öppnar"), "published": N_("när sidan publicerades"),
           "assessed": N_("när tillgängligheten senast bedömdes"),
           "assessed_by": N_("hur tillgängligheten bedömdes")}  # fmt: skip


def write(edition: Edition, folder: str | Path, *, store: Store | None = None) -> Path:
    """Write the folder ``webb`` and return its path: page, fragment, frame and statement in every language.

    Raises
    ------
    ExportError
        If the edition is made for a closed meeting, or a file cannot be written.
    """
    target = Path(folder) / FOLDER
    texts = {README: _read_me(account(edition, store=store))}
    for language in NAMES:
        with speaking(language):
            texts |= _texts(account(edition, store=store))
    for name, text in texts.items():
        with saving(target / name) as draft:
            draft.write_text(text, "utf-8", newline="\n")
    return target


def _texts(told: Account) -> dict[str, str]:
    forms = {page.PAGE: page.page, FRAGMENT: page.fragment, FRAME: page.frame, page.STATEMENT: page.statement}
    return {page.named(name): made(told) for name, made in forms.items()}


def _read_me(told: Account) -> str:
    lines = [
        _("{title}: sidan «{heading}»").format(title=told.about.get("title", ""), heading=_(page.HEADING)),
        "",
        _("{page}  Hela sidan i en fil. Lägg den på webbplatsen, tillsammans med {statement}.").format(
            page=page.PAGE, statement=page.STATEMENT
        ),
        _("{statement}  Tillgänglighetsredogörelse. Läs igenom den och ändra det som inte stämmer,").format(
            statement=page.STATEMENT
        ),
        " " * len(page.STATEMENT) + _("  också vilken myndighet som har tillsyn över lagen just nu."),
        _("{fragment}  Samma innehåll att klistra in i en sida som redan finns, utan skript och stilar.").format(
            fragment=FRAGMENT
        ),
        _("{frame}  En rad som visar sidan i en ram på en annan sida.").format(frame=FRAME),
        _("{english} och de andra med -en i namnet är detsamma på engelska; sidorna länkar till varandra.").format(
            english=page.named(page.PAGE, language=ENGLISH)
        ),
        "",
        _("Prova sidan i webbplatsen innan den läggs ut: med tangentbord, i telefon, med skärmläsare och utskriven."),
    ]
    lacking = [
        f"  {name}  {meaning}" for name, meaning in translated(_WANTED).items() if not getattr(told.publication, name)
    ]
    if lacking:
        lines += ["", _("Det här saknas i round.toml, under [publication], och därför på sidorna:"), *lacking,
                  "", _("Fyll i det, publicera rundan igen och exportera på nytt.")]  # fmt: skip
    return "\n".join(lines) + "\n"
