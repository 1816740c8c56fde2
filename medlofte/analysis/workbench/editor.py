"""The codebook as a form: choose a question, topic or actor, change it, see what changes in the file, save, undo."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from medlofte.analysis.fit import fit
from medlofte.analysis.workbench import shown
from medlofte.analysis.workbench.editing import (
    KEYS,
    Book,
    Entry,
    Note,
    borrowers,
    checked,
    difference,
    edited,
    named,
    save,
)
from medlofte.analysis.workbench.fields import FIELDS, Field, meant, typed
from medlofte.analysis.workbench.options import Options, free
from medlofte.codebook import Codebook
from medlofte.errors import MedlofteError
from medlofte.language import N_, _
from medlofte.rounds import Round
from medlofte.tokens import LIGHT

_KINDS = {"questions": N_("Frågor"), "topics": N_("Ämnen"), "actors": N_("Aktörer"), "themes": N_("Teman")}
_WIDE = widgets.Layout(width="46em", max_width="100%")
_SHOWN = 60


class CodebookEditor(widgets.VBox):
    """The whole codebook, one entry at a time; nothing is written before **Spara**.

    Parameters
    ----------
    file
        The round's codebook. Comments and layout in it, and in its file of topics, stay.
    round_
        The round; with it a changed question can be tried on the answers.
    """

    def __init__(self, file: Path, *, round_: Round | None = None) -> None:
        self._round = round_
        self.saved = self.draft = Book.open(file)
        self._steps: list[tuple[Book, Book]] = []
        self._drawing = False
        self.kind = widgets.ToggleButtons(options=[(_(words), kind) for kind, words in _KINDS.items()])
        self.entry = widgets.Dropdown(layout=_WIDE)
        self.fields: dict[str, Any] = {}
        self._notes: dict[str, widgets.HTML] = {}
        self.form, self.said, self.preview = widgets.VBox(), widgets.HTML(), widgets.HTML()
        self.new = widgets.Text(placeholder=_("text för en ny"), continuous_update=False)
        self.add, self.up, self.down, self.remove = (
            _button(_(words), act) for words, act in ((N_("Lägg till"), self._add), (N_("Flytta upp"), self._up),
                                                      (N_("Flytta ner"), self._down), (N_("Ta bort"), self._remove))
        )  # fmt: skip
        self.tried = widgets.HTML()
        self.try_ = _button(_("Pröva mot svaren"), self._try)
        self.save = _button(_("Spara"), self._save, style="primary")
        self.drop, self.undo = _button(_("Släng ändringarna"), self._drop), _button(_("Ångra det sparade"), self._undo)
        self.kind.observe(self._list, names="value")
        self.entry.observe(self._form, names="value")
        row = widgets.Layout(flex_flow="row wrap")
        moves = widgets.Box([self.up, self.down, self.remove, self.new, self.add], layout=row)
        ends = widgets.Box([self.save, *([self.try_] if round_ else []), self.drop, self.undo], layout=row)
        super().__init__([self.kind, self.entry, moves, self.form, self.said, self.preview, self.tried, ends])
        self._list()

    @property
    def entries(self) -> list[Entry]:
        """Return the entries of the chosen kind, with what has been changed."""
        return self.draft.entries(self.kind.value)

    @property
    def notes(self) -> list[Note]:
        """Return what has to be mended before it may be saved."""
        return checked(self.draft, before=self.saved)

    def _list(self, _change: object = None, *, chosen: str = "") -> None:
        """Offer the entries of the kind, and show one."""
        self._offer(chosen)
        self._form()

    def _offer(self, chosen: str) -> None:
        names = [named(entry) for entry in self.entries]
        wanted = chosen or (names[0] if names else None)
        self._drawing = True
        self.entry.options = [(_listed(entry), named(entry)) for entry in self.entries]
        self.entry.value = wanted if wanted in names else names[0] if names else None
        self._drawing = False

    def _form(self, _change: object = None) -> None:
        if self._drawing:
            return
        self.tried.value = ""
        place = self._place()
        self.fields, self._notes = {}, {}
        if place is None:
            self.form.children = ()
        else:
            entry = self.entries[place]
            rows = [part for field in FIELDS[self.kind.value] for part in self._control(field, entry)]
            self.form.children = (widgets.HTML(self._told(entry)), *rows)
        self._tell()

    def _told(self, entry: Entry) -> str:
        shared = borrowers(self.draft, self.kind.value, self.entries).get(f"choices|{named(entry)}", [])
        told = _("Namnet är {name}. Det ändras inte: annat pekar på det (round.toml, tidigare år, ämnena).")
        text = shown.paragraph(told.format(name=named(entry)))
        if shared:
            told = _("Svarsalternativen delas av {names}: en ändring gäller alla.")
            text += shown.paragraph(told.format(names=", ".join(shared)))
        return text

    def _control(self, field: Field, entry: Entry) -> list[widgets.Widget]:
        """Return a field's control and, under it, where its findings are told."""
        value, said = entry.get(field.name), widgets.HTML()
        made: Any
        if field.control == "options":
            made = Options(value or [], numeric=entry.get("type") in ("integer", "decimal"),
                           topics={one["id"]: one.get("label", "") for one in self.draft.entries("topics")},
                           changed=lambda options: self._edit("choices", [dict(one) for one in options]))  # fmt: skip
        elif field.words is not None:
            made = _one(field.words, value)
            made.observe(lambda change: self._edit(field.name, change["new"]), names="value")
        else:
            kind = widgets.Text if field.control in ("line", "number", "years") else widgets.Textarea
            made = kind(value=typed(value, field.control), layout=_WIDE, continuous_update=False)
            made.observe(lambda change: self._edit(field.name, meant(change["new"], field.control)), names="value")
        made.add_class("mb-field")
        self.fields[field.name], self._notes[field.name] = made, said
        words = html.escape(_(field.label)) + (f" <small>({html.escape(_(field.hint))})</small>" if field.hint else "")
        if not isinstance(made, Options):
            made.tooltip = _(field.label)
        return [widgets.HTML(f"<b>{words}</b>"), made, said]

    def _place(self) -> int | None:
        return next((n for n, entry in enumerate(self.entries) if named(entry) == self.entry.value), None)

    def _edit(self, field: str, value: Any) -> None:
        """Put a value into the draft, and into all that share it."""
        self._reread()
        entries = self.entries
        name = str(self.entry.value)
        shared = borrowers(self.draft, self.kind.value, entries).get(f"{field}|{name}", [name])
        self._put([edited(self.kind.value, entry, field, value) if named(entry) in shared else entry
                   for entry in entries])  # fmt: skip
        # To draw the form anew would take the focus from whoever types in it.
        if field == "label":
            self._offer(name)
        if field == "type":
            self._form()

    def _reread(self) -> None:
        """Begin a change from the files as they are now: the decisions in the same workbook write in them too."""
        if self.draft is self.saved:
            try:
                self.saved = self.draft = Book.open(self.saved.codebook)
            except MedlofteError as error:
                self.said.value = shown.paragraph(str(error))

    def _put(self, entries: list[Entry]) -> None:
        try:
            self.draft = self.draft.changed(self.kind.value, entries)
        except MedlofteError as error:
            self.said.value = shown.paragraph(str(error))
            return
        self._tell()

    def _tell(self, said: str = "") -> None:
        """Show what is wrong, at the fields, and what would change in the files."""
        notes = self.notes
        here = {note.field: note.text for note in notes if note.entry == self.entry.value}
        for field, place in self._notes.items():
            place.value = shown.paragraph(here[field]) if field in here else ""
        rest = [note for note in notes if note.entry != self.entry.value or note.field not in self._notes]
        lines = difference(self.saved, self.draft)
        self.save.disabled = bool(notes) or not lines
        self.drop.disabled, self.undo.disabled = not lines, not self._steps
        told = [said, *(f"{note.entry}: {note.text}" if note.entry else note.text for note in rest)]
        if notes:
            told.append(_("Det går att spara när det är rättat."))
        self.said.value = "".join(map(shown.paragraph, filter(None, told)))
        self.preview.value = _changes(lines)

    def _try(self, _button: object = None) -> None:
        """Show how the answers to the chosen question would be read."""
        if self._round is None or self.kind.value != "questions" or self.notes:
            self.tried.value = shown.paragraph(_("Välj en fråga, och rätta först det som är fel."))
            return
        read, _unread = fit(self._round, codebook=Codebook.model_validate(self.draft.content()))
        own = read[read["question"] == self.entry.value]
        rows = own[["file", "heading", "written", "became", "n"]].head(_SHOWN).itertuples(index=False)
        headings = [_("Fil"), _("Rubrik"), _("Så står det"), _("Så läses det"), _("Antal")]
        caption = _("Så läses svaren med ändringen. Det som inte passar står först.")
        self.tried.value = shown.table(headings, rows, caption=caption)

    def _add(self, _button: object = None) -> None:
        words = self.new.value.strip()
        if not words:
            self.said.value = shown.paragraph(_("Skriv först vad den nya ska heta."))
            return
        self._reread()
        entries, key = self.entries, KEYS[self.kind.value]
        name = words if key == "label" else free(words, {named(entry) for entry in entries})
        made = {key: name, "label": words} | ({"type": "text"} if key == "name" else {})
        self.new.value = ""
        self._put([*entries, made])
        self._list(chosen=name)

    def _remove(self, _button: object = None) -> None:
        self._reread()
        self._put([entry for entry in self.entries if named(entry) != self.entry.value])
        self._list()

    def _up(self, _button: object = None) -> None:
        self._move(-1)

    def _down(self, _button: object = None) -> None:
        self._move(1)

    def _move(self, steps: int) -> None:
        self._reread()
        entries, place = self.entries, self._place()
        if place is not None and 0 <= place + steps < len(entries):
            entries.insert(place + steps, entries.pop(place))
            self._put(entries)
            self._list(chosen=str(self.entry.value))

    def _save(self, _button: object = None) -> None:
        self._write(self.saved, self.draft, _("Sparat. Kopior av det som stod: {files}. Kör om boken, så läses allt "
                                              "med den nya kodboken."))  # fmt: skip

    def _undo(self, _button: object = None) -> None:
        before, after = self._steps[-1]
        if self._write(after, before, _("Det senast sparade är ångrat. Kopior: {files}.")):
            self._steps = self._steps[:-2]
            self._list(chosen=str(self.entry.value))
            self.said.value = shown.paragraph(_("Det senast sparade är ångrat."))

    def _write(self, before: Book, after: Book, words: str) -> bool:
        try:
            copies = save(before, after)
        except MedlofteError as error:
            self.said.value = shown.paragraph(str(error))
            return False
        self._steps.append((before, after))
        self.saved = self.draft = after
        self._tell(words.format(files=", ".join(f"{path.parent.name}/{path.name}" for path in copies)))
        return True

    def _drop(self, _button: object = None) -> None:
        self.draft = self.saved
        self._reread()
        self._list(chosen=str(self.entry.value))


def _listed(entry: Entry) -> str:
    name, label = named(entry), str(entry.get("label", ""))
    return label if name == label else f"{label}  ({name})"


def _button(words: str, act: Callable[..., None], *, style: str = "") -> widgets.Button:
    button = widgets.Button(description=words, button_style=style, layout=widgets.Layout(width="auto"))
    button.on_click(act)
    return button


def _one(words: dict[str, N_], value: Any) -> widgets.Dropdown:
    """Return a choice of one; a word that the codebook does not know is shown, so that it can be mended."""
    options = [(_(label), key) for key, label in words.items()]
    if value is not None and value not in words:
        options.append((str(value), value))
    return widgets.Dropdown(options=options, value=next(iter(words)) if value is None else value, layout=_WIDE)


def _changes(lines: list[str]) -> str:
    """Return the difference as HTML; the signs say it, the colours only help."""
    if not lines:
        return ""
    colours = {"+": LIGHT["added-panel"], "-": LIGHT["removed-panel"]}
    styled = ((colours.get(line[:1], "none"), line) for line in lines[:_SHOWN])
    look = f"color: {LIGHT['text']}; background"
    drawn = "".join(f"<div style='{look}: {ground}'>{html.escape(line)}</div>" for ground, line in styled)
    more = (
        shown.paragraph(_("… och {n} {n|rad|rader} till.").format(n=len(lines) - _SHOWN)) if len(lines) > _SHOWN else ""
    )
    head = shown.paragraph(_("Det här ändras i filen (− tas bort, + läggs till):"))
    return f"{head}<pre style='white-space: pre-wrap; line-height: 1.4'>{drawn}</pre>{more}"
