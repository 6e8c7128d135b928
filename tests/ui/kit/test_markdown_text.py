import pytest
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from vipdesk.ui import theme
from vipdesk.ui.kit.markdown_text import MarkdownText

LONG = "\n\n".join(f"### {n} Head\n{'您的**融合299**到期，' * 9}" for n in range(6))


@pytest.mark.parametrize("width", [260, 330, 417, 418, 700])
def test_a_text_that_grows_shows_all_it_says(qtbot: QtBot, width: int) -> None:
    area = QScrollArea()
    qtbot.addWidget(area)
    area.setWidgetResizable(True)
    inner = QWidget()
    text = MarkdownText("Script", grows=True)
    QVBoxLayout(inner).addWidget(text)
    area.setWidget(inner)
    theme.dress(area)
    text.show_text("short")
    area.resize(900, 300)
    area.show()
    qtbot.waitExposed(area)
    text.show_text(LONG)
    area.resize(width, 300)
    qtbot.waitUntil(lambda: text.viewport().width() < width)
    qtbot.waitUntil(lambda: text.document().size().height() <= text.viewport().height())
    assert text.height() < text.document().size().height() + 30


def test_it_reads_out_what_it_says_without_signs(qtbot: QtBot) -> None:
    text = MarkdownText("Script")
    qtbot.addWidget(text)
    text.show_text("## A\n- **b** <img src='file:///x.png'>")
    assert text.accessibleDescription() == "A\n· b <img src='file:///x.png'>"
    assert "<img src='file:///x.png'>" in text.toPlainText()
