"""The printable protocol of a safety walk: one sheet to walk with, with the same headings as the file that is read."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from medlofte import tokens
from medlofte.codebook import Codebook

# The headings that ``read_observations`` knows, in the order of the sheet.
HEADINGS = ("Nr", "Plats", "Ämne", "Observation", "Åtgärd", "Foto", "Ansvarig", "Status", "Sekretess")
_WIDTHS = (4, 14, 11, 22, 19, 6, 10, 7, 7)
_ROWS, _PLACES = 13, 30
_HEAD = ("Vandring", "Datum", "Start och slut (klockslag)", "Väder och ljus", "Ledare (funktion)", "Antal deltagare")
_STYLE = """
@page { size: A4 landscape; margin: 12mm; }
body { font: 11pt/1.35 var(--ml-font); color: var(--ml-text); }
body { margin: 1rem auto; max-width: 273mm; }
h1 { font-size: 18pt; margin: 0 0 2mm; } h2 { font-size: 12pt; margin: 4mm 0 1mm; break-before: page; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { border: 1px solid var(--ml-muted); padding: 1mm 1.5mm; text-align: left; vertical-align: top; }
th { font-weight: 400; }
thead th { font-weight: 700; font-size: 9pt; background: var(--ml-panel); }
tbody tr { height: 8mm; break-inside: avoid; }
dl { display: grid; grid-template-columns: repeat(3, 1fr); gap: 2mm 6mm; margin: 2mm 0 4mm; }
dt { font-size: 9pt; } dd { margin: 0; border-bottom: 1px solid var(--ml-muted); height: 7mm; }
p, li { margin: 1mm 0; font-size: 10pt; }
"""


def write_walk_form(path: Path, *, codebook: Codebook, kommun: str, places: Sequence[str] = ()) -> Path:
    """Write the sheet as HTML to print, and return its path.

    Parameters
    ----------
    codebook
        The topics that an observation may belong to.
    places
        Names to choose among; at most thirty are listed.
    """
    fields = "".join(f"<dt>{escape(name)}</dt><dd></dd>" for name in _HEAD)
    pairs = "".join(f"<div>{part}</div>" for part in fields.replace("</dd><dt>", "</dd>|<dt>").split("|"))
    columns = "".join(f'<col style="width: {width}%">' for width in _WIDTHS)
    head = "".join(f'<th scope="col">{name}</th>' for name in HEADINGS)
    rows = "".join(f'<tr><th scope="row">{number}</th>{"<td></td>" * (len(HEADINGS) - 1)}</tr>'
                   for number in range(1, _ROWS + 1))  # fmt: skip
    topics = ", ".join(topic.label for topic in codebook.topics if topic.kind != "rest_strong")
    named = ", ".join(places[:_PLACES])
    listed = f"<p><strong>Platser:</strong> {escape(named)}.</p>" if named else ""
    path.write_text(
        f'<!doctype html>\n<html lang="sv"><head><meta charset="utf-8"><title>Trygghetsvandring, protokoll</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{tokens.css(_STYLE)}</style>'
        "</head><body><main><h1>Trygghetsvandring: protokoll</h1>"
        f"<p>{escape(kommun)}. En rad per observation. Skriv inga namn på personer; fotografera platsen, inte "
        "människor. Ansvarig är en funktion. Status: ny, planerad, pågår, klar eller avförd. Sekretess: öppen "
        "eller intern.</p>"
        f"<dl>{pairs}</dl><table><colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        f"<h2>Att välja bland</h2><p><strong>Ämnen:</strong> {escape(topics)}.</p>{listed}"
        "<p>Skriv efteråt in raderna i en tabell med samma rubriker och kolumnerna Vandring och Datum. Ange den som "
        "observations i round.toml. Rutten läses ur telefonens GPX-fil (walks).</p></main></body></html>\n",
        "utf-8",
    )
    return path
