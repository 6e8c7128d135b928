import pytest

from vipdesk.domain.plain_text import spelt_out, tamed, untamed, without_controls


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"), ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"), ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"), ("－x", "'－x"), ("\t=1", "'\t=1"), ("'=1", "''=1"), ("-x", "'-x"),
        ("-5.00", "-5.00"), ("+86 138****8000", "+86 138****8000"), ("", ""), ("'x", "'x"),
        ("王=1", "王=1"),
    ],
)  # fmt: skip
def test_what_a_spreadsheet_would_run_is_kept_as_text(text: str, cell: str) -> None:
    assert tamed(text) == cell
    assert untamed(cell) == text


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"), ("a\x00b\x0b\x1b[2J\x9b", "ab[2J"), ("王𬱖", "王𬱖"),
        ("\ud800\uffff", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_printed_is_left_out(text: str, printed: str) -> None:
    assert without_controls(text) == printed


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "\\x1b[2J"), ("a\nb", "a\\x0ab"), ("\u202eexe", "\\x202eexe"), ("王", "王"),
        ("C:\\x1b", "C:\\x1b"),
    ],
)  # fmt: skip
def test_a_terminal_is_told_nothing(text: str, shown: str) -> None:
    assert spelt_out(text) == shown
