"""Fills a box with the lines of a customer, numbers masked."""

from collections.abc import Iterable

from PySide6.QtWidgets import QComboBox

from vipdesk.services.case_detail import LineChoice
from vipdesk.texts import _


def fill_lines(box: QComboBox, lines: Iterable[LineChoice], *, any_line: bool) -> None:
    """Offer the lines on the network; with ``any_line`` also all of them together."""
    box.clear()
    on_network = [line for line in lines if line.on_network]
    for line in on_network:
        parts = (line.number, _(line.kind.label), line.plan)
        box.addItem(" · ".join(filter(None, parts)), line.id)
    if any_line:
        box.addItem(_("All lines"), None)
