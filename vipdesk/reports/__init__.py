"""Frozen data in, bytes of a PDF, XLSX, CSV, vCard or .ics out; no database, no clock.

Reports: `visit_summary.visit_summary_pdf`, `visit_pack.visit_pack_pdf`, `sheets.xlsx`,
`sheets.csv_file`, `vcard.vcards`, `ics.ics`. Many at once or with a passphrase: `batch`. To disk:
`files.write_whole`. To the screen: `preview`.
"""
