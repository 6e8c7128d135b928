"""Labels of the desk: plain text always, so that what a file holds is never read as markup."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override

from vipdesk.ui.kit.plain import set_tip
from vipdesk.ui.theme import Tone


def label(
    text: str = "", kind: str = "", *, tone: Tone | None = None, wrap: bool = False
) -> QLabel:
    """Make a label; ``kind`` is title, section, strong, muted, note, figure or nothing."""
    made = QLabel()
    dress_label(made, kind, tone)
    made.setText(text)
    made.setWordWrap(wrap)
    return made


def dress_label(made: QLabel, kind: str, tone: Tone | None = None) -> None:
    """Give ``made`` the look of ``kind`` and the colour of ``tone``."""
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("kind", kind)
    made.setProperty("tone", str(tone) if tone else "")
    repolish(made)


def repolish(widget: QWidget) -> None:
    """Read the style sheet again after a property that it asks for has changed.

    One that was never shown reads it when it is; that spares half the time of building a page.
    """
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def set_shown(widget: QWidget, shown: bool) -> None:
    """Show or hide ``widget``; one without a parent yet waits instead of becoming a window."""
    if widget.parentWidget() is None and shown:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    else:
        widget.setVisible(shown)


class ElidedLabel(QLabel):
    """One line that ends in … where it has no room; the whole text is its tooltip then."""

    def __init__(self, text: str = "", kind: str = "", tone: Tone | None = None) -> None:
        super().__init__()
        dress_label(self, kind, tone)
        self._whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show ``text``, shortened to the room there is."""
        self._whole = text
        self.setAccessibleName(text)
        self._fit()
        self.updateGeometry()

    def whole_text(self) -> str:
        """The text, not shortened."""
        return self._whole

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("…") * 3, super().sizeHint().height())

    @override
    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self._whole) + 2
        return QSize(width, super().sizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        self._fit()
        super().paintEvent(event)

    def _fit(self) -> None:
        room = self.contentsRect().width()
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        if shown != self.text():
            self.setText(shown)
            set_tip(self, self._whole if shown != self._whole else "")
