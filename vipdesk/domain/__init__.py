"""The rules of the desk in plain Python: no Qt, no SQL, no files."""
