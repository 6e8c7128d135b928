"""The book that the first window asks for."""

from pathlib import Path

import pytest

from tests.conftest import PASSPHRASE, open_book
from vipdesk import texts
from vipdesk.opening import make_book
from vipdesk.progress import NoProgress
from vipdesk.services.settings import SettingsService
from vipdesk.ui.first_start import FirstStartAnswers


@pytest.mark.parametrize(
    ("system", "chosen", "kept"), [("zh", "zh", "auto"), ("zh", "en", "en"), ("en", "zh", "zh")]
)
def test_the_language_chosen_first_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system: str, chosen: str, kept: str
) -> None:
    monkeypatch.setattr(texts, "system_language", lambda: system)
    texts.set_language(chosen)
    answers = FirstStartAnswers("李经理", "A-17", None, "示例分局", chosen, passphrase=PASSPHRASE)
    make_book(tmp_path / "book", answers, NoProgress())
    store = open_book(tmp_path / "book")
    service = SettingsService(store)
    assert service.load().language == kept
    assert service.manager().staff_number == "A-17"
    store.close()
