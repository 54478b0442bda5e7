"""The second factor through the gate's login: shown after the password, or set up. An app's code, a passkey, or a printed code.

Whether a session needs one, and whether what was shown counts, the database decides (policies/6_factors.sql). Here is judged what takes a secret that the
database does not hold: an app's is sealed, printed codes are hashed under a key.
"""
import secrets
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.utils import ProgrammingError

from amana.ground.access import gate, passkeys
from amana.ground.access.gate import FREE_TRIES, Opened, Wait, budget_of, call, digest, prefix
from amana.ground.access.rules import PRINTED_CODES, FactorKind
from amana.ground.rows import sealed_fields
from amana.lib.core import totp
from amana.lib.core.ids import uuid7

FREE_TRIES_OF_ALL = 20  # of an account, in browsers that nobody knows yet
ALARM_AT = 10  # whoever fails here has the password
CODE_DIGITS = 10
LATE_STEPS = 40  # twenty minutes: a phone whose clock is behind by more shows nothing that could be told from a guess


class NoSession(Exception):
    """The session does not stand, or has ended in this moment: its page was sent twice."""


class Wrong(Exception):
    """What was shown does not count; `reason`: wrong, used, late, none_left and others that a page has a sentence for."""

    def __init__(self, reason: str, **params: int):
        super().__init__(reason)
        self.reason, self.params = reason, params


@dataclass(frozen=True)
class Standing:
    """Whoever has shown the password, and what is still due."""

    cookie: str
    device: str
    staff: UUID
    email: str
    name: str
    is_awaited: bool
    has_factor: bool
    may_change: bool
    is_known_device: bool
    step: int


@dataclass(frozen=True)
class Factor:
    id: UUID
    kind: str
    verifier: bytes
    credential: bytes | None
    mark: int


@dataclass(frozen=True)
class Added:
    """A factor is set up: the session goes on under a new cookie, with printed codes if it was the first."""

    opened: Opened
    codes: list[str]


def standing(cookie: str, device: str) -> Standing:
    """Raises NoSession."""
    row = call("SELECT * FROM gate.second_factor(%s, %s)", [cookie, digest(device)])
    if row is None:
        raise NoSession
    return Standing(cookie, device, *row)


def factors(who: Standing) -> list[Factor]:
    """Raises NoSession."""
    found = [Factor(*row) for row in gate.rows("SELECT * FROM gate.factors(%s)", [who.cookie])]
    if who.has_factor and not found:  # a moment ago there was one: the session has ended since
        raise NoSession
    return found


def prove(who: Standing, typed: str, *, address: str) -> Opened:
    """An app's code or a printed one, in digits, was right: the session has its second factor. Raises Wait, Wrong."""
    known = budget_of("factor device", str(who.staff), who.device)
    here = budget_of("factor", str(who.staff), prefix(address))
    budgets = {known: FREE_TRIES} if who.is_known_device else {here: FREE_TRIES, budget_of("factor of all", str(who.staff)): FREE_TRIES_OF_ALL}
    for budget, free in budgets.items():
        if seconds := call("SELECT gate.take_try(%s, %s)", [budget, free])[0]:
            raise Wait(seconds)
    try:
        opened = _proved_by_code(who, typed) if len(typed) == CODE_DIGITS else _proved_by_app(who, typed)
    except Wrong:
        if call("SELECT gate.failed(%s)", [budget_of("factor alarm", str(who.staff))])[0] == ALARM_AT:
            call("SELECT gate.alarm(%s)", [who.staff])
        raise
    for budget in budgets:
        call("SELECT gate.give_back(%s)", [budget])
    call("SELECT gate.succeeded(%s)", [known if who.is_known_device else here])
    return opened


def _proved_by_code(who: Standing, typed: str) -> Opened:
    opened = _renewed(who)
    verdict = _counted("SELECT gate.prove_by_code(%s, %s, %s, %s)", [who.cookie, _code_hash(who.staff, typed), *_hashes(opened)])
    if verdict != "proved":
        raise Wrong({"used": "code_used", "wrong": "wrong_printed"}.get(verdict, verdict))
    return opened


def _proved_by_app(who: Standing, typed: str) -> Opened:
    app = next((one for one in factors(who) if one.kind == FactorKind.APP), None)
    if app is None:
        raise Wrong("no_app")
    step = _step_shown(_secret(who, app.verifier), typed, who.step, behind=LATE_STEPS)
    if step < who.step - 1:
        raise Wrong("late", minutes=max(1, round((who.step - step) * totp.SECONDS / 60)))
    opened = _renewed(who)
    if not _counted("SELECT gate.prove(%s, %s, %s, %s, %s)", [who.cookie, app.id, step, *_hashes(opened)]):
        raise Wrong("used")
    return opened


def _step_shown(secret: bytes, typed: str, now: int, *, behind: int, ahead: int = 1) -> int:
    """One step to either side counts. Further ones only tell whose clock is wrong: the past ones, for a code to come could still be used."""
    near = totp.step_of(secret, typed, (now, now - 1, now + 1))
    far = near if near is not None else totp.step_of(secret, typed, (*range(now - behind, now - 1), *range(now + 2, now + ahead + 1)))
    if far is None:
        raise Wrong("wrong")
    return far


def prove_by_passkey(who: Standing, answer: passkeys.Answer) -> Opened:
    """One of her own passkeys has signed this page's challenge. Raises Wrong."""
    known = {one.credential: one for one in factors(who) if one.kind == FactorKind.PASSKEY}
    try:
        credential, counter = passkeys.signed(answer, who.cookie, [one.verifier for one in known.values()])
    except passkeys.Unfit as error:
        raise Wrong("passkey_wrong") from error
    opened = _renewed(who)
    if not _counted("SELECT gate.prove(%s, %s, %s, %s, %s)", [who.cookie, known[credential].id, counter, *_hashes(opened)]):
        raise Wrong("passkey_copied")
    return opened


def new_app(who: Standing) -> str:
    """A secret for an app, sealed for this person, which counts only once a code of it was shown."""
    return b64encode(sealed_fields.seal_bytes(totp.new_secret(), person_id=who.staff, field="second_factor.offered")).decode()


def offered_secret(who: Standing, sealed: str) -> bytes | None:
    """What `new_app` offered to the same person; None for anything else."""
    with suppress(sealed_fields.Broken, NotBase64, ValueError):
        return sealed_fields.unseal_bytes(b64decode(sealed, validate=True), person_id=who.staff, field="second_factor.offered")
    return None


def add_app(who: Standing, secret: bytes, typed: str) -> Added:
    """The app shows right codes and counts from now on, in place of an earlier one. Raises Wrong."""
    step = _step_shown(secret, typed, who.step, behind=LATE_STEPS, ahead=LATE_STEPS)
    if abs(step - who.step) > 1:
        raise Wrong("late" if step < who.step else "early", minutes=max(1, round(abs(who.step - step) * totp.SECONDS / 60)))
    verifier = sealed_fields.seal_bytes(secret, person_id=who.staff, field="second_factor.app")
    return _added(who, FactorKind.APP, "", verifier, None, step)


def add_passkey(who: Standing, name: str, answer: passkeys.Answer) -> Added:
    """The passkey counts from now on. Raises Wrong."""
    try:
        made = passkeys.made(answer, who.cookie)
    except passkeys.Unfit as error:
        raise Wrong("passkey_wrong") from error
    return _added(who, FactorKind.PASSKEY, name, made.verifier, made.credential, made.counter)


def _added(who: Standing, kind: str, name: str, verifier: bytes, credential: bytes | None, mark: int) -> Added:
    opened, codes = _renewed(who), new_codes()
    said = _counted("SELECT gate.add_factor(%s, %s, %s, %s, %s, %s, %s, %s::bytea[], %s, %s)", [
        who.cookie, uuid7(), kind, name, verifier, credential, mark, _code_hashes(who.staff, codes), *_hashes(opened)])
    if said in ("no_session", "show_first"):
        raise NoSession
    if said != "added":
        raise Wrong(said)
    return Added(opened, [] if who.has_factor else codes)


def _counted(statement: str, values: list):
    """What the database says of what was shown. Raises NoSession."""
    try:
        return call(statement, values)[0]
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", None) == "42501":
            raise NoSession from error
        raise


def new_codes() -> list[str]:
    return [f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}" for _n in range(PRINTED_CODES)]


def keep_codes(staff: UUID, codes: Iterable[str]) -> None:
    """In the actor's transaction: these are the printed codes now. Raises Refused (`show_first`, `no_factor`)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.make_codes(%s::bytea[])", [_code_hashes(staff, codes)])


def _code_hashes(staff: UUID, codes: Iterable[str]) -> list[bytes]:
    return [_code_hash(staff, code) for code in codes]


def _code_hash(staff: UUID, code: str) -> bytes:
    return sealed_fields.equality_hash(code, field=f"printed_code:{staff}")


def _secret(who: Standing, verifier: bytes) -> bytes:
    return sealed_fields.unseal_bytes(verifier, person_id=who.staff, field="second_factor.app")


def _renewed(who: Standing) -> Opened:
    return Opened(secrets.token_urlsafe(32), who.device or secrets.token_urlsafe(32))


def _hashes(opened: Opened) -> list[bytes]:
    return [digest(opened.cookie), digest(opened.device)]
