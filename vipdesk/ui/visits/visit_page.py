"""One visit: what to talk about, the record, facts and the paper that comes out."""

from functools import cached_property, partial

from PySide6.QtCore import Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from vipdesk.domain.changes import Area
from vipdesk.domain.visits import Step, Stroke, VisitDraft
from vipdesk.domain.words import VisitStatus
from vipdesk.errors import NotFoundError
from vipdesk.services.visit_book import VisitBook
from vipdesk.services.visit_desk import OpenVisit
from vipdesk.texts import _
from vipdesk.ui import error_texts
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.dialogs import show_error
from vipdesk.ui.kit.notices import Notice
from vipdesk.ui.kit.page import Page
from vipdesk.ui.theme import Tone
from vipdesk.ui.visits.attachment_strip import AttachmentStrip
from vipdesk.ui.visits.attachment_work import AttachmentWork
from vipdesk.ui.visits.draft_keeper import DraftKeeper
from vipdesk.ui.visits.face_to_face import FaceToFace, LeaveGuard, leave_at_once
from vipdesk.ui.visits.facts_card import FactsCard, PaperCard
from vipdesk.ui.visits.finishing import Finishing
from vipdesk.ui.visits.paper_maker import PaperMaker
from vipdesk.ui.visits.record_card import RecordCard
from vipdesk.ui.visits.result_card import ResultCard
from vipdesk.ui.visits.sign_card import SignCard
from vipdesk.ui.visits.talk_card import TalkCard, scrolled
from vipdesk.ui.visits.visit_actions import VisitActions
from vipdesk.ui.visits.visit_head import OPEN, VisitHead

SHOWS = frozenset(
    {
        Area.VISITS,
        Area.CUSTOMERS,
        Area.LINES,
        Area.BILLS,
        Area.NEEDS,
        Area.COMPLAINTS,
        Area.SETTINGS,
    }
)
CLOCK_EVERY = 30_000  # milliseconds
LEFT, MIDDLE, RIGHT = 310, 522, 290  # shares of the width, as in the look
LAST_STEP = 3
ROOMY = 960  # pixels from which facts and paper stand beside the record


class VisitPage(Page):
    """Holds one visit at a time; what is typed is saved by `DraftKeeper`.

    Signals:
        customer_opened: The customer is to be shown; ``points_requested``: their
            points, with the visit in which they may be redeemed.
        back_requested: Back to the calendar; also where the visit is gone.
        told: A sentence about what was done and can be undone.
    """

    customer_opened = Signal(int)
    points_requested = Signal(int, int)
    back_requested = Signal()
    told = Signal(str)
    AHEAD = ("sign", "result")

    def __init__(
        self,
        book: VisitBook,
        actions: VisitActions,
        jobs: Jobs,
        guard: LeaveGuard = leave_at_once,
    ) -> None:
        super().__init__()
        self._book = book
        self._actions = actions
        self._jobs = jobs
        self._turn = partial(FaceToFace, book.face, jobs, guard=guard)
        self._visit: OpenVisit | None = None
        self._face: FaceToFace | None = None
        self._stale = False
        self._arriving = False
        self._opening = Latest(jobs, self)
        self.keeper = DraftKeeper(book.desk, jobs, self)
        self._papers = PaperMaker(book, jobs, self)
        self._finishing = Finishing(book, jobs, self)
        self._clock = QTimer(self, interval=CLOCK_EVERY)
        self._make_head()
        self._make_columns()
        self._connect()

    def open_visit(self, visit_id: int) -> None:
        """Show a visit, where it was left, and put the keyboard where one goes on."""
        self._arriving = True
        self._read(visit_id)

    def _read(self, visit_id: int) -> None:
        self._stale = False
        self.keeper.flush()
        desk = self._book.desk

        def read(_progress: object) -> OpenVisit | None:
            try:
                return desk.open(visit_id)
            except NotFoundError:
                return None

        self._opening.read(read, self._on_opened)

    def visit(self) -> OpenVisit | None:
        """The visit that is shown."""
        return self._visit

    def face(self) -> FaceToFace | None:
        """The turned screen, while it is open."""
        return self._face

    @override
    def customer_in_front(self) -> int | None:
        return self._visit.row.customer_id if self._visit else None

    @override
    def on_data_changed(self, changed: frozenset[Area]) -> None:
        if self._visit is not None and changed & SHOWS:
            self._stale = True
            self._refresh()

    @override
    def on_closing(self) -> None:
        self.keeper.flush()
        super().on_closing()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self.keeper.flush()
        super().hideEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setVisible(self.width() >= ROOMY)

    def open_face_to_face(self) -> None:
        """Turn the screen to the customer."""
        if self._visit is None or self._face is not None:
            return
        row, draft = self._visit.row, self.keeper.draft()
        self._face = self._turn(row.customer_id, draft, signs=row.status is VisitStatus.STARTED)
        self._face.strokes_changed.connect(self._on_strokes_changed)
        self._face.offer_chosen.connect(self._on_offer_chosen)
        self._face.confirmed.connect(self.finish)
        self._face.left.connect(self._on_face_left)
        self._face.showFullScreen()

    def finish(self) -> None:
        """Close the visit; the summary opens."""
        visit = self._visit
        if visit is None or visit.row.status is not VisitStatus.STARTED:
            return
        self.keeper.flush()
        self.head.primary_button.setEnabled(False)
        job = self._finishing.finish(visit.row.id, self.keeper.draft())
        job.settled.connect(lambda: self.head.primary_button.setEnabled(True))

    def open_preview(self) -> None:
        """Show the summary at reading size: of a visit that runs, as it stands now."""
        visit = self._visit
        if visit is None:
            return
        done = visit.row.status is VisitStatus.DONE
        content = None if done else self._book.desk.content(visit, self.keeper.draft())
        self._finishing.preview(visit.row.id, content)

    def go_on(self) -> None:
        """Do what the primary button says: start, go to the signature, finish, show the PDF."""
        visit = self._visit
        if visit is None:
            return
        if visit.row.status is VisitStatus.PLANNED:
            self._arriving = True  # in the record, once the visit is read again
            self._actions.start(visit.row.id)
        elif visit.row.status is VisitStatus.DONE:
            self.open_preview()
        elif self._step() < Step.SIGN:
            self._go_to(Step.SIGN)
        else:
            self.finish()

    @cached_property
    def sign(self) -> SignCard:
        """Where the customer signs, made when it is first come to."""
        made = SignCard()
        made.strokes_changed.connect(self._on_strokes_changed)
        made.back_requested.connect(lambda: self._go_to(Step.TALK))
        made.face_requested.connect(self.open_face_to_face)
        self._middle.addWidget(made)
        return made

    @cached_property
    def result(self) -> ResultCard:
        """What came of the visit, made when the first closed one is shown."""
        made = ResultCard()
        self._result_files = self._attachments(made.attachments)
        self._middle.addWidget(made)
        return made

    def _make_head(self) -> None:
        self.head = VisitHead()
        self.setAccessibleName(_("Visit"))
        self.whole.addWidget(self.head)
        self._notice = Notice()
        self.whole.addWidget(self._notice)

    def _make_columns(self) -> None:
        self.talk = TalkCard()
        self.record = RecordCard(self.keeper)
        self._record_files = self._attachments(self.record.attachments)
        self._middle = QStackedWidget()
        self._middle.addWidget(self.record)
        self.facts = FactsCard()
        self.paper = PaperCard()
        side = QWidget()
        right = QVBoxLayout(side)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(14)
        right.addWidget(self.facts, 0, Qt.AlignmentFlag.AlignTop)
        right.addWidget(self.paper, 1)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.talk, LEFT)
        row.addWidget(self._middle, MIDDLE)
        self._side = scrolled(side)
        row.addWidget(self._side, RIGHT)
        self.whole.addLayout(row, 1)

    def _connect(self) -> None:
        self.head.back_button.clicked.connect(self.back_requested)
        for keys, act in (("Alt+Left", self.back_requested.emit), ("Ctrl+Return", self.go_on)):
            shortcut = QShortcut(QKeySequence(keys), self, act)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.head.face_button.clicked.connect(self.open_face_to_face)
        self.head.primary_button.clicked.connect(self.go_on)
        self.hand_on_to(self.head.primary_button)
        self.head.menu.aboutToShow.connect(self._fill_menu)
        self._clock.timeout.connect(self._say_time)
        self.keeper.changed.connect(self._on_draft_changed)
        self.keeper.saved.connect(lambda: self._notice.say(""))
        self.keeper.save_failed.connect(self._on_save_failed)
        self.talk.changed.connect(lambda chosen: self.keeper.change(**chosen))
        self.facts.customer_requested.connect(lambda: self._with_customer(self.customer_opened))
        self.facts.points_requested.connect(self._ask_for_points)
        self.paper.opened.connect(self.open_preview)
        self._papers.made.connect(self.paper.show_page)
        self._papers.refused.connect(self.paper.show_refusal)
        self._finishing.told.connect(self.told)
        self._finishing.lacking.connect(self._on_lacking)

    def _attachments(self, strip: AttachmentStrip) -> AttachmentWork:
        files = AttachmentWork(self._book.attachments, self._jobs, strip, self)
        files.told.connect(self.told)
        files.copied.connect(lambda text: self.toast_requested.emit(text, "", None))
        files.refused.connect(lambda error: show_error(error, self))
        return files

    def _on_opened(self, visit: OpenVisit | None) -> None:
        if visit is None:
            self._visit = None
            self.back_requested.emit()
            return
        if not self._is_typing(visit):
            self.keeper.hold(visit.row.uid, visit.draft)
        before, self._visit = self._step(), visit
        self._show_visit(visit, self.keeper.draft())
        if self._arriving or before < self._step() == LAST_STEP:  # what had the keyboard is gone
            self._arriving = False
            self._focus_first()

    def _is_typing(self, visit: OpenVisit) -> bool:
        """Whether what is on screen is newer than what was read."""
        return (
            self._visit is not None
            and self.keeper.holds(visit.row.uid)
            and self._visit.row.status in OPEN
            and visit.row.status in OPEN
        )

    def _show_visit(self, visit: OpenVisit, draft: VisitDraft) -> None:
        row = visit.row
        running = row.status in OPEN
        self.head.show_visit(visit)
        self.talk.show_talk(visit, draft)
        self.talk.set_editable(running)
        self.record.show_visit(visit, draft)
        self.facts.show_facts(visit.facts, visit.today)
        if running:
            self._record_files.show_rows(row.id, visit.attachments, editable=True)
        else:
            self.result.show_visit(visit)
            self._result_files.show_rows(row.id, visit.attachments, editable=_is_done(visit))
        self._show_step()
        self._papers.ask(visit, draft, at_once=True)

    def _step(self) -> int:
        if self._visit is None or self._visit.row.status is VisitStatus.PLANNED:
            return Step.PREPARE
        if self._visit.row.status is not VisitStatus.STARTED:
            return LAST_STEP
        return max(Step.TALK, self.keeper.draft().step)

    def _show_step(self) -> None:
        visit, step = self._visit, self._step()
        if visit is None:
            return
        self._middle.setCurrentWidget(self._card(step))
        self.head.show_step(visit.row.status, step)
        self.paper.setVisible(visit.row.status in OPEN or _is_done(visit))
        self._say_time()

    def _card(self, step: int) -> QWidget:
        if step == Step.SIGN:
            self.sign.show_draft(self.keeper.draft())
            return self.sign
        return self.result if step == LAST_STEP else self.record

    def _focus_first(self) -> None:
        """Put the keyboard where one goes on: into the record of a talk, else on the button."""
        talking = self._middle.currentWidget() is self.record and self._step() == Step.TALK
        (self.record.needs if talking else self.head.primary_button).setFocus()

    def _refresh(self) -> None:
        """Read the visit again after a write, but not while nobody sees it."""
        if self._stale and self._visit is not None and self.isVisible():
            self._read(self._visit.row.id)

    def _go_to(self, step: Step) -> None:
        self.keeper.change(step=step)
        self._show_step()

    def _say_time(self) -> None:
        visit = self._visit
        if visit is None:
            return
        self.head.say_time(visit, self._book.lists.now())
        running = visit.row.status is VisitStatus.STARTED
        self._clock.start() if running else self._clock.stop()

    def _fill_menu(self) -> None:
        self.head.menu.clear()
        if self._visit is not None:
            self._actions.add_to(self.head.menu, self._visit.row, self)

    def _on_draft_changed(self) -> None:
        visit, draft = self._visit, self.keeper.draft()
        if visit is None:
            return
        self.record.show_choices(draft)
        self.talk.set_chosen(draft.chosen)
        self._papers.ask(visit, draft)

    def _on_save_failed(self, error: Exception) -> None:
        said = _("What you typed is not saved yet: {reason}")
        self._notice.say(said.format(reason=error_texts.sentence(error)), Tone.RED)

    def _on_offer_chosen(self, place: int) -> None:
        self.keeper.change(chosen=None if place < 0 else place)

    def _on_strokes_changed(self, strokes: tuple[Stroke, ...]) -> None:
        signed_at = self._book.lists.now() if strokes else None
        self.keeper.change(strokes=strokes, signed_at=signed_at)
        self.sign.show_strokes(strokes)

    def _ask_for_points(self) -> None:
        if self._visit is not None:
            self.points_requested.emit(self._visit.row.customer_id, self._visit.row.id)

    def _with_customer(self, asks: SignalInstance) -> None:
        if self._visit is not None:
            asks.emit(self._visit.row.customer_id)

    def _on_face_left(self) -> None:
        self._face = None
        if self._visit is not None:
            self._show_step()

    def _on_lacking(self, error: Exception) -> None:
        self._go_to(Step.TALK)
        self.record.ask_for(error)


def _is_done(visit: OpenVisit) -> bool:
    return visit.row.status is VisitStatus.DONE
