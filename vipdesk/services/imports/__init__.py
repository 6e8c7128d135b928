"""Import of the operator's files; `ImportService` is the door."""

from vipdesk.importing.delimited import DELIMITERS
from vipdesk.importing.encoding import ENCODINGS
from vipdesk.importing.errors import UnknownEncodingError, WrongEncodingError
from vipdesk.importing.mapping import Mapping
from vipdesk.importing.reader import ReadOptions
from vipdesk.services.imports.service import ImportService

__all__ = [
    "DELIMITERS", "ENCODINGS", "ImportService", "Mapping", "ReadOptions", "UnknownEncodingError",
    "WrongEncodingError",
]  # fmt: skip
