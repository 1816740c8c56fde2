"""The three forms of the promises page: causes, measures, and the promise with its check."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as widgets
import pandas as pd

from medlofte import style
from medlofte.language import N_, _, translated
from medlofte.tables import MEASURE_KINDS
from medlofte.views import parts
from medlofte.views.drawing import each, named
from medlofte.views.fields import number_text
from medlofte.views.forms import Called, Form, Item
from medlofte.views.pages.loften.steps import History, Steps
from medlofte.views.pages.loften.told import PROMISERS, STATES, Teller, advice
from medlofte.views.session import Viewer
from medlofte.workshop.promises import quality
from medlofte.workshop.promises.chain import Chain
from medlofte.workshop.words import BRANCHES, LABELS, TERMS

Refresh = Callable[[], None]
NONE = (N_("Inget särskilt"), "")


class Causes:
    """The form for a problem's causes and events."""

    def __init__(self, viewer: Viewer, teller: Teller, *, problem: widgets.Dropdown, refresh: Refresh) -> None:
        self.teller = teller
        topics = [translated(NONE), *((label, topic) for topic, label in teller.topics.items())]
        fields = {
            "branch": _choice([(LABELS[b], b) for b in BRANCHES], _("Gren")),
            "text": widgets.Textarea(description=_("Orsak eller händelse"), rows=2),
            "order": number_text(description=_("Ordning (för händelsekedjan)")),
            "topic": _choice(topics, _("Underlag: ämne i lägesbilden")),
            "reference": widgets.Text(description=_("Underlag: hänvisning")),
        }
        self.hint = parts.html("", name="ml-hint")
        self.form = Form(
            viewer, fields, kind="cause", refresh=refresh, changed=self._tell, fixed=lambda: {"problem": problem.value},
            called=Called(_("Ny orsak eller händelse"), "orsaken", _("Orsaken är sparad."), _("Orsak att ändra")),
        )  # fmt: skip
        self.refer = widgets.Button(description=_("Hänvisa till lägesbildens siffror"))
        self.refer.on_click(self._refer)
        heading = parts.heading(_("Skriv eller ändra en orsak"), level=3)
        self.widget = parts.box([heading, self.form.box, self.hint, self.refer], name="ml-form")
        self._tell()

    def offer(self, problem: str, saved: pd.DataFrame) -> None:
        """Take the causes of a problem as saved."""
        items = _items(saved, "cause", "text")
        self.form.offer({key: item for key, item in items.items() if item.content["problem"] == problem})

    def _tell(self) -> None:
        said = self.teller.evidence(str(self.form.fields["topic"].value or ""))
        self.hint.value = f"<p>{escape(said)}</p>" if said else ""
        self.refer.layout.display = None if said else "none"

    def _refer(self, _button: Any = None) -> None:
        self.form.fields["reference"].value = self.teller.evidence(str(self.form.fields["topic"].value or ""))


class Measures:
    """The form for the measures against a problem's causes."""

    def __init__(self, viewer: Viewer, *, problem: widgets.Dropdown, refresh: Refresh) -> None:
        fields = {
            "title": widgets.Text(description=_("Vad ska göras?")),
            "causes": _several(_("Orsaker som ska påverkas")),
            "kind": _choice([(LABELS[k], k) for k in MEASURE_KINDS], _("Typ")),
            "term": _choice([(LABELS[t], t) for t in TERMS], _("Sikt")),
            "owner": widgets.Text(description=_("Ansvarig funktion")),
            "resources": widgets.Text(description=_("Resurser")),
            "planned": number_text(description=_("Planerat antal")),
            "unit": widgets.Text(description=_("Vad som räknas")),
        }
        self.form = Form(
            viewer, fields, kind="measure", refresh=refresh, fixed=lambda: {"problem": problem.value},
            called=Called(_("Ny åtgärd"), _("åtgärden"), _("Åtgärden är sparad."), _("Åtgärd att ändra")),
        )  # fmt: skip
        heading = parts.heading(_("Skriv eller ändra en åtgärd"), level=3)
        self.widget = parts.box([heading, self.form.box], name="ml-form")

    def offer(self, problem: str, chain: Chain) -> None:
        """Take a problem's causes and measures as they are."""
        causes = chain.causes[chain.causes["problem"] == problem]
        _options(self.form.fields["causes"], [(r.text, r.cause) for r in each(causes)])
        frame = chain.of_problem(problem)
        self.form.offer({str(row["measure"]): Item(str(row["title"]), int(row["version"]), _content(row, "measure"))
                         for row in frame.to_dict("records")})  # fmt: skip


class Editor:
    """The form for a promise, checked as one types, with its steps and its versions."""

    def __init__(self, viewer: Viewer, teller: Teller, *, problem: widgets.Dropdown, refresh: Refresh) -> None:
        self.teller = teller
        self.rows: dict[str, dict[str, Any]] = {}
        self.saved = pd.DataFrame({"promise": []})
        self.summary, self.checks = parts.notice(), parts.html("")
        self.form = Form(
            viewer, _promise_fields(teller), kind="promise", refresh=refresh, changed=self.tell,
            fixed=lambda: {"topics": [problem.value]},
            called=Called(_("Nytt löfte"), _("löftet"), _("Löftet är sparat som utkast."), _("Löfte att ändra")),
        )  # fmt: skip
        self.steps = Steps(viewer, self.form, refresh=refresh)
        self.history = History({name: control.description for name, control in self.form.fields.items()})
        headings = [
            parts.heading(text, level=3) for text in (_("Skriv eller ändra ett löfte"), _("Går löftet att följa upp?"))
        ]
        written = parts.box([headings[0], self.form.box], name="ml-form")
        checked = parts.box([headings[1], self.summary, self.checks], name="ml-beside")
        typed = parts.box([written, checked], name="ml-grid")
        self.widget = parts.box([typed, self.steps.widget, self.history.widget], name="ml-form")

    def offer(self, problem: str, chain: Chain, saved: pd.DataFrame) -> None:
        """Take a problem's promises as they are; ``saved`` is every version of all."""
        self.saved = saved
        self.rows = {str(row["promise"]): named(row) for row in chain.promises_on(problem).to_dict("records")}
        _options(self.form.fields["measures"], [(r.title, r.measure) for r in each(chain.of_problem(problem))])
        latest = {r.promise: r.content for r in each(saved)}
        self.form.offer({
            name: Item(f"{row['title'] or name} ({STATES[row['state']]})", int(row["version"]),
                       {"measures": list(chain.of_promise(name)["measure"])}
                       | latest.get(name, _content(row, "promise")))
            for name, row in self.rows.items()
        })  # fmt: skip
        self.tell()

    def tell(self) -> None:
        """Check what is in the form now; tell the number to a screen reader, and show the rest."""
        name = self.form.name
        found = quality(self.form.content(), places=self.teller.places)
        parts.say(
            self.summary,
            _("{sum} av {found} {found|del|delar} finns.").format(
                sum=sum(check.ok for check in found), found=len(found)
            ),
        )
        self.checks.value = advice(found)
        row = self.rows.get(name, {"state": "", "version": 0})
        self.steps.show(row["state"], version=int(row["version"]))
        self.history.show(self.saved[self.saved["promise"] == name])


def _promise_fields(teller: Teller) -> dict[str, widgets.Widget]:
    return {
        "title": widgets.Text(description=_("Kort rubrik")),
        "text": widgets.Textarea(description=_("Löftet: vem gör vad, var, hur mycket och när"), rows=4),
        "promisers": _choice([(label, who) for who, label in translated(PROMISERS).items()], _("Vem lovar")),
        "whom": widgets.Text(description=_("För vem")),
        "measures": _several(_("Åtgärder som löftet vilar på")),
        "topics": _several(_("Problem som löftet svarar på"), teller.topics),
        "places": _several(_("Platser"), teller.places),
        "indicator": widgets.Text(description=_("Mått")),
        "baseline": number_text(description=_("Utgångsläge")),
        "target": number_text(description=_("Mål")),
        "source": widgets.Text(description=_("Källa till siffran")),
        "deadline": widgets.Text(description=_("Senast (ÅÅÅÅ-MM-DD)")),
        "owner": widgets.Text(description=_("Ansvarig funktion")),
    }


def _items(saved: pd.DataFrame, key: str, label: str) -> dict[str, Item]:
    kept = saved[saved["state"] != "struken"]
    return {str(row[key]): Item(_short(row["content"][label]), int(row["version"]), row["content"])
            for row in kept.to_dict("records")}  # fmt: skip


def _content(row: dict[Any, Any], key: str) -> dict[str, Any]:
    """Return a row of the chain as the fields of a thing; blanks as '' and listed ids as lists."""
    kept = {str(n): v for n, v in row.items() if n not in (key, "version", "state", "by", "time", "name", "date")}
    kept = {n: "" if style.missing(v) and isinstance(v, float) else v for n, v in kept.items()}
    return kept | {
        n: [p for p in kept[n].split("|") if p] for n in ("topics", "places") if isinstance(kept.get(n), str)
    }


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}…"


def _choice(options: list[tuple[str, str]], label: str) -> widgets.Dropdown:
    return widgets.Dropdown(options=options, description=label)


def _several(label: str, names: Any = None) -> widgets.SelectMultiple:
    options = [(text, name) for name, text in (names or {}).items()]
    return widgets.SelectMultiple(options=options, description=_("{label} (flera går bra)").format(label=label), rows=5)


def _options(control: Any, options: list[tuple[str, str]]) -> None:
    """Offer other options and keep what is chosen, also when it is no longer among them."""
    chosen = control.value
    several = isinstance(control, widgets.SelectMultiple)
    kept = [key for key in (chosen if several else [chosen]) if key]
    offered = {key for _unused, key in options}
    wanted = [*options, *((key, key) for key in kept if key not in offered)]
    if list(control.options) != wanted:
        control.options = wanted
        control.value = chosen
