"""The values of a period as a workbook, for the page and the command line."""

from pathlib import Path

from vipdesk.domain.changes import Area, Saved
from vipdesk.domain.indicator_sheet import IndicatorSheet
from vipdesk.domain.words import Tier
from vipdesk.errors import VipDeskError
from vipdesk.reports.files import write_whole
from vipdesk.services.indicators.desk import IndicatorDesk
from vipdesk.services.indicators.view import Asked, Slice, SliceBy
from vipdesk.services.reports import INDICATORS, ReportsService
from vipdesk.services.settings import SettingsService
from vipdesk.texts import N_, Translate, translator


class NotAWorkbookError(VipDeskError):
    """Another kind of file was asked for."""

    message = N_("{path} is no workbook: end it with .xlsx. Nothing was written.")


class IndicatorSheetService:
    """Reads the values and hands them out; what leaves the desk is journalled."""

    def __init__(self, desk: IndicatorDesk) -> None:
        self._desk, self._store = desk, desk.store

    def write(
        self, asked: Asked, path: Path, language: str, by: SliceBy | None = None
    ) -> Saved[Path]:
        """Write the values of a period, and those of every part of the book where ``by`` says so.

        Raises:
            NotAWorkbookError, ReportNotWrittenError: What stood at ``path`` is unchanged.
        """
        if path.suffix.lower() != ".xlsx":
            raise NotAWorkbookError(path=path)
        from vipdesk.reports.indicator_sheets import indicator_xlsx

        content = indicator_xlsx(self.read(asked, language, by))
        chosen = {"month": asked.period.key, "part": str(asked.part.value) if asked.part else ""}
        with ReportsService(self._store).handing_out(INDICATORS, 0, chosen, "file", False):
            write_whole(path, content)
        return Saved(path, frozenset({Area.JOURNAL}))

    def read(self, asked: Asked, language: str, by: SliceBy | None = None) -> IndicatorSheet:
        """The values as they go into the workbook; a job."""
        t, values = translator(language), self._desk.values
        split = values.split(asked, by) if by else []
        return IndicatorSheet(
            language=language,
            period=asked.period,
            manager=SettingsService(self._store).manager().name,
            made_at=f"{self._store.now().astimezone(self._store.zone()):%Y-%m-%d %H:%M}",
            values=values.values(asked),
            part=part_word(asked.part, t) if asked.part else "",
            by=by.label if by else "",
            parts=[(name_word(each.part, t), each.values) for each in split],
        )


def part_word(part: Slice, t: Translate) -> str:
    """A part of the book as people call it: a tier by its name, another with what it is."""
    name = name_word(part, t)
    if part.by is SliceBy.TIER:
        return name
    return t("{what}: {name}").format(what=t(part.by.label), name=name)


def name_word(part: Slice, t: Translate) -> str:
    """The name of a part alone."""
    if part.by is not SliceBy.TIER:
        return part.value
    return next((t(each.label) for each in Tier if each == part.value), part.value)
