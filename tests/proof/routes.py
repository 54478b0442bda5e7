"""Who gets which answer at which address: reading and writing of routes.txt, and the requests behind it.

`python -m tests.proof.write routes` writes the table anew from what the program does now; read the diff before you commit it.
"""
import json
import logging
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from unittest.mock import patch
from uuid import UUID, uuid4
from zlib import crc32

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from amana.casework.consent.rules.text import points
from tests import builders as make
from tests.proof.clones import committed
from tests.proof.house import House
from tests.proof.oracle import ROLES

TABLE = Path(__file__).with_name("routes.txt")
VERDICTS = (200, 201, 302, 400, 401, 403, 404, 405, 409, 412, 422)  # 400: what was sent is no report; 409: the rule refuses, in words; 401, 412 and 422 of the API
NOBODY, OTHERS = "nobody", "others"
METHODS = ("GET", "POST")
API = "api/v1/"
OWN_AND_OTHERS = ("own", "elsewhere")
# For each argument of an address: the stories of `house.py` in which it is tried. A new argument needs its line here and its key in the stories.
OBJECTS = {
    "person_id": ("own", "team", "other-team", "elsewhere", "accepted", "named"),
    "case_id": ("own", "team", "other-team", "elsewhere", "named"),
    "attachment_id": ("own", "team", "other-team", "elsewhere", "named"),
    "assessment_id": ("own", "team", "other-team", "elsewhere", "named"), "alarm_id": ("own", "team", "other-team", "elsewhere", "named"),
    "handover_id": ("own", "team", "other-team", "elsewhere"), "batch_id": ("own", "team", "other-team", "elsewhere"),
    "referral_id": ("own", "team", "other-team", "elsewhere", "waiting", "accepted", "named", "other-desk"),
    "first_id": ("own", "team", "elsewhere"),
    "list_id": ("own", "draft", "other-draft", "other-team", "elsewhere"),
    "row_id": ("own", "other-team", "elsewhere"),
    "access_id": ("own", "other-team", "elsewhere"), "message_id": ("own", "elsewhere"),
    "help_id": ("own", "team", "helped", "other-team", "elsewhere"), "programme_id": ("own", "helped", "elsewhere"), "payment_list_id": ("own", "helped", "elsewhere"),
    "budget_line_id": ("own", "helped", "elsewhere"),
    "entitlement_screening_id": OWN_AND_OTHERS, "application_id": OWN_AND_OTHERS, "rule_draft_id": ("own",), "programme": ("own",),
    "care_goal_id": ("own",), "care_session_id": ("own",), "care_group_id": OWN_AND_OTHERS, "care_member_id": OWN_AND_OTHERS,
    "business_id": ("own",), "plan_number": ("own",), "instalment_id": ("own",),
    "interpreter_id": OWN_AND_OTHERS, "token_id": OWN_AND_OTHERS, "factor_id": OWN_AND_OTHERS, "membership_id": OWN_AND_OTHERS, "staff_id": OWN_AND_OTHERS, "team_id": OWN_AND_OTHERS, "organisation_id": OWN_AND_OTHERS,
    "holiday_id": ("own",), "key": ("own",), "invitation_id": OWN_AND_OTHERS, "agreement_id": OWN_AND_OTHERS, "service_id": OWN_AND_OTHERS,
    "token": ("unknown",), "list_name": ("own",), "view_id": ("own", "shared", "elsewhere"), "export_id": ("own", "colleague", "elsewhere"),
}
# More stories for the pages through which a file is first met, and for those that move it out of the state in which it stands.
MORE = {
    "people/<uuid:person_id>/": ("registered", "protected", "lapsed", "waiting"),
    "people/<uuid:person_id>/pass-on/": ("registered", "protected", "lapsed"), "people/<uuid:person_id>/open-case/": ("registered",),
    "people/<uuid:person_id>/reopen/": ("protected", "lapsed"), "people/<uuid:person_id>/contact/": ("protected", "lapsed"),
    "people/<uuid:person_id>/elsewhere/": ("protected", "lapsed", "asked"), "people/<uuid:person_id>/elsewhere/contact/": ("asked",), "people/<uuid:person_id>/elsewhere/answer/": ("asked",),
    "people/<uuid:person_id>/consents/": ("protected", "lapsed", "waiting"),
    "cases/<uuid:case_id>/": ("protected", "closed", "accepted"), "cases/<uuid:case_id>/notes/": ("protected", "closed"),
    "cases/<uuid:case_id>/notes/new/": ("protected", "closed"), "cases/<uuid:case_id>/reopen/": ("protected", "closed"),
    "referrals/<uuid:referral_id>/": ("protected", "named-mate"), "referrals/<uuid:referral_id>/worker/": ("named-mate",),
}
NOTHING = UUID("01900000-0000-7000-8000-000000000000")
# What a program sends by POST or PUT; nothing where the act needs no words.
SAID = {"given_ar": "سلوى", "sex": "female"}
BODIES = {
    "people": SAID, "people/<uuid:person_id>/identity": SAID, "people/<uuid:person_id>/contact": {"address": "شارع النيل"},
    "people/<uuid:person_id>/consents": {"answers": [{"purpose": "contact", "agreed": True, "days": 90}], "points": list(points()), "language": "ara",
                                            "given_by": "self", "mode": "oral_witness", "witness": "شاهدة"},
    "caseloads/rows": {"listed_on": "2026-11-24", "rows": [{"full_name": "سلوى"}]}, "caseloads/<uuid:list_id>/import": {},
    "cases/<uuid:case_id>/notes": {"section": "social", "kind": "note", "body": "زيارة", "happened_on": {"year": 2026, "month": 1, "day": 1}},
    "cases/<uuid:case_id>/tasks": {"title": "اتصال", "due_on": {"year": 2099, "month": 1, "day": 1}},
    "cases/<uuid:case_id>/tasks/<uuid:task_id>/finish": {"outcome": "تم"}, "cases/<uuid:case_id>/tasks/<uuid:task_id>/cancel": {"reason": "لا"},
    "cases/<uuid:case_id>/assessments": {"instrument": "satisfaction", "version": "1", "asked_on": {"year": 2026, "month": 11, "day": 1}, "language": "arz", "answers": {"respect": "4"}},
    "cases/<uuid:case_id>/referrals": {"service": str(NOTHING), "urgency": "urgent", "need": "مبيت"},
    "referrals/<uuid:referral_id>/accept": {}, "referrals/<uuid:referral_id>/ask": {"question": "متى؟"}, "referrals/<uuid:referral_id>/reply": {"answer": "غدا"},
    "referrals/<uuid:referral_id>/decline": {"reason": "no_capacity"}, "referrals/<uuid:referral_id>/complete": {"outcome": "delivered"},
    "referrals/<uuid:referral_id>/feed-back": {"words": "نعم"}, "referrals/<uuid:referral_id>/end": {"reason": "moved"},
}
CHANGED = ("people/<uuid:person_id>/identity", "people/<uuid:person_id>/contact")  # by PUT
UNKNOWN = "nothing"  # in place of each key one that belongs to nobody: what is hidden must look like that
THROUGH_THE_GATE = ("sign-out/", "switch/<uuid:membership_id>/")  # these end or change the session, on a connection of their own


@dataclass(frozen=True, order=True)
class Door:
    """One line of the table."""

    pattern: str
    method: str
    of: str = ""

    def __str__(self) -> str:
        return f"{self.method} /{self.pattern}" + (f" of {self.of}" if self.of else "")


def patterns(resolver=None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the URLconf as it is written, with its pattern."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one, before + str(one.pattern))
        else:
            yield before + str(one.pattern), one


def doors() -> list[Door]:
    return [Door(address, method, of) for address, pattern in patterns() for method in methods(address) for of in tried(address)]


def methods(address: str) -> tuple[str, ...]:
    return (*METHODS, "PUT") if address.removeprefix(API) in CHANGED else METHODS


def tried(address: str) -> tuple[str, ...]:
    """In which stories an address is asked; without an argument in none."""
    names = arguments(address)
    return (*OBJECTS[names[0]], *MORE.get(address, ())) if names else ("",)


def arguments(address: str) -> list[str]:
    return re.findall(r"<(?:\w+:)?(\w+)>", address)


@cache
def verb(address: str) -> str | None:
    return next(pattern.callback.may for one, pattern in patterns() if one == address)


@cache
def alike(role: str) -> str:
    """Roles with the same rights are one role to every page that shows something of somebody: the first of them is asked."""
    return next(one for one in ROLES if ROLES[one] == ROLES[role])


@contextmanager
def house(*, asks: str = "many", watch: Callable[["Knocker", str], None] = lambda knocker, coming: None) -> Iterator["Knocker"]:
    """On a committed clone, for sign-out and switch go through the gate's own login."""
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    middleware = [one for one in settings.MIDDLEWARE if not one.startswith("whitenoise.")]
    with (patch("amana.ground.shell.paper.typst.compile", _laid_on_paper), _kept_log() as log, committed("routes"),
          override_settings(STORAGES=storages, ALLOWED_HOSTS=["testserver"], MIDDLEWARE=middleware)):
        made = House(lambda unfinished, coming: watch(Knocker(unfinished, asks=asks, log=log), coming))
        yield Knocker(made, asks=asks, log=log)


@contextmanager
def _kept_log() -> Iterator[list[str]]:
    """What the program would write to its log, at a level finer than any installation's."""
    lines: list[str] = []
    root, handler = logging.getLogger(), logging.Handler()
    handler.emit = lambda record: lines.append(handler.format(record))
    before, level = root.handlers, root.level
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    try:
        yield lines
    finally:
        root.handlers = before
        root.setLevel(level)


def _laid_on_paper(_source, *, sys_inputs, **_how) -> bytes:
    """What a paper would say, quicker than the paper and easier to read."""
    return b"%PDF " + sys_inputs["data"].encode()


class Knocker:
    """Asks at the doors of one house. The program's middleware is loaded once, and whatever a request does is undone."""

    def __init__(self, house: House, *, asks: str, log: list[str]):
        self.house, self.asks, self.log = house, asks, log
        self.requests, self.handler, self.answers = RequestFactory(), BaseHandler(), {}
        self.handler.load_middleware()

    def verdict(self, door: Door, who: str) -> int | None:
        """The status for this role (or nobody); None where it is not asked. What the frame alone decides is asked for once, not once an object."""
        first = tried(door.pattern)[0]
        if who == NOBODY:
            return self.answer(Door(door.pattern, door.method, first), NOBODY).status_code
        if (needs := verb(door.pattern)) and needs not in ROLES[who].verbs and not (self.asks == "all" or _asks_anyway(door, who)):
            return 403
        if self.asks != "all" and door.method == "GET" and door.of != first and self.answer(Door(door.pattern, "GET", first), _first_with(needs)).status_code == 405:
            return 405
        asked = self.asked(door, who)
        return self.answer(door, asked).status_code if asked else None

    def asked(self, door: Door, who: str) -> str | None:
        """In whose place; None: one other role is asked at this door. Every role asks for its own file, for the first pages of others' and for what has no key."""
        if self.asks == "all" or door.pattern in THROUGH_THE_GATE or verb(door.pattern) not in (None, *ROLES[who].verbs):
            return who
        if door.method == "GET" and (door.of in ("", "own") or door.pattern in MORE):
            return alike(who) if door.of else who
        let_in = [role for role in ROLES if alike(role) == role and verb(door.pattern) in (None, *ROLES[role].verbs)]
        return who if who == let_in[crc32(str(door).encode()) % len(let_in)] else None

    def answer(self, door: Door, who: str) -> HttpResponse:
        if (door, who) not in self.answers:
            self.answers[door, who] = self._ask(door, who)
        return self.answers[door, who]

    def _ask(self, door: Door, who: str) -> HttpResponse:
        member = None if who == NOBODY else self.house.member(who, door.of)
        if member and door.pattern in THROUGH_THE_GATE:
            member = replace(member, cookie=uuid4().hex)
            make.session(member, proved=True)
        return self.send(door.method, self.path(door, who), member, BODIES.get(door.pattern.removeprefix(API)) if door.pattern.startswith(API) and door.method != "GET" else None)

    def send(self, method: str, path: str, member: make.Member | None, data: dict | None = None, *, at: datetime | None = None) -> HttpResponse:
        """The program's answer, by Amana's clock at that time; whatever the request did is undone."""
        of_the_api = path.startswith(f"/{API}")
        if of_the_api:
            request = self.requests.generic(method, path, json.dumps(data) if data is not None else "", "application/json")
        else:
            request = self.requests.post(path, data) if data else self.requests.generic(method, path)
            request._dont_enforce_csrf_checks = True
        if member and not of_the_api:
            request.COOKIES[settings.SESSION_COOKIE_NAME] = member.cookie
        with transaction.atomic():
            if member and of_the_api:
                request.META |= _token(member)
            if at:
                connection.cursor().execute("UPDATE entry.shift SET ahead = %s - now()", [at])
            response = self.handler.get_response(request)
            transaction.set_rollback(True)
        return response

    def path(self, door: Door, who: str) -> str:
        keys = self.house.keys("caseworker" if who == NOBODY else who, door.of, door.pattern) if door.of not in ("", "unknown") else {}
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(keys.get(found[1], "no-such-token" if found[1] == "token" else NOTHING)), door.pattern)


def _token(member: make.Member) -> dict[str, str]:
    """The headers of a program that the member gave a token."""
    told = f"amana_{uuid4().hex}"
    make.session(replace(member, cookie=told), proved=True)
    return {"HTTP_AUTHORIZATION": f"Bearer {told}", "HTTP_IDEMPOTENCY_KEY": uuid4().hex, "HTTP_IF_MATCH": '"999"'}  # of no version: whoever may correct is shown how it stands


def _first_with(needs: str | None) -> str:
    return next(role for role in ROLES if needs is None or needs in ROLES[role].verbs)


def _asks_anyway(door: Door, who: str) -> bool:
    """The frame refuses before anything is looked up, GET and POST alike. Every address is asked by some role that lacks its verb, and every such role somewhere."""
    same = [address for address, _pattern in patterns() if verb(address) == verb(door.pattern)]
    refused = [role for role in ROLES if verb(door.pattern) not in ROLES[role].verbs]
    return door.method == "POST" and door.of == tried(door.pattern)[0] and (refused.index(who) - same.index(door.pattern)) % min(len(same), len(refused)) == 0


def written() -> dict[Door, dict[str, int]]:
    """The table as it stands: door → who → verdict."""
    table = {}
    for line in TABLE.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            door, verdicts = _read(line)
            table[door] = verdicts
    return table


def _read(line: str) -> tuple[Door, dict[str, int]]:
    head, _colon, rest = line.partition(" : ")
    method, address, *of = head.split()
    verdicts, others = {}, None
    for group in rest.split(","):
        status, *who = group.split()
        if who == [OTHERS]:
            others = int(status)
        else:
            verdicts |= dict.fromkeys(who, int(status))
    if others is not None:
        verdicts |= dict.fromkeys({NOBODY, *ROLES} - set(verdicts), others)
    return Door(address[1:], method, of[1] if of else ""), verdicts


def line(door: Door, verdicts: dict[str, int]) -> str:
    """One line: nobody first, then the smaller groups by name, the largest as `others`."""
    groups = defaultdict(list)
    for role in ROLES:
        groups[verdicts[role]].append(role)
    *named, largest = sorted(groups, key=lambda status: len(groups[status]))
    parts = [f"{verdicts[NOBODY]} {NOBODY}", *(f"{status} {' '.join(groups[status])}" for status in named), f"{largest} {OTHERS}"]
    return f"{door} : {', '.join(parts)}"


HEADING = """\
# Who gets which answer at which address, and of whose objects (the stories of house.py: own = she holds the file herself, team = a colleague of her
# team, other-team = another team of her organisation, elsewhere = another organisation; waiting, accepted, named = a referral to her desk before it is
# answered, then accepted by the desk, then with her as the named worker). Read by test_routes.py; written anew by `python -m tests.proof.write routes`.
# A new address without a line, or a line without an address, fails the build. Empty forms are sent by POST.
"""


def write(address: str = "") -> None:
    """The whole table; with an address (`api/*`: several) its lines and those of new ones alone, and the others stand as they are written."""
    before = written() if address else {}
    with house(asks="all") as knocker:
        lines = [line(door, before[door] if door in before and not fnmatchcase(door.pattern, address) else {who: knocker.verdict(door, who) for who in (NOBODY, *ROLES)})
                 for door in doors()]
    TABLE.write_text(HEADING + "\n".join(lines) + "\n")
