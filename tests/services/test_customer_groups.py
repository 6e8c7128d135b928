from collections.abc import Callable
from datetime import date

import pytest

from tests.conftest import TODAY
from vipdesk.domain.customer_draft import TouchpointDraft
from vipdesk.errors import NotFoundError
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.customer_groups import AlreadyTheirsError, NameNeededError
from vipdesk.store.book import Store

TakesBack = Callable[[Callable[[], object]], None]


def test_tags_are_one_word_however_written(
    customer_desk: CustomerDesk, wang: int, chen: int
) -> None:
    customer_desk.groups.tag([wang, chen], "VIP 车友")
    assert customer_desk.groups.tag([wang, chen], "ｖｉｐ 车友").value == 0
    (tag,) = customer_desk.groups.tags()
    assert (tag.name, tag.customers) == ("VIP 车友", 2)
    assert [each.name for each in customer_desk.detail.load(wang).tags] == ["VIP 车友"]
    customer_desk.groups.untag([wang], tag.id)
    assert customer_desk.groups.tags()[0].customers == 1
    customer_desk.groups.untag([chen], tag.id)
    assert customer_desk.groups.tags() == []
    with pytest.raises(NameNeededError):
        customer_desk.groups.tag([wang], "  ")


def test_a_tag_of_the_bin_is_kept_and_not_counted(
    customer_desk: CustomerDesk, wang: int, chen: int
) -> None:
    customer_desk.groups.tag([wang, chen], "车友")
    customer_desk.groups.delete([wang])
    assert [tag.customers for tag in customer_desk.groups.tags()] == [1]
    customer_desk.groups.delete([chen])
    assert [tag.customers for tag in customer_desk.groups.tags()] == [0]
    customer_desk.groups.restore([wang, chen])
    assert [tag.customers for tag in customer_desk.groups.tags()] == [2]


def test_the_bin_keeps_everything_and_hides_it(
    store: Store, customer_desk: CustomerDesk, wang: int, chen: int
) -> None:
    customer_desk.groups.delete([wang])
    assert customer_desk.finder.find("王志强") == []
    assert [row.name for row in customer_desk.groups.recycled()] == ["王志强"]
    assert customer_desk.groups.recycled()[0].phone == "139****8812"
    with pytest.raises(NotFoundError):
        customer_desk.detail.load(wang)
    customer_desk.groups.restore([wang])
    assert [each.id for each in customer_desk.finder.find("王志强")] == [wang]
    assert len(customer_desk.detail.load(wang).lines) == 1


def test_only_what_is_in_the_bin_is_purged(
    store: Store, customer_desk: CustomerDesk, wang: int, chen: int
) -> None:
    with pytest.raises(NotFoundError):
        customer_desk.groups.purge([wang])
    customer_desk.merging.merge(wang, chen)
    customer_desk.groups.delete([wang])
    customer_desk.groups.purge([wang])
    assert customer_desk.groups.recycled() == []


def test_nobody_who_is_hidden_is_tagged_or_thrown_away_again(
    customer_desk: CustomerDesk, wang: int, chen: int
) -> None:
    customer_desk.merging.merge(wang, chen)
    groups = customer_desk.groups
    groups.delete([chen])
    assert groups.recycled() == []
    assert groups.tag([wang, wang, chen, 999], "车友").value == 1
    (merge,) = customer_desk.detail.load(wang).merges
    customer_desk.merging.unmerge(merge.id)
    assert customer_desk.detail.load(chen).id == chen


def test_hand_over_counts_to_each_for_their_time(
    customer_desk: CustomerDesk, wang: int, chen: int
) -> None:
    zhao = customer_desk.groups.add_manager("赵经理", "迎泽").value
    assert customer_desk.groups.add_manager("赵经理", "迎泽").value == zhao
    assert customer_desk.groups.hand_over([wang, chen], zhao, date(2026, 12, 1)).value == 2
    assert customer_desk.detail.load(wang).owner == "李经理"  # until that day
    customer_desk.groups.hand_over([wang], zhao, TODAY)
    found = customer_desk.detail.load(wang)
    assert found.owner == "赵经理"
    owners = [row.text for row in found.history if row.topic == "owner"]
    assert owners == ["赵经理", "赵经理", "李经理"]
    assert [(m.name, m.customers) for m in customer_desk.groups.managers()] == [
        ("李经理", 1),
        ("赵经理", 1),
    ]
    with pytest.raises(AlreadyTheirsError):
        customer_desk.groups.hand_over([wang], zhao, TODAY)


def test_all_can_be_undone(
    store: Store, customer_desk: CustomerDesk, wang: int, chen: int, takes_back: TakesBack
) -> None:
    groups = customer_desk.groups
    zhao = groups.add_manager("赵经理").value
    customer_desk.touchpoints.log(
        TouchpointDraft(customer_id=wang, at=store.now(), next_step="回电")
    )
    both = [wang, chen]
    takes_back(lambda: groups.tag(both, "车友"))
    takes_back(lambda: groups.untag(both, groups.tags()[0].id))
    takes_back(lambda: groups.hand_over(both, zhao, TODAY))
    takes_back(lambda: groups.delete(both))
    takes_back(lambda: groups.restore([wang]))
    groups.delete([wang])
    takes_back(lambda: groups.purge([wang]))
