"""Return and reintegration: stamps, and days that are still to come."""
from datetime import timedelta
from uuid import uuid4

from amana.lib.core.dates import cairo_day
from tests.proof.deeds.scene import Scene, deed, member


@deed
def what_is_written_of_a_return_is_stamped_and_not_of_tomorrow(s: Scene):
    person, other = s.person("A A1 me fresh"), s.person("case open me")
    case = s.one("SELECT id FROM cases_case WHERE person_id = %s", other)
    today, forged = cairo_day(s.now), {"made_by": member("you caseworker"), "made_at": s.now.replace(year=2001)}
    stamped, tomorrow = (member("me caseworker"), s.now), today + timedelta(days=1)
    s.by("me caseworker")
    back = {"mode": "forced", "ordered": "yes", "company": "alone", "country": "LBY"}
    for table, columns in (("return", back | {"returned_on": today}), ("check", {"item": "food", "state": "done"}), ("onward", {"state": "planned"})):
        row = uuid4()
        s.insert(f"reintegration_{table}", id=row, person_id=person, **columns, **forged)
        yield table, s.one(f"SELECT made_by, made_at FROM reintegration_{table} WHERE id = %s", row), stamped
    for table, columns in (("followup", {"returned_on": today}), ("attempt", {"way": "call", "outcome": "no_answer", "tried_on": today}), ("intention", {"wish": "unsaid"})):
        row = uuid4()
        s.insert(f"reintegration_{table}", id=row, case_id=case, person_id=person, **columns, **forged)
        yield table, s.one(f"SELECT person_id, made_by, made_at FROM reintegration_{table} WHERE id = %s", row), (other, *stamped)
    yield "returned tomorrow", s.refused("reintegration_return", id=uuid4(), person_id=person, **back, returned_on=tomorrow), "return_in_future"
    yield "followed from tomorrow", s.refused("reintegration_followup", id=uuid4(), case_id=case, returned_on=tomorrow), "return_in_future"
    yield "tried tomorrow", s.refused("reintegration_attempt", id=uuid4(), case_id=case, way="call", outcome="reached", tried_on=tomorrow), "attempt_in_future"
    for what, change in (("not known who ordered it", {"ordered": "unknown", "company": "alone"}), ("with an escort", {"ordered": "no", "company": "authorities"})):
        yield what, s.refused("reintegration_return", id=uuid4(), person_id=person, **back | {"mode": "assisted_voluntary"} | change, returned_on=today), "return_forced_is_not_assisted"
    yield "by own will", s.refused("reintegration_return", id=uuid4(), person_id=person, **back | {"mode": "assisted_voluntary", "ordered": "no"}, returned_on=today), "done"
