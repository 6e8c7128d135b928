"""Those behind an indicator, as columns."""

import json

import pytest

from vipdesk.domain.number_lists import PIECE, numbers_of
from vipdesk.domain.packing import Member, MemberList, packed


@pytest.mark.parametrize("count", [0, 1, 2, PIECE])  # the last takes several pieces
def test_comes_from_json_in_order(count: int) -> None:
    members: list[Member] = [
        (customer, customer * 10 if customer % 3 else None, 1, -customer)
        for customer in range(count)
    ]
    columns = [json.dumps(column, separators=(",", ":")) for column in zip(*members, strict=True)]
    found = MemberList.of_json(columns or ["[]"] * 4)
    assert list(found) == members
    assert list(MemberList.unpacked(packed(found))) == members


def test_puts_json_in_the_order_of_customer_and_line() -> None:
    found = MemberList.of_json(["[2,1,1]", "[null,7,null]", "[300,70000,1]", "[1,0,1]"])
    assert list(found) == [(1, None, 1, 1), (1, 7, 70000, 0), (2, None, 300, 1)]


@pytest.mark.parametrize("text", ["[]", "[7]", "[-1,0,12]", f"[{'5,' * PIECE}6]", f"[{'1' * 15}]"])
def test_reads_numbers_as_json_does(text: str) -> None:
    assert numbers_of(text) == json.loads(text)
