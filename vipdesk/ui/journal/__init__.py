"""The journal: who saw and did what."""
