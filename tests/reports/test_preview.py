import pytest

from tests.reports.conftest import MakeSummary
from vipdesk.reports.batch import encrypted
from vipdesk.reports.errors import WrongPassphraseError
from vipdesk.reports.preview import page_png, page_sizes
from vipdesk.reports.visit_summary import visit_summary_pdf


def test_pages_become_pictures(make_summary: MakeSummary) -> None:
    pdf = visit_summary_pdf(make_summary())
    (size,) = page_sizes(pdf)
    assert (round(size.width), round(size.height)) == (595, 842)
    assert page_png(pdf, 0, 96).startswith(b"\x89PNG")


def test_an_encrypted_file_needs_its_passphrase(make_summary: MakeSummary) -> None:
    pdf = encrypted(visit_summary_pdf(make_summary()), "secret")
    for wrong in ("", "other"):
        with pytest.raises(WrongPassphraseError):
            page_sizes(pdf, wrong)
    assert page_png(pdf, 0, 40, "secret").startswith(b"\x89PNG")
