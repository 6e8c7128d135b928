"""A zip that is written as it grows: lists as CSV, texts and files, none of them held whole."""

import zipfile
from datetime import datetime
from typing import BinaryIO

from vipdesk.reports.sheets import Sheet, write_csv

LEVEL = 6  # of compression; higher takes twice the time for 2 %


class Archive:
    """Writes into an open file; `close` it, or nobody can read it."""

    def __init__(self, out: BinaryIO, at: datetime) -> None:
        """``at``: what each part is dated with."""
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)
        self._dated = at.timetuple()[:6]

    def add_sheet(self, name: str, sheet: Sheet) -> int:
        """Write a list as CSV; how many rows it has."""
        with self._zip.open(self._part(name), "w", force_zip64=True) as out:
            return write_csv(sheet, out)

    def add_text(self, name: str, text: str) -> None:
        """Write a text as every editor reads it: UTF-8 with a mark, lines as Windows ends them."""
        self.add_file(name, text.replace("\n", "\r\n").encode("utf-8-sig"))

    def add_file(self, name: str, content: bytes) -> None:
        """Write a file as it is."""
        self._zip.writestr(self._part(name), content)

    def close(self) -> None:
        """Write the table of contents; what is open below stays open."""
        self._zip.close()

    def _part(self, name: str) -> zipfile.ZipInfo:
        part = zipfile.ZipInfo(name, self._dated)
        part.compress_type = zipfile.ZIP_DEFLATED
        part.external_attr = 0o600 << 16
        return part
