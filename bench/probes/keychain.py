"""A keychain that knows one secret, named to `keyring` by the environment of a probe."""

from keyring.backends.null import Keyring
from typing_extensions import override

NAME = "bench.probes.keychain.KnownSecret"
SECRET = "a secret that is random where it is used"


class KnownSecret(Keyring):
    """Gives it to whoever asks, and keeps nothing."""

    @override
    def get_password(self, service: str, username: str, password: str | None = None) -> str:
        return SECRET
