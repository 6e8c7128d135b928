"""No screen can slip past the planted-text tests."""

from tests.fuzz import tour
from tests.fuzz.windows import windows_of_the_desk


def test_the_planted_texts_come_to_every_screen() -> None:
    """A new one: open it in tests/journeys/test_planted.py, and name it in tests/fuzz/tour.py."""
    assert windows_of_the_desk() == tour.WHOLE
