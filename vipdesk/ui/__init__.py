"""The window and its screens."""

import sys

import PySide6.QtCore  # noqa: F401 - brings the module that is looked for below

# PySide reads the source of every module that is imported, to see whether it may switch names to
# snake case: a tenth of a second for all of the program, and nothing here does.
_feature = sys.modules.get("shibokensupport.feature")
if _feature is not None:
    _feature.__dict__["_mod_uses_pyside"] = lambda _module: False
