"""From what a person types to 32 bytes: scrypt, whose cost makes guessing slow."""

KEY_BYTES = 32
BLOCK_SIZE = 8


def get_ready() -> None:
    """Load what a key is unwrapped with, while the passphrase is typed."""
    import unicodedata  # noqa: F401 - as below

    import cryptography.hazmat.primitives.ciphers.aead
    import cryptography.hazmat.primitives.kdf.scrypt  # noqa: F401 - used once it is typed


def derive(secret: str, salt: bytes, cost: int) -> bytes:
    """32 bytes from what a person typed; composed and decomposed letters are the same.

    The scrypt of `cryptography` comes compiled for speed; with that of `hashlib`, from the system's
    OpenSSL, whoever unlocks waits a fifth longer for the same result.
    """
    import unicodedata

    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    typed = unicodedata.normalize("NFKC", secret).encode("utf-8", "surrogatepass")
    return Scrypt(salt=salt, length=KEY_BYTES, n=cost, r=BLOCK_SIZE, p=1).derive(typed)
