"""A form for things that are kept in versions: what is typed is never lost, and what others save is never overwritten.

What another has saved meanwhile is put together with one's own changes and shown; one looks it through and saves anew.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

import ipywidgets as widgets

from medlofte.errors import ConflictError, MedlofteError, StoreError
from medlofte.language import _
from medlofte.views import parts
from medlofte.views.fields import difference, read, write
from medlofte.views.session import Viewer
from medlofte.workshop.promises.versions import changes, merge_changes

NEW = ""


@dataclass(frozen=True)
class Item:
    """One thing that can be chosen: how it is named in the list, its version (0: not saved here yet) and its fields."""

    label: str
    version: int
    content: dict[str, Any]


@dataclass(frozen=True)
class Called:
    """What a form calls its things: «Ny orsak», «orsaken», «Orsaken är sparad.» and the chooser's «Orsak att ändra».

    Without a word for a new thing only those that are offered can be chosen.
    """

    new: str
    the: str
    saved: str
    chooser: str


@dataclass
class _Typed:
    """What is in the form for one thing: the version it began from, and what it then held."""

    version: int = 0
    base: dict[str, Any] = field(default_factory=dict)
    content: dict[str, Any] = field(default_factory=dict)


class Form:
    """Fields, and buttons to save, undo and strike; ``box`` is its widget.

    Parameters
    ----------
    fields
        Name in the content → control. A ``Text`` marked with the class ``ml-number`` takes a Swedish number or nothing.
    kind
        As in ``store.plan.save``.
    refresh
        Looks in the store anew and offers what is found; called when something has been saved.
    fixed
        Returns the fields that a new thing gets besides those that are typed.
    stamp
        Returns, for a thing's id, the fields that every version gets when it is saved.
    changed
        Called when something is typed or another thing is chosen.
    """

    def __init__(
        self,
        viewer: Viewer,
        fields: Mapping[str, widgets.Widget],
        *,
        kind: str,
        called: Called,
        refresh: Callable[[], None],
        fixed: Callable[[], dict[str, Any]] = dict,
        stamp: Callable[[str], dict[str, Any]] = lambda _name: {},
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.viewer, self.fields, self.kind, self.called = viewer, dict(fields), kind, called
        self._fixed, self._changed, self._refresh, self._stamp = fixed, changed, refresh, stamp
        self.items: dict[str, Item] = {}
        self._other: dict[str, Any] = {}
        self._now, self._loading = _Typed(), False
        self._kept: dict[str, _Typed] = {}
        self.chooser = widgets.Dropdown(options=self._options(), description=called.chooser)
        self.save = widgets.Button(description=_("Spara"), button_style="primary")
        self.undo = widgets.Button(description=_("Ångra senaste sparade"))
        self.strike = widgets.Button(description=_("Ta bort"))
        self.theirs = widgets.Button(description=_("Ta den andras i stället"))
        self.notice, self.clash = parts.notice(), parts.html("")
        buttons = parts.box([self.save, self.theirs, self.undo, self.strike], name="ml-row")
        typed = parts.box(list(fields.values()), name="ml-fields")
        self.box = parts.box([self.chooser, typed, buttons, self.notice, self.clash], name="ml-form")
        self.chooser.observe(self._chosen, "value")
        for control in fields.values():
            control.observe(self._typed, "value")
        for button, act in ((self.save, self._save), (self.undo, self._undo), (self.strike, self._strike),
                            (self.theirs, self._take)):  # fmt: skip
            button.on_click(act)
        # Controls that always hold something (a choice among two) are no change of a new thing.
        self._now.base = {name: read(control) for name, control in fields.items()}
        self._buttons()

    @property
    def name(self) -> str:
        """Return the id of what is being changed, '' for something new."""
        return str(self.chooser.value or NEW)

    @property
    def version(self) -> int:
        """Return the version that was changed."""
        return self._now.version

    def content(self) -> dict[str, Any]:
        """Return the fields as they stand in the form; a number as a number when it is one."""
        typed = {name: read(control) for name, control in self.fields.items()}
        # What is not typed (the problem of a new cause) is what holds when it is saved.
        fixed = {} if self.name else {n: v for n, v in self._fixed().items() if n not in typed}
        return {**self._now.base, **typed, **fixed}

    @property
    def dirty(self) -> bool:
        """Return whether something has been typed since the last version."""
        return bool(changes(self._now.base, {n: v for n, v in self.content().items() if n in self.fields}))

    def offer(self, items: Mapping[str, Item]) -> None:
        """Take the things as they are now; what is typed stays, and news of the one that is shown are told."""
        before, name = self.items, self.name
        self.items = dict(items)
        options = self._options()
        if list(self.chooser.options) != options:
            self._quietly(lambda: setattr(self.chooser, "options", options))
            self._quietly(lambda: setattr(self.chooser, "value", self._kept_choice(name)))
        if name and name not in items:
            self._leave(name)
            self._open(self.name)
        name = self.name
        item = items.get(name)
        if item is None:
            if not self.dirty:
                self._open(NEW)
        elif (name not in before and not self.dirty) or (item.version != self._now.version and not self.dirty):
            self._open(name)
        elif name in before and item.version > self._now.version and item != before[name]:
            parts.say(
                self.notice,
                _(
                    "Någon annan har sparat {the} medan du skriver. Det du har skrivit är kvar; när du "
                    "sparar visas båda."
                ).format(the=self.called.the),
            )
        self._buttons()

    def _options(self) -> list[tuple[str, str]]:
        new = [(self.called.new, NEW)] if self.called.new else []
        return [*new, *((item.label, key) for key, item in self.items.items())]

    def _kept_choice(self, name: str) -> str | None:
        """Return what is to be chosen when the list has changed: the same, else something new, else the first."""
        offered = [key for _unused, key in self._options()]
        return name if name in offered else (offered[0] if offered else None)

    def _chosen(self, change: Any) -> None:
        if self._loading:
            return
        parts.say(self.notice, "")
        self._leave(str(change["old"] or NEW))
        self._open(str(change["new"] or NEW))

    def _leave(self, name: str) -> None:
        """Keep what is typed and not saved, until the thing is chosen again."""
        if self.dirty:
            self._kept[name] = _Typed(self._now.version, self._now.base, self.content())
            parts.say(self.notice, _("Det du skrev utan att spara finns kvar när du väljer det igen."))

    def _open(self, name: str) -> None:
        """Show a thing as saved, or as it was when one left it half written."""
        kept, item = self._kept.pop(name, None), self.items.get(name)
        if kept is not None:
            self._now = kept
            parts.say(self.notice, _("Det du hade skrivit men inte sparat är kvar."))
        else:
            content = dict(item.content) if item else self._fixed()
            self._now = _Typed(item.version if item else 0, content if item else {}, content)
        self.clash.value = ""
        self._fill(self._now.content)

    def _fill(self, content: Mapping[str, Any]) -> None:
        def put() -> None:
            for name, control in self.fields.items():
                write(control, content.get(name))

        self._quietly(put)
        if not self.name and not self._now.base:
            self._now.base = {name: read(control) for name, control in self.fields.items()}
        self._buttons()
        self._changed()

    def _quietly(self, act: Callable[[], Any]) -> None:
        self._loading = True
        try:
            act()
        finally:
            self._loading = False

    def _typed(self, _change: Any) -> None:
        if not self._loading:
            self._changed()

    def _buttons(self) -> None:
        saved = self._now.version
        self.undo.disabled, self.strike.disabled = saved < 2, not saved
        self.theirs.layout.display = None if self.clash.value else "none"

    # To the store; what the browser sends is checked there

    def _save(self, _button: Any = None) -> None:
        content = self.content() | self._stamp(self.name)
        self._write(lambda name: self.viewer.store.plan.save(
            self.kind, name, content=content, by=self.viewer.name, expected_version=self._now.version))  # fmt: skip

    def _undo(self, _button: Any = None) -> None:
        self._write(lambda name: self.viewer.store.plan.undo(
            self.kind, name, by=self.viewer.name, expected_version=self._now.version),
            said=_("Det som sparades senast är ångrat."))  # fmt: skip

    def _strike(self, _button: Any = None) -> None:
        self._write(lambda name: self.viewer.store.plan.save(
            self.kind, name, content=self._now.base, by=self.viewer.name, expected_version=self._now.version,
            state="struken"), said=_("Det är borttaget. Historiken finns kvar."))  # fmt: skip

    def _write(self, act: Callable[[str], int], *, said: str = "") -> None:
        name = self.name or f"{self.kind}-{secrets.token_hex(4)}"
        try:
            if not self.viewer.writes:
                raise StoreError(_("Bara polisen, kommunen och mötesledaren ändrar här."))
            act(name)
        except ConflictError as error:
            self._meet(error)
            return
        except MedlofteError as error:
            parts.complain(self.notice, error)
            return
        self._now.base = self.content()  # nothing is unsaved any longer
        self._refresh()
        self.choose(name)
        parts.say(self.notice, said or self.called.saved)

    def choose(self, name: str) -> None:
        """Show a thing as it is saved; something new when it is gone."""
        found = self._kept_choice(name)
        self._quietly(lambda: setattr(self.chooser, "value", found))
        self._open(found or NEW)

    def _meet(self, error: ConflictError) -> None:
        """Put the other's version and one's own changes together in the form, and show what differs."""
        merged = merge_changes(self._now.base, self.content(), error.content)
        self._other = error.content
        self._now = _Typed(error.version, dict(error.content), merged.content)
        labels = {name: control.description for name, control in self.fields.items()}
        self.clash.value = (
            _("<h3>{by} har sparat under tiden</h3>").format(by=escape(_(error.by)))
            + difference(merged.theirs, labels, caption=_("Det {by} ändrade").format(by=_(error.by)))
            + (
                difference(
                    merged.clashes, labels, caption=_("Det ni båda ändrade: den andras, och ditt som står i fältet")
                )
                if merged.clashes
                else ""
            )
        )
        self._fill(merged.content)
        parts.say(
            self.notice,
            _(
                "Inget är sparat ännu. Den andras ändringar är inlagda i fälten tillsammans med "
                "dina. Läs igenom och spara."
            ),
            error=True,
        )

    def _take(self, _button: Any = None) -> None:
        self.clash.value = ""
        self._fill(self._other)
        parts.say(self.notice, _("Den andras version står nu i fälten."))
