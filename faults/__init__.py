"""Faults that really happen: kills, full disks, damage; what they cost is counted."""
