import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.kit.gallery import PEOPLE, Gallery, Person, columns, say
from tests.ui.shots import LOOKS, look, settle_layout, shoot, shoot_looks
from vipdesk import texts
from vipdesk.errors import NotFoundError
from vipdesk.texts import _
from vipdesk.ui.jobs import Job
from vipdesk.ui.kit.column_chooser import ColumnChooser
from vipdesk.ui.kit.dialogs import Dialog, ErrorDialog
from vipdesk.ui.kit.fields import DateField
from vipdesk.ui.kit.masked import MaskedLabel
from vipdesk.ui.kit.notices import ProgressPanel, Toast
from vipdesk.ui.kit.table_model import PagedTableModel
from vipdesk.ui.kit.table_view import TableView


@pytest.mark.shots
def test_kit(qtbot: QtBot) -> None:
    shoot_looks(qtbot, Gallery, "kit/gallery", (QSize(1366, 820),))


class Sheet(QWidget):
    """What is only there for a while: progress, a revealed field, the keyboard's ring, a toast."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "page")
        whole = QVBoxLayout(self)
        panel = ProgressPanel()
        whole.addWidget(panel)
        job = Job(lambda _progress: None, self)
        panel.follow(job, say("正在导入", "Importing"))
        job.progressed.emit(42, 100)
        number = MaskedLabel(say("号码", "number"), "139****0012")
        whole.addWidget(number)
        number.reveal("13900000012")
        self.field = DateField()
        whole.addWidget(self.field)
        model = PagedTableModel[Person](columns(), lambda _ids: PEOPLE, checkable=True)
        model.show_ids([1, 2, 3, 4])
        model.toggle_checks([2])
        self.table = TableView(say("客户", "Customers"), model)
        self.table.go_to(2)
        whole.addWidget(self.table)
        self.toast = Toast(self)


@pytest.mark.shots
@pytest.mark.parametrize(("language", "mode"), LOOKS)
def test_what_comes_and_goes(qtbot: QtBot, language: str, mode: str) -> None:
    with look(language, mode):
        sheet = Sheet()
        qtbot.addWidget(sheet)
        sheet.resize(900, 480)
        sheet.show()
        sheet.activateWindow()
        qtbot.waitUntil(sheet.isActiveWindow)
        sheet.table.setFocus()
        settle_layout()
        done = say("已导入 77 位客户", "Imported 77 customers")
        sheet.toast.say(done, _("Undo"), lambda: None)
        shoot(qtbot, sheet, "kit/passing", QSize(900, 480))


@pytest.mark.shots
@pytest.mark.parametrize(("language", "mode"), LOOKS)
def test_dialogs(qtbot: QtBot, language: str, mode: str) -> None:
    with look(language, mode):
        sheet = Sheet()
        qtbot.addWidget(sheet)
        dialogs: dict[str, Dialog] = {
            "error": ErrorDialog(NotFoundError(), None, sheet),
            "bug": ErrorDialog(ZeroDivisionError(), texts.catalogue_path(), sheet),
            "columns": ColumnChooser(sheet.table, sheet),
        }
        for name, dialog in dialogs.items():
            dialog.open()
            shoot(qtbot, dialog, f"kit/dialog-{name}", dialog.sizeHint())
            dialog.reject()
