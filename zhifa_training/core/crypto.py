"""Envelopes for sensitive fields (加密信封): ``alg:kid:nonce:ciphertext``, keys from a ring file.

The ring is JSON: ``{"current": kid, "keys": {kid: {"alg": "aes256gcm"|"sm4gcm", "key": base64}},
"index": base64}``. Old keys stay readable, so that rotation needs no pause.
"""

import base64
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
TAG_BYTES = 16
KEY_BYTES = {"aes256gcm": 32, "sm4gcm": 16}


class CryptoError(Exception):
    """An envelope cannot be opened: wrong key, wrong row, or damaged (密文无法解开)."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys this instance holds (密钥环)."""

    current: str
    keys: dict[str, tuple[str, bytes]]
    index_key: bytes

    @classmethod
    def load(cls, path: Path, *, create: bool = False) -> "KeyRing":
        """Read the ring, making a new one first where ``create`` allows it."""
        if create and not path.exists():
            _write_new_ring(path)
        try:
            ring = json.loads(path.read_text())
            keys = {
                kid: (entry["alg"], base64.b64decode(entry["key"]))
                for kid, entry in ring["keys"].items()
            }
            index_key = base64.b64decode(ring["index"])
            current = ring["current"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CryptoError("密钥环文件缺失或格式有误，请从备份恢复 key_ring.json") from error
        for alg, key in keys.values():
            if KEY_BYTES.get(alg) != len(key):
                raise CryptoError(f"密钥环中的 {alg} 密钥长度不符")
        if current not in keys:
            raise CryptoError("密钥环的 current 未指向任何密钥")
        return cls(current, keys, index_key)

    def seal(self, plain: str, *, bound_to: str) -> str:
        """Return an envelope of ``plain`` that opens only beside ``bound_to`` (table and row)."""
        alg, key = self.keys[self.current]
        nonce = os.urandom(NONCE_BYTES)
        sealed = _encrypt(alg, key, nonce, plain.encode(), bound_to.encode())
        return ":".join((alg, self.current, _text(nonce), _text(sealed)))

    def open(self, envelope: str, *, bound_to: str) -> str:
        """Return what ``envelope`` holds; raise CryptoError if it was moved or changed."""
        try:
            alg, kid, nonce, sealed = envelope.split(":")
            _, key = self.keys[kid]
            plain = _decrypt(alg, key, _bytes(nonce), _bytes(sealed), bound_to.encode())
        except (ValueError, KeyError, InvalidTag) as error:
            raise CryptoError("密文无法解开：密钥不在密钥环中，或数据已被改动") from error
        return plain.decode()

    def blind_index(self, normalised: str) -> str:
        """Return a keyed digest, for exact search without keeping the plain value."""
        return hmac.new(self.index_key, normalised.encode(), sha256).hexdigest()


def _write_new_ring(path: Path) -> None:
    kid = secrets.token_hex(4)
    ring = {
        "current": kid,
        "keys": {kid: {"alg": "aes256gcm", "key": _text(os.urandom(32))}},
        "index": _text(os.urandom(32)),
    }
    temporary = path.with_suffix(f".{secrets.token_hex(4)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(ring, file)
    try:
        os.link(temporary, path)  # the first process wins; the others read its ring
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _encrypt(alg: str, key: bytes, nonce: bytes, plain: bytes, bound_to: bytes) -> bytes:
    if alg == "aes256gcm":
        return AESGCM(key).encrypt(nonce, plain, bound_to)
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound_to)
    return encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def _decrypt(alg: str, key: bytes, nonce: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    if alg == "aes256gcm":
        return AESGCM(key).decrypt(nonce, sealed, bound_to)
    body, tag = sealed[:-TAG_BYTES], sealed[-TAG_BYTES:]
    decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(bound_to)
    return decryptor.update(body) + decryptor.finalize()
