"""What others may take along: the codes in long and wide form, the codebook as a page and as REFI-QDA (.qdc).

Nothing here holds an answer's text. The exchange format is REFI-QDA 1.5, *Codebook exchange* (qdasoftware.org): what
NVivo, MAXQDA, ATLAS.ti and Taguette read.
"""

from __future__ import annotations

import html
import uuid
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree as Tree

import pandas as pd

from medlofte import style
from medlofte.analysis.coding.ledger import Decision
from medlofte.analysis.coding.standing import Standing
from medlofte.codebook import Codebook, Topic
from medlofte.errors import ExportError
from medlofte.language import N_, Words, _

_REFI = "urn:QDA-XML:codebook:1.0"
# One palette for the themes (Okabe and Ito 2008), told apart by the colour-blind.
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999999", "#B8A800", "#000000")
_SPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")
_KINDS = Words({
    "harm": N_("Negation tar bort träffen."),
    "lack": N_("Negation tar inte bort träffen."),
    "rest_strong": N_("Inget problem."),
})  # fmt: skip
_STYLE = "body{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}code{font-weight:600}"


def long(
    codes: pd.DataFrame, *, answers: pd.DataFrame, codebook: Codebook, decisions: Iterable[Decision] = ()
) -> pd.DataFrame:  # fmt: skip
    """Return one row per answer and topic (respondent, year, question, topic, label, theme, rule, place).

    An answer without a topic has one row, with an empty topic. ``codes`` follows ``CODES``; ``answers`` has respondent,
    year and question; the place is what a person has tied the answer to.
    """
    keys = ["respondent", "year", "question"]
    frame = answers[keys].merge(codes, on=keys, how="left").fillna({"topic": "", "rule": ""})
    labels = {topic.id: topic.label for topic in codebook.topics}
    themes = {topic.id: topic.theme for topic in codebook.topics}
    places = Standing(tuple(decisions)).places
    found = frame.assign(
        label=frame["topic"].map(labels).fillna(""), theme=frame["topic"].map(themes).fillna(""),
        place=[places.get(pair, "") for pair in zip(frame["respondent"], frame["question"], strict=True)],
    )  # fmt: skip
    return found[[*keys, "topic", "label", "theme", "rule", "place"]]


def wide(codes: pd.DataFrame, *, answers: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Return one row per answer with a column of 0 and 1 for every topic of the codebook."""
    keys = ["respondent", "year", "question"]
    frame = answers[keys].reset_index(drop=True)
    have = set(zip(codes["respondent"], codes["year"], codes["question"], codes["topic"], strict=True))
    rows = list(frame.itertuples(index=False, name=None))
    marks = {topic.id: [int((*row, topic.id) in have) for row in rows] for topic in codebook.topics}
    return pd.concat([frame, pd.DataFrame(marks, index=frame.index)], axis=1)


def write(
    folder: str | Path, *, codes: pd.DataFrame, answers: pd.DataFrame, codebook: Codebook, coverage: pd.DataFrame,
    decisions: Iterable[Decision] = (),
) -> list[Path]:  # fmt: skip
    """Write koder-lang and koder-bred (CSV and Excel), om-koderna.txt, kodbok.html and kodbok.qdc; return the files.

    ``coverage`` (``COVERAGE``) tells how well the answers are read: om-koderna.txt and a sheet of the Excel files.
    ``decisions`` tell which place a person has tied an answer to.
    """
    folder = Path(folder)
    about = said(coverage, codebook=codebook)
    tables = {"koder-lang": long(codes, answers=answers, codebook=codebook, decisions=decisions),
              "koder-bred": wide(codes, answers=answers, codebook=codebook)}  # fmt: skip
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, frame in tables.items():
            frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
            # Ids and rules are text: a pattern that begins with "=" must not become a formula.
            options = {"strings_to_formulas": False, "strings_to_urls": False}
            with pd.ExcelWriter(
                folder / f"{name}.xlsx", engine="xlsxwriter", engine_kwargs={"options": options}
            ) as book:
                frame.to_excel(book, sheet_name=_("Koder"), index=False)
                pd.DataFrame({_("Så är svaren lästa"): about}).to_excel(book, sheet_name=_("Om koderna"), index=False)
            written += [folder / f"{name}.csv", folder / f"{name}.xlsx"]
        texts = {"om-koderna.txt": "\n".join([*about, ""]), "kodbok.html": page(codebook), "kodbok.qdc": qdc(codebook)}
        for name, text in texts.items():
            (folder / name).write_text(text, "utf-8", newline="\n")
            written.append(folder / name)
    except OSError as error:
        raise ExportError(
            _("Filen går inte att skriva ({reason}).").format(reason=error.strerror), file=folder
        ) from error
    return written


def said(coverage: pd.DataFrame, *, codebook: Codebook) -> list[str]:
    """Return how well the answers to each year's questions are read and coded, one line each."""
    labels = {question.name: question.label or question.name for question in codebook.questions}
    return [
        f"{row['year']}, {labels.get(row['question'], row['question'])}: "
        f"{style.free_text(row['n'], reviewed=row['reviewed'], uncoded=row['uncoded'], alpha=row['alpha'])}."
        for row in coverage.to_dict("records")
    ]


def page(codebook: Codebook) -> str:
    """Return the codebook as a page to read and publish: the method's appendix."""
    title = html.escape(codebook.title or _("Kodbok för fria svar"))
    body = "".join(
        f"<h2>{html.escape(theme or _('Övrigt'))}</h2>" + "".join(_section(topic) for topic in topics)
        for theme, topics in _themes(codebook).items()
    )
    about = _("Version {version}. {n} {n|ämne|ämnen}. Mönstren föreslår, en person avgör.")
    told = about.format(version=html.escape(codebook.version), n=len(codebook.topics))
    return (f'<!doctype html><html lang="{codebook.language}"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            f"<title>{title}</title><style>{_STYLE}</style><h1>{title}</h1>"
            f"<p>{told}</p>{body}</html>\n")  # fmt: skip


def qdc(codebook: Codebook) -> str:
    """Return the codebook as REFI-QDA: themes hold their topics; ids are made from the topics' own, so they stay."""
    Tree.register_namespace("", _REFI)
    root = Tree.Element(f"{{{_REFI}}}CodeBook", origin="medlofte")
    codes = Tree.SubElement(root, f"{{{_REFI}}}Codes")
    for i, (theme, topics) in enumerate(_themes(codebook).items()):
        colour = _COLOURS[i % len(_COLOURS)]
        parent = _code(codes, f"tema:{theme}", theme or _("Övrigt"), "", colour, codable=False)
        for topic in topics:
            _code(parent, topic.id, topic.label, topic.definition, colour)
    Tree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Tree.tostring(root, encoding="unicode") + "\n"


def _code(parent: Tree.Element, name: str, label: str, said: str, colour: str, *, codable: bool = True) -> Tree.Element:
    made = Tree.SubElement(parent, f"{{{_REFI}}}Code", guid=str(uuid.uuid5(_SPACE, f"medlofte:{name}")), name=label,
                           isCodable=str(codable).lower(), color=colour)  # fmt: skip
    if said:
        Tree.SubElement(made, f"{{{_REFI}}}Description").text = said
    return made


def _themes(codebook: Codebook) -> dict[str, list[Topic]]:
    found: dict[str, list[Topic]] = {}
    for topic in codebook.topics:
        found.setdefault(topic.theme, []).append(topic)
    return found


def _section(topic: Topic) -> str:
    patterns = ", ".join(f"<code>{html.escape(pattern)}</code>" for pattern in topic.patterns)
    examples = "".join(f"<li>{html.escape(example)}</li>" for example in (*topic.examples, *topic.must_match))
    return (f'<h3 id="{html.escape(topic.id)}">{html.escape(topic.label)}</h3><p>{html.escape(topic.definition)} '
            f"{_KINDS[topic.kind]}{' ' + _('Citat visas aldrig.') if topic.quote == 'never' else ''}</p>"
            f"<p>{_('Exempel:')}</p><ul>{examples}</ul>"
            f"<details><summary>{_('Mönster')}</summary><p>{patterns}</p></details>")  # fmt: skip
