"""Every test of the window runs offscreen, in the theme and font of the desk."""

import gc
import os
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.customer_books import demo_furnished, lively_profile, lively_store
from vipdesk import texts
from vipdesk.ui import theme
from vipdesk.ui.theme import Mode

__all__ = [
    "demo_furnished",
    "lively_profile",
    "lively_store",
]  # fixtures for all tests of the window

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def garbage_on_this_thread() -> Iterator[None]:
    """As in the program, no worker ever collects widgets (vipdesk.ui.garbage)."""
    gc.disable()
    yield
    gc.collect(1)
    gc.enable()


@pytest.fixture(autouse=True)
def desk(qapp: QApplication) -> Iterator[None]:
    """English, light: a test that wants another says so."""
    texts.set_language("en")
    theme.start(qapp, Mode.LIGHT)
    yield
    texts.set_language("en")
    theme.start(qapp, Mode.LIGHT)
