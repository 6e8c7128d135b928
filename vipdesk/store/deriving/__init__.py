"""Makes derived tasks agree with what the data ask for today (rules.md 1 to 3)."""
