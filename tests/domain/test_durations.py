import pytest

from vipdesk.domain.durations import NotADurationError, parse_duration, typed_duration


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("", None),
        ("5", 300),
        ("５", 300),
        ("5:30", 330),
        ("5：30", 330),
        ("40s", 40),
        ("40秒", 40),
        ("3分20秒", 200),
        ("3分钟", 180),
        ("12 min", 720),
        ("0", 0),
        ("1440", 86_400),
    ],
)
def test_reads_what_people_type(typed: str, seconds: int | None) -> None:
    assert parse_duration(typed) == seconds


@pytest.mark.parametrize("typed", ["long", "5:75", "-3", "99999s", "86401s", "1.5"])
def test_refuses_the_rest(typed: str) -> None:
    with pytest.raises(NotADurationError):
        parse_duration(typed)


@pytest.mark.parametrize("seconds", [None, 0, 29, 60, 330, 3600])
def test_says_what_it_reads(seconds: int | None) -> None:
    assert parse_duration(typed_duration(seconds)) == seconds
