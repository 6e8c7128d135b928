"""Facts as one text: whatever is told stands there as it is, and the window never waits for it."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from vipdesk.ui import theme
from vipdesk.ui.kit.facts_text import FactsText, Section
from vipdesk.ui.theme import Mode, Token

MARKUP = "<b>bold</b> & [link](http://example.org)"


@pytest.fixture
def facts(qtbot: QtBot) -> FactsText:
    made = FactsText("Entry")
    qtbot.addWidget(made)
    theme.dress(made)
    made.resize(360, 400)
    made.show()
    return made


@pytest.fixture
def colours(qapp: QApplication) -> Iterator[None]:
    """The theme may be changed and is what it was at the end."""
    before = Mode.DARK if theme.current().is_dark() else Mode.LIGHT
    yield
    theme.start(qapp, before)


def test_everything_is_told_as_it_is(facts: FactsText) -> None:
    facts.show_sections(
        [
            Section("Tag 2 customers", rows=[("When", "2026-11-21"), ("Name", MARKUP)]),
            Section("Customer", "The values are gone."),
        ]
    )
    assert [line for line in facts.text().splitlines() if line] == [
        "Tag 2 customers",
        "When\t2026-11-21",
        f"Name\t{MARKUP}",
        "Customer",
        "The values are gone.",
    ]
    facts.show_sections([Section("Another")])
    assert facts.text() == "Another"


def test_the_values_stand_below_each_other(facts: FactsText) -> None:
    rows = [("When", "now"), ("A longer name", "later")]
    facts.show_sections([Section(rows=rows)])
    lefts = set()
    for _name, value in rows:
        at = facts.document().find(value)
        lefts.add(facts.cursorRect(_begin(at)).left())
    assert len(lefts) == 1


def _begin(found: QTextCursor) -> QTextCursor:
    found.setPosition(found.selectionStart())
    return found


def test_much_comes_bit_by_bit(qtbot: QtBot, facts: FactsText) -> None:
    rows = [(f"Field {n}", "a value of some length " * 3) for n in range(40)]
    facts.show_sections([Section(f"Row {n}", rows=rows) for n in range(200)])
    assert "Row 0" in facts.toPlainText()
    assert "Row 199" not in facts.toPlainText()
    qtbot.waitUntil(lambda: "Row 199" in facts.toPlainText())
    assert facts.verticalScrollBar().value() == 0


def test_another_theme_gives_other_colours(
    qapp: QApplication, facts: FactsText, colours: None
) -> None:
    theme.start(qapp, Mode.LIGHT)
    facts.show_sections([Section("Title")])
    assert _colour(facts, "Title") == QColor(theme.current().colour(Token.TEXT))
    theme.start(qapp, Mode.DARK)
    assert _colour(facts, "Title") == QColor(theme.current().colour(Token.TEXT))


def _colour(facts: FactsText, words: str) -> QColor:
    assert words in facts.text()
    return facts.document().find(words).charFormat().foreground().color()
