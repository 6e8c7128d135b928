"""Import of the operator's files; `ImportService` is the door."""

from vipdesk.services.imports.service import ImportService

__all__ = ["ImportService"]
