"""Everything about one customer goes out as JSON and PDF, and nothing about others."""

import base64
import json
from pathlib import Path

import pytest
from sqlalchemy import select, text

from tests.conftest import TODAY
from tests.reports.reading import flat, pages_of
from tests.services.planted import PLANTED, plant_points
from vipdesk.errors import NotFoundError
from vipdesk.services.customer_data.service import (
    CustomerDataFormatError,
    CustomerDataReasonError,
    CustomerDataService,
)
from vipdesk.services.erasing import ErasingService
from vipdesk.services.merging import MergingService
from vipdesk.store.book import Store
from vipdesk.store.erasure_rules import owned_tables
from vipdesk.store.records import JournalEntry

NUMBER = "PLANT-77"


@pytest.fixture
def service(store: Store) -> CustomerDataService:
    return CustomerDataService(store)


def test_json_holds_every_row_with_its_meaning(
    service: CustomerDataService,
    store: Store,
    planted: int,
    chen: int,
    tmp_path: Path,
) -> None:
    path = tmp_path / "data.json"
    service.write(NUMBER, path, "she wrote on 2026-11-20", "en")
    found = json.loads(path.read_text("utf-8"))
    told = path.read_text("utf-8")
    for word in PLANTED:
        assert word in told
    for word in ("陈晓燕", "18600000457"):
        assert word not in told
    for name, rows in found["tables"].items():
        for row in rows:
            assert row.keys() <= found["meanings"][name]["columns"].keys()
    tables = {table.name for table, _column, _owner in owned_tables()}
    with store.read() as session:
        for name in tables - found["tables"].keys():
            assert (
                session.scalar(text(f"SELECT count(*) FROM {name}"))
                == (1 if name in ("account", "line", "owner_history", "tier_history") else 0)
                or name == "customer_merge"
            )
    content = base64.b64decode(found["files"][0]["base64"])
    assert content == b"\x89PNG\r\n\x1a\nphoto-of-ruoxi"
    assert found["drafts"][0]["talked"] == "核对了近三个月账单。"
    codes = [entry["code"] for entry in found["journal"]]
    assert codes[0] == "customer.create"
    assert found["journal"][0]["changes"][0]["new"]["name"] == "欧阳小溪"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_pdf_can_be_read(
    service: CustomerDataService,
    store: Store,
    planted: int,
    tmp_path: Path,
    language: str,
) -> None:
    plant_points(store, planted)
    path = tmp_path / "data.pdf"
    service.write(NUMBER, path, "asked", language)
    told = flat(path.read_bytes())
    for word in (
        "欧阳若溪",
        "13955550003",
        "若溪花园1号",
        "想要副卡",
        "299.00",
        "photo-of-ruoxi",
        "若溪投诉",
        "EXTRA-TS",
        "TS-77",
        f"欢迎 · {TODAY.isoformat()}",
        "若溪的生日礼",
        "-1,100",
        "若溪的兑换",
        "话费券",
    ):
        assert word in told
    assert "Day of the contact" not in told  # a movement of points has another day
    assert ("Attach a file" if language == "en" else "添加附件") in told


def test_the_heads_of_the_pdf_fit_their_tables(
    service: CustomerDataService, planted: int, tmp_path: Path
) -> None:
    path = tmp_path / "data.pdf"
    service.write(NUMBER, path, "asked", "zh")
    pages = "\n".join(pages_of(path.read_bytes()))
    assert "开始日期 需求 状态 结束日期" in pages
    assert "添加时间 添加时的文件名" in pages
    assert "投诉日期 2026-11-21" in pages
    assert "开通日期" not in pages  # of a line, where it is known


def test_each_page_says_who_took_it_out_when_and_why(
    service: CustomerDataService, planted: int, tmp_path: Path
) -> None:
    path = tmp_path / "data.pdf"
    service.write(NUMBER, path, "本人 11-20 当面要求", "zh")
    mark = "未遮挡 · 李经理 · 2026-11-21 10:00 · 本人 11-20 当面要求"
    pages = pages_of(path.read_bytes())
    assert [page.replace("\n", "").count(mark) for page in pages] == [3] * len(pages)


def test_it_is_journalled_under_the_customer(
    service: CustomerDataService,
    store: Store,
    planted: int,
    tmp_path: Path,
) -> None:
    service.write(NUMBER, tmp_path / "data.json", " she asked ", "en")
    with store.read() as session:
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc())).first()
        assert entry is not None
        assert (entry.code, entry.customer_id) == ("customer.data", planted)
        assert entry.params["reason"] == "she asked"


def test_nothing_is_written_without_reason_format_or_customer(
    service: CustomerDataService,
    store: Store,
    planted: int,
    tmp_path: Path,
) -> None:
    with pytest.raises(CustomerDataReasonError):
        service.write(NUMBER, tmp_path / "a.json", " ", "en")
    with pytest.raises(CustomerDataFormatError):
        service.write(NUMBER, tmp_path / "a.txt", "asked", "en")
    with pytest.raises(NotFoundError):
        service.write("nobody", tmp_path / "a.json", "asked", "en")
    ErasingService(store).erase(planted, "asked")
    with pytest.raises(NotFoundError):
        service.write(NUMBER, tmp_path / "a.json", "asked", "en")
    assert list(tmp_path.glob("a.*")) == []


def test_who_was_merged_is_told_of_too(
    service: CustomerDataService,
    store: Store,
    planted: int,
    chen: int,
    tmp_path: Path,
) -> None:
    MergingService(store).merge(chen, planted)
    service.write("C00012848", tmp_path / "data.json", "asked", "en")
    told = (tmp_path / "data.json").read_text("utf-8")
    assert "陈晓燕" in told
    assert "欧阳若溪" in told
