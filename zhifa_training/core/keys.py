"""The key ring of the running application (密钥环)."""

from flask import current_app

from zhifa_training.core.crypto import KeyRing


def key_ring() -> KeyRing:
    """Return the keys this application seals and opens with."""
    ring: KeyRing = current_app.extensions["key_ring"]
    return ring
