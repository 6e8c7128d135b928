from datetime import date

import pytest

from vipdesk.domain.birthdays import birth_date, birthday_words, is_real, next_birthday
from vipdesk.domain.cell_days import Birthday
from vipdesk.texts import translator


@pytest.mark.parametrize(
    ("birthday", "today", "expected"),
    [
        (Birthday(1968, 11, 21, lunar=False), date(2026, 11, 21), date(2026, 11, 21)),
        (Birthday(1968, 11, 20, lunar=False), date(2026, 11, 21), date(2027, 11, 20)),
        (Birthday(1968, 2, 29, lunar=False), date(2026, 11, 21), date(2027, 2, 28)),
        (Birthday(1968, 2, 29, lunar=False), date(2027, 11, 21), date(2028, 2, 29)),
        # Mid-autumn 2026 and 2027 (Hong Kong Observatory's tables).
        (Birthday(None, 8, 15, lunar=True), date(2026, 9, 25), date(2026, 9, 25)),
        (Birthday(None, 8, 15, lunar=True), date(2026, 9, 26), date(2027, 9, 15)),
        # New Year's Eve of a lunar year whose twelfth month has 29 days.
        (Birthday(None, 12, 30, lunar=True), date(2026, 11, 21), date(2027, 2, 5)),
        # The lunar year 2026 still runs in January 2027.
        (Birthday(None, 12, 1, lunar=True), date(2027, 1, 2), date(2027, 1, 8)),
        # 2025 has two sixth months: the first counts.
        (Birthday(None, 6, 10, lunar=True), date(2025, 6, 1), date(2025, 7, 4)),
    ],
)
def test_next_birthday(birthday: Birthday, today: date, expected: date) -> None:
    assert next_birthday(birthday, today) == expected


def test_a_day_must_exist_in_its_calendar() -> None:
    assert is_real(Birthday(None, 2, 29, lunar=False))
    assert not is_real(Birthday(2023, 2, 29, lunar=False))
    assert not is_real(Birthday(None, 2, 30, lunar=False))
    assert is_real(Birthday(None, 2, 30, lunar=True))
    assert not is_real(Birthday(2026, 12, 30, lunar=True))


def test_birth_date_is_solar() -> None:
    assert birth_date(Birthday(1990, 8, 15, lunar=True)) == date(1990, 10, 3)
    assert birth_date(Birthday(None, 8, 15, lunar=True)) is None


def test_the_calendar_is_said() -> None:
    t = translator("zh")
    assert birthday_words(Birthday(1990, 8, 5, lunar=True), t) == "农历 1990-08-05"
    assert birthday_words(Birthday(None, 8, 15, lunar=False), t) == "08-15"
