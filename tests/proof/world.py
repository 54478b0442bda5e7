"""Every combination of the inputs, stored once in one transaction as the migrating login. Nothing here decides who may see it.

To extend: a new fact is a field of `oracle.Record` and a dimension in `records()`; a new table gets its rows in `Builder` and attempts in `attempts()`.
"""
import itertools
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

import psycopg
from django.apps import apps

from tests.proof.oracle import BIT, ODD, ROLES, TABLES, Actor, Personal, Record, Row, Team

# Amana's clock is not the server's: whoever asks the wrong one is noticed. Late in the evening by UTC, when in Cairo the next day has begun.
AHEAD = "date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + interval '3 days 22 hours 30 minutes' - now()"
# since = clock minus this. At 90 days and at a year exactly one circle ends and the next begins.
AGES = {"instant": timedelta(0), "fresh": timedelta(days=40), "eve": timedelta(days=89), "90": timedelta(days=90), "lapsed": timedelta(days=200),
        "year": timedelta(days=365), "erased": timedelta(days=400), "coming": timedelta(days=-1)}


SECTIONS_OF_A_RECORD = ("registry_identity", "registry_contact", "registry_phone", "registry_document", "registry_journey", "registry_social")


def key(*name: object) -> UUID:
    """The same name, the same key."""
    return uuid5(NAMESPACE_URL, "/".join(str(part) for part in name))


@dataclass(frozen=True)
class Attempt:
    """One INSERT to be tried by every actor: the row as the rule sees it, and its columns."""

    row: Row
    columns: dict
    only_bare: bool = False  # tried while the section tables are empty


@dataclass
class World:
    """What is stored, as the oracle may know it."""

    now: datetime
    actors: list[Actor] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    attempts: dict[str, list[Attempt]] = field(default_factory=dict)
    numbers: dict[UUID, str] = field(default_factory=dict)  # of the records, as the database drew them

    def combinations(self) -> int:
        return len(self.actors) * len(self.records)


ORGANISATIONS = {"A": "NGO", "B": "NGO", "C": "NGO", "P": "LawEnforcement", "N": "NGO"}  # C is not active, P is the police, N has nobody yet
TEAMS = {"A-police": "A", "B-police": "B", "A1": "A", "A2": "A", "A-desk": "A", "A-shut": "A", "B1": "B", "B2": "B", "C1": "C", "P-desk": "P", "N-desk": "N"}
STAFF = ("me", "you", "both", "loner", "third", "gone", "late", "police", "asleep", "odd")
ORGANISATION = {name: key("organisation", name) for name in ORGANISATIONS}
PERSON = {name: key("staff", name) for name in STAFF}
FACTORS = {"third": "app", "me": "passkey", "late": "app"}  # who has set up a second factor


def teams() -> dict[str, Team]:
    return {name: Team(key("team", name), ORGANISATION[of], is_desk=name.endswith("desk") or name == "B1", is_active=name != "A-shut") for name, of in TEAMS.items()}


def actors(now: datetime) -> list[Actor]:
    """Every role in the teams of the records' holders, in another organisation, and out of force in every way."""
    made, team = [], teams()

    def add(name: str, staff: str, organisation: str, in_teams: str, roles=ROLES, **more) -> None:
        for role in roles:
            label = f"{name} {role}"
            if role == "police_focal_point" and organisation in "AB":  # "a police desk is a team of focal points only"
                teams_of_role = f"{organisation}-police"
            else:
                teams_of_role = in_teams
            made.append(Actor(label, key("membership", label), PERSON[staff], ORGANISATION[organisation], role,
                              frozenset(team[one].key for one in teams_of_role.split()), **more))

    add("me", "me", "A", "A1")
    add("me elsewhere", "me", "B", "B1")
    add("you", "you", "A", "A2", ("reception", "caseworker", "protection_officer", "supervisor", "clinical_supervisor", "desk_officer", "case_manager", "police_focal_point", "programme_officer", "finance_officer"))
    add("both", "both", "A", "A1 A2", ("reception", "supervisor", "clinical_supervisor", "desk_officer", "caseworker", "finance_officer"))
    add("desk", "loner", "A", "A-desk", ("desk_officer", "supervisor", "reception"))
    add("odd", "odd", "A", "A1 A-desk", ODD)
    add("loner", "loner", "A", "", ("caseworker", "clinical_supervisor", "case_manager", "organisation_administrator"))
    add("police", "police", "P", "P-desk", ("police_focal_point", "organisation_administrator"))
    hour = timedelta(hours=1)
    # Ended a day ago on Amana's clock, which is tomorrow by the server's.
    add("suspended", "gone", "A", "A1", suspended_at=now - hour)
    add("ended", "late", "A", "A1", ended_at=now - timedelta(days=1))
    some = ("supervisor", "case_manager", "organisation_administrator")
    add("ends now", "gone", "B", "B1", some, ended_at=now)
    # No administrator: one whose own end is dated cannot be, for an end is never dated ahead by the program.
    add("ends later", "late", "A", "A1", some[:2], ended_at=now + hour)
    add("starts now", "both", "B", "B1", some, starts_at=now)
    add("starts later", "third", "B", "B1", some, starts_at=now + hour)
    add("dormant", "asleep", "A", "A1", some, staff_is_active=False)
    add("shut", "me", "C", "C1", some, organisation_is_active=False)
    roles = {"ended": "supervisor", "expired": "case_manager", "idle": "organisation_administrator", "none": "reception", "unproved": "clinical_supervisor"}
    for session in roles:
        add(f"session {session}", "third", "A", "A1", (roles[session],), session=session)
    return made


def records(now: datetime) -> dict[str, Record]:
    """organisation × holder's team × holder × age × protected."""
    made = {}
    holders = {"A": (("A1", "A2", "A-desk", None), ("me", "you", "third", None)), "B": (("B1", "B2", None), ("me", "third", None)),
               "C": (("C1",), ("me",)), "P": (("P-desk",), ("police", None))}
    team = teams()
    for of, (in_teams, by) in holders.items():
        for in_team, staff, age, is_protected in itertools.product(in_teams, by, AGES, (False, True)):
            name = f"{of} {in_team} {staff} {age}{' protected' if is_protected else ''}"
            made[name] = Record(key("record", name), ORGANISATION[of], team[in_team].key if in_team else None, PERSON[staff] if staff else None,
                                now - AGES[age], is_protected)
    return made


def model_of(table: str):
    return next(model for model in apps.get_models(include_auto_created=True) if model._meta.db_table == table)


def columns(table: str, **values) -> dict:
    """A whole row: the model's defaults under the values given."""
    fields = model_of(table)._meta.concrete_fields
    return {one.attname: one.get_default() for one in fields} | values


class Builder:
    """Writes the world as the migrating login; every statement is plain SQL, and the triggers run."""

    def __init__(self, connection: psycopg.Connection):
        self.connection = connection

    def run(self, sql: str, *values):
        return self.connection.execute(sql, values or None)

    def insert(self, table: str, rows: list[dict]) -> None:
        names = ", ".join(f'"{name}"' for name in rows[0])
        self.connection.execute(  # one statement a table, as triggers for statements are meant
            f"INSERT INTO {table} ({names}) SELECT {names} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)", [as_json(rows)])

    def insert_past(self, table: str, rows: list[dict]) -> None:
        """With stamps and checks off: a fact of the past, whoever recorded it."""
        triggers = [name for (name,) in self.run(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgname !~ '^c_settle'", table).fetchall()]
        self._switch(table, triggers, "DISABLE")
        self.insert(table, rows)
        self._switch(table, triggers, "ENABLE")

    def _switch(self, table: str, triggers: list[str], how: str) -> None:
        self.run("SET ROLE amana_owner")
        for name in triggers:
            self.run(f"ALTER TABLE {table} {how} TRIGGER {name}")
        self.run("SET ROLE amana_migrate")

    def build(self) -> World:
        from tests.proof import arrivals, assistance, cases, elsewhere, exceptional, lists, referrals, webhooks
        self.run("SET ROLE amana_migrate")
        self.run(f"UPDATE entry.shift SET ahead = {AHEAD}")
        world = World(now=self.run("SELECT entry.clock()").fetchone()[0])
        self.run("SET CONSTRAINTS ALL IMMEDIATE")
        world.teams, world.actors, world.records = teams(), actors(world.now), records(world.now) | cases.case_records(world.now) | arrivals.arrival_records(world.now)
        world.records |= referrals.referral_records(world.now, world.records) | exceptional.exceptional_records(world.now) | assistance.help_records(world.now)
        self._administration(world)
        self._sessions(world)
        self._factors()
        self._sessions_that_are_none(world)
        lists.store(self, world)
        webhooks.store(self, world)
        self._registry(world)
        made = [*attempts(world), *cases.attempts(world), *referrals.attempts(world), *arrivals.attempts(world), *exceptional.attempts(world), *elsewhere.attempts(world), *lists.attempts(world), *webhooks.attempts(world), *assistance.attempts(world)]
        world.attempts = {table: [one for one in made if one.row.table == table] for table in TABLES}
        for table in ("ring.circle", *TABLES):
            self.run(f"ANALYZE {table}")
        return world

    def _administration(self, world: World) -> None:
        self.insert("organisations_organisation", [columns(
            "organisations_organisation", id=ORGANISATION[name], code=f"PROOF-{name}", name_ar="جهة", name_en=name, kind=kind, is_active=name != "C")
            for name, kind in ORGANISATIONS.items()])
        self.insert("organisations_team", [columns(
            "organisations_team", id=one.key, organisation_id=one.organisation, code=name, name_ar="فريق", name_en=name, is_desk=one.is_desk,
            is_active=one.is_active) for name, one in world.teams.items()])
        self.insert("access_staff", [columns(
            "access_staff", id=PERSON[name], email=f"{name}@proof.example", name=name, is_active=name != "asleep") for name in STAFF])
        self.insert("access_role", [columns("access_role", code=code, finds=one.finds, reach=one.reach, reads=one.reads, writes=one.writes, verbs=sorted(one.verbs), idle_minutes=60)
                                    for code, one in ODD.items()])
        self.insert_past("access_membership", [columns(
            "access_membership", id=one.key, staff_id=one.staff, organisation_id=one.organisation, role_id=one.role,
            teams=sorted(one.teams), starts_at=one.starts_at, suspended_at=one.suspended_at, ended_at=one.ended_at) for one in world.actors])
        services = [{"id": key("service", of), "organisation": ORGANISATION[of], "desk": world.teams[desk].key, "of": of} for of, desk in (("A", "A-desk"), ("B", "B1"), ("P", "P-desk"), ("N", "N-desk"))]
        self.insert_past("directory_service", [columns("directory_service", id=one["id"], **_service(one["of"], next(t for t in world.teams.values() if t.key == one["desk"]))) for one in services])
        world.rows["directory_service"] = [Row("directory_service", str(one["id"]), facts=one) for one in services]
        self._holidays(world)
        rows = [{"id": key("interpreter", of), "organisation": ORGANISATION[of]} for of in ("A", "B", "P")]
        self.insert("interpreting_interpreter", [columns("interpreting_interpreter", id=one["id"], organisation_id=one["organisation"], name="x", languages=["tir"], sex="male") for one in rows])
        world.rows["interpreting_interpreter"] = [Row("interpreting_interpreter", str(one["id"]), facts=one) for one in rows]
        self._care_groups(world)
        self._eligibility_rules(world)
        self._agreements(world)
        self._invitations(world)
        colleagues = {person: {one.organisation for one in world.actors if one.staff == person} for person in PERSON.values()}
        world.rows |= {
            "organisations_organisation": [Row("organisations_organisation", str(one), facts={"organisation": one}) for one in ORGANISATION.values()],
            "organisations_team": [Row("organisations_team", str(one.key), facts={"organisation": one.organisation, "is_desk": one.is_desk})
                                   for one in world.teams.values()],
            "access_role": [Row("access_role", role) for role in (*ROLES, *ODD)],
            "assessments_instrument": [Row("assessments_instrument", name) for name, in self.run("SELECT name FROM assessments_instrument").fetchall()],
            "access_staff": [Row("access_staff", str(one), facts={"staff": one, "is_colleague_of": colleagues[one]}) for one in PERSON.values()],
            "access_membership": [Row("access_membership", str(one.key), facts={"organisation": one.organisation, "staff": one.staff, "role": one.role})
                                  for one in world.actors],
        }

    def _care_groups(self, world) -> None:
        """Two of A, of two leaders, and two of B; each has met."""
        led = {"A": "me", "roomy A": "you", "B": "third", "roomy B": "third"}
        groups = [columns("psychosocial_group", id=key("care group", of), organisation_id=ORGANISATION[of[-1]], name="x", kind="support", leader_id=PERSON[leader], language="ara", meetings_planned=6,
                          members_at_most=15) for of, leader in led.items()]
        self.insert_past("psychosocial_group", groups)
        self.insert_past("psychosocial_meeting", [columns("psychosocial_meeting", id=key("care meeting", of), group_id=key("care group", of), number=1, held_on=world.now.date(), topic="x")
                                                  for of in led])
        for table, what in (("psychosocial_group", "care group"), ("psychosocial_meeting", "care meeting")):
            world.rows[table] = [Row(table, str(key(what, of)), facts={"organisation": ORGANISATION[of[-1]], "leader": PERSON[leader]}) for of, leader in led.items()]

    def _eligibility_rules(self, world) -> None:
        """One that was published, one that is a draft."""
        made = {"made_by": key("membership", "me platform_administrator"), "made_at": world.now}
        drafts = [columns("entitlements_ruledraft", id=key("rule", name), programme="takaful", version=f"of {name}", text="x", why="x", **made) for name in ("published", "draft")]
        self.insert_past("entitlements_ruledraft", drafts)
        self.insert_past("entitlements_publication", [columns(
            "entitlements_publication", rule_id=key("rule", "published"), programme="takaful", version="of published", valid_from=world.now.date(), confirmed="x", **made)])
        world.rows["entitlements_ruledraft"] = [Row("entitlements_ruledraft", str(key("rule", name)), facts={"published": name == "published"}) for name in ("published", "draft")]
        world.rows["entitlements_publication"] = [Row("entitlements_publication", str(key("rule", "published")))]

    def _holidays(self, world: World) -> None:
        """Those that come with the program, and two of the platform: one stands, one was withdrawn."""
        facts = {"name_ar": "عطلة", "name_en": "x", "mark": "official", "source": "x", "made_by": key("membership", "me platform_administrator"), "made_at": world.now}
        for name, day, more in (("stands", "2031-01-02", {}), ("moved", "2031-01-03", {}), ("withdrawn", "2031-01-03", {"replaces_id": key("holiday", "moved"), "is_withdrawn": True})):
            self.insert_past("holidays_holiday", [columns("holidays_holiday", **facts | {"id": key("holiday", name), "day": day} | more)])
        world.rows["holidays_holiday"] = [Row("holidays_holiday", str(one)) for one, in self.run("SELECT id FROM holidays_holiday").fetchall()]

    def _agreements(self, world: World) -> None:
        from tests.proof import referrals
        made = agreements() + [{
            "from": one.giver, "to": one.receiver, "state": one.state, "recorded_by": None, "recorded_by_organisation": one.giver, "sides": {one.giver, one.receiver}, "id": one.key,
            "purposes": list(one.purposes), "sections": one.sections, "starts_on": one.starts_on, "ends_on": one.ends_on} for one in referrals.agreements(world.now).values()]
        self.insert_past("organisations_agreement", [columns(
            "organisations_agreement", id=one["id"], from_organisation_id=one["from"], to_organisation_id=one["to"], purposes=one.get("purposes", ["sharing"]),
            state=one["state"], recorded_by=one["recorded_by"], recorded_for_id=one["recorded_by_organisation"], sections=one.get("sections", 1023),
            starts_on=one.get("starts_on", "2020-01-01"), ends_on=one.get("ends_on", "2099-01-01")) for one in made])
        steps = [columns("organisations_agreementstep", id=key("agreement step", one["id"]), agreement_id=one["id"], step="end") for one in made]
        self.insert_past("organisations_agreementstep", steps)
        world.rows["organisations_agreement"] = [Row("organisations_agreement", str(one["id"]), facts=one) for one in made]
        world.rows["organisations_agreementstep"] = [
            Row("organisations_agreementstep", str(step["id"]), facts=one) for step, one in zip(steps, made, strict=True)]

    def _invitations(self, world: World) -> None:
        made = [{"id": key("invitation", of, by), "organisation": ORGANISATION[of], "made_by": key("membership", by)}
                for of, by in (("A", "me organisation_administrator"), ("A", "me platform_administrator"), ("B", "me elsewhere organisation_administrator"),
                               ("B", "me platform_administrator"), ("P", "me caseworker"))]
        self.insert_past("access_invitation", [columns(
            "access_invitation", id=one["id"], organisation_id=one["organisation"], email="new@proof.example", name="new", role_id="caseworker", made_by=one["made_by"],
            expires_at=self.run("SELECT now() + interval '1 day'").fetchone()[0]) for one in made])
        world.rows["access_invitation"] = [Row("access_invitation", str(one["id"]), facts=one) for one in made]

    def _sessions(self, world: World) -> None:
        world.cookies = {one.name: secrets.token_urlsafe() for one in world.actors}
        for one in world.actors:
            if one.session == "none":
                continue
            self.run("INSERT INTO keys.session (cookie_hash, staff, membership, expires_at, seen_at, idle, ended_at, proved_at)"
                     " VALUES (sha256(convert_to(%s, 'UTF8')), %s, %s, now() + %s, now() - %s, interval '1 hour', CASE WHEN %s THEN now() END, CASE WHEN %s THEN now() END)",
                     world.cookies[one.name], one.staff, one.key, timedelta(hours=0 if one.session == "expired" else 9),
                     timedelta(hours=1 if one.session == "idle" else 0), one.session == "ended",
                     one.session != "unproved" and one.staff in {PERSON[who] for who in FACTORS})

            self.run("INSERT INTO keys.session (cookie_hash, staff, membership, expires_at, idle, token, token_name, token_prefix, proved_at)"
                     " VALUES (sha256(convert_to(%s, 'UTF8')), %s, %s, now() + interval '1 day', interval '1 day', %s, 'cron', 'amana_', now())",
                     f"amana_{world.cookies[one.name]}", one.staff, one.key, key("token", one.key))

    def _sessions_that_are_none(self, world: World) -> None:
        """Of somebody who acts: one for each reason for which a session is not where she is signed in."""
        me = next(one for one in world.actors if one.name == "me caseworker")
        for reason in ("ended", "expired", "idle", "unproved", "job"):
            self.run("INSERT INTO keys.session (cookie_hash, staff, membership, expires_at, seen_at, idle, ended_at, proved_at, job_verbs)"
                     " VALUES (%s, %s, %s, now() + %s, now() - %s, interval '1 hour', CASE WHEN %s THEN now() END, CASE WHEN %s THEN now() END, CASE WHEN %s THEN '{note}'::text[] END)",
                     reason.encode(), me.staff, me.key, timedelta(hours=0 if reason == "expired" else 9), timedelta(hours=1 if reason == "idle" else 0),
                     reason == "ended", reason != "unproved", reason == "job")

    def _factors(self) -> None:
        for who, kind in FACTORS.items():
            self.run("INSERT INTO keys.factor (id, staff, kind, name, verifier, credential, mark) VALUES (%s, %s, %s, 'x', 'x', CASE WHEN %s THEN 'x'::bytea END, 1)",
                     key("factor", who), PERSON[who], kind, kind == "passkey")
            self.run("INSERT INTO keys.printed_code (staff, hash) VALUES (%s, 'a'), (%s, 'b')", PERSON[who], PERSON[who])

    def _registry(self, world: World) -> None:
        from tests.proof import arrivals, assistance, cases, elsewhere, exceptional, referrals
        every = list(world.records.values())
        self.insert("registry_person", [columns("registry_person", id=one.key, number="", organisation_id=one.organisation) for one in every])
        self.run("UPDATE registry_holding h SET team_id = x.team_id, staff_id = x.staff_id, since = x.since, is_protected = x.is_protected,"
                 " first_case_at = x.first_case_at, state = x.state"
                 " FROM jsonb_populate_recordset(NULL::registry_holding, %s::jsonb) x WHERE x.person_id = h.person_id",
                 as_json([{"person_id": one.key, "team_id": one.team, "staff_id": one.staff, "since": one.since, "is_protected": one.is_protected,
                          "first_case_at": one.first_case_at, "state": one.state} for one in every]))
        self.insert_past("registry_personstep", [columns("registry_personstep", id=key("step", one.key), person_id=one.key, step="pass_on") for one in every])
        self.insert("registry_identity", [_identity(one) for one in every])
        self.insert("registry_contact", [columns("registry_contact", person_id=one.key, address="حي") for one in every])
        self.insert("registry_phone", [_phone(one) for one in every])
        self.insert("registry_document", [columns("registry_document", id=key("document", one.key), person_id=one.key, kind="passport") for one in every])
        self.insert("registry_journey", [columns("registry_journey", person_id=one.key) for one in every])
        self.insert("registry_social", [columns("registry_social", person_id=one.key) for one in every])
        for table, more in OF_THE_ARRIVAL.items():
            self.insert_past(table, [columns(table, id=key(table, one.key), person_id=one.key, **more | ({"returned_on": world.now.date()} if table == "reintegration_return" else {})) for one in every])
        for table in SECTIONS_OF_A_RECORD:
            self.run(f"UPDATE {table} SET version = 1")  # the former row goes to the twin
        clashes = list(itertools.pairwise(one for age in (" fresh", " lapsed") for name, one in world.records.items() if name.endswith(age)))
        self.insert("registry_clash", [columns("registry_clash", id=key("clash", one.key), person_id=one.key, other_id=other.key, found_at=world.now) for one, other in clashes])
        for part in (cases, referrals, arrivals, exceptional, elsewhere, assistance):
            part.store(self, world)
        for table, entry in TABLES.items():
            if isinstance(entry, Personal) and table not in world.rows:
                world.rows[table] = self._read_back(world, table)
        referrals.tell_facts(self, world)
        cases.tell_facts(self, world)
        others = {str(key("clash", one.key)): other for one, other in clashes}
        for row in world.rows["registry_clash"]:
            row.facts["other"] = others[row.key]

    def _read_back(self, world: World, table: str) -> list[Row]:
        by_key = {one.key: one for one in world.records.values()}
        names = {one.attname for one in model_of(table)._meta.concrete_fields}
        person = "id" if table == "registry_person" else "person_id"
        case = "id" if table == "cases_case" else "case_id" if "case_id" in names else "NULL::uuid"
        section = "section" if TABLES[table].section is None else "NULL::integer"
        found = self.run(f"SELECT {TABLES[table].key}::text, {person}, {case}, {section} FROM {table}").fetchall()
        return [Row(table, row_key, by_key[of], of_case, part) for row_key, of, of_case, part in found]


# What is written on the day of arrival, beside its days.
OF_THE_ARRIVAL = {
    "reintegration_return": {"mode": "forced", "ordered": "yes", "company": "authorities", "country": "LBY"},
    "reintegration_check": {"item": "food", "state": "done"}, "reintegration_onward": {"state": "planned"}}


def _identity(one: Record) -> dict:
    return columns("registry_identity", person_id=one.key, given_ar="سلمى", keys=[f"w:{one.key}"])


def _phone(one: Record) -> dict:
    return columns("registry_phone", id=key("phone", one.key), person_id=one.key, typed="01005550142", e164="+201005550142")


def _service(of: str, desk: Team) -> dict:
    return {"organisation_id": ORGANISATION[of], "desk_id": desk.key, "kind": "x", "name_ar": "خدمة", "name_en": "x"}


def agreements() -> list[dict]:
    """Every state, recorded by either side, in both directions, and one that A has no part in."""
    admin = {"A": "me organisation_administrator", "B": "me elsewhere organisation_administrator"}
    made = []
    for (of, to), by, state in itertools.product((("A", "B"), ("B", "A")), "AB", ("recorded", "confirmed", "declined", "ended")):
        made.append({"from": ORGANISATION[of], "to": ORGANISATION[to], "state": state, "recorded_by": key("membership", admin[by]),
                     "recorded_by_organisation": ORGANISATION[by], "sides": {ORGANISATION[of], ORGANISATION[to]}, "id": key("agreement", of, to, by, state)})
    made.append({"from": ORGANISATION["B"], "to": ORGANISATION["P"], "state": "recorded", "recorded_by": key("membership", admin["B"]),
                 "recorded_by_organisation": ORGANISATION["B"], "sides": {ORGANISATION["B"], ORGANISATION["P"]}, "id": key("agreement", "B", "P")})
    return made


# What every actor tries to insert -------------------------------------------------------------------------------------------------------------------
def attempts(world: World) -> list[Attempt]:
    return [*_registry_attempts(world), *_administration_attempts(world), *_never(world)]


def _tried(world: World) -> list[Record]:
    """Records on which inserts are tried: every combination of the own organisation but the edges of time, and near misses of the others."""
    chosen = []
    for name, one in world.records.items():
        if name.startswith(("case", "member", "legal", "referral", "expected", "received", "undone", "imported", "exceptional")):
            continue
        of, in_team, staff, age, *protected = name.split()
        mine = (in_team, staff) == ("A1", "me")
        if age in (("instant", "fresh", "lapsed", "erased") if in_team in ("A1", "B1") else ("fresh", "lapsed")) and (mine or not protected):
            if (of == "A" and in_team != "A-desk" and staff != "you") or (in_team, staff) in (("B1", "me"), ("B2", "third"), ("A-desk", "me"), ("A2", "you")):
                chosen.append(one)
    return chosen


def _registry_attempts(world: World):
    from tests.proof import arrivals
    team = world.teams
    for organisation in ("A", "B"):
        yield Attempt(Row("registry_person", organisation), columns("registry_person", id=key("new", organisation), number="", organisation_id=ORGANISATION[organisation]))
    for one, step in itertools.product([*arrivals.tried(world), world.records["A A1 me fresh"], world.records["A A1 me lapsed"]], ("receive", "undo_import")):
        yield step_attempt(one, step, None)
    for one in arrivals.tried(world):
        yield step_attempt(one, "register", None)
    for one in [*_tried(world), *arrivals.tried(world)]:
        yield Attempt(Row("registry_identity", str(one.key), one), _identity(one) | {"keys": []}, only_bare=True)
        yield Attempt(Row("registry_contact", str(one.key), one), columns("registry_contact", person_id=one.key), only_bare=True)
        yield Attempt(Row("registry_phone", str(one.key), one), _phone(one) | {"e164": ""}, only_bare=True)
        yield Attempt(Row("registry_document", str(one.key), one), columns("registry_document", id=key("new document"), person_id=one.key, kind="passport"), only_bare=True)
        yield Attempt(Row("registry_journey", str(one.key), one), columns("registry_journey", person_id=one.key), only_bare=True)
        yield Attempt(Row("registry_social", str(one.key), one), columns("registry_social", person_id=one.key), only_bare=True)
        for table, more in OF_THE_ARRIVAL.items():
            days = {"returned_on": world.now.date() - timedelta(days=1)} if table == "reintegration_return" else {}
            yield Attempt(Row(table, str(one.key), one), columns(table, id=key("new", table), person_id=one.key, **more | days))
        target = team["A2" if one.organisation == ORGANISATION["A"] else "B2"]
        yield step_attempt(one, "reopen", None)
        yield step_attempt(one, "protect", None)
        yield step_attempt(one, "pass_on", target)
        yield step_attempt(one, "register", team["A1" if one.organisation == ORGANISATION["A"] else "B1"])
    near = world.records["A A1 me fresh"], world.records["A A1 me instant"]
    for one, step, name in itertools.product(near, ("pass_on", "register"), ("B1", "A-shut", "A2", "A1", None)):
        yield step_attempt(one, step, team[name] if name else None)
    for one, (name, worker) in itertools.product(near, (("A1", "me"), ("A2", "you"), ("A2", "me"), ("B1", "me"), ("A1", "gone"), ("A1", "late"))):
        yield step_attempt(one, "pass_on", team[name], worker)


# Who works in which team of A, in force: what `worker_is_of_the_team` asks.
IN_TEAM = {("A1", "me"), ("A2", "you"), ("A1", "both"), ("A2", "both"), ("A1", "late")}


def step_attempt(one: Record, step: str, team: Team | None, worker: str | None = None) -> Attempt:
    name = next((name for name, known in teams().items() if known == team), None)
    facts = {"step": step, "team": team, "worker_is_of_the_team": worker is None or (name, worker) in IN_TEAM}
    return Attempt(Row("registry_personstep", f"{step} {one.key} {name} {worker}", one, facts=facts), columns(
        "registry_personstep", id=key(step, one.key, name, worker), person_id=one.key, step=step, team_id=team.key if team else None,
        staff_id=PERSON[worker] if worker else None))


def _administration_attempts(world: World):
    team = world.teams
    yield Attempt(Row("organisations_organisation", "new"), columns(
        "organisations_organisation", id=key("new organisation"), code="PROOF-NEW", name_ar="جهة", name_en="new", kind="NGO"))
    for name in ("A", "B"):
        yield Attempt(Row("organisations_team", f"new of {name}", facts={"organisation": ORGANISATION[name]}), columns(
            "organisations_team", id=key("new team"), organisation_id=ORGANISATION[name], code="NEW", name_ar="فريق", name_en="new"))
    for of, desk in (("A", "A-desk"), ("A", "A1"), ("A", "P-desk"), ("B", "B1")):
        facts = {"organisation": ORGANISATION[of], "desk_is_its_own": (of, desk) in (("A", "A-desk"), ("B", "B1"))}
        yield Attempt(Row("directory_service", f"{of} {desk}", facts=facts), columns("directory_service", id=key("new service"), **_service(of, team[desk])))
    for of in "AB":
        yield Attempt(Row("interpreting_interpreter", f"new of {of}", facts={"organisation": ORGANISATION[of]}), columns(
            "interpreting_interpreter", id=key("new interpreter"), organisation_id=ORGANISATION[of], name="x", languages=["tir"], sex="male"))
    for of, leader in (("A", "me"), ("roomy A", "you"), ("B", "third")):
        facts = {"organisation": ORGANISATION[of[-1]], "leader": PERSON[leader]}
        yield Attempt(Row("psychosocial_meeting", f"new of {of}", facts=facts), columns(
            "psychosocial_meeting", id=key("new meeting"), group_id=key("care group", of), held_on=world.now.date() - timedelta(days=1), topic="x"))
    for of in "AB":
        yield Attempt(Row("psychosocial_group", f"new of {of}", facts={"organisation": ORGANISATION[of]}), columns(
            "psychosocial_group", id=key("new group"), organisation_id=ORGANISATION[of], name="x", kind="support", language="ara", meetings_planned=6, members_at_most=8))
    for replaced in (None, "draft"):
        yield Attempt(Row("entitlements_ruledraft", f"new for {replaced}"), columns(
            "entitlements_ruledraft", id=key("new rule"), programme="takaful", version="9", text="x", why="x", replaces_id=replaced and key("rule", replaced)))
    yield Attempt(Row("entitlements_publication", "of the draft"), columns("entitlements_publication", rule_id=key("rule", "draft"), valid_from=world.now.date() + timedelta(days=2), confirmed="x"))
    for replaced in (None, "stands"):
        yield Attempt(Row("holidays_holiday", f"new for {replaced}"), columns(
            "holidays_holiday", id=key("new holiday"), day="2031-01-04", name_ar="عطلة", name_en="x", mark="draft", source="x", replaces_id=replaced and key("holiday", replaced)))
    for (of, to), purposes in itertools.product((("A", "B"), ("B", "A"), ("B", "P"), ("A", "P")), (["sharing"], ["law_enforcement"], ["sharing", "law_enforcement"])):
        facts = {"sides": {ORGANISATION[of], ORGANISATION[to]}, "purposes_fit": purposes == (["law_enforcement"] if to == "P" else ["sharing"])}
        yield Attempt(Row("organisations_agreement", f"new {of} {to} {purposes}", facts=facts), columns(
            "organisations_agreement", id=key("new agreement"), from_organisation_id=ORGANISATION[of], to_organisation_id=ORGANISATION[to],
            purposes=purposes, sections=1, starts_on="2020-01-01", ends_on="2099-01-01", state="confirmed"))
    for one, step in itertools.product(agreements(), ("confirm", "decline", "end")):
        yield Attempt(Row("organisations_agreementstep", f"{step} {one['id']}", facts=one | {"step": step}), columns(
            "organisations_agreementstep", id=key("new step"), agreement_id=one["id"], step=step))
    colleagues = {person: {one.organisation for one in world.actors if one.staff == person} for person in PERSON.values()}
    for of, staff, role, in_team in itertools.product("AB", ("third", "police"), ("trainer", "platform_administrator"), ("A1", "B1", None)):
        teams_are_its_own = in_team is None or in_team[0] == of
        facts = {"organisation": ORGANISATION[of], "role": role, "staff": PERSON[staff], "teams_are_its_own": teams_are_its_own}
        in_teams = [team[in_team].key] if in_team else []
        yield Attempt(Row("access_membership", f"{staff} {role} of {of} in {in_team}", facts=facts | {"is_colleague_of": colleagues[PERSON[staff]]}), columns(
            "access_membership", id=key("new membership"), staff_id=PERSON[staff], organisation_id=ORGANISATION[of], role_id=role, teams=in_teams))
        if staff == "third":
            for invited in (role, "organisation_administrator"):
                yield Attempt(Row("access_invitation", f"{invited} of {of} in {in_team}", facts=facts | {"role": invited, "has_administrator": True}), columns(
                    "access_invitation", id=key("new invitation"), organisation_id=ORGANISATION[of], email="x@proof.example", name="x",
                    role_id=invited, teams=in_teams))


    for invited in ("organisation_administrator", "trainer"):
        facts = {"organisation": ORGANISATION["N"], "role": invited, "teams_are_its_own": True, "has_administrator": False}
        yield Attempt(Row("access_invitation", f"first {invited}", facts=facts), columns(
            "access_invitation", id=key("new invitation"), organisation_id=ORGANISATION["N"], email="x@proof.example", name="x", role_id=invited, teams=[]))


def _never(world: World):
    """Tables that no actor fills: one row each that would be right if anybody could."""
    one = world.records["A A1 me fresh"]
    yield Attempt(Row("registry_holding", "x", one), columns("registry_holding", person_id=key("x"), organisation_id=one.organisation, state="registered", since=world.now))
    for table in (f"{section}_past" for section in SECTIONS_OF_A_RECORD):
        keyed = {"id": key("x")} if model_of(table)._meta.pk.attname == "past_id" and any(f.attname == "id" for f in model_of(table)._meta.fields) else {}
        yield Attempt(Row(table, "x", one), columns(table, past_id=key("x"), person_id=one.key, replaced_at=world.now, **keyed))
    yield Attempt(Row("registry_clash", "x", one), columns("registry_clash", id=key("x"), person_id=one.key, other_id=one.key, found_at=world.now))
    yield Attempt(Row("registry_searchkey", "x", one, section=BIT["identity"]), columns(
        "registry_searchkey", id=key("x"), person_id=one.key, organisation_id=one.organisation, section=1, hash="\\x00"))
    for table, more in (("cases_goal_past", {"title": "x"}), ("cases_planaction_past", {"title": "x"}), ("cases_task_past", {"due_at": world.now})):
        yield Attempt(Row(table, "x", one), columns(table, past_id=key("x"), id=key("x"), person_id=one.key, replaced_at=world.now, **more))
    yield Attempt(Row("access_staff", "x"), columns("access_staff", id=key("x"), email="x@proof.example", name="x"))
    case = world.records["case open me"].cases[0]
    yield Attempt(Row("assessments_alarm", "x", world.records["case open me"], case.key), columns(
        "assessments_alarm", id=key("x"), case_id=case.key, assessment_id=key(case.key, "assessment", BIT["psychosocial"])))
    yield Attempt(Row("assessments_instrument", "x"), columns("assessments_instrument", name="x/1", section=1, alarming={}))
    yield Attempt(Row("access_role", "x"), columns("access_role", code="x", finds="none", reach="none", reads=0, writes=0, verbs=[], idle_minutes=1))


def as_json(value) -> str:
    return json.dumps(value, default=str)


