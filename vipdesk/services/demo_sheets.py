"""The knowledge sheets of the demo book: samples of the program, in the language of the desk."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from vipdesk import texts
from vipdesk.domain.knowledge import SheetDraft
from vipdesk.importing.markdown_files import read_folder
from vipdesk.paths import resources_dir
from vipdesk.progress import NoProgress

AGES = (20, 45, 75, 110, 200, 400)  # days; the last one is over a year old


def demo_sheets(today: date, zone: ZoneInfo) -> Iterator[SheetDraft]:
    """The samples, each with a day of its own before ``today``."""
    folder = resources_dir() / "samples" / "knowledge" / texts.language()
    sheets = read_folder(folder, zone, NoProgress()).sheets
    for sheet, age in zip(sheets, AGES, strict=True):
        yield replace(sheet, dated_on=today - timedelta(days=age))
