"""The one place that makes identities of rows that a person can make."""

import uuid_utils


def new_uid() -> bytes:
    """A 16-byte UUIDv7, so that rows of several laptops can meet later."""
    return uuid_utils.uuid7().bytes
