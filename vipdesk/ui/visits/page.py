"""The screen of visits: the calendar, and the visit that is open."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget
from typing_extensions import override

from vipdesk.domain.changes import Area
from vipdesk.domain.visits import VisitDraft
from vipdesk.domain.words import VisitStatus
from vipdesk.services.customer_finder import CustomerFinder
from vipdesk.services.customer_rows import CustomerChoice
from vipdesk.services.visit_book import VisitBook
from vipdesk.texts import _
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.kit.page import Page, dies_with
from vipdesk.ui.visits.calendar_page import CalendarPage
from vipdesk.ui.visits.dialogs import Suggested
from vipdesk.ui.visits.face_to_face import FaceToFace, LeaveGuard, leave_at_once
from vipdesk.ui.visits.visit_actions import VisitActions
from vipdesk.ui.visits.visit_page import VisitPage


@dataclass(frozen=True, slots=True)
class _ToPlan:
    """A customer without a visit today."""

    customer: CustomerChoice
    suggested: Suggested


class VisitsPage(Page):
    """Calendar or one visit.

    Signals:
        customer_opened: The id of a customer to show; ``points_requested``: their
            points, with the visit in which they may be redeemed.
        visit_opened: The id of the visit that is shown now.
        undo_requested: Take back what was just done.
        knowledge_requested: Something is to be looked up.
    """

    customer_opened = Signal(int)
    points_requested = Signal(int, int)
    visit_opened = Signal(int)
    undo_requested = Signal()
    knowledge_requested = Signal()

    def __init__(
        self,
        book: VisitBook,
        finder: CustomerFinder,
        jobs: Jobs,
        guard: LeaveGuard = leave_at_once,
    ) -> None:
        """``guard`` is asked before the turned screen gives way to the desk."""
        super().__init__()
        self._book = book
        self._finder = finder
        self._guard = guard
        self._jobs = jobs
        self._asking = Latest(jobs, self)
        self._face: FaceToFace | None = None
        self._actions = VisitActions(book, finder, jobs, self)
        self.calendar = CalendarPage(book, self._actions, jobs)
        self._visit_page: VisitPage | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self.calendar)
        self.whole.setContentsMargins(0, 0, 0, 0)
        self.whole.addWidget(self._stack)
        self.hand_on_to(self.calendar)
        self.calendar.grid.setFocus()
        self._connect()
        jobs.draft(lambda _progress: book.desk.tidy_drafts())

    @property
    def visit_page(self) -> VisitPage:
        """The page of one visit, made when the first is opened: the calendar comes sooner."""
        if self._visit_page is None:
            self._visit_page = self._make_visit_page()
        if self._stack.indexOf(self._visit_page) < 0:
            self._stack.addWidget(self._visit_page)
        return self._visit_page

    def open_visit(self, visit_id: int) -> None:
        """Show one visit, where it was left."""
        self.visit_page.open_visit(visit_id)
        self._stack.setCurrentWidget(self.visit_page)
        self.hand_on_to(self.visit_page)
        self.visit_opened.emit(visit_id)

    def open_calendar(self) -> None:
        """Show the calendar."""
        self._stack.setCurrentWidget(self.calendar)
        self.hand_on_to(self.calendar)
        self.calendar.grid.setFocus()

    def start_for_customer(self, customer_id: int) -> None:
        """Open the customer's visit that runs or is planned today; else plan one."""
        book, finder = self._book, self._finder

        def read(_progress: object) -> int | _ToPlan:
            now = book.lists.now()
            found = book.lists.open_for(customer_id, now.date())
            if found is not None:
                return found
            minutes = book.settings.load().visit_minutes
            at = now.time().replace(second=0, microsecond=0)
            return _ToPlan(finder.choice(customer_id), Suggested(now.date(), at, minutes))

        self._asking.read(read, self._on_found_for_customer)

    def open_face_to_face(self, customer_id: int) -> None:
        """Turn the screen to a customer; within their running visit they can also sign."""
        visit = self._visit_page.visit() if self._visit_page else None
        open_states = (VisitStatus.PLANNED, VisitStatus.STARTED)
        if visit and visit.row.customer_id == customer_id and visit.row.status in open_states:
            self.visit_page.open_face_to_face()
            return
        if self._face is None:
            self._face = FaceToFace(
                self._book.face, self._jobs, customer_id, VisitDraft(), guard=self._guard
            )
            self._face.left.connect(self._on_face_left)
            self._face.showFullScreen()

    def face(self) -> FaceToFace | None:
        """The turned screen, while it is open."""
        return self._face or (self._visit_page.face() if self._visit_page else None)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stack.currentWidget() is self.calendar and self.focusWidget() is None:
            self.calendar.grid.setFocus()

    @override
    def make_ahead(self) -> bool:
        """Make the page of one visit in one step, and dress it in the next."""
        if self._visit_page is None:
            self._visit_page = self._make_visit_page()
            dies_with(self._visit_page, self)
            return True
        if self._stack.indexOf(self._visit_page) < 0:
            self._stack.addWidget(self._visit_page)
            return True
        return self._visit_page.make_ahead()

    @override
    def customer_in_front(self) -> int | None:
        page = self._visit_page
        return page.customer_in_front() if page and self._stack.currentWidget() is page else None

    @override
    def set_private(self, covered: bool) -> None:
        self.calendar.set_private(covered)

    @override
    def bookmark(self) -> int | None:
        page = self._visit_page
        visit = page.visit() if page and self._stack.currentWidget() is page else None
        return visit.row.id if visit else None

    @override
    def return_to(self, bookmark: int) -> None:
        self.open_visit(bookmark)

    @override
    def on_data_changed(self, changed: frozenset[Area]) -> None:
        self.calendar.on_data_changed(changed)
        if self._visit_page is not None:
            self._visit_page.on_data_changed(changed)

    @override
    def on_closing(self) -> None:
        if self._visit_page is not None:
            self._visit_page.on_closing()
        super().on_closing()

    def _make_visit_page(self) -> VisitPage:
        page = VisitPage(self._book, self._actions, self._jobs, self._guard)
        page.back_requested.connect(self.open_calendar)
        page.customer_opened.connect(self.customer_opened)
        page.points_requested.connect(self.points_requested)
        page.talk.knowledge_requested.connect(self.knowledge_requested)
        page.told.connect(self._tell)
        page.toast_requested.connect(self.toast_requested)
        return page

    def _connect(self) -> None:
        self.calendar.visit_opened.connect(self.open_visit)
        self._actions.told.connect(self._tell)
        self.calendar.toast_requested.connect(self.toast_requested)

    def _tell(self, text: str) -> None:
        """Say what was done, with a button that takes it back."""
        self.toast_requested.emit(text, _("Undo"), self.undo_requested.emit)

    def _on_found_for_customer(self, found: "int | _ToPlan") -> None:
        if isinstance(found, int):
            self.open_visit(found)
        else:
            self._actions.plan(found.suggested, self, found.customer, then=self.open_visit)

    def _on_face_left(self) -> None:
        self._face = None
