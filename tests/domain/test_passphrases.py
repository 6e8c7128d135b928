import pytest

from vipdesk.domain.passphrases import (
    LongPdfPassphraseError,
    OddPdfPassphraseError,
    WeakPassphraseError,
    check_passphrase,
    check_pdf_passphrase,
)


@pytest.mark.parametrize(
    "kept", ["correct horse", "密码很安全!2026", "“王𠮷”的口令呀", "Nguyễn 2026", "密" * 42]
)
def test_what_every_reader_takes_alike_may_open_a_pdf(kept: str) -> None:
    assert check_pdf_passphrase(kept) == kept


@pytest.mark.parametrize(
    ("typed", "signs"),
    [
        ("密码很安全！2026", "！"), ("ｐａss①②③④", "ｐ ａ ① ② ③ ④"), ("abc\u3000defgh", "U+3000"),
        ("Nguye\u0302n1234", "U+0302"), ("abc\u200bdefgh", "U+200B"), ("🔐password", "🔐"),
        ("a…b…c…d…", "…"), ("王𬱖𬱖1234567", "𬱖"), ("abc\ufe0fdefgh", "U+FE0F"),
    ],
)  # fmt: skip
def test_what_readers_would_change_is_refused_and_named(typed: str, signs: str) -> None:
    with pytest.raises(OddPdfPassphraseError) as caught:
        check_pdf_passphrase(typed)
    assert caught.value.params["signs"] == signs
    assert check_passphrase(typed) == typed  # a book takes it


def test_what_the_format_would_cut_is_refused() -> None:
    with pytest.raises(LongPdfPassphraseError):
        check_pdf_passphrase("密" * 43)
    with pytest.raises(WeakPassphraseError):
        check_pdf_passphrase("1234567")
