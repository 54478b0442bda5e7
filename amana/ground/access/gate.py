"""Sign-in, sessions and invitations through the gate's own login, which can do nothing else.

Passwords are checked here, in the program; the database hands out the hash to this login alone. Every answer to a wrong name or password takes
the same work, and failures only make the next try wait longer: an attacker cannot lock anybody out.
"""
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from threading import BoundedSemaphore
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import connections, transaction
from django.db.utils import IntegrityError, ProgrammingError
from django.utils.functional import SimpleLazyObject

from amana.ground.rows.acting import TOKEN_BEGINS, Hidden
from amana.lib.core.ids import uuid7

FREE_TRIES = 3
FREE_TRIES_OF_AN_ADDRESS = 20  # an office of forty stands behind one address
ALARM_AT = 20

# Hashing costs a deliberate 0.2 s of CPU: a shift's start queues here rather than taking every thread.
_hashing = BoundedSemaphore(2)
_nobodys_hash = SimpleLazyObject(lambda: make_password(secrets.token_urlsafe()))


@dataclass(frozen=True)
class Opened:
    """Cookies for the browser; the database keeps their hashes only."""

    cookie: str
    device: str


class Wait(Exception):
    """Too many failures: the next try is possible in `seconds`."""

    def __init__(self, seconds: int):
        super().__init__(seconds)
        self.seconds = seconds


class WrongPassword(Exception):
    """Name or password is wrong; which of them is never said."""


class NoPlace(Exception):
    """The password is right, but no membership is in force."""


@dataclass(frozen=True)
class Offer:
    """What an invitation's link offers to whoever holds it."""

    email: str
    name: str
    role: str
    organisation_name_ar: str
    organisation_name_en: str
    has_password: bool


@dataclass(frozen=True)
class PasswordLink:
    """Whose password a link sets anew."""

    email: str
    name: str


def second_factor_roles() -> frozenset[str]:
    """Roles of which the database requires a second factor."""
    return frozenset(call("SELECT gate.second_factor_roles()", [])[0])


def draw(cookie: str, *, address: str) -> int:
    """Counts a request: seconds to wait before the next, 0 where it may go on."""
    return call("SELECT gate.draw(%s, %s)", [cookie, budget_of("network", prefix(address)).hex()])[0]


def sign_in(email: str, password: str, *, address: str, device: str, browser: str) -> Opened:
    """A session is open. Raises Wait, WrongPassword, NoPlace."""
    staff, _stored = _checked(email, password, address=address, device=device)
    return open_session(staff, device=device, browser=browser)


def _checked(email: str, password: str, *, address: str, device: str) -> tuple[UUID, str]:
    """Whose password it is, and its hash. Raises Wait, WrongPassword."""
    staff, stored, known_device = call("SELECT * FROM gate.credential(%s, %s)", [email, digest(device)])
    own = budget_of("device", email, device) if known_device else budget_of("account", email, prefix(address))
    budgets = {own: FREE_TRIES} if known_device else {own: FREE_TRIES, budget_of("address", prefix(address)): FREE_TRIES_OF_AN_ADDRESS}
    if seconds := max(call("SELECT gate.wait_seconds(%s, %s)", [budget, free])[0] for budget, free in budgets.items()):
        raise Wait(seconds)
    with _hashing:
        right = check_password(password, stored or str(_nobodys_hash))
    if not (right and stored):
        for budget in budgets:
            call("SELECT gate.failed(%s)", [budget])
        if call("SELECT gate.failed(%s)", [budget_of("alarm", email)])[0] == ALARM_AT and staff:
            call("SELECT gate.alarm(%s)", [staff])
        raise WrongPassword
    call("SELECT gate.succeeded(%s)", [own])
    return staff, stored


def change_password(cookie: str, email: str, *, present: str, new: str, address: str, device: str) -> Opened | None:
    """The password is another, all other sessions are ended, and this one goes on under a new cookie. None where it has ended. Raises Wait, WrongPassword."""
    _staff, stored = _checked(email, present, address=address, device=device)
    opened = Opened(secrets.token_urlsafe(32), device or secrets.token_urlsafe(32))
    changed = call("SELECT gate.change_password(%s, %s, %s, %s, %s)", [cookie, stored, _hashed(new), digest(opened.cookie), digest(opened.device)])[0]
    return opened if changed else None


def password_link(token: str) -> PasswordLink | None:
    """Whose password the link sets; None if it is unknown, used, replaced or too old."""
    row = call("SELECT * FROM gate.password_link(%s)", [token_hash(token)])
    return PasswordLink(*row) if row else None


def set_password(token: str, email: str, password: str, *, address: str) -> bool:
    """The password of whoever holds the link is set, and all her sessions are ended; False if the link is no longer good."""
    done = call("SELECT gate.set_password(%s, %s)", [token_hash(token), _hashed(password)])[0]
    if done:  # she has tried the forgotten one until she had to wait
        call("SELECT gate.succeeded(%s)", [budget_of("account", email, prefix(address))])
    return done


def _hashed(password: str) -> str:
    with _hashing:
        return make_password(password)


def open_session(staff: UUID, *, device: str, browser: str) -> Opened:
    """A session of the membership used last. Raises NoPlace."""
    opened = Opened(secrets.token_urlsafe(32), device or secrets.token_urlsafe(32))
    if not call("SELECT gate.open_session(%s, %s, %s, %s)", [staff, digest(opened.cookie), digest(opened.device), browser])[0]:
        raise NoPlace
    return opened


def open_command_session(email: str, organisation_code: str, *, verb: str) -> str:
    """The key of a session for a command that somebody runs as that member of staff. Raises NoPlace where no role in force has the verb."""
    cookie = secrets.token_urlsafe(32)
    if not call("SELECT gate.open_command_session(%s, %s, %s, %s)", [email, organisation_code, verb, digest(cookie)])[0]:
        raise NoPlace
    return cookie


def switch(cookie: str, membership_id: UUID) -> str:
    """The new cookie of a session of another own membership; the old cookie is dead. Raises Hidden for a membership that is not one's own."""
    new = secrets.token_urlsafe(32)
    try:
        switched = call("SELECT gate.switch_session(%s, %s, %s)", [cookie, membership_id, digest(new)])[0]
    except ProgrammingError as error:  # 42501
        raise Hidden from error
    if not switched:
        raise Hidden
    return new


def sign_out(cookie: str, *, everywhere: bool = False) -> None:
    """The session is ended, or all of the person's sessions."""
    call("SELECT gate.end_session(%s, %s)", [cookie, everywhere])


def offer(token: str) -> Offer | None:
    """What the link offers; None if it is unknown, used, withdrawn or too old."""
    row = call("SELECT * FROM gate.invitation(%s)", [token_hash(token)])
    return Offer(*row) if row else None


def accept(token: str, *, name: str, password: str) -> UUID | None:
    """The invitation is taken up; the new or known member of staff. None if the link is no longer good, or its desk has become one of focal points only.

    `password` is used where the address has none yet; where it has one, check it first by `sign_in`.
    """
    hashed = _hashed(password)
    try:
        return call("SELECT gate.accept(%s, %s, %s, %s, %s)", [token_hash(token), name, hashed, uuid7(), uuid7()])[0]
    except IntegrityError:  # 23514 police_desk, 23514 team_of_the_organisation
        return None


def new_link() -> tuple[str, bytes]:
    """A one-time token for a link, and the hash that is stored."""
    token = secrets.token_urlsafe(32)
    return token, token_hash(token)


def new_token() -> tuple[str, bytes]:
    """A secret for the API, and the hash that is stored."""
    token = TOKEN_BEGINS + secrets.token_urlsafe(32)
    return token, token_hash(token)


def token_hash(token: str) -> bytes:
    """What is stored of a one-time link."""
    return digest(token)


def call(statement: str, values: list):
    """The one row of the answer."""
    return next(iter(rows(statement, values)), None)


def rows(statement: str, values: list) -> list[tuple]:
    """One statement of the gate's login, in a transaction of its own."""
    with transaction.atomic(using="gate"), connections["gate"].cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def digest(text: str) -> bytes:
    """What the database keeps of a cookie."""
    return hashlib.sha256(text.encode()).digest()


def budget_of(*parts: str) -> bytes:
    """The key of a budget of tries, which says nothing of whose it is."""
    return hmac.digest(settings.SECRET_KEY.encode(), "\0".join(part.strip().lower() for part in parts).encode(), "sha256")


def prefix(address: str) -> str:
    """/24 of an IPv4 address, /56 of an IPv6 address: what one subscriber has."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""  # a browser at a socket has no address; all of them share one budget
    mapped = getattr(found, "ipv4_mapped", None) or found
    return str(ip_network((mapped, 24 if mapped.version == 4 else 56), strict=False))
