"""VIPDesk: the desk of a VIP account manager."""

__version__ = "0.1.0"
