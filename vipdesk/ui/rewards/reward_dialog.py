"""One reward: what it is, what it costs whom, when and how often it can be had, its picture."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget
from typing_extensions import override

from vipdesk.domain.points_words import RewardKind
from vipdesk.domain.rewards import PartnerRow, RewardDraft, RewardRow
from vipdesk.domain.wording import amount
from vipdesk.domain.words import Tier
from vipdesk.services.rewards import RewardService
from vipdesk.texts import _
from vipdesk.ui import error_texts
from vipdesk.ui.jobs import Jobs
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.choice import Choice
from vipdesk.ui.kit.fields import DateField
from vipdesk.ui.kit.file_dialogs import ask_file
from vipdesk.ui.kit.form import Form, beside, titled
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.write_dialog import Write, WriteDialog
from vipdesk.ui.rewards.texts_form import COUNT, MONEY, TypedFields

PICTURE = 92  # pixels of its square
TIER_FIELD = 78


class RewardDialog(WriteDialog):
    """Checks what is typed; the service refuses what can't be offered."""

    def __init__(
        self, service: RewardService, jobs: Jobs, parent: QWidget | None, row: RewardRow | None
    ) -> None:
        title = _("Edit the reward") if row else _("New reward")
        super().__init__(title, jobs, parent, primary=_("Save"))
        self._service, self._row = service, row
        self._new_picture: bytes | None = None
        self._typed = TypedFields()
        self.left_form, self.right_form = Form(), Form()
        self._make_fields()
        self._lay_out()
        self._show(row.draft if row else RewardDraft("", ""))
        self._read(row.id if row and row.pictured else None)
        self.number.setFocus()

    @override
    def prepared(self) -> Write | None:
        if not self._typed.are_right() or not self._days_right():
            return None
        draft, picture = self.draft(), self._new_picture
        service, reward_id = self._service, self._row.id if self._row else None
        return lambda: service.save(draft, reward_id, picture)

    def draft(self) -> RewardDraft:
        """What stands in the fields."""
        value = self._typed.value
        tiers = {tier.value: value(field) for tier, field in self.tiers.items()}
        return RewardDraft(
            number=self.number.text().strip(),
            name=self.name.text().strip(),
            kind=RewardKind(self.kind.value()),  # type: ignore[call-arg]
            points=value(self.points) or 0,
            tier_points={tier: n for tier, n in tiers.items() if n is not None},
            valid_from=self.first.value(),
            valid_to=self.last.value(),
            stock=value(self.stock),
            year_limit=value(self.year_limit),
            deferred=self.deferred.isChecked(),
            stackable=self.stackable.isChecked(),
            partner_id=int(self.partner.value()) if self.partner.value() else None,
            partner_points=value(self.partner_points) or 0,
            settle_fen=value(self.settle) or 0,
            terms=self.terms.toPlainText(),
            closed=self.closed.isChecked(),
        )

    def choose_picture(self, path: Path) -> None:
        """Read a picture and show it."""
        service = self._service
        job = self.jobs.read(lambda _progress: service.read_picture(path), quiet=True)
        job.succeeded.connect(self._on_picture_read)
        job.failed.connect(self._on_picture_refused)

    def has_picture(self) -> bool:
        """Whether a picture is shown."""
        return not self._shown.pixmap().isNull()

    def _on_picture_refused(self, error: Exception) -> None:
        self.say_refused(error_texts.sentence(error))

    def _on_picture_read(self, data: bytes) -> None:
        self.say_refused("")
        self._new_picture = data
        self._show_picture(data)

    def _on_picture_removed(self) -> None:
        self._new_picture = b""
        self._show_picture(b"")

    def _show_picture(self, data: bytes) -> None:
        image = QImage.fromData(data) if data else QImage()
        if image.isNull():
            self._shown.setPixmap(QPixmap())
            self._shown.setText(_("No picture"))
        else:
            fit = Qt.AspectRatioMode.KeepAspectRatio
            smooth = Qt.TransformationMode.SmoothTransformation
            self._shown.setPixmap(QPixmap.fromImage(image.scaled(PICTURE, PICTURE, fit, smooth)))
        self.remove_picture.setEnabled(not image.isNull())

    def _read(self, pictured_id: int | None) -> None:
        """The partners to choose from, and the picture that is kept."""
        service = self._service

        def read(_progress: object) -> tuple[list[PartnerRow], bytes]:
            picture = service.picture(pictured_id) if pictured_id is not None else None
            return service.partners(), picture or b""

        self.jobs.read(read).succeeded.connect(self._on_read)

    def _on_read(self, found: tuple[list[PartnerRow], bytes]) -> None:
        partners, picture = found
        mine = self._row.draft.partner_id if self._row else None
        offered = [each for each in partners if not each.draft.closed or each.id == mine]
        options = [("", _("none")), *((str(each.id), each.draft.name) for each in offered)]
        self.partner.set_options(options, str(mine or ""))
        if self._new_picture is None:  # else another was chosen, or none, before this was read
            self._show_picture(picture)

    def _days_right(self) -> bool:
        for key, field in (("first", self.first), ("last", self.last)):
            said = "" if field.is_valid() else _("This is not a day.")
            self.right_form.set_message(key, said)
        return not self.right_form.has_messages()

    def _make_fields(self) -> None:
        self.number, self.name = QLineEdit(), QLineEdit()
        self.kind = Choice(_("Group"))
        self.kind.set_options([(kind.value, _(kind.label)) for kind in RewardKind])
        self.tiers = {tier: QLineEdit() for tier in Tier}
        self.first, self.last = DateField(), DateField()
        self.deferred = QCheckBox(_("Held until handed over"))
        self.stackable = QCheckBox(_("Takes discounts"))
        self.closed = QCheckBox(_("No longer offered"))
        self.partner = Choice(_("Partner"))
        self.partner.set_options([("", _("none"))])
        self.terms = QPlainTextEdit()
        self.terms.setTabChangesFocus(True)
        self.terms.setFixedHeight(72)
        self._shown = label("", "note")
        self._shown.setFixedSize(PICTURE, PICTURE)
        self._shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._shown.setAccessibleName(_("Picture"))
        self.pick_picture = button(_("Choose…"), icon="camera", small=True)
        self.remove_picture = button(_("Remove"), icon="x", small=True)
        self.pick_picture.clicked.connect(self._on_pick)
        self.remove_picture.clicked.connect(self._on_picture_removed)

    def _on_pick(self) -> None:
        kinds = [_("Pictures ({patterns})").format(patterns="*.png *.jpg *.jpeg")]
        ask_file(self, _("Picture of the reward"), self.choose_picture, kinds=kinds)

    def _show(self, draft: RewardDraft) -> None:
        texts = {
            self.number: draft.number,
            self.name: draft.name,
            self.points: str(draft.points or ""),
            self.stock: "" if draft.stock is None else str(draft.stock),
            self.year_limit: "" if draft.year_limit is None else str(draft.year_limit),
            self.partner_points: str(draft.partner_points or ""),
            self.settle: amount(draft.settle_fen) if draft.settle_fen else "",
        }
        for field, text in texts.items():
            field.setText(text)
            field.setCursorPosition(0)
        for tier, field in self.tiers.items():
            own = draft.tier_points.get(tier.value)
            field.setText("" if own is None else str(own))
        self.kind.set_value(draft.kind.value)
        self.first.set_value(draft.valid_from)
        self.last.set_value(draft.valid_to)
        self.deferred.setChecked(draft.deferred)
        self.stackable.setChecked(draft.stackable)
        self.closed.setChecked(draft.closed)
        self.terms.setPlainText(draft.terms)

    def _lay_out(self) -> None:
        self._lay_out_left(self.left_form)
        self._lay_out_right(self.right_form)
        row = QHBoxLayout()
        row.setSpacing(28)
        for form in (self.left_form, self.right_form):
            row.addWidget(form, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self.setMinimumWidth(920)

    def _lay_out_left(self, form: Form) -> None:
        form.add("number", _("Reward number"), self.number, required=True)
        form.add("name", _("Reward"), self.name, required=True)
        form.add("kind", _("Group"), self.kind)
        self.points = self._typed.add(form, "points", _("Points"), COUNT, required=True)
        tiers = (titled(_(tier.label), field, TIER_FIELD) for tier, field in self.tiers.items())
        hint = _("Empty: as above. 0: not for this tier.")
        form.add("tiers", _("By tier"), beside(*tiers), hint=hint)
        for field in self.tiers.values():
            self._typed.watch(form, "tiers", field, COUNT)
        form.add("terms", _("Terms"), self.terms)
        form.add("picture", _("Picture"), self._picture_row(), hint=_("PNG or JPEG, up to 1 MB"))

    def _picture_row(self) -> QWidget:
        return beside(self._shown, self.pick_picture, self.remove_picture)

    def _lay_out_right(self, form: Form) -> None:
        form.add("first", _("Valid from"), self.first)
        form.add("last", _("Valid to"), self.last)
        stock, limit = _("empty: without end"), _("pieces for a customer; empty: no limit")
        self.stock = self._typed.add(form, "stock", _("Stock"), COUNT, placeholder=stock)
        self.year_limit = self._typed.add(
            form, "year_limit", _("Limit a year"), COUNT, placeholder=limit
        )
        form.add("partner", _("Partner"), self.partner)
        beside_ours = _("for each piece, beside ours")
        self.partner_points = self._typed.add(
            form, "partner_points", _("Partner's points"), COUNT, placeholder=beside_ours
        )
        self.settle = self._typed.add(
            form, "settle", _("Owed to them"), MONEY, placeholder=_("yuan for each piece")
        )
        form.add("how", _("How"), self.deferred)
        form.add("stackable", "", self.stackable)
        form.add("closed", "", self.closed)
