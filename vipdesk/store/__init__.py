"""Records, engine, journal, migrations and search: everything that knows the file."""
