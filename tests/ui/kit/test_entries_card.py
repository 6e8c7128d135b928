import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from vipdesk.ui.kit import bit_by_bit
from vipdesk.ui.kit.empty import EmptyState
from vipdesk.ui.kit.entries_card import EntriesCard


@pytest.fixture
def card(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> EntriesCard:
    """Makes one entry in each turn."""
    monkeypatch.setattr(bit_by_bit, "BIT", 0)
    made = EntriesCard("Visits", EmptyState("No visit.", icon="calendar-plus"))
    qtbot.addWidget(made)
    made.resize(200, 200)
    made.show()
    return made


def show(card: EntriesCard, count: int) -> None:
    card.show_entries(count, (QPushButton(str(number)) for number in range(count)))


def shown(card: EntriesCard) -> list[str]:
    found = sorted(card.findChildren(QPushButton), key=lambda button: button.y())
    return [button.text() for button in found if button.isVisible() and button.text().isdigit()]


def test_entries_come_one_after_the_other(qtbot: QtBot, card: EntriesCard) -> None:
    show(card, 30)
    assert len(shown(card)) < 30
    qtbot.waitUntil(lambda: shown(card) == [str(number) for number in range(30)])
    first, second = card.entries()[:2]
    assert first.nextInFocusChain() is second


def test_a_list_that_is_read_stays_where_it_is(qtbot: QtBot, card: EntriesCard) -> None:
    show(card, 30)
    qtbot.waitUntil(lambda: len(shown(card)) == 30)
    bar = card._scroll.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    place = bar.value()
    show(card, 30)
    qtbot.waitUntil(lambda: len(shown(card)) == 30)
    assert bar.value() == place > 0


def test_a_list_that_still_grew_stays_where_it_is(qtbot: QtBot, card: EntriesCard) -> None:
    for pause in range(1, 30):  # one of the pauses ends where the last entry has no place yet
        show(card, 30)
        while len(shown(card)) < 30:
            qtbot.wait(1 + pause % 2)
        bar = card._scroll.verticalScrollBar()
        bar.setValue(bar.maximum() // 2)
        place = bar.value()
        show(card, 30)
        qtbot.waitUntil(lambda: len(shown(card)) == 30)
        assert bar.value() == place > 0
        bar.setValue(0)


def test_nothing_is_said_to_be_nothing(card: EntriesCard) -> None:
    show(card, 3)
    show(card, 0)
    assert card.entries() == []
    assert card._empty.isVisible()
