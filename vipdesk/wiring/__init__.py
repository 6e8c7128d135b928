"""Puts services, pages and window together."""
