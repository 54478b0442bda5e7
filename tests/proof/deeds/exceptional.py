"""Emergency access."""
from datetime import timedelta
from uuid import uuid4

from tests.proof.deeds.scene import Scene, deed, member
from tests.proof.world import ORGANISATION, PERSON, key


@deed
def an_exceptional_access_is_stamped_told_and_closed(s: Scene):
    person, new = s.person("A A2 you fresh protected"), uuid4()
    opening = dict(id=new, number=s.world.numbers[person], reason="life", words="a child is missing")
    s.by("me supervisor")
    s.insert("exceptional_access", **opening, organisation_id=ORGANISATION["B"], staff_id=PERSON["you"], made_by=member("you caseworker"), made_at=s.now.replace(year=2001),
             closes_at=s.now.replace(year=2099), due_at=s.now.replace(year=2099), ended_at=s.now.replace(year=2099), reviewed_at=s.now, verdict="justified")
    s.keeper()
    yield "stamp", s.one("SELECT person_id, organisation_id, staff_id, made_by, made_at, closes_at, due_at, ended_at, reviewed_at, verdict, number FROM exceptional_access WHERE id = %s", new), (
        person, ORGANISATION["A"], PERSON["me"], member("me supervisor"), s.now, s.now + timedelta(hours=4), s.now + timedelta(days=7), None, None, "", "")
    yield "told", set(s.one("SELECT told FROM exceptional_access WHERE id = %s", new)), {PERSON[who] for who in _leads(s) - {"me"}}
    yield "circles", s.one("SELECT count(*) FROM ring.circle WHERE basis_id = %s", new), 1
    yield "drift", s.one("SELECT count(*) FROM ring.drift()"), 0
    s.by("me supervisor")
    yield "twice", s.refused("exceptional_access", **opening | {"id": uuid4()}), "exceptional_many"
    s.by("both supervisor")
    yield "within reach", s.refused("exceptional_access", **opening | {"id": uuid4()}), "exceptional_within_reach"
    s.by("starts now supervisor")
    yield "nobody there", s.refused("exceptional_access", **opening | {"id": uuid4(), "number": s.world.numbers[s.person("B B2 third fresh")]}), "exceptional_nobody"
    s.by("you supervisor")
    yield "words before all else", s.refused("exceptional_access", **opening | {"id": uuid4(), "words": "x"}), "exceptional_words"
    yield "three are open", s.refused("exceptional_access", **opening | {"id": uuid4(), "number": "AM-2222-2222"}), "exceptional_many"
    s.by("loner case_manager")
    s.insert("exceptional_accessstep", id=uuid4(), access_id=new, step="review", verdict="justified", words="they were right", made_by=member("you caseworker"), made_at=s.now.replace(year=2001))
    yield "twice judged", s.refused("exceptional_accessstep", id=uuid4(), access_id=new, step="review", verdict="justified", words="they were right"), "exceptional_state"
    yield "judged without words", s.refused("exceptional_accessstep", id=uuid4(), access_id=key("exceptional me over open", "access"), step="review", verdict="justified", words="x"), "exceptional_words"
    s.keeper()
    yield "step", s.one("SELECT person_id, made_by, made_at FROM exceptional_accessstep WHERE access_id = %s", new), (person, member("loner case_manager"), s.now)
    yield "judged", s.one("SELECT reviewed_at, verdict, ended_at FROM exceptional_access WHERE id = %s", new), (s.now, "justified", None)
    s.by("me caseworker")
    s.insert("exceptional_accessstep", id=uuid4(), access_id=new, step="end")
    s.keeper()
    yield "ended", s.one("SELECT ended_at FROM exceptional_access WHERE id = %s", new), s.now
    yield "no circle", s.one("SELECT count(*) FROM ring.circle WHERE basis_id = %s", new), 0


def _leads(s: Scene) -> set[str]:
    """Who may judge what is opened on a file of A2: whoever leads that team in some role, and who stands over all teams."""
    return {who for who, staff in PERSON.items() if any(
        one.staff == staff and one.organisation == ORGANISATION["A"] and one.is_in_force(s.now) and one.may("review_access")
        and (one.rights.reach != "team" or s.world.teams["A2"].key in one.teams) for one in s.world.actors)}


@deed
def what_is_not_justified_ends_at_once_and_what_had_ended_keeps_its_end(s: Scene):
    for name, ended in (("exceptional me open open", s.now), ("exceptional me over open", None), ("exceptional me ended open", s.now - timedelta(minutes=30)), ("exceptional me edge open", None)):
        access = key(name, "access")
        s.by("loner case_manager")
        s.insert("exceptional_accessstep", id=uuid4(), access_id=access, step="review", verdict="not_justified", words="nobody was asked")
        s.keeper()
        yield name, s.one("SELECT reviewed_at, verdict, ended_at FROM exceptional_access WHERE id = %s", access), (s.now, "not_justified", ended)
        yield f"{name} circles", s.one("SELECT count(*) FROM ring.circle WHERE basis_id = %s AND closes_at > entry.clock()", access), 0
    yield "drift", s.one("SELECT count(*) FROM ring.drift()"), 0


@deed
def neither_a_system_nor_who_leads_a_coworker_is_told(s: Scene):
    s.run("UPDATE access_staff SET is_system = true WHERE id = %s", [PERSON["loner"]])
    new = uuid4()
    s.by("me supervisor")
    s.insert("exceptional_access", id=new, number=s.world.numbers[s.person("case coworker all")], reason="life", words="a child is missing")
    s.keeper()
    yield "told", set(s.one("SELECT told FROM exceptional_access WHERE id = %s", new)), {PERSON[who] for who in _leads(s) - {"me", "loner"}}
