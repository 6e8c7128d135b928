"""The whole book in open formats: a zip of CSV files that explains itself."""

from vipdesk.services.everything.service import EverythingExport as EverythingExport
