"""Fits a scorecard to who left and who stayed; the only room that knows scikit-learn and numpy.

They are an extra of the installation (``vipdesk[calibrate]``): whoever comes in from outside calls
`ensure_installed` first and imports the other modules of this package where they are used.
"""

from importlib.util import find_spec

from vipdesk.calibration.errors import NotInstalledError


def is_installed() -> bool:
    """Whether scikit-learn is here; it is not loaded for that."""
    return find_spec("sklearn") is not None


def ensure_installed() -> None:
    """Refuse where scikit-learn is absent.

    Raises:
        NotInstalledError: Nothing can be fitted here.
    """
    if not is_installed():
        raise NotInstalledError
