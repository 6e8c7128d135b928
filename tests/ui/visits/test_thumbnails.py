"""A thumbnail is made of points alone: no drawing runs away, no picture takes all memory."""

import struct
import zlib
from itertools import pairwise

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from vipdesk.services.attachments import PICTURES, media_type
from vipdesk.ui.visits.attachment_work import _thumbnail

BRANCHES = b"abcdefghij"
ENDLESS = (  # each group draws the one before ten times
    b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
    b'<g id="a"><rect width="1" height="1"/></g>'
    + b"".join(
        b'<g id="%c">' % here + b'<use xlink:href="#%c"/>' % before * 10 + b"</g>"
        for before, here in pairwise(BRANCHES)
    )
    + b'<use xlink:href="#j"/></svg>'
)


def picture(form: str) -> bytes:
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, form)  # type: ignore[call-overload]
    return bytes(buffer.data().data())


@pytest.mark.parametrize("form", ["png", "jpeg", "bmp"])
def test_pictures_are_drawn(qtbot: QtBot, form: str) -> None:
    data = picture(form)
    kind = media_type(f"a.{form}", data)
    assert kind in PICTURES
    assert not _thumbnail(data, kind).isNull()


@pytest.mark.parametrize("kind", ["image/svg+xml", "image/png", "image/svg", "text/plain"])
def test_a_drawing_is_never_followed(qtbot: QtBot, kind: str) -> None:
    assert _thumbnail(ENDLESS, kind).isNull()


@pytest.mark.qt_log_ignore("exceeds the current allocation limit")
def test_a_picture_of_too_many_points_is_left_out(qtbot: QtBot) -> None:
    side = 30_000
    head = struct.pack(">LLBBBBB", side, side, 1, 0, 0, 0, 0)
    points = zlib.compress(bytes((side // 8 + 1) * side))
    parts = ((b"IHDR", head), (b"IDAT", points), (b"IEND", b""))
    data = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))
        for name, body in parts
    )
    assert _thumbnail(data, "image/png").isNull()
