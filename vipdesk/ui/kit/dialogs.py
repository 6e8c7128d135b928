"""Dialogs of the desk: opened, never executed, so that the event loop stays one."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from vipdesk.texts import _
from vipdesk.ui import error_texts, icons, theme
from vipdesk.ui.kit.buttons import button
from vipdesk.ui.kit.labels import label
from vipdesk.ui.kit.page import outlives_its_names
from vipdesk.ui.kit.plain import window_title
from vipdesk.ui.theme import Token


class Dialog(QDialog):
    """A title, a `body` to fill, and two buttons; show it with ``open()``.

    ``primary_button`` accepts unless `check` says no; Esc and the other button reject.
    """

    def __init__(
        self, title: str, parent: QWidget | None, *, primary: str, cancel: str = ""
    ) -> None:
        super().__init__(parent)
        if parent is None or not parent.window().styleSheet():
            theme.dress(self)
        self.setWindowTitle(window_title(title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if parent is None:
            outlives_its_names(self)
        self.setModal(True)
        self.setMinimumWidth(420)
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        self.primary_button = button(primary, kind="primary")
        self.primary_button.setDefault(True)
        self.cancel_button = button(cancel or _("Cancel"))
        self.primary_button.clicked.connect(self._on_primary_clicked)
        self.cancel_button.clicked.connect(self.reject)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(8)
        self.foot.addStretch(1)
        self.foot.addWidget(self.cancel_button)
        self.foot.addWidget(self.primary_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 20, 20, 16)
        whole.setSpacing(16)
        self.heading = label(title, "title")
        whole.addWidget(self.heading)
        whole.addLayout(self.body, 1)
        whole.addLayout(self.foot)

    def check(self) -> bool:
        """Say whether the dialog may be accepted; override to check the fields."""
        return True

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Begin on the first field: its buttons were made first, and Qt would take one of them."""
        super().showEvent(event)
        self._fit_height()
        if self.focusWidget() in (None, self.primary_button, self.cancel_button):
            first = next(filter(self._is_to_fill, self._in_order()), None)
            if first is not None:
                first.setFocus()

    def _fit_height(self) -> None:
        """Be as high as the texts need at this width; Qt guesses it at another one."""
        whole = self.layout()
        if whole is None or not whole.hasHeightForWidth():
            return
        if not self.testAttribute(Qt.WidgetAttribute.WA_Resized):  # nobody said how large
            self.resize(self.width(), whole.totalHeightForWidth(self.width()))

    def _in_order(self) -> Iterator[QWidget]:
        """What Tab passes."""
        each = self.nextInFocusChain()
        while each is not None and each is not self:
            yield each
            each = each.nextInFocusChain()

    def _is_to_fill(self, part: QWidget) -> bool:
        """Whether it takes what is typed or chosen; a button that does something is none."""
        if isinstance(part, QAbstractButton) and not part.isChecked():
            return False
        reads_only = isinstance(part, QPlainTextEdit | QTextEdit) and part.isReadOnly()
        takes = part.focusPolicy() & Qt.FocusPolicy.TabFocus and not part.focusProxy()
        return bool(takes) and not reads_only and part.isEnabled() and part.isVisibleTo(self)

    def _on_primary_clicked(self) -> None:
        if self.check():
            self.accept()


class ErrorDialog(Dialog):
    """Says what happened; a bug also shows its details and where the log is."""

    def __init__(self, error: Exception, log_path: Path | None, parent: QWidget | None) -> None:
        super().__init__(_("That did not work."), parent, primary=_("Close"))
        self.cancel_button.hide()
        row = QHBoxLayout()
        row.setSpacing(12)
        sign = QLabel()
        icons.set_icon(sign, "circle-alert", Token.RED, 24)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        self._sentence = label(error_texts.sentence(error, log_path), wrap=True)
        row.addWidget(self._sentence, 1)
        self.body.addLayout(row)
        self._details = QPlainTextEdit(readOnly=True)
        self._details.setAccessibleName(_("Details"))
        self._details.setPlainText(error_texts.details(error))
        self._details.setVisible(error_texts.is_bug(error))
        self.body.addWidget(self._details)

    def sentence(self) -> str:
        """What it says."""
        return self._sentence.text()


def show_error(
    error: Exception, parent: QWidget | None, log_path: Path | None = None
) -> ErrorDialog:
    """Open a dialog that words ``error``."""
    dialog = ErrorDialog(error, log_path, parent)
    dialog.open()
    return dialog
