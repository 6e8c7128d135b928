import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader

from tests.reports.conftest import MakeSummary
from vipdesk.progress import CancelledError, NoProgress
from vipdesk.reports.batch import Item, bind, encrypted, write_each
from vipdesk.reports.errors import MissingGlyphsInError
from vipdesk.reports.visit_summary import visit_summary_pdf

PASSPHRASE = "春风 十里-42"

MakeItems = Callable[..., list[Item]]


@pytest.fixture
def items(make_summary: MakeSummary) -> MakeItems:
    def make(*names: str) -> list[Item]:
        return [
            Item(name, lambda name=name: visit_summary_pdf(make_summary(customer=name)))  # type: ignore[misc]
            for name in names
        ]

    return make


class StopAfter:
    def __init__(self, steps: int) -> None:
        self.left = steps

    def step(self, *_done_of_total: int) -> None:
        if self.left == 0:
            raise CancelledError
        self.left -= 1


def test_bound_reports_keep_their_own_page_numbers(items: MakeItems) -> None:
    pdf = bind(items("王志强", "赵𬱖"), NoProgress(), title="小结")
    reader = PdfReader(io.BytesIO(pdf))
    assert [page.extract_text().count("第 1 页 / 共 1 页") for page in reader.pages] == [1, 1]
    assert [str(mark["/Title"]) for mark in reader.outline if isinstance(mark, dict)] == [
        "王志强",
        "赵𬱖",
    ]
    assert str(reader.root_object["/Lang"]) == "zh-CN"
    assert reader.metadata is not None
    assert reader.metadata.title == "小结"
    assert "赵𬱖 先生" in reader.pages[1].extract_text()


def test_an_encrypted_pdf_opens_with_its_passphrase_only(items: MakeItems) -> None:
    pdf = encrypted(items("王志强")[0].make(), PASSPHRASE)
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.is_encrypted
    assert not reader.decrypt("")
    assert not reader.decrypt("wrong")
    assert reader.decrypt(PASSPHRASE)
    assert "王志强" in reader.pages[0].extract_text()
    assert reader.trailer["/Encrypt"]["/R"] == 6  # type: ignore[index]
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(pdf)
    pypdfium2.PdfDocument(pdf, password=PASSPHRASE).close()
    assert "王志强".encode("utf-16-be") not in pdf


def test_a_bound_file_can_be_encrypted(items: MakeItems) -> None:
    pdf = bind(items("王志强", "李四"), NoProgress(), PASSPHRASE)
    reader = PdfReader(io.BytesIO(pdf), password=PASSPHRASE)
    assert len(reader.pages) == 2


def test_files_never_go_over_each_other_or_over_others(items: MakeItems, tmp_path: Path) -> None:
    (tmp_path / "王志强.pdf").write_bytes(b"mine")
    paths = write_each(items("王志强", "王志强", "A/B: C"), tmp_path, NoProgress())
    assert [path.name for path in paths] == ["王志强-2.pdf", "王志强-3.pdf", "A_B_ C.pdf"]
    assert (tmp_path / "王志强.pdf").read_bytes() == b"mine"


def test_cancelled_leaves_nothing(items: MakeItems, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with pytest.raises(CancelledError):
        write_each(items("甲", "乙", "丙"), folder, StopAfter(2))
    assert list(folder.iterdir()) == []


def test_says_whose_report_holds_the_missing_character(items: MakeItems, tmp_path: Path) -> None:
    with pytest.raises(MissingGlyphsInError, match=r"𠮷田.*U\+20BB7"):
        write_each(items("王志强", "𠮷田"), tmp_path, NoProgress())
    assert list(tmp_path.iterdir()) == []
