"""Interpreters and their bookings."""
from datetime import timedelta
from uuid import uuid4

from tests.proof.deeds.scene import Scene, deed, member
from tests.proof.world import key


@deed
def an_interpreter_is_booked_once_for_a_time_and_freed_by_a_cancellation(s: Scene):
    case, person = (s.one(f"SELECT {what} FROM cases_case WHERE person_id = %s", s.person("case open me")) for what in ("id", "person_id"))
    other = s.one("SELECT id FROM cases_case WHERE person_id = %s", s.person("case coworker all"))
    days, hour = s.now + timedelta(days=200), timedelta(hours=1)
    of = {"interpreter_id": key("interpreter", "A"), "kind": "visit", "starts_at": days, "ends_at": days + hour}
    s.by("me caseworker")
    new = uuid4()
    s.insert("interpreting_booking", id=new, case_id=case, **of, made_by=member("you caseworker"), made_at=s.now.replace(year=2001), cancelled_at=s.now, person_id=s.person("A A1 me fresh"))
    yield "stamp", s.one("SELECT person_id, made_by, made_at, cancelled_at FROM interpreting_booking WHERE id = %s", new), (person, member("me caseworker"), s.now, None)
    for what, since, until, want in (("same", days, days + hour, "interpreter_busy"), ("over the end", days + hour / 2, days + 2 * hour, "interpreter_busy"), ("over the beginning", days - hour, days + hour / 2, "interpreter_busy"),
                                     ("inside", days + hour / 4, days + hour / 2, "interpreter_busy"), ("around", days - hour, days + 2 * hour, "interpreter_busy"),
                                     ("before", days - hour, days, "done"), ("after", days + hour, days + 2 * hour, "done"), ("too long", days + 10 * hour, days + 23 * hour, "booking_span")):
        yield what, s.refused("interpreting_booking", id=uuid4(), case_id=case, **of | {"starts_at": since, "ends_at": until}), want
    yield "of another organisation", s.refused("interpreting_booking", id=uuid4(), case_id=case, **of | {"interpreter_id": key("interpreter", "B")}), "booking_interpreter"
    taken = "SELECT array_agg(DISTINCT interpreter), bool_or(starts_at = %s AND ends_at = %s) FROM entry.interpreters_taken(%s, %s)"
    yield "taken", s.one(taken, days, days + hour, days, days + hour), ([key("interpreter", "A")], True)
    yield "not before and not after", [s.one("SELECT count(*) FROM entry.interpreters_taken(%s, %s)", since, until) for since, until in ((days - hour, days), (days + hour, days + 2 * hour))], [0, 0]
    for actor, want in (("you caseworker", 1), ("me supervisor", 1), ("me elsewhere caseworker", 0), ("me organisation_administrator", 0), ("me desk_officer", 0), ("odd not_task", 0)):
        s.by(actor)
        yield f"taken to {actor}", s.one("SELECT count(*) FROM entry.interpreters_taken(%s, %s)", days, days + hour), want
    s.keeper()
    s.run("UPDATE cases_case SET state = 'closed' WHERE id = %s", [case])
    s.by("me caseworker")
    yield "of a closed case nobody is taken", s.one("SELECT count(*) FROM entry.interpreters_taken(%s, %s)", days, days + hour), 0
    s.keeper()
    yield "and it binds nobody", s.refused("interpreting_booking", id=uuid4(), case_id=other, **of), "done"
    yield "nor is it booked for", s.refused("interpreting_booking", id=uuid4(), case_id=case, **of | {"starts_at": days + 5 * hour, "ends_at": days + 6 * hour}), "case_state"
    s.run("UPDATE cases_case SET state = 'open' WHERE id = %s", [case])
    s.by("me caseworker")
    s.insert("interpreting_cancellation", booking_id=new, reason="x", made_by=member("you caseworker"), made_at=s.now.replace(year=2001), case_id=other, person_id=s.person("A A1 me fresh"))
    yield "cancellation", s.one("SELECT case_id, person_id, made_by, made_at FROM interpreting_cancellation WHERE booking_id = %s", new), (case, person, member("me caseworker"), s.now)
    yield "cancelled", s.one("SELECT cancelled_at FROM interpreting_booking WHERE id = %s", new), s.now
    yield "free", s.one("SELECT count(*) FROM entry.interpreters_taken(%s, %s)", days, days + hour), 0
    yield "booked again", s.refused("interpreting_booking", id=uuid4(), case_id=case, **of), "done"
    s.keeper()
    s.run("UPDATE interpreting_interpreter SET is_active = false WHERE id = %s", [key("interpreter", "A")])
    yield "who has left", s.refused("interpreting_booking", id=uuid4(), case_id=case, **of), "booking_interpreter"


@deed
def what_is_still_to_come_is_cancelled_with_the_closure(s: Scene):
    case, days, hour = s.one("SELECT id FROM cases_case WHERE person_id = %s", s.person("case asked me")), timedelta(days=200), timedelta(hours=1)
    over, coming = uuid4(), uuid4()
    s.by("me caseworker")
    for new, at in ((over, s.now - days), (coming, s.now + days)):
        s.insert("interpreting_booking", id=new, case_id=case, interpreter_id=key("interpreter", "A"), kind="visit", starts_at=at, ends_at=at + hour)
    s.keeper()
    s.run("UPDATE assessments_alarm SET ended_at = %s WHERE case_id = %s", [s.now, case])
    s.by("me supervisor")
    s.insert("cases_casestep", id=uuid4(), case_id=case, step="approve_closure", reason="")
    s.keeper()
    for new, want in ((over, None), (coming, s.now)):
        yield str(want), s.one("SELECT cancelled_at FROM interpreting_booking WHERE id = %s", new), want
