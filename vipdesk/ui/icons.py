"""Lucide icons in the colours of the theme.

The files are read once at the start; an icon is drawn for 100 % and for the screen's scaling and
kept. What `set_icon` dressed changes its colour with the theme.
"""

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QObject, QSize, Qt
from PySide6.QtGui import QAction, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from vipdesk.paths import resources_dir

Colour = Callable[..., str]
_sources: dict[str, bytes] = {}
_drawn: dict[tuple[str, str, int, float], QPixmap] = {}
GAP = 4  # logical pixels between an icon and a button's text, beside those of the style
_PROPERTY = "vipdesk_icon"


class _Palette:
    colour: Colour | None = None


def load() -> None:
    """Read all icon files; call once, at the start."""
    for path in (resources_dir() / "icons").glob("*.svg"):
        _sources[path.stem] = path.read_bytes()


def colour_with(colour: Colour) -> None:
    """Ask ``colour`` for the ``#RRGGBB`` of a token from now on."""
    _Palette.colour = colour


def pixmap(name: str, token: str = "text", size: int = 16, scale: float | None = None) -> QPixmap:
    """Draw the icon ``name`` at ``size`` logical pixels for a screen of ``scale``.

    Raises:
        KeyError: There is no such file in ``resources/icons``.
    """
    if _Palette.colour is None:
        raise RuntimeError("theme.start comes before the first icon")
    ratio = scale or _screen_scale()
    key = (name, _Palette.colour(token), size, ratio)
    if key not in _drawn:
        _drawn[key] = _draw(*key)
    return _drawn[key]


def icon(name: str, token: str = "text", size: int = 16, gap: int = 0) -> QIcon:
    """The icon ``name`` in the colour of ``token``, sharp at 100 % and at the screen's scaling.

    ``gap`` logical pixels stay empty at its right, before a button's text.
    """
    made = QIcon()
    for scale in sorted({1.0, _screen_scale()}):
        made.addPixmap(_widened(pixmap(name, token, size, scale), gap, scale))
        off = _widened(pixmap(name, "disabled", size, scale), gap, scale)
        made.addPixmap(off, QIcon.Mode.Disabled)
    return made


def set_icon(
    target: QAbstractButton | QAction | QLabel, name: str, token: str = "text", size: int = 16
) -> None:
    """Put the icon ``name`` on ``target`` and keep it in the theme's colour."""
    target.setProperty(_PROPERTY, [name, str(token), size])
    _apply(target)


def refresh(target: QAbstractButton) -> None:
    """Fit the icon of ``target`` to its text after that has come or gone."""
    _apply_if_dressed(target)


def no_icon() -> QIcon:
    """The icon that takes the place of none."""
    return QIcon()


def repaint(app: QApplication, colour: Colour) -> None:
    """Draw all icons again after the theme has changed."""
    _Palette.colour = colour
    for widget in app.allWidgets():
        _apply_if_dressed(widget)
        if widget.isWindow():
            for action in widget.findChildren(QAction):
                _apply_if_dressed(action)


def _apply_if_dressed(target: QObject) -> None:
    if isinstance(target, QAbstractButton | QAction | QLabel) and target.property(_PROPERTY):
        _apply(target)


def _apply(target: QWidget | QAction) -> None:
    name, token, size = target.property(_PROPERTY)
    if isinstance(target, QLabel):
        target.setPixmap(pixmap(name, token, int(size)))
    elif isinstance(target, QAbstractButton):
        gap = GAP if target.text() else 0
        target.setIcon(icon(name, token, int(size), gap))
        target.setIconSize(QSize(int(size) + gap, int(size)))
    elif isinstance(target, QAction):
        target.setIcon(icon(name, token, int(size)))


def _screen_scale() -> float:
    app = QGuiApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0


def _widened(drawn: QPixmap, gap: int, scale: float) -> QPixmap:
    if not gap:
        return drawn
    wide = QPixmap(drawn.width() + round(gap * scale), drawn.height())
    wide.fill(Qt.GlobalColor.transparent)
    wide.setDevicePixelRatio(scale)
    painter = QPainter(wide)
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return wide


def _draw(name: str, colour: str, size: int, scale: float) -> QPixmap:
    svg = _sources[name].replace(b"currentColor", colour.encode())
    image = QPixmap(round(size * scale), round(size * scale))
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg)).render(painter)
    painter.end()
    image.setDevicePixelRatio(scale)
    return image
