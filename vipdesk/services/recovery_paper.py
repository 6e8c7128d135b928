"""The page that holds the recovery key: made in memory, written only where the manager says."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from vipdesk import texts

Make = Callable[[], bytes]


def recovery_paper(recovery_key: str, manager: str, branch: str, day: date) -> bytes:
    """The page as PDF, in the language of the desk; a job."""
    from vipdesk.reports.recovery_sheet import RecoverySheet, recovery_sheet_pdf

    language = texts.language()
    return recovery_sheet_pdf(RecoverySheet(recovery_key, manager, branch, day, language))


def save_paper(make: Make, path: Path) -> Path:
    """Write the page to ``path``, readable by its owner alone where the system knows that.

    Raises:
        ReportNotWrittenError: What stood there is unchanged.
    """
    from vipdesk.reports.files import write_whole

    return write_whole(path, make(), private=True)


def paper_picture(make: Make, dots_per_inch: float) -> bytes:
    """The page as PNG, for the printer."""
    from vipdesk.reports.preview import page_png

    return page_png(make(), 0, dots_per_inch)
