"""Referrals and transfers."""
from datetime import timedelta
from uuid import uuid4

from tests.proof.deeds.scene import Scene, deed
from tests.proof.world import PERSON, key


@deed
def what_is_offered_here_is_not_accepted_from_a_place_elsewhere(s: Scene):
    s.by("starts now supervisor")
    yield "accepted", s.refusal("INSERT INTO cases_handoverstep (id, handover_id, step) VALUES (%s, %s, 'accept')",
                                uuid4(), key(key("case held me", "case"), "handover")), "42501"


@deed
def a_case_is_transferred_when_the_transfer_has_arrived(s: Scene):
    s.by("me caseworker")
    ask = "INSERT INTO cases_casestep (id, case_id, step, reason) VALUES (%s, %s, 'ask_closure', 'transferred')"
    yield "asked", s.refusal(ask, uuid4(), key("case open me", "case")), "case_not_transferred"


@deed
def whoever_moves_one_referral_of_a_case_does_not_move_the_other(s: Scene):
    s.by("me elsewhere desk_officer")
    sql = "INSERT INTO referral_referralstep (id, referral_id, step, code, to_staff_id) VALUES (gen_random_uuid(), %s, %s, %s, %s)"
    for state, step, code, ours, theirs in (("seen", "accept", "", None, None), ("accepted", "assign", "", PERSON["me"], PERSON["police"]),
                                            ("accepted", "start", "", None, None), ("accepted", "end", "other", None, None)):
        name = f"referral {state} beside another"
        yield f"{step} ours", s.refusal(sql, key(name, "referral"), step, code, ours), "done"
        yield f"{step} the other", s.refusal(sql, key(f"{name} other", "referral"), step, code, theirs), "42501"


@deed
def the_task_of_a_question_ends_with_its_answer_alone(s: Scene):
    sql = "INSERT INTO referral_referralstep (id, referral_id, step, code) VALUES (gen_random_uuid(), %s, %s, '')"
    tasks = "SELECT array_agg(t.state ORDER BY r.id = %s DESC) FROM cases_task t JOIN referral_referral r ON r.number = t.title WHERE t.kind = 'referral_question' AND r.id IN (%s, %s)"
    ours, other = key("referral seen beside another", "referral"), key("referral seen beside another other", "referral")
    s.by("me elsewhere desk_officer")
    s.run(sql, [ours, "ask"])
    s.by("you caseworker")
    yield "asked", s.one(tasks, ours, ours, other), ["open"]
    s.run(sql, [ours, "reply"])
    yield "answered", s.one(tasks, ours, ours, other), ["done"]


@deed
def a_transfer_arrives_with_a_case_that_is_open_already_or_opened_again(s: Scene):
    one = key("referral accepted for me", "referral")
    state = "SELECT state FROM referral_referral WHERE id = %s"
    s.keeper()
    s.run("UPDATE referral_referral SET is_transfer = true WHERE id = %s", [one])
    for name, linked in (("case open B me", "completed"), ("case tail B me", "accepted")):
        with s.comparison.undone():
            s.keeper()
            s.run("UPDATE cases_case SET closed_at = %s WHERE id = %s AND state = 'closed'", [s.now - timedelta(days=10), key(name, "case")])  # within the grace
            s.by("me elsewhere caseworker")
            s.insert("referral_takeover", id=uuid4(), referral_id=one, person_id=s.person(name))
            s.keeper()
            yield f"linked to {name}", s.one(state, one), linked
            if linked == "accepted":
                s.by("me elsewhere supervisor")
                s.insert("cases_casestep", id=uuid4(), case_id=key(name, "case"), step="reopen", reason="")
                s.keeper()
                yield "opened again", s.one(state, one), "completed"
