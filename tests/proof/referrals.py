"""The part of the world about referrals: every state and edge of time × ground, receiver, agreement and named worker."""
import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from tests.proof.oracle import ALL, BIT, CAIRO, LEFT_BY, REGISTRY, Agreement, Leave, Legal, Record, Referral, Row, bits
from tests.proof.world import ORGANISATION, PERSON, Attempt, World, columns, key, teams

DAYS, MINUTE = timedelta(days=1), timedelta(minutes=1)
DESKS = {"A": "A-desk", "B": "B1", "P": "P-desk", "N": "N-desk"}


def agreements(now: datetime) -> dict[str, Agreement]:
    """By name; the days are Cairo's, and by then the world's clock stands at a time that is the day before in UTC."""
    day = now.astimezone(CAIRO).date()

    def one(name: str, of: str, to: str, starts: int = -9, ends: int = 99, state: str = "confirmed", **more) -> Agreement:
        return Agreement(key("agreement", name), ORGANISATION[of], ORGANISATION[to], state, day + starts * DAYS, day + ends * DAYS, **more)

    return {"AB": one("AB", "A", "B"), "BA": one("BA", "B", "A"), "AP": one("AP", "A", "P", purposes=("law_enforcement",)),
            "from-today": one("from-today", "A", "B", 0, 1), "from-tomorrow": one("from-tomorrow", "A", "B", 1), "until-today": one("until-today", "A", "B", ends=0),
            "ended": one("ended", "A", "B", state="ended"), "recorded": one("recorded", "A", "B", state="recorded"),
            # N: each section has another reason why it may not, identity alone may
            "N identity": one("N identity", "A", "N", 0, 1, sections=BIT["identity"]), "N contact": one("N contact", "A", "N", 1, sections=BIT["contact"]),
            "N documents": one("N documents", "A", "N", purposes=("sharing",), sections=BIT["documents"]), "N social": one("N social", "A", "N", ends=0, sections=BIT["social"]),
            "N legal": one("N legal", "A", "N", state="recorded", sections=BIT["legal"]), "N journey": one("N journey", "A", "N", state="ended", sections=BIT["journey"])}


# Of a referral, from now: what differs from one sent an hour ago, for 3 days, on a consent for 90 days, to B's desk. `named`: (staff, team, days ago).
NAMED_B, NAMED_OTHER_TEAM, NAMED_ALONE = ("third", "B1", -1), ("me", "B2", -1), ("me", None, -1)
STATES = {
    "sent": {"court": (True,)}, "seen": {"state": "seen"}, "clarification": {"state": "clarification"}, "declined": {"state": "declined"}, "withdrawn": {"state": "withdrawn"},
    "expired": {"state": "expired", "expires": -DAYS}, "ended": {"state": "ended", "answered": -DAYS},
    "sent just now": {"made": 0 * DAYS}, "run out now": {"state": "seen", "expires": 0 * DAYS}, "run out": {"state": "seen", "expires": -MINUTE}, "runs out soon": {"state": "seen", "expires": MINUTE},
    "sent without consent": {"consent_ended": -DAYS}, "seen without consent": {"state": "seen", "consent_ended": -DAYS},
    "consent ends now": {"state": "seen", "consent_ends": 0 * DAYS}, "consent ends soon": {"state": "seen", "consent_ends": MINUTE},
    "sent by law": {"law": True}, "seen by law": {"state": "seen", "law": True},
    "law ended": {"state": "seen", "law": True, "consent_ended": -DAYS}, "law over": {"state": "seen", "law": True, "consent_ends": 0 * DAYS},
    "withdrawn from the case": {"life": "withdrawn", "owner": "me"}, "leave ran out": {"life": "ran-out", "state": "accepted", "answered": -DAYS, "named": NAMED_B},
    **{f"agreement {name}": {"state": "seen", "agreement": name} for name in ("from-today", "from-tomorrow", "until-today", "ended", "recorded")},
    "accepted": {"state": "accepted", "answered": -DAYS}, "accepted now": {"state": "accepted", "answered": 0 * DAYS},
    "accepted for third": {"state": "accepted", "answered": -DAYS, "named": NAMED_B}, "accepted for me": {"state": "accepted", "answered": -DAYS, "named": NAMED_ALONE},
    "accepted for another team": {"state": "accepted", "answered": -2 * DAYS, "named": NAMED_OTHER_TEAM}, "named now": {"state": "accepted", "answered": -DAYS, "named": ("me", "B1", 0)},
    "accepted of all": {"court": (True, False), "state": "accepted", "answered": -DAYS, "named": NAMED_B, "sections": ALL}, "accepted of all for me": {
        "state": "accepted", "answered": -DAYS, "named": NAMED_ALONE, "sections": ALL},
    "accepted without consent": {"state": "accepted", "answered": -DAYS, "named": NAMED_ALONE, "consent_ended": -MINUTE},
    "accepted, agreement over": {"state": "accepted", "answered": -DAYS, "named": NAMED_ALONE, "agreement": "until-today"},
    "accepted protected": {"state": "accepted", "answered": -DAYS, "named": NAMED_ALONE, "protected": True},
    "started": {"state": "started", "answered": -DAYS, "named": NAMED_ALONE}, "started at the desk": {"state": "started", "answered": -DAYS},
    "completed": {"state": "completed", "answered": -40 * DAYS, "completed": -29 * DAYS, "named": NAMED_B, "made": -50 * DAYS},
    "completed at the edge": {"state": "completed", "answered": -40 * DAYS, "completed": -30 * DAYS, "named": NAMED_B, "made": -50 * DAYS},
    "feedback": {"state": "feedback", "answered": -DAYS, "completed": -MINUTE, "named": NAMED_B}, "feedback in grace": {
        "life": "grace", "state": "feedback", "answered": -20 * DAYS, "completed": -15 * DAYS, "named": NAMED_B, "made": -25 * DAYS},
    "feedback in the tail": {"life": "tail", "state": "feedback", "answered": -55 * DAYS, "completed": -50 * DAYS, "named": NAMED_B, "made": -55 * DAYS},
    "seen beside another": {"state": "seen", "beside": True}, "accepted beside another": {"state": "accepted", "answered": -DAYS, "beside": True},
    "to the police": {"to": "P"}, "seen by the police": {"to": "P", "state": "seen"}, "by law to the police": {"to": "P", "law": True}, "accepted by the police": {
        "to": "P", "state": "accepted", "answered": -DAYS, "named": ("police", None, -1), "sections": ALL},
    "started by the police": {"to": "P", "state": "started", "answered": -DAYS},
    **{f"service {name}": {"section": name} for name in BIT},
    "clarification of mine": {"state": "clarification", "owner": "me"}, "of what a court sees": {"court": (True,), "section": "legal"},
    "by a coworker": {"coworker": bits("identity economic"), "section": "economic", "by": "you"}, "of my own, not read": {"owner": "me", "section": "health", "by": "me"},
    # from B to A, where most actors are: "me" is the caseworker of A1
    "B sent": {"of": "B"}, "B seen": {"of": "B", "state": "seen"}, "B accepted": {"of": "B", "state": "accepted", "answered": -DAYS}, "B accepted for me": {
        "of": "B", "state": "accepted", "answered": -DAYS, "named": ("me", "A1", -1), "sections": ALL},
    "B taken over": {"of": "B", "state": "started", "answered": -DAYS, "named": ("me", "A1", -1), "taken_over": "A A1 me fresh"},
    "B accepted for you": {"of": "B", "state": "accepted", "answered": -DAYS, "named": ("you", "A2", -1)},
    "B accepted for me without consent": {"of": "B", "state": "accepted", "answered": -DAYS, "named": ("me", "A1", -1), "consent_ended": -DAYS},
    # the head stands, what belongs to its sending is tried
    **{f"new {name}": {"new": True, "life": life, **more} for name, life, more in (
        ("open", "open", {"owner": "me"}), ("withdrawn", "withdrawn", {"owner": "me"}), ("not mine", "open", {}), ("ran-out", "ran-out", {"owner": "me"}), ("grace", "grace", {"owner": "me"}),
        ("coworker", "open", {"coworker": bits("identity economic")}), ("law", "open", {"owner": "me", "law": True}), ("late", "open", {"owner": "me", "late": True}),
        ("over", "open", {"owner": "me", "expires": -4 * DAYS}))},
    **{f"half {name}": {"new": True, "half": True, **more} for name, more in (
        ("mine", {"owner": "me", "sections": ALL}), ("few", {"owner": "me", "sections": bits("identity social")}), ("coworker", {"coworker": bits("identity economic"), "sections": ALL}),
        ("late", {"owner": "me", "late": True}), ("not mine", {}))},
}
HOLDERS = {"me": ("A1", "me"), "you": ("A2", "you")}


def referral_records(now: datetime, known: dict[str, Record]) -> dict[str, Record]:
    from tests.proof import cases
    made, covered = {}, agreements(now)
    for name, of in STATES.items():
        sender, to = of.get("of", "A"), of.get("to", "A" if of.get("of") == "B" else "B")
        name, team = f"referral {name}", teams()
        purpose, over = "law_enforcement" if to == "P" else "referral", of.get("consent_ended")
        times = dict(ends_at=now + of.get("consent_ends", 90 * DAYS), ended_at=now + over if over is not None else None)
        ground = Leave(key(name, "scope of the referral"), purpose=purpose, receiver=ORGANISATION[to], **times) if not of.get("law") else Legal(
            key(name, "legal"), ORGANISATION[sender], ORGANISATION[to], team[DESKS[to]].key, None, of.get("sections", ALL), now - 9 * DAYS, approved_at=now - 8 * DAYS,
            made_by=PERSON["you"], **times)
        coworkers = [cases.Held(key(name, "coworker"), team["A1"].key, PERSON["me"], now - 20 * DAYS, None, of["coworker"])] if "coworker" in of else ()
        holder = HOLDERS[of.get("owner", "you")] if sender == "A" else ("B1", "me")
        record = cases.record_with_case(now, name, of.get("life", "open"), holder, sender, coworkers=coworkers, is_protected=of.get("protected", False),
                                        legal=(*([ground] if of.get("law") else []), *(_court(now, name, with_case) for with_case in of.get("court", ()))))
        agreement = None if of.get("law") else covered[of.get("agreement", sender + to)]
        record = replace(record, leaves=(*record.leaves, ground) if not of.get("law") else record.leaves,
                         referrals=(_referral(now, name, of, record, to, ground, agreement, known),))
        made[name] = _with_another(now, name, of, record, covered, known) if of.get("beside") else record
    return made


def _with_another(now, name, of, record: Record, covered, known) -> Record:
    """The same case is with the police too: whoever moves one of the two does not move the other."""
    ground = Leave(key(name, "scope of the other"), now + 90 * DAYS, purpose="law_enforcement", receiver=ORGANISATION["P"])
    other = _referral(now, f"{name} other", of, record, "P", ground, covered["AP"], known)
    return replace(record, leaves=(*record.leaves, ground), referrals=(*record.referrals, other))


def _court(now, name, with_case: bool) -> Legal:
    """The case, or the record, is open to somebody else by law: who is no side of the referral."""
    return Legal(key(name, "court", with_case), ORGANISATION["A"], ORGANISATION["P"], teams()["P-desk"].key, None, ALL, now - 9 * DAYS, now + 90 * DAYS, key(name, "case") if with_case else None,
                 approved_at=now - 8 * DAYS, made_by=PERSON["you"])


def _referral(now, name, of, record, to, ground, agreement, known) -> Referral:
    team = teams()
    staff, in_team, ago = of.get("named", (None, None, None))
    sections = of.get("sections", REGISTRY)

    def at(which: str, default=None):
        return now + of[which] if which in of else default

    return Referral(
        key(name, "referral"), record.cases[0].key, ORGANISATION[to], team[DESKS[to]].key, BIT[of.get("section", "social")], sections, of.get("state", "sent"),
        at("made", now - 3 * DAYS), at("expires", now + 3 * DAYS), ground, agreement, PERSON[of.get("by", "third")], at("answered"), at("completed"),
        named_at=now + ago * DAYS if ago is not None else None, to_staff=PERSON[staff] if staff else None, to_team=team[in_team].key if in_team else None,
        parts=() if of.get("new") else (0, *(bit for bit in BIT.values() if bit & sections)), is_of_this_transaction=bool(of.get("new") and not of.get("late")),
        has_receiver=not of.get("new") or bool(of.get("half")), taken_over_by=known[of["taken_over"]].key if "taken_over" in of else None)


# Storing ---------------------------------------------------------------------------------------------------------------------------------------------
def store(builder, world: World) -> None:
    now, xid = world.now, builder.run("SELECT pg_current_xact_id()::text::bigint").fetchone()[0]
    rows: dict[str, list[dict]] = {}

    def add(table: str, **values) -> None:
        rows.setdefault(table, []).append(columns(table, **values))

    for record in world.records.values():
        for one in record.referrals:
            of = dict(referral_id=one.key, person_id=record.key, case_id=one.case)
            by_law = isinstance(one.ground, Legal)
            add("referral_referral", id=one.key, number=str(one.key)[:12], case_id=one.case, person_id=record.key, from_organisation_id=record.organisation, made_at=one.made_at,
                made_in=xid if one.is_of_this_transaction else xid - 1, state=one.state, urgency="routine", answer_by=one.expires_at, expires_at=one.expires_at,
                answered_at=one.answered_at, completed_at=one.completed_at)
            if one.has_receiver:
                add("referral_target", **of, made_by_staff=one.made_by, to_organisation_id=one.to_organisation, desk_id=one.desk, service_id=_service(world, one.to_organisation),
                    section=one.section, sections=one.sections, scope_id=None if by_law else one.ground.key, legal_basis_id=one.ground.key if by_law else None,
                    agreement_id=one.agreement.key if one.agreement else None, to_staff_id=one.to_staff, to_team_id=one.to_team, named_at=one.named_at)
            for part in one.parts:
                add("referral_packagepart", id=key(one.key, "part", part), **of, section=part, body={})
            add("referral_referralstep", id=key(one.key, "step"), **of, step="see", organisation_id=one.to_organisation, made_at=now)
            add("referral_message", id=key(one.key, "message"), **of, step="ask", body="x", organisation_id=one.to_organisation, made_at=now)
            if one.taken_over_by:
                add("referral_takeover", id=key(one.key, "takeover"), referral_id=one.key, person_id=one.taken_over_by, made_at=now)
    for facts in _drafts(world):
        add("referral_draft", id=facts["id"], case_id=facts["case"], person_id=facts["record"].key, staff_id=facts["staff"], organisation_id=facts["organisation"],
            made_at=facts["made_at"], content={})
    for table in ("referral_referral", "referral_target", "referral_packagepart", "referral_referralstep", "referral_message", "referral_takeover", "referral_draft"):
        builder.insert_past(table, rows[table])


def _service(world: World, organisation):
    return key("service", next(name for name, one in ORGANISATION.items() if one == organisation))


def _drafts(world: World) -> list[dict]:
    made = []
    ages = {"new": 0 * DAYS, "eve": 14 * DAYS - MINUTE, "over": 14 * DAYS}
    for (of, by, elsewhere), (age, ago) in itertools.product((("case open me", "me", "A"), ("case open you", "me", "A"), ("case open you", "you", "A"), ("case open me", "me", "B"),
                                                              ("case tail me", "me", "A"), ("case coworker economic", "me", "A"), ("case open B me", "me", "B")), ages.items()):
        record = world.records[of]
        made.append({"id": key("draft", of, by, elsewhere, age), "record": record, "case": record.cases[0].key, "staff": PERSON[by], "organisation": ORGANISATION[elsewhere],
                     "made_at": world.now - ago})
    return made


def tell_facts(builder, world: World) -> None:
    """What the rule asks of the rows that were read back."""
    by_key = {one.key: one for record in world.records.values() for one in record.referrals}
    for table in ("referral_referral", "referral_target", "referral_packagepart", "referral_referralstep", "referral_message"):
        column = {"referral_referral": "id"}.get(table, "referral_id")
        of = dict(builder.run(f"SELECT {'referral_id' if table == 'referral_target' else 'id'}::text, {column} FROM {table}").fetchall())
        for row in world.rows[table]:
            row.facts["referral"] = by_key[of[row.key]]
    drafts = {str(facts["id"]): facts for facts in _drafts(world)}
    for row in world.rows["referral_draft"]:
        row.facts.update(drafts[row.key])


# What every actor tries ------------------------------------------------------------------------------------------------------------------------------
STEPPED = ("sent", "withdrawn from the case", "seen", "clarification", "clarification of mine", "declined", "expired", "ended", "withdrawn", "sent just now", "run out now", "sent without consent", "accepted", "accepted for third",
           "accepted for me", "accepted of all for me", "started", "started at the desk", "completed", "completed at the edge", "feedback", "to the police", "started by the police",
           "accepted by the police", "by a coworker", "of my own, not read", "B sent", "B accepted", "B accepted for me", "B taken over", "B accepted for you",
           "B accepted for me without consent", "feedback in the tail", "agreement until-today", "sent by law", "seen without consent", "seen by the police", "seen by law", "B seen", "runs out soon",
           "consent ends now", "law over", "seen beside another", "accepted beside another")
CODES = {"decline": "no_capacity", "end": "other", "complete": "delivered"}
ON_CASES = ("case open me", "case open you", "case ran-out me", "case grace me", "case tail me", "case coworker all", "case coworker economic", "case open B me", "case coworker psychosocial removed-now")


def attempts(world: World) -> Iterator[Attempt]:
    for name in ON_CASES:
        record = world.records[name]
        case = record.cases[0].key
        ahead = world.now + 3 * DAYS
        yield Attempt(Row("referral_referral", name, record, case), columns("referral_referral", id=key("new referral"), number="", case_id=case, urgency="routine",
                                                                              answer_by=ahead, expires_at=ahead))
        yield Attempt(Row("referral_draft", name, record, case), columns("referral_draft", id=key("new draft"), case_id=case, content={}))
    for name, record in world.records.items():
        if name.startswith(("referral new", "referral half")):
            one = record.referrals[0]
            yield from _sendings(world, name, record, one) if not one.has_receiver else _parts(record, one)
    for name in STEPPED:
        record = world.records[f"referral {name}"]
        for one in record.referrals:
            yield from _on_referral(world, name if one == record.referrals[0] else f"{name}: the other", record, one)
    yield from _takeovers(world)


def _sendings(world: World, name: str, record: Record, one: Referral) -> Iterator[Attempt]:
    """The receiver's row, as it should be and with each thing that may be wrong with it."""
    covered = tuple(agreements(world.now).values())
    team = world.teams
    legal = {kind: world.records[f"legal {kind} case"].legal[0] for kind in ("approved B1", "unapproved B1", "ended B1", "approved police")}
    as_is = {"to": "B", "desk": "B1", "service": "B", "ground": one.ground}
    tries: dict[str, dict] = {"right": {}}
    if name == "referral new open":
        grounds = {what: Leave(key(name, what), world.now + 90 * DAYS, **more) for what, more in GROUNDS.items()}
        tries |= {"own desk": {"to": "A", "desk": "A-desk", "service": "A"}, "no desk": {"desk": "B2"}, "other's desk": {"desk": "P-desk"}, "other's service": {"service": "P"},
                  "case consent": {"ground": record.leaves[0]}, "another's consent": {"ground": world.records["referral sent"].referrals[0].ground},
                  "another's law": {"ground": legal["approved B1"]}, "police by referral": {"to": "P", "desk": "P-desk", "service": "P"}}
        tries |= {f"sections {sections}": {"sections": bits(sections)} for sections in ("identity social", "economic", "health", "psychosocial", "protection", "")}
        tries |= {f"service of {section}": {"section": BIT[section]} for section in BIT}
        tries |= {what: {"ground": ground} | GROUND_GOES_TO.get(what, {}) for what, ground in grounds.items()}
        tries |= {f"N {section}": {"to": "N", "desk": "N-desk", "service": "N", "ground": grounds["for N"], "sections": BIT[section]}
                  for section in ("identity", "contact", "documents", "social", "legal", "journey", "economic")}
        tries["consent for N"] = {"ground": grounds["for N"]}
    if name == "referral new law":
        tries["law for others"] = {"to": "N", "desk": "N-desk", "service": "N"}
    for what, more in tries.items():
        of = as_is | more
        changed = replace(one, to_organisation=ORGANISATION[of["to"]], desk=team[of["desk"]].key, ground=of["ground"], sections=of.get("sections", one.sections))
        fits = DESKS.get(of["to"]) == of["desk"] and of["service"] == of["to"] and of["to"] != "A"
        by_law = isinstance(of["ground"], Legal)
        belongs = of["ground"] in (*record.leaves, *record.legal) or what in GROUNDS or of["ground"].key == key("referral new open", "for N")
        yield Attempt(Row("referral_target", f"{name} {what}", record, one.case, of.get("section", BIT["social"]), facts={
            "referral": changed, "desk_fits": fits and belongs, "agreements": covered, "police": of["to"] == "P"}), columns(
            "referral_target", referral_id=one.key, to_organisation_id=ORGANISATION[of["to"]], desk_id=team[of["desk"]].key, service_id=key("service", of["service"]),
            section=of.get("section", BIT["social"]), sections=changed.sections, scope_id=None if by_law else of["ground"].key, legal_basis_id=of["ground"].key if by_law else None))


# Further answers of the record on which sendings are tried: each is wrong, or right for the police or N alone.
GROUNDS = {"for N": {"purpose": "referral", "receiver": ORGANISATION["N"]}, "refused": {"purpose": "referral", "receiver": ORGANISATION["B"], "agreed": False},
           "narrow": {"purpose": "referral", "receiver": ORGANISATION["B"], "sections": bits("identity")}, "sharing": {"purpose": "sharing", "receiver": ORGANISATION["B"]},
           "police": {"purpose": "law_enforcement", "receiver": ORGANISATION["P"]}, "police as referral": {"purpose": "referral", "receiver": ORGANISATION["P"]}}
GROUND_GOES_TO = {"police": {"to": "P", "desk": "P-desk", "service": "P"}, "police as referral": {"to": "P", "desk": "P-desk", "service": "P"},
                  "for N": {"to": "N", "desk": "N-desk", "service": "N", "sections": BIT["identity"]}}


def further_leaves(now: datetime) -> tuple[Leave, ...]:
    return tuple(Leave(key("referral new open", what), now + 90 * DAYS, **more) for what, more in GROUNDS.items())


def _parts(record: Record, one: Referral) -> Iterator[Attempt]:
    for section in (0, *BIT.values()):
        yield Attempt(Row("referral_packagepart", f"{one.key} {section}", record, one.case, section, facts={"referral": one}), columns(
            "referral_packagepart", id=key("new part"), referral_id=one.key, section=section, body={}))


def _on_referral(world: World, name: str, record: Record, one: Referral) -> Iterator[Attempt]:
    of_b = one.to_organisation == ORGANISATION["B"]
    for step in LEFT_BY:
        workers: tuple = (None,) if step != "assign" else ("police",) if name.endswith("the other") else ("me",)
        if name in ("seen", "accepted", "seen by the police", "started by the police", "B seen", "B accepted") and step in ("accept", "assign"):
            workers = (None, "me", "you", "police", "gone", "late", "third") if step == "accept" else ("me", "you", "police", "gone", "late", "third")
        for worker in workers if step != "see" or name != "sent" else (None, "me"):
            places = [actor for actor in world.actors if worker and actor.staff == PERSON[worker] and actor.organisation == one.to_organisation and actor.suspended_at is None
                      and (actor.ended_at is None or world.now < actor.ended_at)]
            at_desk = [actor for actor in places if one.desk in actor.teams]
            fits = worker is None or (bool(at_desk if one.to_organisation == ORGANISATION["P"] else places) and step in ("accept", "assign"))
            yield Attempt(Row("referral_referralstep", f"{name} {step} {worker}", record, one.case, facts={"referral": one, "step": step, "worker_fits": fits}), columns(
                "referral_referralstep", id=key("new step"), referral_id=one.key, step=step, code=CODES.get(step, ""), to_staff_id=PERSON[worker] if worker else None))
    yield Attempt(Row("referral_message", name, record, one.case, facts={"referral": one, "of_b": of_b}), columns(
        "referral_message", id=key("new message"), referral_id=one.key, step="ask", body="x"))


def _takeovers(world: World) -> Iterator[Attempt]:
    into = {"A": ("A A1 me fresh", "A A1 me lapsed", "A A2 you fresh", "B B1 me fresh", "expected A1 fresh", "case open me"), "B": ("B B1 me fresh", "A A1 me fresh", "B B2 third fresh")}
    for name, to in (("B accepted for me", "A"), ("B accepted", "A"), ("B accepted for you", "A"), ("B accepted for me without consent", "A"), ("accepted for me", "B"),
                     ("named now", "B"), ("accepted without consent", "B"), ("B sent", "A")):
        of = world.records[f"referral {name}"]
        for target in into[to]:
            yield Attempt(Row("referral_takeover", f"{name} {target}", world.records[target], facts={"referral": of.referrals[0], "of": of}), columns(
                "referral_takeover", id=key("new takeover"), referral_id=of.referrals[0].key, person_id=world.records[target].key))
