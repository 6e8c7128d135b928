import pytest

from vipdesk.domain.actions import ACTIONS, action_label
from vipdesk.texts import translator


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [
        ("en", "Move a customer to the recycle bin", "Move 2 customers to the recycle bin"),
        ("zh", "把 1 位客户移入回收站", "把 2 位客户移入回收站"),
    ],
)
def test_what_was_done_with_one_is_not_told_as_of_many(language: str, one: str, many: str) -> None:
    t = translator(language)
    assert action_label("customer.delete", {"n": 1}, t) == one
    assert action_label("customer.delete", {"n": 2}, t) == many


def test_a_number_is_counted_on_both_ways() -> None:
    of_one = [action.one for action in ACTIONS.values() if action.one]
    assert of_one
    assert not [words for words in of_one if "{" in words]
