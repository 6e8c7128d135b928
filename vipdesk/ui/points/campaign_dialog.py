"""Campaigns of special points: made here, counted, then awarded to each customer once."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from vipdesk.domain.changes import Saved
from vipdesk.domain.customer_query import CustomerFilter, describe
from vipdesk.services.campaigns import CampaignDraft, CampaignRow, Reached
from vipdesk.services.filters import SavedFilterRow
from vipdesk.services.points_desk import PointsDesk
from vipdesk.texts import _
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.choice import Choice
from vipdesk.ui.kit.fields import DateField, NumberField
from vipdesk.ui.kit.form import Form
from vipdesk.ui.kit.work_dialog import WorkDialog
from vipdesk.ui.theme import Tone

NEW, EVERYBODY, AS_KEPT = "", "", "kept"
MOST, WIDTH = 99_999_999, 560


@dataclass(frozen=True, slots=True)
class Loaded:
    """What there is to choose from."""

    campaigns: list[CampaignRow]
    filters: list[SavedFilterRow[CustomerFilter]]
    chosen: int | None
    reached: Reached | None  # by the chosen one


class CampaignDialog(WorkDialog):
    """A campaign is kept first; then it says whom it reaches, and can be awarded.

    Signals:
        awarded: What was awarded, in words.
    """

    awarded = Signal(str)

    def __init__(self, desk: PointsDesk, jobs: Jobs, parent: QWidget | None) -> None:
        title = _("Special points")
        super().__init__(title, jobs, parent, primary=_("Award"), cancel=_("Close"))
        self.setMinimumWidth(WIDTH)
        self._desk, self._latest = desk, Latest(jobs, self)
        self._loaded = Loaded([], [], None, None)
        self.campaign, self.whom = Choice(_("Campaign")), Choice(_("For whom"))
        self.name, self.points = QLineEdit(), NumberField(0, MOST)
        self.note = QLineEdit()
        self.starts_on, self.ends_on = DateField(), DateField()
        self.expires_on = DateField()
        self.keep_button, self.delete_button = button(_("Keep")), button(_("Delete"))
        self._lay_out()
        self.campaign.chosen.connect(lambda key: self._load(int(key) if key else None))
        self.whom.chosen.connect(lambda _key: self._on_edited())
        for edit in (self.name, self.note, self.starts_on, self.ends_on, self.expires_on):
            edit.textEdited.connect(lambda _text: self._on_edited())
        self.points.valueChanged.connect(lambda _value: self._on_edited())
        self.keep_button.clicked.connect(self.keep)
        self.delete_button.clicked.connect(self.delete)
        self._load(None)

    @override
    def check(self) -> bool:
        chosen, campaigns = self._loaded.chosen, self._desk.campaigns
        if chosen is not None and not self.is_busy():
            job = self._jobs.write(lambda progress: campaigns.award(chosen, progress), quiet=True)
            self._follow(job, _("Awarding points…"))
            job.succeeded.connect(self._on_awarded)
            self.destroyed.connect(lambda: job.cancel())  # the desk is locked meanwhile
        return False

    def keep(self) -> None:
        """Save what stands here, and count whom it reaches."""
        starts_on, ends_on = self.starts_on.value(), self.ends_on.value()
        said = _("There is no such day.")
        for key, day in (("starts_on", starts_on), ("ends_on", ends_on)):
            self.form.set_message(key, "" if day else said)
        self.form.set_message("expires_on", "" if self.expires_on.is_valid() else said)
        if starts_on is None or ends_on is None or not self.expires_on.is_valid():
            return
        draft, chosen = self._draft(starts_on, ends_on), self._loaded.chosen
        campaigns = self._desk.campaigns
        job = self._jobs.write(lambda _progress: campaigns.save(draft, chosen), quiet=True)
        self._follow(job, _("Counting what is due…"))
        job.succeeded.connect(lambda saved: self._load(saved.value))

    def delete(self) -> None:
        """Remove the chosen one, which never gave points; it can be undone."""
        chosen, campaigns = self._loaded.chosen, self._desk.campaigns
        if chosen is None or self.is_busy():
            return
        job = self._jobs.write(lambda _progress: campaigns.delete(chosen), quiet=True)
        self._follow(job, _("Deleting…"))
        job.succeeded.connect(lambda _saved: self._load(None))

    def _draft(self, starts_on: date, ends_on: date) -> CampaignDraft:
        criteria = {str(each.id): each.filter for each in self._loaded.filters}
        if (row := self._row()) is not None:
            criteria[AS_KEPT] = row.draft.criteria
        return CampaignDraft(
            name=self.name.text(),
            starts_on=starts_on,
            ends_on=ends_on,
            points=self.points.value(),
            expires_on=self.expires_on.value(),
            criteria=criteria.get(self.whom.value(), CustomerFilter()),
            note=self.note.text(),
        )

    def _load(self, chosen: int | None) -> None:
        desk = self._desk
        self._latest.read(
            lambda _progress: Loaded(
                desk.campaigns.campaigns(),
                desk.filters.all(),
                chosen,
                desk.campaigns.preview(chosen) if chosen is not None else None,
            ),
            self._show,
        )

    def _row(self) -> CampaignRow | None:
        rows = {row.id: row for row in self._loaded.campaigns}
        return rows.get(self._loaded.chosen or 0)

    def _show(self, loaded: Loaded) -> None:
        self._loaded = loaded
        row, today = self._row(), self._desk.earning.today()
        names = [(str(each.id), each.draft.name) for each in loaded.campaigns]
        self.campaign.set_options([(NEW, _("A new one")), *names], str(loaded.chosen or NEW))
        draft = (
            row.draft if row else CampaignDraft(name="", starts_on=today, ends_on=today, points=0)
        )
        self.name.setText(draft.name)
        self.note.setText(draft.note)
        self.delete_button.setEnabled(row is not None and not row.customers)
        self.points.setValue(draft.points)
        self.starts_on.set_value(draft.starts_on)
        self.ends_on.set_value(draft.ends_on)
        self.expires_on.set_value(draft.expires_on)
        self._show_whom(draft.criteria)
        reached = loaded.reached
        self.primary_button.setEnabled(reached is not None and reached.awards > 0)
        told = _("awards: {awards}, {points} points; unchanged: {unchanged}")
        said = (
            ""
            if reached is None
            else told.format(
                awards=f"{reached.awards:,}",
                points=f"{reached.points:,}",
                unchanged=f"{reached.unchanged:,}",
            )
        )
        self.notice.say(said, Tone.ACCENT)

    def _show_whom(self, criteria: CustomerFilter) -> None:
        options = [(EVERYBODY, _("All customers"))]
        options += [(str(each.id), each.name) for each in self._loaded.filters]
        if not criteria.is_empty():
            options.append((AS_KEPT, _(", ").join(describe(criteria, _))))
        self.whom.set_options(options, EVERYBODY if criteria.is_empty() else AS_KEPT)

    def _on_edited(self) -> None:
        self.primary_button.setEnabled(False)
        self.notice.say("")

    def _on_awarded(self, saved: Saved[Reached]) -> None:
        done = saved.value
        told = _("{awards} awards, {points} points")
        self.awarded.emit(told.format(awards=f"{done.awards:,}", points=f"{done.points:,}"))
        self.accept()

    @override
    def _on_settled(self) -> None:
        super()._on_settled()
        self.primary_button.setEnabled(False)  # until it is kept and counted

    def _lay_out(self) -> None:
        self.form = Form()
        self.form.add("campaign", _("Campaign"), self.campaign)
        self.form.add("name", _("Campaign's name"), self.name, required=True)
        hint = _("Filters that you keep above the list of customers can be chosen.")
        self.form.add("whom", _("For whom"), self.whom, hint=hint)
        self.form.add("points", _("Points"), self.points, required=True)
        self.form.add("starts_on", _("Campaign's first day"), self.starts_on, required=True)
        self.form.add("ends_on", _("Campaign's last day"), self.ends_on, required=True)
        hint = _("Empty: as the rule says.")
        self.form.add("expires_on", _("Usable until"), self.expires_on, hint=hint)
        self.form.add("note", _("Note"), self.note)
        for part in (self.form, self.progress, self.notice):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.foot.insertWidget(0, self.delete_button)
        self.foot.insertWidget(1, self.keep_button)
