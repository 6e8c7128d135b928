"""Complaints from the file to the book and back: found, told apart, updated, refused."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.services.imports.conftest import Look, Rows, reasons
from vipdesk.importing.check import check
from vipdesk.services.customer_groups import CustomerGroupsService
from vipdesk.services.imports import ImportService
from vipdesk.services.journal import JournalService
from vipdesk.services.merging import MergingService
from vipdesk.services.retention_run import RetentionRunService
from vipdesk.store.book import Store
from vipdesk.texts import translator

HEAD = "投诉单号,客户编号,受理时间,办结时间,投诉类型,是否越级,是否属实,投诉内容\n"
SLOW = "T1,C1,2026-11-02 09:30:00,,网络,否,,家里网速慢\n"
CLOSED = "T1,C1,2026-11-02 09:30:00,2026/11/05 17:00,网络,否,属实,家里网速慢\n"
PLAIN = "手机号,投诉日期,投诉类型,投诉内容,处理部门\n{rows}"

KEPT = "SELECT number, opened_on, closed_on, kind, level, upheld, text FROM complaint ORDER BY id"


def test_a_later_file_updates_and_the_same_file_twice_changes_nothing(
    imports: ImportService, look: Look, rows: Rows, store: Store
) -> None:
    first = look(HEAD + SLOW)
    assert (first.examined.mapping.kind, first.counts.new) == ("complaints", 1)
    imports.commit(first)
    opened = ("T1", "2026-11-02", None, "网络", "own", None, "家里网速慢")
    assert rows(KEPT) == [opened]
    later = look(HEAD + CLOSED)
    assert [(one.key, one.old, one.new) for one in later.differences] == [
        ("complaint.closed_on@2026-11-02", None, "2026-11-05"),
        ("complaint.upheld@2026-11-02", None, "upheld"),
    ]
    entry = imports.commit(later).value.entry_id
    assert rows(KEPT)[0][2:6] == ("2026-11-05", "网络", "own", 1)
    assert look(HEAD + CLOSED).differences == ()
    assert look(HEAD + SLOW).differences == ()  # an empty cell takes nothing back
    assert entry is not None
    JournalService(store).undo(entry)
    assert rows(KEPT) == [opened]


def test_a_first_file_asks_to_call_back_only_whom_there_is_still_time_for(
    imports: ImportService, look: Look, rows: Rows, store: Store
) -> None:
    """What later files tell of is called back all the same, though late."""

    def row(number: str, closed: str) -> str:
        return CLOSED.replace("T1", number).replace("2026/11/05 17:00", closed)

    first = (row("T1", ""), row("T2", "2026-11-17"), row("T3", "2026-11-18"))
    imports.commit(look(HEAD + "".join(first)))
    asked = (
        "SELECT m.number, t.due_on FROM derived_task t "
        "JOIN complaint m ON t.cause = 'call_back:' || m.id ORDER BY 1"
    )
    RetentionRunService(store).run()
    assert rows(asked) == [("T3", "2026-11-21")]  # today; that of T2 was due yesterday
    store._clock = lambda: NOW + timedelta(days=1)
    later = row("T1", "2026-11-05") + row("T4", "2026-11-16")
    entry = imports.commit(look(HEAD + later)).value.entry_id
    assert rows(asked) == [("T1", "2026-11-08"), ("T3", "2026-11-21"), ("T4", "2026-11-19")]
    JournalService(store).undo(entry or 0)
    assert rows(f"{asked[:-11]} AND t.status = 'open'") == [("T3", "2026-11-21")]


def test_one_undo_takes_all_back(
    imports: ImportService, look: Look, rows: Rows, store: Store
) -> None:
    entry = imports.commit(look(HEAD + SLOW + CLOSED.replace("T1", "T2"))).value.entry_id
    assert (len(rows(KEPT)), entry is not None) == (2, True)
    JournalService(store).undo(entry or 0)
    assert rows(KEPT) == []


def test_without_a_number_it_is_known_by_day_kind_and_text(
    imports: ImportService, look: Look, rows: Rows
) -> None:
    told = "13800138000,2026-11-02,网络,慢,网络部\n13800138000,2026-11-02,资费,慢,\n"
    preview = look(PLAIN.format(rows=told + told.splitlines()[0] + "\n"))
    assert (preview.counts.new, preview.counts.unchanged) == (2, 1)
    imports.commit(preview)
    assert [row[3] for row in rows(KEPT)] == ["网络", "资费"]
    found = "SELECT customer_id, line_id, extra FROM complaint ORDER BY id"
    assert rows(found)[0] == (1, 1, '{"处理部门": "网络部"}')
    assert look(PLAIN.format(rows=told)).differences == ()


def test_numbers_that_come_later_are_taken_one_each(
    imports: ImportService, look: Look, rows: Rows
) -> None:
    imports.commit(look(PLAIN.format(rows="13800138000,2026-11-02,网络,慢,\n")))
    head = "投诉单号,手机号,投诉日期,投诉类型,投诉内容\n"
    two = "T1,13800138000,2026-11-02,网络,慢\nT2,13800138000,2026-11-02,网络,慢\n"
    preview = look(head + two)
    assert [one.key.partition("@")[0] for one in preview.differences] == [
        "complaint.number",
        "complaint.text",
    ]
    imports.commit(preview)
    assert [row[0] for row in rows(KEPT)] == ["T1", "T2"]
    assert look(head + two).differences == ()


def test_a_number_alone_finds_what_the_book_has(
    imports: ImportService, look: Look, rows: Rows
) -> None:
    imports.commit(look(HEAD + SLOW))
    preview = look("投诉单号,办结时间\nT1,2026-11-06\nT9,2026-11-06\n", "complaints")
    assert [row for row, _reason in reasons(preview)] == [3]
    assert "Give the customer or line number" in reasons(preview)[0][1]
    imports.commit(preview)
    assert rows(KEPT)[0][2] == "2026-11-06"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",C9,2026-11-02,,网络,否,,慢", "no customer with this number"),
        ("T2,C2,,2026-11-05,网络,否,,慢", "does not say of which day"),
        ("T2,C2,2026-11-05,2026-11-02,网络,否,,慢", "before its day"),
        ("T2,C2,2027-01-05,,网络,否,,慢", "still to come"),
        ("T1,C2,2026-11-02,,网络,否,,慢", "another customer's"),
        ("T2,,2026-11-02,,网络,否,,慢", "no complaint with this number"),
        ("T1,C1,2026-11-02,,网络,也许,,慢", "也许"),
    ],
)
def test_what_does_not_fit_is_a_problem_with_a_sentence(
    imports: ImportService, look: Look, row: str, reason: str
) -> None:
    imports.commit(look(HEAD + SLOW))
    preview = look(HEAD + row + "\n")
    assert preview.counts.new == preview.counts.changed == 0
    ((number, sentence),) = reasons(preview)
    assert number == 2
    assert reason in sentence or reason in preview.problems[0].value


def test_a_problem_names_the_column_whose_cell_it_shows(look: Look) -> None:
    rows = "T2,C2,2027-01-05,,网络,否,,慢\nT3,C2,2026-11-05,2027-01-05,网络,否,,慢\n"
    rows += "T4,C2,2026-11-05,2026-11-02,网络,否,,慢\n,C9,2026-11-05,,网络,否,,慢\n"
    preview = look(HEAD + rows)
    number, customer, opened, closed = HEAD.split(",")[:4]
    assert [(each.column, each.value) for each in preview.problems] == [
        (opened, "2027-01-05"),
        (closed, "2027-01-05"),
        (number, "T4"),
        (customer, "C9"),
    ]


def test_rows_that_contradict_each_other_or_the_book_are_refused(look: Look) -> None:
    twice = look(HEAD + SLOW + SLOW.replace("网络", "资费"))
    assert reasons(twice) == [(3, "Row 2 already speaks of T1 and says something else.")]
    other = look("客户编号,手机号,投诉日期,投诉内容\nC1,13800138001,2026-11-02,慢\n")
    assert "belongs to another customer" in reasons(other)[0][1]
    unknown = look("账户编号,投诉日期,投诉内容\nA2,2026-11-02,慢\nA9,2026-11-02,慢\n")
    assert [row for row, _reason in reasons(unknown)] == [3]


@pytest.mark.parametrize(
    ("words", "level", "upheld"),
    [
        ("本级,不属实", "own", 0),
        ("工信部,属实", "escalated", 1),
        ("12315,是", "escalated", 1),
        ("媒体,否", "escalated", 0),
        ("集团,待核实", "escalated", None),
        ("是,", "escalated", None),
    ],
)
def test_levels_and_findings_are_told_by_their_words(
    imports: ImportService, look: Look, rows: Rows, words: str, level: str, upheld: int | None
) -> None:
    head = "客户编号,投诉日期,投诉级别,是否属实\n"
    imports.commit(look(f"{head}C1,2026-11-02,{words}\n"))
    assert rows("SELECT level, upheld FROM complaint") == [(level, upheld)]


def test_english_headers_and_a_list_of_customers_are_told_apart(look: Look) -> None:
    english = "Ticket ID,Mobile,Created,Closed,Type,Escalated,Upheld,Description\n"
    told = look(english + "T1,13800138000,2026-11-02,2026-11-05,Network,yes,no,slow\n")
    assert (told.examined.mapping.kind, told.counts.new) == ("complaints", 1)
    bare = look("客户编号,姓名,手机号,投诉时间,投诉内容\nC1,甲,13800138000,2026-11-02,慢\n")
    assert (bare.examined.mapping.kind, bare.counts.new) == ("complaints", 1)
    customers = look("客户编号,姓名,手机号,客户等级,投诉时间\nC1,甲,13800138000,金卡,2026-11-02\n")
    assert customers.examined.mapping.kind == "customers"


def test_a_merged_customer_s_complaints_go_over_and_come_back(
    imports: ImportService, look: Look, rows: Rows, store: Store
) -> None:
    imports.commit(look(HEAD + SLOW))
    merging = MergingService(store)
    merge_id = merging.merge(2, 1).value
    owner = "SELECT customer_id FROM complaint"
    assert rows(owner) == [(2,)]
    assert look(HEAD + SLOW).differences == ()  # the file still speaks of C1
    merging.unmerge(merge_id)
    assert rows(owner) == [(1,)]


def test_nothing_is_taken_in_for_a_customer_in_the_recycle_bin(
    imports: ImportService, look: Look, store: Store
) -> None:
    imports.commit(look(HEAD + SLOW))
    CustomerGroupsService(store).delete([1])
    for file in (HEAD + CLOSED, "投诉单号,办结时间\nT1,2026-11-06\n"):
        assert "recycle bin" in reasons(look(file, "complaints"))[0][1]


def test_the_template_comes_back_without_a_problem(imports: ImportService, tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    for language in ("en", "zh"):
        imports.write_template("complaints", path, translator(language))
        examined = imports.examine(path)
        assert examined.mapping.kind == "complaints"
        assert len(examined.mapping.columns) == len(examined.columns)
        assert check(examined.table, examined.mapping).problems == ()


def test_a_new_complaint_of_an_unknown_line_is_told_by_the_line(look: Look) -> None:
    content = "投诉单号,受理号码,受理时间,办结时间\nT9,13900000000,2026-11-02,\nT8,,,2026-11-03\n"
    unknown, bare = look(content).problems
    assert (unknown.column, unknown.value) == ("受理号码", "13900000000")
    assert "no line with this number" in unknown.reason.sentence(translator("en"))
    assert (bare.column, bare.value) == ("投诉单号", "T8")
    assert "no complaint with this number" in bare.reason.sentence(translator("en"))


def test_a_row_without_a_number_takes_no_complaint_that_another_row_names(
    imports: ImportService, look: Look, rows: Rows
) -> None:
    """The other one moves it to another day: what was taken for it would be new the next time."""
    imports.commit(look(HEAD + SLOW))
    moved = HEAD + SLOW.replace("T1", "") + SLOW.replace("2026-11-02", "2026-11-04")
    imports.commit(look(moved))
    assert rows("SELECT number, opened_on FROM complaint ORDER BY opened_on") == [
        (None, "2026-11-02"), ("T1", "2026-11-04"),
    ]  # fmt: skip
    assert look(moved).differences == ()


def test_a_row_that_brings_a_number_goes_before_one_without(
    imports: ImportService, look: Look, rows: Rows
) -> None:
    imports.commit(look(HEAD + SLOW.replace("T1", "")))
    both = HEAD + SLOW.replace("T1", "") + SLOW
    imports.commit(look(both))
    assert rows("SELECT number FROM complaint ORDER BY id") == [("T1",), (None,)]
    assert look(both).differences == ()
