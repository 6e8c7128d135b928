import pytest

from vipdesk.domain.outcome_guesses import ColumnLook, guess_key, guess_outcome, guess_positive


def _look(header: str, **words: int) -> ColumnLook:
    return ColumnLook(header, words, len(words), sum(words.values()))


def _many(header: str, rows: int = 100) -> ColumnLook:
    return ColumnLook(header, {f"w{n}": 1 for n in range(40)}, rows, rows)


@pytest.mark.parametrize(
    ("columns", "outcome"),
    [
        ([_look("Gender", M=5, F=5), _look("Churn", Yes=2, No=8)], "Churn"),
        ([_look("是否离网", 是=2, 否=8), _look("性别", 男=5, 女=5)], "是否离网"),
        ([_look("Churn Reason", a=1, b=1), _look("Churn", a=1, b=1)], "Churn"),
        ([_look("x", a=1, b=2), _look("y", a=1, b=2, c=3)], "x"),
        ([_many("Churn date"), _look("one", a=3)], None),
    ],
)
def test_the_column_that_says_who_left(columns: list[ColumnLook], outcome: str | None) -> None:
    assert guess_outcome(columns) == outcome


@pytest.mark.parametrize(
    ("column", "word"),
    [
        (_look("Churn", No=8, Yes=2), "Yes"),
        (_look("Status", Stayed=5, Joined=1, Churned=3), "Churned"),
        (_look("是否离网", 否=8, 是=9), "是"),
        (_look("f", a=8, b=2), "b"),
        (_look("empty"), None),
    ],
)
def test_the_word_that_says_left(column: ColumnLook, word: str | None) -> None:
    assert guess_positive(column) == word


def test_the_column_that_numbers_the_rows() -> None:
    assert guess_key([_many("Charges"), _many("customerID")]) == "customerID"
    assert guess_key([_many("用户编号")]) == "用户编号"
    assert guess_key([_look("id", a=5, b=5)]) is None
