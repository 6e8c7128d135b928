"""Every class of screen that the desk has, found by looking, so that none can be left out."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

from PySide6.QtWidgets import QDialog, QMainWindow, QWidget

import vipdesk.ui
from vipdesk.ui.customers.detail_tab import DetailTab
from vipdesk.ui.kit.page import Page
from vipdesk.ui.settings.panel import Panel

ROOT = vipdesk.ui.__name__ + "."
KINDS = (QDialog, QMainWindow, Page, Panel, DetailTab)
ALONE = {  # windows of none of these kinds
    "farewell.Farewell",
    "first_start.FirstStart",
    "unlock.UnlockWindow",
    "visits.face_to_face.FaceToFace",
}


def windows_of_the_desk() -> set[str]:
    """Each page, part of a page, dialog and window that can be on the screen."""
    for module in pkgutil.walk_packages(vipdesk.ui.__path__, ROOT):
        import_module(module.name)
    return {name_of(each) for kind in KINDS for each in _built(kind)} | ALONE


def name_of(kind: type[QWidget]) -> str:
    """Where in vipdesk.ui the class stands, and what it is called."""
    return f"{kind.__module__.removeprefix(ROOT)}.{kind.__qualname__}"


def _built(kind: type[QWidget]) -> Iterator[type[QWidget]]:
    """Those of the desk that no other one is built upon."""
    heirs = [each for each in kind.__subclasses__() if each.__module__.startswith(ROOT)]
    for heir in heirs:
        yield from _built(heir)
    if not heirs and kind.__module__.startswith(ROOT):
        yield kind
