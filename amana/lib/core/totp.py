"""Codes of authenticator apps (RFC 6238): SHA-1, 30 seconds, 6 digits, which is what every app can do."""
import base64
import hmac
import secrets
from collections.abc import Iterable
from urllib.parse import quote, urlencode

SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def code(secret: bytes, step: int, *, digits: int = DIGITS) -> str:
    """What an app shows in that step, counted in half minutes since 1970."""
    drawn = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    at = drawn[-1] & 15
    return str((int.from_bytes(drawn[at:at + 4], "big") & 0x7FFFFFFF) % 10**digits).zfill(digits)


def step_of(secret: bytes, typed: str, steps: Iterable[int]) -> int | None:
    """The first of these steps in which an app shows what was typed; each is compared, so that the time tells nothing."""
    return next(iter([step for step in steps if hmac.compare_digest(code(secret, step).encode(), typed.encode())]), None)


def letters(secret: bytes) -> str:
    """The secret as it is typed into an app that cannot look."""
    return base64.b32encode(secret).decode().rstrip("=")


def address(secret: bytes, *, issuer: str, account: str) -> str:
    """What the picture says to the app."""
    asked = urlencode({"secret": letters(secret), "issuer": issuer, "algorithm": "SHA1", "digits": DIGITS, "period": SECONDS}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{asked}"
