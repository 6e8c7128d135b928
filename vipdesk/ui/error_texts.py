"""Words an error for people: a sentence for what is expected, the log's place for a bug."""

import traceback
from pathlib import Path

from vipdesk.errors import VipDeskError
from vipdesk.texts import _


def is_bug(error: Exception) -> bool:
    """Whether ``error`` is none that the desk expects."""
    return not isinstance(error, VipDeskError)


def sentence(error: Exception, log_path: Path | None = None) -> str:
    """Say what happened, what was kept and what to do next."""
    if isinstance(error, VipDeskError):
        return error.sentence(_)
    said = _("Something went wrong inside VIPDesk. Nothing was written by this step.")
    if log_path is None:
        return said
    return f"{said}\n" + _("Details are in {path}").format(path=log_path)


def details(error: Exception) -> str:
    """Where a bug was raised, without the values it met; "" for what is expected."""
    if not is_bug(error):
        return ""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return "\n".join([type(error).__name__, *lines])
