"""Payments and balances by account, from the file to the customer's detail and back."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.conftest import SHARED_DATA
from tests.services.imports.conftest import LINES, Look, Rows, reasons
from vipdesk.services.customer_detail import CustomerDetailService
from vipdesk.services.imports import ImportService
from vipdesk.services.journal import JournalService
from vipdesk.store import triggers
from vipdesk.store.book import Store
from vipdesk.texts import translator

PAID = "账户编号,缴费时间,充值金额,缴费渠道\n{rows}"
FLOWS = "账户编号,缴费日期,缴费金额（分）,流水号\n{rows}"
BALANCES = "账户编号,余额日期,账户余额,欠费金额\n{rows}"
TWO_EQUAL = "A1,2026-11-20,100,微信\nA1,2026-11-20,100,微信\nA1,2026-11-20,50,营业厅\n"


def test_two_equal_payments_of_a_day_are_both_kept_and_the_same_file_adds_none(
    imports: ImportService, look: Look, rows: Rows
) -> None:
    preview = look(PAID.format(rows=TWO_EQUAL))
    assert (preview.examined.mapping.kind, preview.counts.new) == ("payments", 3)
    imports.commit(preview)
    kept = "SELECT paid_on, occurrence, amount_fen, channel FROM payment ORDER BY occurrence"
    assert rows(kept) == [
        ("2026-11-20", 1, 10_000, "微信"),
        ("2026-11-20", 2, 10_000, "微信"),
        ("2026-11-20", 3, 5_000, "营业厅"),
    ]
    again = look(PAID.format(rows=TWO_EQUAL))
    assert (again.differences, again.counts.unchanged) == ((), 3)
    third = look(PAID.format(rows=TWO_EQUAL + "A1,2026-11-20,100,微信\n"))
    assert [(one.row, one.new) for one in third.differences] == [(5, 10_000)]


def test_a_flow_number_tells_equal_payments_of_two_files_apart(
    imports: ImportService, look: Look, rows: Rows
) -> None:
    imports.commit(look(FLOWS.format(rows="A1,20261120,10000,0001\n")))
    imports.commit(look(FLOWS.format(rows="A1,20261120,10000,0002\nA1,20261120,10000,0002\n")))
    kept = "SELECT amount_fen, flow_number FROM payment ORDER BY id"
    assert rows(kept) == [(10_000, "0001"), (10_000, "0002")]
    assert look(PAID.format(rows="A1,2026-11-20,100,\nA1,2026-11-20,100,\n")).differences == ()
    imports.commit(look(FLOWS.format(rows="A1,20261120,9000,0001\n")))
    assert rows(kept) == [(9_000, "0001"), (10_000, "0002")]


def test_a_payment_without_a_flow_number_takes_the_one_of_a_later_file(
    imports: ImportService, look: Look, rows: Rows
) -> None:
    imports.commit(look(PAID.format(rows="A1,2026-11-20,100,微信\n")))
    imports.commit(look(FLOWS.format(rows="A1,2026-11-20,10000,0001\n")))
    assert rows("SELECT channel, flow_number FROM payment") == [("微信", "0001")]


def test_one_flow_number_with_two_amounts_is_refused(look: Look) -> None:
    preview = look(FLOWS.format(rows="A1,2026-11-20,10000,7\nA1,2026-11-20,500,7\n"))
    assert reasons(preview) == [(3, "Row 2 already speaks of 7 and says something else.")]
    assert preview.counts.new == 1


def test_an_account_is_found_by_its_line_or_its_only_owner(
    imports: ImportService, look: Look, rows: Rows
) -> None:
    content = "客户编号,手机号,账户编号,缴费日期,缴费金额\n{rows}"
    preview = look(
        content.format(
            rows="C1,,,2026-11-01,1\n,13800138002,,2026-11-02,2\nC2,,A2,2026-11-03,3\n"
            "C2,,,2026-11-04,4\nC9,,,2026-11-05,5\n,13900000000,,2026-11-06,6\n"
            ",,A9,2026-11-07,7\nC1,,A2,2026-11-08,8\n,,,2026-11-09,9\nC1,,A8,2026-11-10,10\n"
        )
    )
    assert [row for row, _reason in reasons(preview)] == [5, 6, 7, 8, 9, 10]
    assert "several accounts" in reasons(preview)[0][1]
    assert "another customer" in reasons(preview)[4][1]
    imports.commit(preview)
    assert rows(
        "SELECT a.number, p.amount_fen FROM payment p JOIN account a ON a.id = p.account_id "
        "ORDER BY p.paid_on"
    ) == [("A1", 100), ("A3", 200), ("A2", 300), ("A8", 1000)]


def test_a_payment_needs_its_day_and_a_day_must_have_come(look: Look) -> None:
    preview = look(PAID.format(rows="A1,,100,微信\nA1,2026-11-22,100,微信\nA1,2026-11-21,,微信\n"))
    found = reasons(preview)
    assert [row for row, _reason in found] == [2, 3, 4]
    assert "2026-11-22 is still to come" in found[1][1]
    assert preview.counts.new == 0


def test_an_amount_without_a_column_of_days_asks_for_it(
    imports: ImportService, tmp_path: Path
) -> None:
    path = tmp_path / "file.csv"
    path.write_text("账户编号,充值金额,充值渠道\nA1,100,微信\n", encoding="utf-8")
    examined = imports.recognise(imports.examine(path), "payments")
    assert examined.questions.missing == ("payment.paid_on",)


def test_an_older_balance_is_kept_as_history_and_said(
    imports: ImportService, look: Look, rows: Rows
) -> None:
    content = BALANCES.format(rows="A1,2026-10-31,88,5\nA2,2026-10-31,7,0\n")
    preview = look(content)
    assert (preview.examined.mapping.kind, preview.older_balances) == ("payments", 1)
    assert preview.summary(translator("en"))["older_balances"] == 1
    imports.commit(preview)
    assert rows("SELECT as_of, balance_fen FROM account_balance ORDER BY account_id, as_of") == [
        ("2026-10-31", 8_800), ("2026-11-21", 1_000), ("2026-10-31", 700)
    ]  # fmt: skip
    listed = "SELECT balance_fen, arrears_fen FROM customer_summary ORDER BY number"
    assert rows(listed) == [(1_000, 0), (700, 0)]
    assert look(content).differences == ()
    newer = look(BALANCES.format(rows="A2,2026-11-20,-3,3\n"))
    assert newer.older_balances == 0
    imports.commit(newer)
    assert rows(listed) == [(1_000, 0), (-300, 300)]


def test_an_older_balance_in_a_file_of_lines_is_kept_too(
    imports: ImportService, look: Look, rows: Rows
) -> None:
    preview = look(LINES.replace("A1,10,0", "A1,33,0"), "lines")
    older = imports.preview(
        imports.remap(preview.examined, replace(preview.examined.mapping, month="2026-09"))
    )
    assert older.older_balances == 1
    imports.commit(older)
    assert rows("SELECT as_of, balance_fen FROM account_balance ORDER BY as_of") == [
        ("2026-09-30", 3_300), ("2026-11-21", 1_000)
    ]  # fmt: skip


def test_two_rows_must_agree_on_a_stated_day_and_the_last_stands_on_a_payment_day(
    imports: ImportService, look: Look, rows: Rows
) -> None:
    preview = look(BALANCES.format(rows="A2,2026-10-31,1,0\nA2,2026-10-31,2,0\n"))
    assert [row for row, _reason in reasons(preview)] == [3]
    paid = "账户编号,缴费日期,缴费金额,缴费后余额\nA2,2026-10-30,10,11\nA2,2026-10-30,10,21\n"
    imports.commit(look(paid))
    assert rows("SELECT as_of, balance_fen FROM account_balance WHERE account_id = 2") == [
        ("2026-10-30", 2_100)
    ]
    assert rows("SELECT count(*) FROM payment") == [(2,)]


def test_what_is_left_out_is_not_written(imports: ImportService, look: Look, rows: Rows) -> None:
    preview = look(PAID.format(rows=TWO_EQUAL))
    imports.commit(preview, skip=frozenset({0}))
    assert rows("SELECT occurrence, amount_fen FROM payment") == [(1, 10_000), (2, 5_000)]


def test_a_figure_that_is_left_out_stands_as_it_stood(
    imports: ImportService, look: Look, rows: Rows
) -> None:
    imports.commit(look(BALANCES.format(rows="A2,2026-10-30,5,1\n")))
    preview = look(BALANCES.format(rows="A2,2026-10-31,8,2\n"))
    arrears = next(one.id for one in preview.differences if one.key.startswith("account.arrears"))
    imports.commit(preview, skip=frozenset({arrears}))
    assert rows("SELECT balance_fen, arrears_fen FROM account_balance ORDER BY as_of")[:2] == [
        (500, 100), (800, 100)
    ]  # fmt: skip


def test_a_figure_that_a_later_day_of_the_same_file_leaves_out_stands_too(
    imports: ImportService, look: Look, rows: Rows
) -> None:
    days = "A2,2026-11-20,,5\nA3,2026-11-01,7,\nA2,2026-11-01,10,\n"
    preview = look(BALANCES.format(rows=days))
    assert preview.older_balances == 0
    imports.commit(preview)
    kept = "SELECT as_of, balance_fen, arrears_fen FROM account_balance WHERE account_id = 2"
    assert rows(kept) == [("2026-11-01", 1_000, None), ("2026-11-20", 1_000, 500)]
    assert look(BALANCES.format(rows=days)).differences == ()


def test_a_corrected_balance_of_a_known_day_is_replaced(
    imports: ImportService, look: Look, rows: Rows
) -> None:
    imports.commit(look(BALANCES.format(rows="A2,2026-10-30,5,1\n")))
    preview = look(BALANCES.format(rows="A2,2026-10-30,6,\n"))
    assert [(one.kind.value, one.old, one.new) for one in preview.differences] == [
        ("changed", 500, 600)
    ]
    imports.commit(preview)
    assert rows(
        "SELECT as_of, balance_fen, arrears_fen FROM account_balance WHERE account_id = 2"
    ) == [("2026-10-30", 600, 100)]


def test_the_whole_import_is_undone(store: Store, imports: ImportService, look: Look) -> None:
    names = [table.name for table in triggers.journalled_tables()]

    def state() -> dict[str, list[Any]]:
        with store.read() as session:
            return {
                name: sorted(map(tuple, session.execute(text(f'SELECT * FROM "{name}"'))), key=repr)
                for name in names
            }

    before = state()
    content = "账户编号,缴费日期,缴费金额,余额日期,余额\nA1,2026-11-20,10,2026-11-21,20\n"
    result = imports.commit(look(content)).value
    assert state() != before
    JournalService(store).undo(result.entry_id or 0)
    assert state() == before


def test_the_detail_shows_twelve_months_of_payments_and_the_day_of_the_balance(
    store: Store, imports: ImportService, look: Look
) -> None:
    old = "A1,2025-10-31,7,微信\nA1,2025-11-01,8,\n"
    imports.commit(look(PAID.format(rows=old + TWO_EQUAL)))
    row = CustomerDetailService(store).load(1)
    assert [(paid.paid_on.isoformat(), paid.amount_fen, paid.channel) for paid in row.payments] == [
        ("2026-11-20", 10_000, "微信"),
        ("2026-11-20", 10_000, "微信"),
        ("2026-11-20", 5_000, "营业厅"),
        ("2025-11-01", 800, None),
    ]
    assert row.balanced_on == date(2026, 11, 21)
    assert [(one.number, one.balance_fen) for one in row.accounts] == [("A1", 1_000)]


def test_the_template_is_taken_as_it_is_written(imports: ImportService, tmp_path: Path) -> None:
    path = tmp_path / "payments.xlsx"
    for language in ("zh", "en"):
        imports.write_template("payments", path, translator(language))
        mapping = imports.examine(path).mapping
        assert (mapping.kind, len(mapping.columns)) == ("payments", 10)


@pytest.mark.skipif(not SHARED_DATA.exists(), reason="the shared data are not here")
def test_settled_invoices_as_payments(
    imports: ImportService, look: Look, rows: Rows, tmp_path: Path
) -> None:
    content = (SHARED_DATA / "receivables_to_2013-06.csv").read_text(encoding="utf-8")
    numbers = sorted({line.split(",")[1] for line in content.splitlines()[1:]})
    customers = "customerID,name\n" + "".join(f"{each},{each}\n" for each in numbers)
    imports.commit(look(customers, "customers"))
    path = tmp_path / "settled.csv"
    path.write_text(content, encoding="utf-8")
    examined = imports.recognise(imports.examine(path), "payments")
    columns = {"payment.amount": "InvoiceAmount", "payment.flow_number": "invoiceNumber"}
    preview = imports.preview(imports.with_typed(examined, columns))
    assert (preview.counts.new, preview.counts.problems) == (1_930, 0)
    imports.commit(preview)
    total, first = rows("SELECT sum(amount_fen), min(flow_number) FROM payment")[0]
    amounts = [round(float(line.split(",")[6]) * 100) for line in content.splitlines()[1:]]
    assert total == sum(amounts)
    assert first.startswith("00")
