"""Use cases: one method, one transaction; frozen rows out, never records."""
