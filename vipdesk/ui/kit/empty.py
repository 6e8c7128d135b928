"""What a list shows instead of nothing."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from vipdesk.ui import icons
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.labels import label
from vipdesk.ui.theme import Token


class EmptyState(QWidget):
    """An icon, a sentence that says what to do, and a button that does it.

    Signals:
        acted: The button was pressed.
    """

    acted = Signal()

    def __init__(
        self, sentence: str, *, icon: str, action: str = "", primary: bool = False
    ) -> None:
        super().__init__()
        self._sign = QLabel()
        self._sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        icons.set_icon(self._sign, icon, Token.MUTED, 32)
        self._sentence = label(sentence, "muted", wrap=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.action = button(action, kind="primary" if primary else "")
        self.action.clicked.connect(self.acted)
        whole = QVBoxLayout(self)
        whole.setSpacing(12)
        whole.addStretch(1)
        whole.addWidget(self._sign)
        whole.addWidget(self._sentence)
        whole.addWidget(self.action, 0, Qt.AlignmentFlag.AlignCenter)
        whole.addStretch(2)
        self.set_sentence(sentence, action)

    def set_sentence(self, sentence: str, action: str = "") -> None:
        """Say something else; without ``action`` there is no button."""
        self._sentence.setText(sentence)
        self.action.setText(action)
        self.action.setAccessibleName(action)
        self.action.setVisible(bool(action))
        if action:
            self.setFocusProxy(self.action)
        self.setAccessibleName(sentence)
