"""The page for residents in three forms: a page of its own, a fragment to paste, and a frame around the page.

The page is one file: no request, no address outside it, all content without its script, which only folds and filters.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from medlofte import accessibility, style, tokens
from medlofte.export.content import INVENTED
from medlofte.export.public import sections
from medlofte.export.public.account import Account
from medlofte.export.public.method import method
from medlofte.export.public.said import Answers, headline
from medlofte.language import N_, NAMES, SWEDISH, _, current, marked, own, translated

HEADING = N_("Ni sa – vi lovade – vi gjorde")
# Bytes: a page that opens at once on a slow phone.
BUDGET = 60_000
_THRIFT = (0, 1, 2)
_COLOUR = re.compile(r'(?:fill|stroke)="(#[0-9A-F]{6})"')
PAGE, STATEMENT = "medborgarloften.html", "tillganglighet.html"  # in English ``medborgarloften-en.html``
_WARNING = N_(
    "Påhittade svar: svaren, siffrorna och aktiviteterna på den här sidan är påhittade för att visa hur medlofte "
    "fungerar. De säger ingenting om verkligheten."
)
_SUMMARY = {
    "uppfyllt": N_("uppfylldes"),
    "delvis_uppfyllt": N_("uppfylldes delvis"),
    "ej_uppfyllt": N_("uppfylldes inte"),
    "pagar": N_("pågår"),
    "ej_paborjat": N_("har inte påbörjats"),
    "gar_inte_att_bedoma": N_("går inte att bedöma"),
}


def named(file: str, *, language: str = "") -> str:
    """Return what a file is called in a language, else in the reader's."""
    spoken = language or current()
    return file if spoken == SWEDISH else file.replace(".", f"-{spoken}.", 1)


def elsewhere(file: str) -> list[tuple[str, str, str]]:
    """Return each other language that a file comes in: its code, its name and what the file is called there."""
    return [(code, name, named(file, language=code)) for code, name in NAMES.items() if code != current()]


@dataclass(frozen=True)
class Script:
    """What the page carries inside itself, and the rule that lets just that through."""

    css: str
    script: str

    @property
    def policy(self) -> str:
        """Return the Content-Security-Policy: nothing from anywhere, and of styles and scripts only these."""
        return (f"default-src 'none'; style-src '{_hash(self.css)}'; script-src '{_hash(self.script)}'; "
                "base-uri 'none'; form-action 'none'")  # fmt: skip


def environment() -> Environment:
    """Return the templates; all text is escaped, since titles and reasons were typed by people."""
    made = Environment(loader=PackageLoader("medlofte.export.public"), autoescape=True, undefined=StrictUndefined,
                       trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n"])  # fmt: skip
    made.install_gettext_callables(_, None, newstyle=True)  # type: ignore[attr-defined]
    made.globals["language"] = current()
    made.globals["elsewhere"] = elsewhere
    made.filters["own"] = lambda content: Markup(own(content))  # noqa: S704 - escaped there
    made.filters["marked"] = lambda content: Markup(marked(content))  # noqa: S704
    return made


def page(account: Account) -> str:
    """Return the page as HTML, with as much of what is folded as the budget allows."""
    for thrift in _THRIFT:
        text = _wrapped("page.html", account, body=Markup(body(account, level=1, thrift=thrift)))  # noqa: S704
        if len(text.encode()) <= BUDGET:
            break
    return text


def fragment(account: Account) -> str:
    """Return the page's content to paste in another page: no script, no styles, its headings one level down."""
    for thrift in _THRIFT:
        text = body(account, level=2, alone=False, thrift=thrift) + "\n"
        if len(text.encode()) <= BUDGET:
            break
    return text


def frame(account: Account) -> str:
    """Return the line that shows the page inside another; the address stands to be filled in where it is unknown.

    round.toml knows the Swedish page's only.
    """
    known = account.publication.page if current() == SWEDISH else ""
    address = known or _("SKRIV ADRESSEN TILL {page} HÄR").format(page=named(PAGE))
    return (Markup('<iframe src="{}" title="{}" lang="{}" width="100%" height="1200" loading="lazy"></iframe>\n')
            .format(address, f"{_(HEADING)}: {account.about.get('title', '')}", current()))  # fmt: skip


def statement(account: Account) -> str:
    """Return the accessibility statement that the law asks for, as HTML."""
    made = environment().get_template("statement.html")
    text = made.render(account=account, about=account.about, publication=account.publication, page=named(PAGE),
                       file=STATEMENT, heading=_(HEADING), created=style.date(str(account.about.get("created") or "")),
                       assessed=_day(account.publication.assessed), published=_day(account.publication.published),
                       warning=_(_WARNING) if account.about.get("demo") else "",
                       known=accessibility.known(accessibility.RESIDENTS),
                       tested=accessibility.tested(accessibility.RESIDENTS))  # fmt: skip
    return _wrapped("shell.html", account, body=Markup(text), title=_("Tillgänglighetsredogörelse"))  # noqa: S704


def body(account: Account, *, level: int, alone: bool = True, thrift: int = 0) -> str:
    """Return the content.

    Parameters
    ----------
    level
        The level of its first heading.
    alone
        Whether it is a page of its own, with links to the files beside it.
    thrift
        1 leaves out the table of groups, 2 also that of all comparisons; the open data have both.
    """
    answers, about = Answers(account.edition), account.about
    listed = answers.topics()
    shown, places = sections.where(account)
    rejected, open_ = sections.left_out(account, answers)
    promised = sections.promises(account, answers)
    return environment().get_template("body.html").render(
        level=level, alone=alone, account=account, about=about, answers=answers, heading=_(HEADING),
        warning=_(_WARNING) if about.get("demo") else "",
        summary=_summary(account, answers, promised),
        said=headline(listed, account.edition.table("ranks")) if listed else [],
        topics=sections.topics(answers), safety=sections.safety(answers, account.edition.table("questions")),
        changed=answers.changed(), compared=answers.compared(), apart=answers.apart(), groups=answers.groups(),
        thrift=thrift,
        modes=sections.modes(account, answers), composition=sections.composition(account, answers),
        map=shown, places=places, promises=promised, outcome=sections.outcome(account),
        rejected=rejected, open=open_, method=method(account, listed),
        created=style.date(str(about.get("created") or "")), statement=named(STATEMENT), file=PAGE,
        next_survey=_day(account.publication.next_survey),
    )  # fmt: skip


def _summary(account: Account, answers: Answers, promised: Sequence[dict[str, Any]]) -> list[str]:
    """Return the page in three sentences."""
    number = len(promised)
    counts = account.measures["status"].value_counts().to_dict()
    went = [f"{_counted(counts[word])} {verb}" for word, verb in translated(_SUMMARY).items() if word in counts]
    deeds = (
        _("Av {measures} {n|åtgärd|åtgärder}: {went}.").format(
            measures=_counted(len(account.measures)), n=len(account.measures), went=", ".join(went)
        )
        if went
        else _("Inget är redovisat ännu.")
    )
    lovat = (
        _("Inga löften är beslutade ännu.")
        if not number
        else _("Polis och kommun gav {number} {number|löfte|löften}.").format(number=_counted(number))
    )
    return [sections.modes(account, answers), lovat if number != 1 else _("Polis och kommun gav ett löfte."), deeds]


def _counted(number: int) -> str:
    words = _("noll en två tre fyra fem sex sju åtta nio tio elva tolv").split()
    return words[number] if number < len(words) else style.number(number)


def _wrapped(template: str, account: Account, **given: Any) -> str:
    made = environment()
    # Inside style and script nothing may be escaped, and both are our own files.
    plain = made.overlay(autoescape=False)
    drawn, about = set(_COLOUR.findall(given["body"])), account.about
    below = f"{_(HEADING)}. {about.get('title', '')}. {style.date(str(about.get('created') or ''))}"
    above = _(INVENTED) if about.get("demo") else ""
    sheet = plain.get_template("page.css").render(above=_quoted(above), below=_quoted(below))
    carried = Script(tokens.css(sheet.strip(), drawings=drawn, buttons=True),
                     plain.get_template("filter.js").render().strip())  # fmt: skip
    css, script = Markup(carried.css), Markup(carried.script)  # noqa: S704
    return made.get_template(template).render(account=account, about=about, carried=carried, css=css,
                                              heading=_(HEADING), script=script, **given)  # fmt: skip


def _quoted(text: str) -> str:
    """Return a text as CSS writes one, with nothing in it that could end it or the style sheet."""
    return '"' + "".join(c if c.isalnum() or c in " .,:–-()" else f"\\{ord(c):x} " for c in text) + '"'


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _day(value: Any) -> str:
    return style.date(value.isoformat()) if value else ""
