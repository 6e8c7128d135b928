"""Everything about one customer, for the customer: as JSON and as a PDF that people can read."""
