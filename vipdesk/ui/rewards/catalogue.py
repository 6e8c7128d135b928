"""The catalogue: every reward, what it costs and what is left of it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from vipdesk import texts
from vipdesk.domain.changes import Saved
from vipdesk.domain.rewards import RewardRow
from vipdesk.domain.words import Tier
from vipdesk.services.rewards import TakenIn
from vipdesk.services.rewards_desk import RewardsDesk
from vipdesk.texts import _, ngettext, translator
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.columns import CellStyle, Column
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.file_dialogs import ask_save, ask_table
from vipdesk.ui.rewards.part import Part
from vipdesk.ui.rewards.problems_dialog import ProblemsDialog
from vipdesk.ui.rewards.reward_dialog import RewardDialog
from vipdesk.ui.theme import Tone


class CataloguePart(Part[RewardRow]):
    """The list with what adds, changes, removes, imports and exports."""

    def __init__(self, desk: RewardsDesk, jobs: Jobs) -> None:
        empty = EmptyState(
            _("Nothing can be redeemed yet. Add a reward, or import a sheet."),
            icon="gift",
            action=_("New reward"),
        )
        super().__init__(desk, jobs, _("Catalogue"), columns(), empty)
        self.import_button = button(_("Import…"), icon="upload")
        self.export_button = button(_("Export…"), icon="download")
        self.delete_button = button(_("Delete"), icon="trash-2")
        self.edit_button = button(_("Edit"), icon="pencil")
        self.add_button = button(_("New reward"), icon="plus")
        for made in (
            *(self.import_button, self.export_button, self.delete_button),
            *(self.edit_button, self.add_button),
        ):
            self.buttons.addWidget(made)
        self.import_button.clicked.connect(self._on_import)
        self.export_button.clicked.connect(self._on_export)
        self.delete_button.clicked.connect(self._on_delete)
        self.edit_button.clicked.connect(self.edit)
        self.add_button.clicked.connect(self.add)
        self.empty.acted.connect(self.add)
        self.table.opened.connect(lambda _id: self.edit())
        self.show_rows(())

    @override
    def read(self) -> Sequence[RewardRow]:
        return self.desk.rewards.rewards()

    @override
    def follow_current(self) -> None:
        for made in (self.edit_button, self.delete_button):
            made.setEnabled(self.current() is not None)
        self.export_button.setEnabled(bool(self.rows()))
        self.note.setText(_counted(self.rows()))

    def add(self) -> RewardDialog:
        """Ask for a new reward."""
        return self._open(RewardDialog(self.desk.rewards, self.jobs, self.window(), None))

    def edit(self) -> RewardDialog | None:
        """Show the present reward, to be changed."""
        row = self.current()
        if row is None:
            return None
        return self._open(RewardDialog(self.desk.rewards, self.jobs, self.window(), row))

    def take_in(self, path: Path) -> None:
        """Import a sheet, and show which rows were left out."""
        service = self.desk.rewards
        job = self.jobs.write(lambda progress: service.take_in(path, progress), quiet=True)
        job.succeeded.connect(self._on_taken_in)
        job.failed.connect(self.say_failed)

    def export(self, path: Path) -> None:
        """Write the catalogue as a sheet."""
        t = translator(texts.language())
        self.write_file(lambda progress: self.desk.rewards.export(path, t, progress), path)

    def _open(self, dialog: RewardDialog) -> RewardDialog:
        dialog.written.connect(lambda _id: self.tell(_("The reward is saved."), undo=True))
        dialog.open()
        return dialog

    def _on_taken_in(self, saved: Saved[TakenIn]) -> None:
        found = saved.value
        said = _("{added} new, {changed} changed, {same} unchanged, {problems} with problems")
        told = said.format(
            added=found.added,
            changed=found.changed,
            same=found.same,
            problems=len(found.problems),
        )
        self.tell(told, undo=bool(found.added or found.changed))
        if found.problems:
            ProblemsDialog(told, found.problems, self.window()).open()

    def _on_import(self) -> None:
        ask_table(self._on(), _("Import a catalogue"), self.take_in)

    def _on_export(self) -> None:
        ask_save(self._on(), _("Export the catalogue"), _("catalogue") + ".xlsx", self.export)

    def _on_delete(self) -> None:
        row = self.current()
        if row is not None:
            service, reward_id = self.desk.rewards, row.id
            self.write(lambda _progress: service.delete(reward_id), _("The reward is deleted."))

    def _on(self) -> QWidget:
        return self.window()


def columns() -> tuple[Column[RewardRow], ...]:
    """The columns in the language of the desk."""
    return (
        Column("number", _("Reward number"), lambda row: row.draft.number, width=116),
        Column("name", _("Reward"), lambda row: row.draft.name, width=170, style=CellStyle.STRONG),
        Column("kind", _("Group"), lambda row: _(row.draft.kind.label), width=104),
        Column("points", _("Points"), lambda row: f"{row.draft.points:,}", width=72, right=True),
        Column("tiers", _("Other prices"), _tiers, width=158),
        Column("left", _("In stock"), left_words, width=76, right=True, tone=_left_tone),
        Column(
            "limit", _("A year"), lambda row: _figure(row.draft.year_limit), width=60, right=True
        ),
        Column("valid", _("Valid"), _valid, width=178),
        Column("partner", _("Partner"), lambda row: row.partner, width=112),
        Column(
            "state",
            _("Status"),
            _state,
            width=144,
            style=CellStyle.MUTED,
        ),
    )


def left_words(row: RewardRow) -> str:
    """What is left of the stock."""
    return "∞" if row.left is None else f"{row.left:,}"


def _left_tone(row: RewardRow) -> Tone | None:
    return Tone.RED if row.left is not None and row.left <= 0 else None


def _figure(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def _tiers(row: RewardRow) -> str:
    words = (
        f"{_(tier.label)} {points:,}" if points else _("not {tier}").format(tier=_(tier.label))
        for tier in Tier
        if (points := row.draft.tier_points.get(tier.value)) is not None
    )
    return " · ".join(words)


def _valid(row: RewardRow) -> str:
    first, last = row.draft.valid_from, row.draft.valid_to
    if not first and not last:
        return ""
    return f"{first or ''} – {last or ''}".strip()


def _state(row: RewardRow) -> str:
    parts = (
        _("No longer offered") if row.draft.closed else "",
        _("Held until handed over") if row.draft.deferred else "",
        "" if row.draft.stackable else _("No discounts"),
    )
    return " · ".join(filter(None, parts))


def _counted(rows: Sequence[RewardRow]) -> str:
    return ngettext("{n} reward", "{n} rewards", len(rows)).format(n=len(rows)) if rows else ""
