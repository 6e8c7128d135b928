"""Pages of a PDF below each other, drawn in the background and only where they are looked at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame
from typing_extensions import override

from vipdesk.services.reports import PageSize
from vipdesk.texts import _
from vipdesk.ui import theme
from vipdesk.ui.jobs import Job, Jobs
from vipdesk.ui.theme import Token

Draw = Callable[[int, float], bytes]  # page from 0, dots per inch → PNG; runs in the background
GAP = 16  # pixels around a page
POINTS_PER_INCH = 72.0
WHOLE = 96 / POINTS_PER_INCH  # pixels to a point at 100 %
STEPS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
KEPT = 6  # pictures of pages in memory


@dataclass(frozen=True, slots=True)
class _Picture:
    dots: float
    image: QImage


class PdfPages(QAbstractScrollArea):
    """Shows pages; PgUp and PgDn turn them, Home and End go to the first and last.

    Signals:
        page_changed: The page looked at, counted from 0.
        zoom_changed: Nothing; ask `zoom`.
        failed: What kept a page from being drawn.
    """

    page_changed = Signal(int)
    zoom_changed = Signal()
    failed = Signal(Exception)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._sizes: tuple[PageSize, ...] = ()
        self._draw: Draw | None = None
        self._pictures: dict[int, _Picture] = {}
        self._job: Job | None = None
        self._drawing = (-1, 0.0)
        self._zoom: float | None = None  # None: as wide as the window
        self._page = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.setAccessibleName(_("Preview"))

    def show_pages(self, sizes: Sequence[PageSize], draw: Draw) -> None:
        """Show a document from its first page."""
        self._sizes, self._draw = tuple(sizes), draw
        self._pictures.clear()
        self._page = 0
        self._arrange()
        self.verticalScrollBar().setValue(0)
        self._tell_page()

    def count(self) -> int:
        """How many pages there are."""
        return len(self._sizes)

    def page(self) -> int:
        """The page looked at, counted from 0."""
        return self._page

    def zoom(self) -> float:
        """The size on screen; 1.0 is the size on paper at 96 dots per inch."""
        return self._scale() / WHOLE

    def set_zoom(self, zoom: float | None) -> None:
        """Show at ``zoom``; None fits the width."""
        share = self._share_above()
        self._zoom = None if zoom is None else min(max(zoom, STEPS[0]), STEPS[-1])
        self._arrange()
        bar = self.verticalScrollBar()
        bar.setValue(round(share * (bar.maximum() + bar.pageStep())))
        self.zoom_changed.emit()

    def zoom_in(self) -> None:
        """The next larger step."""
        self.set_zoom(next((step for step in STEPS if step > self.zoom() + 0.01), STEPS[-1]))

    def zoom_out(self) -> None:
        """The next smaller step."""
        self.set_zoom(
            next((step for step in reversed(STEPS) if step < self.zoom() - 0.01), STEPS[0])
        )

    def go_to(self, page: int) -> None:
        """Show the top of ``page``, counted from 0."""
        if self._sizes:
            page = min(max(page, 0), len(self._sizes) - 1)
            self.verticalScrollBar().setValue(round(self._top(page)) - GAP)
            self._set_page(page)

    def is_drawn(self) -> bool:
        """Whether everything that is looked at has its picture."""
        return self._job is None and self._wanted() is None

    @override
    def sizeHint(self) -> QSize:
        return QSize(720, 520)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        target = {
            Qt.Key.Key_PageDown: self._page + 1,
            Qt.Key.Key_PageUp: self._page - 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(self._sizes) - 1,
        }.get(Qt.Key(event.key()))
        if target is None:
            super().keyPressEvent(event)
        else:
            self.go_to(target)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
        elif event.angleDelta().y() > 0:
            self.zoom_in()
        elif event.angleDelta().y() < 0:
            self.zoom_out()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        self.zoom_changed.emit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(event.rect(), theme.color(Token.BACKGROUND))
        for page in self._visible():
            box = self._box(page)
            painter.fillRect(box, Qt.GlobalColor.white)
            if page in self._pictures:
                painter.drawImage(box, self._pictures[page].image)
            painter.setPen(QPen(theme.color(Token.LINE_STRONG), 1))
            painter.drawRect(box)

    def _scale(self) -> float:
        """Pixels to a point."""
        if self._zoom is not None:
            return self._zoom * WHOLE
        widest = max((size.width for size in self._sizes), default=1.0)
        return max(self.viewport().width() - 2 * GAP, 100) / widest

    def _top(self, page: int) -> float:
        """Where a page begins, in pixels from the top of the document."""
        above = sum(size.height for size in self._sizes[:page])
        return GAP + above * self._scale() + page * GAP

    def _box(self, page: int) -> QRectF:
        scale, size = self._scale(), self._sizes[page]
        width = size.width * scale
        free = self.viewport().width() - width
        left = free / 2 if free > 2 * GAP else GAP - self.horizontalScrollBar().value()
        top = self._top(page) - self.verticalScrollBar().value()
        return QRectF(left, top, width, size.height * scale)

    def _visible(self) -> list[int]:
        height = self.viewport().height()
        return [
            page
            for page in range(len(self._sizes))
            if self._box(page).bottom() > 0 and self._box(page).top() < height
        ]

    def _share_above(self) -> float:
        bar = self.verticalScrollBar()
        return bar.value() / max(bar.maximum() + bar.pageStep(), 1)

    def _arrange(self) -> None:
        """Set the scroll bars to the size of the document."""
        room = self.viewport().size()
        widest = max((size.width for size in self._sizes), default=0.0) * self._scale() + 2 * GAP
        whole = ceil(self._top(len(self._sizes)))
        for bar, extent, seen in (
            (self.horizontalScrollBar(), ceil(widest), room.width()),
            (self.verticalScrollBar(), whole, room.height()),
        ):
            bar.setRange(0, max(extent - seen, 0))
            bar.setPageStep(seen)
            bar.setSingleStep(40)
        self._look()

    @Slot()
    def _on_scrolled(self) -> None:
        middle = self.viewport().height() / 2
        seen = [page for page in self._visible() if self._box(page).top() <= middle]
        if seen:
            self._set_page(seen[-1])
        self._look()

    def _set_page(self, page: int) -> None:
        if page != self._page:
            self._page = page
            self._tell_page()

    def _tell_page(self) -> None:
        self.setAccessibleDescription(
            _("Page {number} of {total}").format(number=self._page + 1, total=self.count())
        )
        self.page_changed.emit(self._page)

    def _look(self) -> None:
        self.viewport().update()
        if self._job is None:
            self._draw_next()

    def _dots(self) -> float:
        return round(self._scale() * POINTS_PER_INCH * self.devicePixelRatioF(), 1)

    def _wanted(self) -> int | None:
        """A page that is looked at and has no picture of the right size."""
        dots = self._dots()
        for page in self._visible():
            if page not in self._pictures or self._pictures[page].dots != dots:
                return page
        return None

    def _draw_next(self) -> None:
        page, draw = self._wanted(), self._draw
        if page is None or draw is None:
            return
        dots = self._dots()
        self._drawing = (page, dots)
        self._job = self._jobs.read(lambda _progress: QImage.fromData(draw(page, dots)), quiet=True)
        self._job.succeeded.connect(self._on_drawn)
        self._job.failed.connect(self._on_failed)
        self._job.cancelled.connect(self._on_cancelled)

    @Slot(object)
    def _on_drawn(self, image: QImage) -> None:
        page, dots = self._drawing
        self._job = None
        self._pictures.pop(page, None)
        self._pictures[page] = _Picture(dots, image)
        while len(self._pictures) > max(KEPT, len(self._visible())):
            self._pictures.pop(next(iter(self._pictures)))
        self._look()

    @Slot(Exception)
    def _on_failed(self, error: Exception) -> None:
        self._job = None
        self._draw = None  # the next page would fail too
        self.failed.emit(error)

    @Slot()
    def _on_cancelled(self) -> None:
        self._job = None
