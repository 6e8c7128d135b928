"""A deletion on request leaves counts and nothing personal, for good and after a restore."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.conftest import fixed_clock, open_book
from tests.services.planted import NAME, PLANTED, plant_points
from vipdesk.domain.customer_draft import CustomerDraft
from vipdesk.services.customer_care import CustomerCareService
from vipdesk.services.customer_desk import CustomerDesk
from vipdesk.services.customer_groups import CustomerGroupsService
from vipdesk.services.erasing import (
    ErasedAlreadyError,
    ErasingReasonError,
    ErasingService,
    MergedAwayError,
)
from vipdesk.services.imports import ImportService
from vipdesk.services.journal import JournalService
from vipdesk.services.journal_proof import JournalProofService
from vipdesk.services.merging import MergingService
from vipdesk.store import erasure
from vipdesk.store import erasure_rules as rules
from vipdesk.store.book import Store
from vipdesk.store.records import Record
from vipdesk.store.undo_errors import ValuesErasedError


def holders(store: Store, words: tuple[str, ...]) -> list[str]:
    """Every place of the book, table by table and cell by cell, that holds one of ``words``."""
    found = []
    with store.read() as session:
        names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
        for name in names:
            if name == "customer_search":
                continue  # contentless: its words lie in the tables beside it
            for row in session.execute(text(f'SELECT * FROM "{name}"')).all():
                found += [f"{name}: {word}" for word in words if _holds(row, word)]
    return found


def _holds(row: Any, word: str) -> bool:
    return any(
        word.encode() in cell if isinstance(cell, bytes) else erasure.without(str(cell), [word])
        != str(cell)
        for cell in row
    )  # fmt: skip


def _count(store: Store, query: str) -> int:
    with store.read() as session:
        return int(session.scalar(text(query)) or 0)


def test_every_column_of_what_a_customer_owns_is_decided() -> None:
    owned = {table.name for table, _column, _owner in rules.owned_tables()} | {"customer"}
    assert owned == rules.KEPT.keys() | rules.REMOVED
    for name, kept in rules.KEPT.items():
        assert kept == rules.ALL or kept <= {c.name for c in Record.metadata.tables[name].columns}


def test_nothing_personal_is_left(store: Store, planted: int, profile: Path) -> None:
    plant_points(store, planted)
    said = ("若溪的生日礼", "若溪的兑换")
    assert {each.split(": ")[1] for each in holders(store, said)} == set(said)
    assert {each.split(": ")[1] for each in holders(store, PLANTED)} >= {NAME, "13955550003"}
    result = ErasingService(store).erase(planted, f"{NAME} wrote on 2026-11-20").value
    assert result.scrubbed
    assert holders(store, PLANTED + said) == []
    assert _count(store, "SELECT sum(points) FROM points_entry") == 100
    reversed_numbers = tuple(word[::-1] for word in PLANTED if word.isdigit())
    assert holders(store, reversed_numbers) == []
    assert store.drafts.keys("visit:") == []
    assert JournalProofService(store).check().broken is None
    assert NAME not in (profile / "deletions.log").read_text()


def test_counts_and_a_tombstone_stay(store: Store, planted: int) -> None:
    before = _count(store, "SELECT count(*) FROM journal_entry")
    counts = ErasingService(store).erase(planted, "asked by letter").value.counts
    assert (counts["line"], counts["bill"], counts["visit"], counts["need"]) == (1, 1, 1, 1)
    for table in ("customer", "line", "account", "bill", "visit", "need", "tombstone"):
        assert _count(store, f"SELECT count(*) FROM {table}") == 1
    assert _count(store, "SELECT count(*) FROM attachment_content") == 0
    assert _count(store, "SELECT count(*) FROM visit WHERE status = 'planned'") == 0
    assert _count(store, "SELECT count(*) FROM journal_entry") == before + 1
    assert CustomerGroupsService(store).recycled() == []
    assert _count(store, "SELECT count(*) FROM customer_summary") == 0


def test_it_is_final(store: Store, planted: int) -> None:
    service = ErasingService(store)
    with pytest.raises(ErasingReasonError):
        service.erase(planted, " ")
    service.erase(planted, "asked")
    with pytest.raises(ErasedAlreadyError):
        service.erase(planted, "asked again")
    journal = JournalService(store)
    assert journal.undo_state().undo == ()
    created = next(each for each in journal.entries() if each.code == "customer.create")
    with pytest.raises(ValuesErasedError):
        journal.undo(created.id)
    assert CustomerGroupsService(store).restore([planted]).value == 1
    assert _count(store, "SELECT count(*) FROM customer WHERE deleted_at IS NULL") == 0


def test_others_keep_what_is_theirs(store: Store, planted: int, chen: int) -> None:
    with store.read() as session:
        before = session.execute(text("SELECT * FROM customer WHERE id = :id"), {"id": chen}).one()
    ErasingService(store).erase(planted, "asked")
    with store.read() as session:
        after = session.execute(text("SELECT * FROM customer WHERE id = :id"), {"id": chen}).one()
    assert before == after
    assert holders(store, ("18600000457",)) != []
    JournalService(store).undo()  # of the line that was chen's
    assert _count(store, "SELECT count(*) FROM line") == 1


def test_who_was_merged_goes_too_and_is_not_deleted_alone(
    store: Store, planted: int, chen: int
) -> None:
    MergingService(store).merge(chen, planted, take=["name", "phone"])
    service = ErasingService(store)
    with pytest.raises(MergedAwayError, match="Delete that customer"):
        service.erase(planted, "asked")
    assert service.preview(chen).merged == 1
    service.erase(chen, "asked")
    assert holders(store, (*PLANTED, "18600000457", "陈晓燕")) == []
    assert _count(store, "SELECT count(*) FROM tombstone") == 2


def test_who_was_deleted_for_good_is_found_in_the_journal(store: Store, planted: int) -> None:
    groups = CustomerGroupsService(store)
    groups.delete([planted])
    groups.purge([planted])
    service = ErasingService(store)
    assert service.numbered("PLANT-77") == planted
    assert service.preview(planted).name == NAME
    service.erase(planted, "asked")
    assert holders(store, PLANTED) == []
    assert JournalProofService(store).check().broken is None


def test_an_import_does_not_bring_them_back(store: Store, planted: int, tmp_path: Path) -> None:
    ErasingService(store).erase(planted, "asked")
    path = tmp_path / "again.csv"
    path.write_text(f"客户编号,姓名,手机号\nPLANT-77,{NAME},13955550003\nC9,别人,13800138000\n")
    imports = ImportService(store)
    preview = imports.preview(imports.examine(path))
    assert [problem.reason.sentence(str) for problem in preview.problems] == [
        "This customer was deleted on request on 2026-11-21. Nothing about them is taken in; if "
        "they came back by their own will, add them as a new customer first."
    ]
    assert preview.counts.new == 1


def test_the_form_says_that_the_number_was_deleted(store: Store, planted: int) -> None:
    ErasingService(store).erase(planted, "asked")
    care = CustomerCareService(store)
    draft = CustomerDraft(name="Somebody", number="PLANT-77")
    finding = care.check(draft)["number"]
    assert (finding.blocks, "deleted on request on 2026-11-21" in finding.sentence(str)) == (
        False,
        True,
    )
    care.create(draft)
    assert ErasingService(store).apply_again() == 0
    assert holders(store, ("PLANT-77",)) != []


def test_a_restored_book_forgets_them_again(
    store: Store, planted: int, profile: Path, tmp_path: Path
) -> None:
    store.close()
    backup = shutil.copytree(profile, tmp_path / "backup")
    store = open_book(profile, clock=fixed_clock)
    ErasingService(store).erase(planted, "asked")
    store.close()
    for path in profile.glob("book.db*"):
        path.unlink()
    shutil.copy(backup / "book.db", profile / "book.db")
    restored = open_book(profile, clock=fixed_clock)
    assert holders(restored, (NAME,)) != []
    assert ErasingService(restored).apply_again() == 1
    assert holders(restored, PLANTED) == []
    assert ErasingService(restored).apply_again() == 0
    assert JournalProofService(restored).check().broken is None
    restored.close()


def test_a_book_older_than_the_customer_knows_them_all_the_same(
    store: Store, profile: Path, customer_desk: CustomerDesk
) -> None:
    store.close()
    older = (profile / "book.db").read_bytes()
    store = open_book(profile, clock=fixed_clock)
    draft = CustomerDraft(name=NAME, number="PLANT-77")
    ErasingService(store).erase(CustomerDesk.of(store).care.create(draft).value, "asked")
    store.close()
    for path in profile.glob("book.db*"):
        path.unlink()
    (profile / "book.db").write_bytes(older)
    restored = open_book(profile, clock=fixed_clock)
    assert ErasingService(restored).apply_again() == 0
    assert _count(restored, "SELECT count(*) FROM tombstone WHERE customer_id IS NULL") == 1
    restored.close()


def test_a_draft_that_is_saved_after_it_goes_at_the_next_start(store: Store, planted: int) -> None:
    key = store.drafts.keys("visit:")[0]
    ErasingService(store).erase(planted, "asked")
    store.drafts.save(key, {"talked": NAME}, store.now())
    ErasingService(store).apply_again()
    assert store.drafts.keys() == []


def test_the_file_beside_the_book_is_mended(store: Store, planted: int, profile: Path) -> None:
    service = ErasingService(store)
    service.erase(planted, "asked")
    path = profile / "deletions.log"
    whole = path.read_text()
    path.write_text('{"uid": "cut')
    service.apply_again()
    assert whole in path.read_text()
