"""The report of a period: gathered from the book, read back from PDF and XLSX."""

import zipfile
from datetime import date
from pathlib import Path

import pytest
import python_calamine

from tests.conftest import Run, fixed_clock, open_book
from tests.reports.reading import flat
from tests.store.builders import add_customer, add_line, add_touchpoint
from vipdesk.domain.period_report import PeriodReport, masked_name, summary
from vipdesk.domain.periods import Period
from vipdesk.domain.words import LeavingReason
from vipdesk.services.cohorts import CohortDraft, CohortService
from vipdesk.services.indicators.desk import IndicatorDesk
from vipdesk.services.journal import JournalService
from vipdesk.services.period_report import PeriodReportService, UnbegunPeriodError
from vipdesk.store.book import Store
from vipdesk.store.records import StatusHistory
from vipdesk.texts import translator

OCTOBER = Period.parse("2026-10")


def fill(store: Store) -> None:
    """Four customers of a line each, in a snapshot; one was ported out in October for the price."""
    with store.action("customer.create") as session:
        lines = []
        for number in range(4):
            customer = add_customer(session, f"C{number}", ("王志强", "李娜")[number % 2])
            lines.append(add_line(session, customer, f"1391230000{number}").id)
            if number < 2:
                add_touchpoint(session, customer, date(2026, 10, 8))
    CohortService(store).freeze(CohortDraft(name="2026Q3", on_day=date(2026, 9, 30)))
    with store.action("line.edit") as session:
        day = {"effective_on": date(2026, 10, 9), "recorded_on": store.today()}
        left = {"status": "ported_out", "reason": LeavingReason.PRICE}
        session.add(StatusHistory(line_id=lines[3], **left, **day))


@pytest.fixture
def service(store: Store) -> PeriodReportService:
    fill(store)
    return PeriodReportService(IndicatorDesk.of(store))


@pytest.fixture
def october(service: PeriodReportService) -> PeriodReport:
    return service.read(OCTOBER, "en")[0]


def test_the_summary_says_what_was_missed_what_moved_and_why(october: PeriodReport) -> None:
    said = list(summary(october, translator("en")))
    assert "Snapshot retention: 75.00%, target ≥ 92%: missed." in said
    # 2 x 1 left over 4 at September's end and 3 at October's.
    churn = "Churn: 28.57%, target ≤ 1%: missed; up 28.57 pp against 2026-09."
    assert churn in said
    assert said[-3:] == [
        "1 of the 4 in the snapshot 2026Q3 were lost.",
        "Why they were lost: Price (ported out) 1.",
        "1 too many were lost for the target.",
    ]


def test_lists_are_of_the_period_and_masked(october: PeriodReport) -> None:
    (visits,) = october.contacts
    assert (visits.label, visits.count, visits.part) == ("Visit", 2, 2)
    assert (october.ends_month, october.ends_in_all) == ("2026-11", 3)
    assert [(x.ends_on, x.name, x.line) for x in october.ends][:1] == [
        (date(2026, 11, 30), "王**", "139****0000")
    ]
    assert masked_name("") == ""


def test_the_paper_holds_every_figure_in_both_languages(
    service: PeriodReportService, tmp_path: Path
) -> None:
    for language, parts in (
        (
            "en",
            (
                "Month's report",
                "75.00%",
                "3 / 4",
                "28.57%",
                "2 / 7",
                "small sample",
                "Price (ported out)",
            ),
        ),
        (
            "zh",
            ("月度报告", "75.00%", "拍照“2026Q3”共4个，流失1个。", "流失原因：资费", "139****0000"),
        ),
    ):
        service.write(OCTOBER, tmp_path / "r.pdf", language)
        words = flat((tmp_path / "r.pdf").read_bytes())
        for part in parts:
            assert part.replace(" ", "") in words.replace(" ", "")
        assert "王志强" not in words
        assert "13912300000" not in words


def test_the_workbook_counts_by_formulas(service: PeriodReportService, tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    service.write(OCTOBER, path, "en")
    with python_calamine.CalamineWorkbook.from_path(path) as book:
        values = {row[0]: row for row in book.get_sheet_by_name("Indicators").to_python()}
        cohort = {row[0]: row[1] for row in book.get_sheet_by_name("Snapshot").to_python()}
        contacts = book.get_sheet_by_name("Contacts by channel").to_python()
    assert values["Snapshot retention"][2:5] == [3, 4, 0.75]
    assert values["Churn"][2:4] == [2, 7]
    assert values["Churn"][4] == pytest.approx(2 / 7)
    assert values["Churn"][9] == "small sample"
    assert values["Satisfaction"][6] == "No data yet"
    assert (cohort["Kept"], cohort["Lost"], cohort["Price (ported out)"]) == (3, 1, 1)
    assert contacts[1:] == [["Visit", 2, 2], ["Sum", 2, 2]]
    with zipfile.ZipFile(path) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "/sheet" in name]
    assert any("<f>C2/D2</f>" in sheet for sheet in sheets)
    assert all('state="frozen"' in sheet for sheet in sheets)


def test_a_period_to_come_has_no_report(service: PeriodReportService, tmp_path: Path) -> None:
    with pytest.raises(UnbegunPeriodError):
        service.write(Period.parse("2027"), tmp_path / "r.pdf", "en")
    assert list(tmp_path.glob("r.*")) == []


def test_quarters_and_years_are_reported_on_the_command_line(
    run: Run, profile: Path, tmp_path: Path
) -> None:
    store = open_book(profile, clock=fixed_clock)
    fill(store)
    store.close()
    for span, period, name in (("quarter", "2026-Q4", "Q.PDF"), ("year", "2026", "y.xlsx")):
        path = tmp_path / name
        code, _out, err = run("--profile", profile, "report", span, period, "-o", path)
        assert (code, err) == (0, "")
        assert path.stat().st_size > 1_000
    code, _out, err = run("--profile", profile, "report", "month", "2026-Q4", "-o", tmp_path / "x")
    assert code == 1
    assert '"2026-Q4" is no period' in err
    store = open_book(profile, clock=fixed_clock)
    labels = [(each.code, each.params["month"]) for each in JournalService(store).entries(2)]
    store.close()
    assert labels == [("report.month", "2026"), ("report.month", "2026-Q4")]
