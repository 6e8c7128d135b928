"""The customer at a glance, and the paper that will come out."""

from collections.abc import Iterator
from datetime import date

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy
from typing_extensions import override

from vipdesk.domain.wording import price, step_day
from vipdesk.services.visit_desk import QuickFacts
from vipdesk.texts import _
from vipdesk.ui import theme
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.card import Card
from vipdesk.ui.kit.labels import ElidedLabel, label
from vipdesk.ui.kit.notices import Notice
from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.theme import Token, Tone

SOON_DAYS = 30
A4 = 297 / 210  # height over width
PAPER_WIDTH = 190
PAPER_LEAST = 120  # pixels of height


class FactsCard(Card):
    """Names at the left, values at the right.

    Signals:
        customer_requested: Show the whole customer.
        points_requested: Show the customer's points.
    """

    customer_requested = Signal()
    points_requested = Signal()

    def __init__(self) -> None:
        super().__init__(_("Customer at a glance"))
        self._open = button(_("Open customer"), kind="link")
        self._open.clicked.connect(self.customer_requested)
        self._points = button(_("Open points"), kind="link")
        self._points.clicked.connect(self.points_requested)
        links = QHBoxLayout()
        links.setSpacing(12)
        links.addStretch(1)
        links.addWidget(self._points)
        links.addWidget(self._open)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)
        self.body.addLayout(links)

    def show_facts(self, facts: QuickFacts, today: date) -> None:
        """Show other facts; what is not known says so."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, (name, value, tone) in enumerate(_facts(facts, today)):
            shown = ElidedLabel(value or "–", "strong", tone)
            shown.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            shown.setAccessibleName(f"{name} {value}")
            self._grid.addWidget(label(name), row, 0)
            self._grid.addWidget(shown, row, 1)


def _facts(facts: QuickFacts, today: date) -> Iterator[tuple[str, str, Tone | None]]:
    soon = facts.ends_on is not None and (facts.ends_on - today).days <= SOON_DAYS
    kind = _(facts.ends_kind.label) if facts.ends_kind else _("Contract end")
    ends = facts.ends_on.isoformat() if facts.ends_on else ""
    yield kind, " · ".join(filter(None, (ends, facts.ends_number))), Tone.RED if soon else None
    yield _("Plan"), facts.plan or "", None
    yield _("Monthly fee"), price(_, facts.plan_fee_fen), None
    yield _("Mean bill"), price(_, facts.arpu_fen), None
    if facts.arrears_fen:
        yield _("Arrears"), price(_, facts.arrears_fen), Tone.RED
    else:
        yield _("Balance"), price(_, facts.balance_fen), None
    if facts.points is not None:
        yield _("Points"), f"{facts.points:,}", None
    for complaint in facts.open_complaints:
        yield _("Open complaint"), complaint, Tone.RED
    yield _("Open needs"), str(len(facts.open_needs)), None
    yield _("Last visit"), _day(facts.last_visit_on, today), None
    yield _("Last contact"), _day(facts.contacted_on, today), None
    yield _("Number"), facts.phone, None
    if facts.preferred_hours:
        yield _("Best hours"), facts.preferred_hours, None
    if facts.do_not_disturb:
        yield _("Do not disturb"), _("Yes"), Tone.AMBER


def _day(day: date | None, today: date) -> str:
    return step_day(_, day, by=False, year=today.year)


class Paper(QPushButton):
    """A page at a small size; pressing it opens the preview."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self.setAutoDefault(False)
        self.setFlat(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(_("Open the preview of the PDF"))
        set_tip(self, _("Open the preview of the PDF"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_image(self, image: QImage) -> None:
        """Show another page."""
        self._image = image
        self.update()

    def has_image(self) -> bool:
        """Whether a page has been shown."""
        return not self._image.isNull()

    @override
    def sizeHint(self) -> QSize:
        return QSize(PAPER_WIDTH, round(PAPER_WIDTH * A4))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(round(PAPER_LEAST / A4), PAPER_LEAST)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        height = min(self.height(), round(self.width() * A4))  # less in a low window
        width = round(height / A4)
        box = QRect((self.width() - width) // 2, 0, width, height)
        if self.has_image():
            painter.drawImage(box, self._image)
        else:
            painter.fillRect(box, theme.color(Token.HOVER))
        painter.setPen(theme.color(Token.ACCENT if self.hasFocus() else Token.LINE_STRONG))
        painter.drawRect(box.adjusted(0, 0, -1, -1))


class PaperCard(Card):
    """The first page of the summary as it stands now.

    Signals:
        opened: Show it at reading size.
    """

    opened = Signal()

    def __init__(self) -> None:
        super().__init__(_("The PDF that comes out"))
        self.paper = Paper()
        self.paper.clicked.connect(self.opened)
        self.notice = Notice()
        self.body.addWidget(self.notice)
        self.body.addWidget(self.paper, 0, Qt.AlignmentFlag.AlignHCenter)
        self.body.addStretch(1)

    def show_page(self, image: QImage) -> None:
        """Show a page that was made meanwhile."""
        self.notice.say("")
        self.paper.set_image(image)

    def show_refusal(self, sentence: str) -> None:
        """Say why there is no page, such as a character that the font lacks."""
        self.notice.say(sentence, Tone.AMBER)


def paper_dots(scale: float) -> float:
    """Dots an inch for the small paper on a screen of ``scale``: twice what it shows, for grey."""
    return 2 * PAPER_WIDTH * scale / (210 / 25.4)
