"""Makes the small page of the summary while the visit is typed."""

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QImage

from vipdesk.domain.visits import VisitDraft
from vipdesk.errors import VipDeskError
from vipdesk.services.visit_book import VisitBook
from vipdesk.services.visit_desk import OpenVisit
from vipdesk.ui import error_texts
from vipdesk.ui.jobs import Jobs, Latest
from vipdesk.ui.visits.facts_card import paper_dots

MAKE_AFTER = 700  # milliseconds after the first change


class PaperMaker(QObject):
    """Renders the first page in the background, a little after the draft has changed.

    Signals:
        made: A ``QImage`` of the page as it would be handed out now.
        refused: A sentence that says why there is none.
    """

    made = Signal(QImage)
    refused = Signal(str)

    def __init__(self, book: VisitBook, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._book = book
        self._latest = Latest(jobs, self)
        self._wanted: tuple[OpenVisit, VisitDraft] | None = None
        self._timer = QTimer(self, singleShot=True, interval=MAKE_AFTER)
        self._timer.timeout.connect(self._make)

    def ask(self, visit: OpenVisit, draft: VisitDraft, *, at_once: bool = False) -> None:
        """Make the page of this draft soon; only the newest one is made."""
        self._wanted = (visit, draft)
        if at_once:
            self._make()
        elif not self._timer.isActive():
            self._timer.start()

    def _make(self) -> None:
        self._timer.stop()
        if self._wanted is None:
            return
        visit, draft = self._wanted
        book, dots = self._book, paper_dots(_screen_scale())
        self._latest.read(lambda _progress: _page(book, visit, draft, dots), self._on_read)

    def _on_read(self, result: QImage | VipDeskError) -> None:
        if isinstance(result, VipDeskError):
            self.refused.emit(error_texts.sentence(result))
        else:
            self.made.emit(result)


def _page(
    book: VisitBook, visit: OpenVisit, draft: VisitDraft, dots: float
) -> QImage | VipDeskError:
    """The first page as a picture, or the refusal; runs in the background."""
    content = book.desk.content(visit, draft)
    try:
        report = book.reports.visit_summary_report(visit.row.id, book.reports.language(), content)
    except VipDeskError as error:
        return error
    return QImage.fromData(book.reports.page_png(report, 0, dots))


def _screen_scale() -> float:
    app = QGuiApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0
