"""Values sealed in their row (SECURITY.md §8): AES-256-GCM under a key that the database never holds, and keyed hashes for equality.

The seal binds a value to its person and field: copied to another person's row it does not open. The secret comes from the settings.
"""
import hmac
import os
from functools import cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_FORM = b"\x01"  # of the sealed bytes; another key or cipher gets another number
_NONCE_BYTES = 12


class Broken(Exception):
    """The sealed value was made for another person or field, under another key, or was changed."""


def seal(text: str, *, person_id: UUID, field: str) -> bytes:
    """The text as only this installation can read it, in this field of this person; each time other bytes."""
    return seal_bytes(text.encode(), person_id=person_id, field=field)


def unseal(sealed: bytes, *, person_id: UUID, field: str) -> str:
    """The text. Raises Broken."""
    return unseal_bytes(sealed, person_id=person_id, field=field).decode()


def seal_bytes(content: bytes, *, person_id: UUID, field: str) -> bytes:
    """As `seal`, for what is no text."""
    nonce = os.urandom(_NONCE_BYTES)
    return _FORM + nonce + _cipher().encrypt(nonce, content, _bound(person_id, field))


def unseal_bytes(sealed: bytes, *, person_id: UUID, field: str) -> bytes:
    """As `unseal`. Raises Broken."""
    sealed = bytes(sealed)
    nonce, body = sealed[1:1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES:]
    if sealed[:1] != _FORM or len(nonce) < _NONCE_BYTES:
        raise Broken(field)
    try:
        return _cipher().decrypt(nonce, body, _bound(person_id, field))
    except InvalidTag as error:
        raise Broken(field) from error


def equality_hash(text: str, *, field: str) -> bytes:
    """The same bytes for the same text of a field, and nothing to try a list of numbers with, for whoever lacks the key."""
    return hmac.digest(_key("equality"), f"{field}\0{text}".encode(), "sha256")


def _bound(person_id: UUID, field: str) -> bytes:
    return f"{person_id}:{field}".encode()


def _cipher() -> AESGCM:
    return AESGCM(_key("seal"))


def _key(purpose: str) -> bytes:
    return _derived(settings.AMANA_FIELD_SECRET, purpose)


@cache
def _derived(secret: str, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"amana sealed fields 1 {purpose}".encode()).derive(secret.encode())
