"""Which rows of a sheet were left out, and why."""

from collections.abc import Sequence

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from vipdesk.domain.rewards import RowProblem
from vipdesk.texts import _
from vipdesk.ui.kit.dialogs import Dialog
from vipdesk.ui.kit.labels import label


class ProblemsDialog(Dialog):
    """The counts, and a sentence for each row that was left out."""

    def __init__(self, told: str, problems: Sequence[RowProblem], parent: QWidget | None) -> None:
        super().__init__(_("Rows that were left out"), parent, primary=_("Close"))
        self.cancel_button.hide()
        self.setMinimumSize(560, 360)
        self.body.addWidget(label(told, "muted", wrap=True))
        self.list = QPlainTextEdit(readOnly=True)
        self.list.setAccessibleName(_("Rows that were left out"))
        self.list.setPlainText("\n".join(map(problem_words, problems)))
        self.body.addWidget(self.list, 1)


def problem_words(each: RowProblem) -> str:
    """What is wrong with a row."""
    said = _("row {row}, {column}: {reason}") if each.column else _("row {row}: {reason}")
    return said.format(row=each.row, column=_(each.column), reason=each.reason.sentence(_))
