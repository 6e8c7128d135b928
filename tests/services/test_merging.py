from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.conftest import NOW, TODAY
from vipdesk.domain.cell_days import Birthday
from vipdesk.domain.customer_draft import CustomerDraft, LineDraft, TouchpointDraft
from vipdesk.domain.words import CircleKind, Tier
from vipdesk.errors import NotFoundError
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.duplicates import DuplicateReason
from vipdesk.services.merging import (
    InBinError,
    MergedOnError,
    SameCustomerError,
    UnmergedAlreadyError,
)

TakesBack = Callable[[Callable[[], object]], None]
Snapshot = Callable[[], dict[str, list[tuple[Any, ...]]]]


@pytest.fixture
def twins(customer_desk: CustomerDesk, wang: int, chen: int) -> tuple[int, int]:
    """Two customers with a touchpoint, a need, a tag and a circle each, some of them shared."""
    for each in (wang, chen):
        at = TouchpointDraft(customer_id=each, at=NOW, duration_seconds=60, next_step="回电")
        customer_desk.touchpoints.log(at)
        customer_desk.needs.add(each, "副卡")
    customer_desk.groups.tag([wang, chen], "车友")
    customer_desk.groups.tag([chen], "钓鱼")
    circle = customer_desk.circles.create(chen, "陈家", CircleKind.FAMILY).value
    customer_desk.circles.join(circle, wang)
    return wang, chen


# The merge's own row, and what the moved rows' owners are derived from, aside.
def _but_merges(rows: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    return {name: found for name, found in rows.items() if name != "customer_merge"}


def test_merge_and_unmerge_restore_every_row(
    customer_desk: CustomerDesk, twins: tuple[int, int], snapshot: Snapshot
) -> None:
    kept, merged = twins
    before = snapshot()
    merge = customer_desk.merging.merge(kept, merged, ("phone", "birthday", "tier")).value
    assert snapshot() != before
    result = customer_desk.merging.unmerge(merge).value
    assert (result.kept_id, result.edited) == (kept, ())
    assert _but_merges(snapshot()) == _but_merges(before)


def test_rows_move_and_nothing_is_summed(
    customer_desk: CustomerDesk, twins: tuple[int, int]
) -> None:
    kept, merged = twins
    customer_desk.merging.merge(kept, merged, ("phone", "tier"))
    found = customer_desk.detail.load(kept)
    assert (len(found.lines), len(found.timeline), len(found.needs)) == (2, 2, 2)
    assert len([task for task in found.tasks if task.kind is None]) == 2  # made by hand
    assert [each.name for each in found.tags] == ["车友", "钓鱼"]
    assert [len(circle.members) for circle in found.circles] == [1]
    assert (found.tier, found.profile.phone) == (Tier.GOLD, "186****0457")
    assert [merge.name for merge in found.merges] == ["陈晓燕"]
    assert customer_desk.finder.find("陈晓燕") == []
    with pytest.raises(NotFoundError):
        customer_desk.detail.load(merged)


def test_both_can_be_undone(
    customer_desk: CustomerDesk, twins: tuple[int, int], takes_back: TakesBack
) -> None:
    merging = customer_desk.merging
    takes_back(lambda: merging.merge(*twins, ("name", "phone", "tier")))
    merge = customer_desk.detail.load(twins[0]).merges[0].id
    takes_back(lambda: merging.unmerge(merge))


def test_what_came_since_stays_but_for_the_lines_that_go(
    customer_desk: CustomerDesk, store: Any, twins: tuple[int, int]
) -> None:
    kept, merged = twins
    merge = customer_desk.merging.merge(kept, merged, ("phone", "name")).value
    customer_desk.needs.add(kept, "新需求")
    draft = replace(customer_desk.care.draft(kept), name="王陈")
    customer_desk.care.edit(kept, draft)
    assert customer_desk.merging.unmerge(merge).value.edited == ("name",)
    found = customer_desk.detail.load(kept)
    assert (found.profile.name, found.profile.phone) == ("王陈", "139****8812")
    assert "新需求" in {need.text for need in found.needs}
    assert len(customer_desk.detail.load(merged).lines) == 1


def test_unmerging_refuses_with_a_reason(customer_desk: CustomerDesk, wang: int, chen: int) -> None:
    merging = customer_desk.merging
    third = customer_desk.care.create(CustomerDraft(name="丙")).value
    first = merging.merge(wang, chen).value
    second = merging.merge(third, wang).value
    with pytest.raises(MergedOnError, match="王志强 was merged into 丙"):
        merging.unmerge(first)
    customer_desk.groups.delete([third])
    with pytest.raises(InBinError, match="丙 is in the recycle bin"):
        merging.unmerge(second)
    customer_desk.groups.restore([third])
    merging.unmerge(second)
    merging.unmerge(first)
    with pytest.raises(UnmergedAlreadyError):
        merging.unmerge(first)
    with pytest.raises(SameCustomerError):
        merging.merge(wang, wang)


def test_two_side_by_side(customer_desk: CustomerDesk, twins: tuple[int, int]) -> None:
    found = customer_desk.merging.compare(*twins)
    assert set(found.differing) == {
        "name", "phone", "id_number", "address", "joined_on", "tier",
    }  # fmt: skip
    assert found.right.draft.phone == "186****0457"
    assert found.left.counts["touchpoint"] == 1


def test_duplicates(customer_desk: CustomerDesk, wang: int, chen: int) -> None:
    born = Birthday(1970, 5, 1, lunar=False)
    care = customer_desk.care
    twin = care.create(CustomerDraft(name="王志强", id_number="11010519491231002x")).value
    first = care.create(CustomerDraft(name="Li Wei", birthday=born)).value
    second = care.create(CustomerDraft(name="ＬＩ wei", birthday=born)).value
    shared = care.create(CustomerDraft(name="丁", phone="18600000457")).value
    found = {(row.left.id, row.right.id): row.reasons for row in customer_desk.duplicates.find()}
    assert found == {
        (wang, twin): (DuplicateReason.ID_NUMBER,),
        (first, second): (DuplicateReason.NAME_BIRTHDAY,),
        (chen, shared): (DuplicateReason.PHONE,),
    }
    customer_desk.merging.merge(wang, twin)
    assert (wang, twin) not in {
        (row.left.id, row.right.id) for row in customer_desk.duplicates.find()
    }


def test_a_line_kept_by_both_sides_is_one_customers(customer_desk: CustomerDesk, wang: int) -> None:
    customer_desk.lines.create(wang, LineDraft(number="13700001111", effective_on=TODAY))
    assert customer_desk.duplicates.find() == []


def test_a_number_that_many_share_gives_one_pair_each(customer_desk: CustomerDesk) -> None:
    for name in "甲乙丙丁":
        customer_desk.care.create(CustomerDraft(name=name, phone="03514043166"))
    pairs = [(row.left.name, row.right.name) for row in customer_desk.duplicates.find()]
    assert pairs == [("甲", "乙"), ("甲", "丙"), ("甲", "丁")]
