"""Hostile input for every reader of VIPDesk: bombs, a coverage-guided run, and its corpus."""
