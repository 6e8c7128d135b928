"""Small files that are huge inside are refused before they are opened, in a sentence."""

from pathlib import Path

import pytest

from fuzz.bombs import BOMBS, Bomb, write_parts, xlsx_parts
from fuzz.bounds import cost_of
from fuzz.reading import ending
from fuzz.xls import sound
from vipdesk.importing.areas import too_large

LIGHT = {title: bomb for title, bomb in BOMBS.items() if not bomb.is_heavy}


@pytest.mark.parametrize("bomb", LIGHT.values(), ids=LIGHT)
def test_a_bomb_is_refused_early(tmp_path: Path, bomb: Bomb) -> None:
    path = tmp_path / bomb.name
    bomb.make(path)
    ended: list[str] = []
    cost = cost_of(lambda: ended.append(ending(path)))
    assert ended[0].startswith("read") == bomb.is_harmless, ended
    assert cost.holds(), cost


def test_an_ordinary_sheet_of_odd_form_is_read(tmp_path: Path) -> None:
    """Prefixed tags, other quotes, cells without places: what real writers do is no bomb."""
    cells = "<c r='A{n}' t='inlineStr'><is><t>C{n}</t></is></c><c><v>{n}</v></c>"
    rows = "".join(f"<row r='{n}'>{cells.format(n=n)}</row>" for n in range(1, 300))
    path = tmp_path / "odd.xlsx"
    write_parts(path, xlsx_parts(f"<sheetData>{rows}</sheetData>"))
    assert ending(path) == "read: 298 rows"


@pytest.mark.parametrize(
    ("width", "height", "cells", "refused"),
    [
        (40, 500_000, 20_000_000, False),
        (40, 500_000, 1_000_000, False),
        (40, 500_000, 900_000, True),
        (41, 500_000, 20_000_000, True),
        (2, 1_000_000, 3, False),
        (3, 1_000_000, 3, True),
    ],
)
def test_large_sheets_are_dense(width: int, height: int, cells: int, refused: bool) -> None:
    assert too_large(width, height, cells) == refused


def test_long_texts_that_few_cells_share_are_read(tmp_path: Path) -> None:
    texts = "".join(f"<si><t>{'x' * length}</t></si>" for length in (60_000, 5, 5))
    cells = '<c r="A{n}" t="s"><v>{at}</v></c>'
    rows = "".join(
        f'<row r="{n}">{cells.format(n=n, at=0 if n == 7 else 1)}</row>' for n in range(1, 6_000)
    )
    path = tmp_path / "texts.xlsx"
    write_parts(path, xlsx_parts(f"<sheetData>{rows}</sheetData>", texts))
    assert ending(path).startswith("read")


def test_a_sound_xls_is_read(tmp_path: Path) -> None:
    sound(tmp_path / "a.xls")
    assert ending(tmp_path / "a.xls") == "read: 8 rows"
