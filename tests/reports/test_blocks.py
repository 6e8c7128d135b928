"""Where a text of several paragraphs may be cut at the end of a page."""

import pytest

from vipdesk.reports.blocks import BODY, Text

WIDTH = 10 * BODY.size  # ten characters a line


def paragraphs(*lines: int) -> Text:
    return Text("\n".join("字" * (10 * count - 5) for count in lines))


@pytest.mark.parametrize(
    ("lines", "room", "above"),
    [
        ((4, 3), 4, 4),  # between paragraphs
        ((4, 4), 3, 2),  # else a paragraph's last line begins the page
        ((3, 4), 4, 3),  # else a paragraph's first line ends it
        ((3, 3, 3), 5, 3),  # three lines stay together
        ((1, 1, 1, 1), 3, 2),  # not the very last line alone
        ((1, 1, 1, 1, 1), 3, 3),  # a short paragraph is whole
    ],
)
def test_no_line_of_a_paragraph_is_left_alone(
    lines: tuple[int, ...], room: int, above: int
) -> None:
    parts = paragraphs(*lines).split(WIDTH, room * BODY.leading)
    assert parts is not None
    assert len(parts[0].lines(WIDTH)) == above
    assert len(parts[1].lines(WIDTH)) == sum(lines) - above


def test_the_parts_of_a_cut_text_are_cut_by_its_paragraphs_too() -> None:
    parts = paragraphs(4, 4, 4).split(WIDTH, 4 * BODY.leading)
    assert parts is not None
    again = parts[1].split(WIDTH, 3 * BODY.leading)
    assert again is not None
    assert len(again[0].lines(WIDTH)) == 2


def test_two_lines_that_belong_together_are_not_cut() -> None:
    assert paragraphs(3).split(WIDTH, 2 * BODY.leading) is None
