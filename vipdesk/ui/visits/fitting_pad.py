"""A signature pad that also shows what was signed on a pad of another shape."""

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from typing_extensions import override

from vipdesk.domain.visits import Stroke
from vipdesk.ui.kit.signature import SignaturePad


def fitted(strokes: Sequence[Stroke], height: float) -> tuple[Stroke, ...]:
    """Shrink strokes evenly until they are no taller than ``height``, in shares of the width."""
    lowest = max((y for stroke in strokes for _x, y in stroke), default=0.0)
    if lowest <= height:
        return tuple(strokes)
    scale = height / lowest
    return tuple(tuple((x * scale, y * scale) for x, y in stroke) for stroke in strokes)


class FittingPad(SignaturePad):
    """Shrinks strokes that were kept, so that none lies outside; new ones are as they are drawn."""

    def __init__(self, hint: str = "") -> None:
        super().__init__(hint)
        self._kept: tuple[Stroke, ...] = ()
        self.changed.connect(self._on_changed)

    def show_kept(self, strokes: Sequence[Stroke]) -> None:
        """Show a signature that was kept, without a signal."""
        self._kept = tuple(strokes)
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._kept:
            self._fit()

    def _fit(self) -> None:
        self.set_strokes(fitted(self._kept, self.height() / max(1, self.width())))

    def _on_changed(self) -> None:
        self._kept = self.strokes()
