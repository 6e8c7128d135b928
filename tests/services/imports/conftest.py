"""A book with two customers, the second with two accounts, and files to try on it."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.conftest import fixed_clock, open_book
from vipdesk.services.imports import ImportService
from vipdesk.services.imports.rows import Preview
from vipdesk.store.book import Store
from vipdesk.texts import translator

CUSTOMERS = "客户编号,姓名\nC1,甲\nC2,乙\n"
LINES = (
    "业务号码,客户编号,账户编号,账户余额,欠费\n"
    "13800138000,C1,A1,10,0\n13800138001,C2,A2,,\n13800138002,C2,A3,,\n"
)

Look = Callable[..., Preview]
Rows = Callable[[str], list[tuple[Any, ...]]]


def preview_of(
    imports: ImportService, path: Path, content: str, kind: str | None = None
) -> Preview:
    """What a file of this content would change; taken as ``kind``, else as what it looks like."""
    path.write_text(content, encoding="utf-8")
    examined = imports.examine(path)
    return imports.preview(imports.recognise(examined, kind) if kind else examined)


def reasons(preview: Preview) -> list[tuple[int, str]]:
    """Rows that are left out, and why."""
    t = translator("en")
    return [(problem.row, problem.reason.sentence(t)) for problem in preview.problems]


@pytest.fixture(scope="session")
def known_profile(empty_profile: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile with the two customers, made once; each test copies it."""
    folder = tmp_path_factory.mktemp("known")
    profile = shutil.copytree(empty_profile, folder / "profile")
    store = open_book(profile, clock=fixed_clock)
    imports = ImportService(store)
    for kind, content in (("customers", CUSTOMERS), ("lines", LINES)):
        imports.commit(preview_of(imports, folder / f"{kind}.csv", content, kind))
    store.close()
    return profile


@pytest.fixture
def profile(known_profile: Path, tmp_path: Path) -> Path:
    """A profile of the test's own."""
    return shutil.copytree(known_profile, tmp_path / "profile")


@pytest.fixture
def imports(store: Store) -> ImportService:
    return ImportService(store)


@pytest.fixture
def rows(store: Store) -> Rows:
    def _rows(query: str) -> list[tuple[Any, ...]]:
        with store.read() as session:
            return [tuple(row) for row in session.execute(text(query))]

    return _rows


@pytest.fixture
def look(imports: ImportService, tmp_path: Path) -> Look:
    def _look(content: str, kind: str | None = None) -> Preview:
        return preview_of(imports, tmp_path / "file.csv", content, kind)

    return _look
