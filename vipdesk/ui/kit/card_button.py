"""A button as large as what is laid out on it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QPushButton, QSizePolicy, QWidget
from typing_extensions import override


class CardButton(QPushButton):
    """Fill `whole`, then call `pass_clicks_on`."""

    def __init__(self, kind: str, direction: QBoxLayout.Direction) -> None:
        """``kind``: of the style sheet."""
        super().__init__()
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self.whole = QBoxLayout(direction, self)

    def pass_clicks_on(self) -> None:
        """Let the mouse press the button through what lies on it."""
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @override
    def sizeHint(self) -> QSize:
        return self.whole.sizeHint()

    @override
    def minimumSizeHint(self) -> QSize:
        return self.whole.minimumSize()


class WrappingCardButton(CardButton):
    """One whose texts wrap: the narrower it is, the higher."""

    def __init__(self, kind: str, direction: QBoxLayout.Direction) -> None:
        super().__init__(kind, direction)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self.whole.totalHeightForWidth(width)
