"""What a rescue brought back and what it did not, in sentences and lists."""

from collections.abc import Iterator
from pathlib import Path

from vipdesk.domain.actions import ACTIONS, action_label
from vipdesk.reports.files import write_whole
from vipdesk.services.rescue import Rescued
from vipdesk.store.salvage import Deed
from vipdesk.texts import N_, Translate


def sentences_of(rescued: Rescued, t: Translate) -> Iterator[str]:
    """What happened, what is kept, what to do."""
    found = rescued.salvaged
    made_at = rescued.made_at.astimezone(rescued.zone)
    yield t("The backup of {day} is in place.").format(day=f"{made_at:%Y-%m-%d %H:%M}")
    yield t("Actions carried over from the damaged book: {n}.").format(n=len(found.carried))
    if found.is_whole:
        yield t("Nothing is missing.")
    elif found.lost or found.unnamed:
        lost = len(found.lost) + found.unnamed
        yield t("Actions not carried over: {n}. Do them again.").format(n=lost)
    if not found.end_known:
        yield t("Whether more was done can't be told: the end of the journal can't be read.")
    yield t("The damaged files are kept in {folder}.").format(folder=rescued.aside)


def lists_of(rescued: Rescued, t: Translate) -> Iterator[str]:
    """What was carried over and what was lost, line by line, with their instants."""
    found = rescued.salvaged
    for head, deeds in ((_LOST, found.lost), (_CARRIED, found.carried)):
        if deeds:
            yield t(head)
            yield from (_line(deed, rescued, t) for deed in deeds)
            yield ""
    if found.unnamed:
        yield t("Lost actions that can't be named: {n}").format(n=found.unnamed)


def write_report(rescued: Rescued, path: Path, t: Translate) -> Path:
    """Keep sentences and lists as a text file.

    Raises:
        ReportNotWrittenError: What stood at ``path`` is unchanged.
    """
    lines = [*sentences_of(rescued, t), "", *lists_of(rescued, t)]
    return write_whole(path, "\r\n".join(lines).encode("utf-8-sig"))


_LOST, _CARRIED = N_("Not carried over"), N_("Carried over")


def _line(deed: Deed, rescued: Rescued, t: Translate) -> str:
    label = action_label(deed.code, deed.params, t) if deed.code in ACTIONS else deed.code
    return f"{deed.at.astimezone(rescued.zone):%Y-%m-%d %H:%M}  {label}"
