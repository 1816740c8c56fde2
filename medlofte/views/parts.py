"""What every page is built of: header, sections, notices, tables and notes, as escaped HTML in ipywidgets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import ipywidgets as widgets

from medlofte import looks, style
from medlofte.edition import Edition
from medlofte.errors import EditionError, MedlofteError
from medlofte.language import N_, _, marked, translated
from medlofte.views import crossings
from medlofte.views.script import served
from medlofte.views.widget import FigureView, Pulse
from medlofte.workshop import coverage

_FIGURE = re.compile(r"^[−+]?[\d.][^a-zåäö]{0,15}$", re.IGNORECASE)
_NUMBER = re.compile(r"^([−+]?[\d\s]+([.,]\d+)*(\s?%)?|\.\.|–)$")
_PLAIN = str.maketrans("åäö", "aao")
PAGES = (
    ("lagesbild", N_("Lägesbild")),
    ("kartlaggning", N_("Kartläggning")),
    ("prioritering", N_("Prioritering")),
    ("loften", N_("Löften")),
    ("uppfoljning", N_("Uppföljning")),
)
SELF_SELECTED = N_(
    "Självrekryterat urval: vem som helst har kunnat svara. Svaren säger vad de som "
    "svarat tycker; hur väl de speglar alla invånare går inte att veta. "
    "Osäkerhetsintervallen gäller under antagandet att de som svarat liknar övriga "
    "invånare i samma grupp."
)
SAMPLED = N_("Slumpmässigt urval. Osäkerhetsintervallen gäller under antagandet att bortfallet liknar dem som svarat.")


def html(content: str, *, name: str = "") -> widgets.HTML:
    """Return ready HTML as a widget; every value in it must already be escaped."""
    made = widgets.HTML(content)
    made.add_class("ml-html")
    if name:
        made.add_class(name)
    return made


def text(content: str, *, name: str = "") -> widgets.HTML:
    """Return a paragraph of plain text."""
    return html(f"<p>{escape(content)}</p>", name=name)


def heading(content: str, *, level: int = 2) -> widgets.HTML:
    """Return a heading; level 1 stands once, in the header."""
    return html(f'<h{level} id="{_anchor(content)}" tabindex="-1">{escape(content)}</h{level}>')


def header(edition: Edition, *, page: str) -> widgets.HTML:
    """Return the page's top: its one h1, kommun and year, links to the other pages, and the demo banner."""
    about = edition.about
    titles = dict(translated(PAGES))
    links = "".join(_link(name, label, current=name == page) for name, label in translated(PAGES))
    demo = _('<p class="ml-demo"><strong>Påhittade svar.</strong> Exempelrunda: allt utom löftena är uppdiktat.</p>')
    place = f"{about.get('kommun', '')} {about.get('year', '')}".strip()
    pages = f'<nav aria-label="{_("Sidor")}"><ul>{links}</ul></nav>'
    return html(
        f'<div class="ml-header"><h1>{escape(titles[page])}: {escape(place)}</h1>'
        f"{pages}{demo if about.get('demo') else ''}</div>"
    )


def contents(titles: Iterable[str]) -> widgets.HTML:
    """Return links to a long page's headings; they stand after what the page says in short."""
    links, said = "".join(f"<li>{jump(title, title)}</li>" for title in titles), _("På den här sidan")
    return html(f'<nav aria-label="{said}" class="ml-contents"><p aria-hidden="true">{said}</p><ul>{links}</ul></nav>')


def section(title: str, *children: widgets.Widget, level: int = 2) -> Section:
    """Return a heading with what belongs to it."""
    return Section(title, [heading(title, level=level), *children])


class Section(widgets.VBox):
    """A part of the page; ``titled`` is its heading, for the links at the page's top."""

    def __init__(self, titled: str, children: Sequence[widgets.Widget]) -> None:
        super().__init__(list(children))
        self.titled = titled
        self.add_class("ml-section")


def box(children: Sequence[widgets.Widget], *, name: str) -> widgets.VBox:
    """Return a box styled by a class of page.css; ``ml-grid`` and ``ml-row`` wrap on a narrow screen."""
    made = widgets.VBox(list(children))
    made.add_class(name)
    return made


def page(children: Sequence[widgets.Widget], *, pulse: Pulse) -> widgets.VBox:
    """Return the whole page; the pulse carries the style sheet and the notice of a lost connection."""
    return box([pulse, *children, *([_foot()] if served() else [])], name="ml-page")


def _foot() -> widgets.HTML:
    """Return the links that stand last on every page: how accessible it is, the page in another language and look."""
    first = f'<a href="../../tillganglighet">{escape(_("Tillgänglighet"))}</a>'
    others = looks.links(lambda name, value: f"?{name}={value}")
    return html(f'<p class="ml-foot">{first} {others}</p>')


def notice(content: str = "") -> widgets.HTML:
    """Return a line that a screen reader speaks when it changes; set it with ``say``."""
    made = html("", name="ml-notice")
    say(made, content)
    return made


def say(line: widgets.HTML, content: str, *, error: bool = False) -> None:
    """Put text in a notice."""
    # The live region must exist before its text changes, so it is written even when it is empty.
    kind = ' class="ml-error"' if error else ""
    line.value = f'<div role="status" aria-live="polite"{kind}>{escape(content)}</div>'


def complain(line: widgets.HTML, error: MedlofteError) -> None:
    """Put an error's Swedish text in a notice."""
    say(line, error.text(), error=True)


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, note: str = "") -> str:
    """Return an accessible HTML table: caption, column and row headings; every cell is escaped."""
    kept = [list(row) for row in rows]
    # Figures below each other stand by their last digit, their heading above it.
    figures = {i for i in range(1, len(columns)) if kept and all(_NUMBER.match(row[i]) for row in kept)}
    right = dict.fromkeys(figures, ' class="ml-right"')
    head = "".join(f'<th scope="col"{right.get(i, "")}>{escape(c)}</th>' for i, c in enumerate(columns))
    body = "".join(
        "<tr>" + "".join(_cell(value, first=i == 0, right=i in figures) for i, value in enumerate(row)) + "</tr>"
        for row in kept
    )
    under = f'<p class="ml-source">{escape(note)}</p>' if note else ""
    return (
        f'<div class="ml-scroll" tabindex="0" role="region" aria-label="{_("Tabell:")} {escape(caption)}">'
        f'<table class="ml-table"><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>{under}"
    )


def cards(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str | tuple[str, ...]]]) -> str:
    """Return a table that is one card per row on a phone; what follows a line break in a cell is set smaller.

    A cell is text, or a tuple of its lines where some are ``Own``.
    """
    head = "".join(f'<th scope="col">{escape(c)}</th>' for c in columns)
    body = "".join(
        f'<tr><th scope="row">{_lines(row[0])}</th>'
        + "".join(f'<td data-label="{escape(c)}">{_lines(v)}</td>' for c, v in zip(columns[1:], row[1:], strict=True))
        + "</tr>" for row in rows
    )  # fmt: skip
    return (f'<table class="ml-table ml-cards"><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table>")  # fmt: skip


def brief(lines: Iterable[tuple[str, str]]) -> str:
    """Return a page's news in short: each line's name, and beside it ready HTML."""
    told = "".join(f"<div><dt>{escape(name)}</dt><dd>{said}</dd></div>" for name, said in lines)
    return f'<dl class="ml-brief">{told}</dl>'


def small(content: str) -> str:
    """Return text that is set smaller, on a line of its own."""
    return f'<span class="ml-small">{escape(content)}</span>'


def jump(title: str, content: str) -> str:
    """Return a link to the section with that heading."""
    return f'<a href="#{_anchor(title)}">{escape(content)}</a>'


def failure(error: MedlofteError) -> widgets.VBox:
    """Return a page that says in Swedish why it cannot be shown; one without an edition waits for it."""
    said = html(
        _('<h1>Sidan kan inte visas</h1><p class="ml-error" role="alert">{text}</p>').format(text=escape(error.text()))
    )
    waiting = isinstance(error, EditionError)
    told = [text(_("Sidan hämtas på nytt av sig själv när det finns en hel utgåva."))] if waiting else []
    return page([said, *told], pulse=Pulse(waiting=waiting))


def day(iso: str) -> str:
    """Return a date that is never broken over two lines; a dash where there is none."""
    return style.date(iso).replace(" ", style.NBSP) or "–"


def origin(edition: Edition, table: str, *, question: str = "", year: int | None = None) -> list[tuple[str, str]]:
    """Return where a table's figures come from, heading and text, for ``FigureView.show``."""
    return edition.provenance(table, question=question, year=year).lines()


def origin_note(edition: Edition, table: str) -> widgets.HTML:
    """Return the same for a table that is no figure, to open."""
    said = "".join(f"<dt>{escape(name)}</dt><dd>{escape(told)}</dd>" for name, told in origin(edition, table))
    return html(
        _(
            '<details class="ml-details ml-trace"><summary>Varifrån kommer '
            "siffrorna?</summary><dl>{said}</dl></details>"
        ).format(said=said)
    )


def figure_view(**traits: Any) -> FigureView:
    """Return an empty figure that fills its column."""
    made = FigureView(**traits)
    made.add_class("ml-cell")
    return made


def design_note(edition: Edition, *, question: str) -> str:
    """Return n, the split between ways of answering, the year and the design; ``method`` says what it allows."""
    rows = edition.table("estimates").query("question == @question")
    rows = rows[rows["year"] == rows["year"].max()]
    if rows.empty:
        return _named(edition)
    everybody = rows[(rows["by1"] == "") & (rows["by2"] == "")]
    n = everybody["n"].max() if len(everybody) else None
    modes = rows[(rows["by1"] == "mode") & (rows["by2"] == "")].groupby("group1", sort=False)["n"].max()
    labels = edition.choice_labels("mode")
    split = ", ".join(f"{labels.get(str(m), str(m)).lower()} {style.number(count)}" for m, count in modes.items())
    year = int(rows["year"].iloc[0])
    return _("{n} svar{split}, enkät {year}. {edition}").format(
        n=style.number(n), split=f" ({split})" if split else "", year=year, edition=_named(edition)
    )


def coverage_note(edition: Edition) -> widgets.HTML:
    """Return how well the free text is read and coded, for every board that rests on it; blank where there is none."""
    said = coverage.line(edition)
    return html(f'<p class="ml-source">{escape(said)}</p>' if said else "")


def method(edition: Edition) -> widgets.HTML:
    """Return the box that says how the figures were made, and what was left out."""
    about = edition.about
    raked = ", ".join(crossings.short(edition, name).lower() for name in about.get("rake", []))
    weighed = _("Svaren är vägda efter {names}.").format(names=raked) if raked else _("Svaren är inte vägda.")
    count, base = about.get("minimum_count", 5), about.get("minimum_base", 10)
    minimum = _("Antal under {count} och grupper under {base} svar visas inte.").format(count=count, base=base)
    lines = [
        _(str(about.get("note") or "")) or _design(edition),
        f"{weighed} {_('Intervallen är 95 % (Wilson på effektivt antal svar).')}",
        f"{minimum} {_(style.MISSING_NOTE)}",
        _("Utgåvan skapades {created} med profilen {about}.").format(
            created=style.date(str(about.get("created", ""))), about=_profile(about)
        ),
    ]
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return html(
        _('<aside class="ml-method" aria-label="Om siffrorna"><h2>Om siffrorna</h2><ul>{items}</ul></aside>').format(
            items=items
        )
    )


def _design(edition: Edition) -> str:
    return _(SELF_SELECTED) if edition.about.get("design", "self-selected") == "self-selected" else _(SAMPLED)


def _named(edition: Edition) -> str:
    """Return the design's name, the beginning of what is said of it."""
    return re.split("[.:]", _design(edition))[0] + "."


def _profile(about: dict[str, Any]) -> str:
    return {"internal": _("intern (slutet möte)"), "public": _("offentlig")}.get(str(about.get("profile")), _("okänd"))


def _link(name: str, label: str, *, current: bool) -> str:
    mark = ' aria-current="page"' if current else ""
    return f'<li><a href="{name}.ipynb"{mark}>{escape(label)}</a></li>'


def _anchor(title: str) -> str:
    return "ml-" + re.sub(r"[^a-z0-9]+", "-", title.lower().translate(_PLAIN)).strip("-")


def _lines(value: str | tuple[str, ...]) -> str:
    first, *more = value if isinstance(value, tuple) else map(type(value), value.split("\n"))
    under = "".join(f'<span class="ml-small">{marked(line)}</span>' for line in more if line)
    return f"<span>{marked(first)}</span>{under}"


def _cell(value: str, *, first: bool, right: bool) -> str:
    if first:
        return f'<th scope="row">{marked(value)}</th>'
    # A short figure such as "46 % (41–51)" stays on one line.
    kind = ' class="ml-right"' if right else ' class="ml-n"' if _FIGURE.match(value) else ""
    return f"<td{kind}>{marked(value)}</td>"
