"""Passkeys (WebAuthn) as a second factor: what a browser is asked, and whether its answer is right. Asks no table.

A challenge is drawn from the session's cookie and the time, so it needs no memory: it is good for ten minutes in this one session, whose cookie ends with the
first right answer.
"""
import hmac
import json
import time
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

GOOD_FOR_SECONDS = 600
# The password has told who it is; the key need only be there.
VERIFICATION, RESIDENT = UserVerificationRequirement.DISCOURAGED, ResidentKeyRequirement.DISCOURAGED
CREATE, GET = "create", "get"


class Unfit(Exception):
    """The answer is not of this page, not of this key, or no answer at all."""


@dataclass(frozen=True)
class Answer:
    """What the browser sent: JSON, when its page was made, and under which address."""

    text: str
    asked_at: str
    origin: str


@dataclass(frozen=True)
class Made:
    verifier: bytes
    credential: bytes
    counter: int


def host() -> str:
    """The name that keys are bound to. No key is bound to the number of a machine; a laptop is called localhost."""
    name = urlsplit(settings.AMANA_ADDRESS).hostname or ""
    try:
        ip_address(name)
    except ValueError:
        return name
    return "localhost"


def origin_of(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def work_at(origin: str) -> bool:
    """Whether this page's address is the one that keys are bound to."""
    parts = urlsplit(origin)
    return parts.hostname == host() and (parts.scheme == "https" or parts.hostname == "localhost")


def wanted(cookie: str, *, staff: UUID, email: str, name: str, known: list[bytes]) -> dict:
    """What a browser is asked to make; `known` keys are not made twice."""
    asked_at = str(int(time.time()))
    options, _state = _server().register_begin(
        PublicKeyCredentialUserEntity(id=staff.bytes, name=email, display_name=name), _described(known), challenge=_challenge(cookie, CREATE, asked_at),
        user_verification=VERIFICATION, resident_key_requirement=RESIDENT)
    return {"what": CREATE, "asked_at": asked_at, "options": json.dumps(dict(options)["publicKey"])}


def asked(cookie: str, known: list[bytes]) -> dict:
    """What one of the `known` keys is asked to sign."""
    asked_at = str(int(time.time()))
    options, _state = _server().authenticate_begin(_described(known), challenge=_challenge(cookie, GET, asked_at), user_verification=VERIFICATION)
    return {"what": GET, "asked_at": asked_at, "options": json.dumps(dict(options)["publicKey"])}


def made(answer: Answer, cookie: str) -> Made:
    """The new key. Raises Unfit."""
    try:
        found = _server(answer.origin).register_complete(_state(answer, cookie, CREATE), json.loads(answer.text))
        assert found.credential_data is not None
    except Exception as error:  # whatever the library says of what a browser sent
        raise Unfit from error
    return Made(bytes(found.credential_data), found.credential_data.credential_id, found.counter)


def signed(answer: Answer, cookie: str, verifiers: list[bytes]) -> tuple[bytes, int]:
    """Which key has signed, and its counter. Raises Unfit."""
    try:
        sent = AuthenticationResponse.from_dict(json.loads(answer.text))
        found = _server(answer.origin).authenticate_complete(_state(answer, cookie, GET), [AttestedCredentialData(bytes(one)) for one in verifiers], sent)
    except Exception as error:
        raise Unfit from error
    return found.credential_id, sent.response.authenticator_data.counter


def _server(origin: str = "") -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(id=host(), name="Amana"), verify_origin=lambda said: work_at(origin) and said == origin)


def _described(credentials: list[bytes]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=bytes(one)) for one in credentials]


def _state(answer: Answer, cookie: str, what: str) -> dict:
    if not (answer.asked_at.isascii() and answer.asked_at.isdigit() and 0 <= time.time() - int(answer.asked_at) <= GOOD_FOR_SECONDS):
        raise Unfit
    return {"challenge": websafe_encode(_challenge(cookie, what, answer.asked_at)), "user_verification": VERIFICATION}


def _challenge(cookie: str, what: str, asked_at: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), f"passkey\0{what}\0{asked_at}\0{cookie}".encode(), "sha256")
