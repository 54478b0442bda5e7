"""Every state, step and side tried against the database: it answers as `rules.MOVES` says."""
import pytest

from amana.casework.referral import actions, queries
from amana.casework.referral.models import Referral
from amana.casework.referral.rules import MAKERS, MOVES, State, Step, possible
from amana.ground.rows.acting import Forbidden, Hidden, acting
from amana.lib.core.errors import Refused
from tests import builders as make

pytestmark = pytest.mark.django_db


class Undone(Exception):
    pass


def made_by(step, referral, worker_id, actor):
    calls = {
        Step.SEE: lambda: actions.see(referral, by=actor), Step.ASK: lambda: actions.ask(referral, question="", by=actor),
        Step.REPLY: lambda: actions.reply(referral, answer="", by=actor), Step.ACCEPT: lambda: actions.accept(referral, worker_id=worker_id, by=actor),
        Step.DECLINE: lambda: actions.decline(referral, reason="no_capacity", words="", by=actor), Step.WITHDRAW: lambda: actions.withdraw(referral, by=actor),
        Step.REMIND: lambda: actions.remind(referral, by=actor), Step.ASSIGN: lambda: actions.name_worker(referral, worker_id=worker_id, by=actor),
        Step.START: lambda: actions.start(referral, by=actor), Step.COMPLETE: lambda: actions.complete(referral, outcome="delivered", words="", by=actor),
        Step.FEED_BACK: lambda: actions.feed_back(referral, words="", by=actor), Step.END: lambda: actions.end(referral, reason="other", words="", by=actor),
    }
    calls[step]()


WAY = {
    State.SENT: [], State.SEEN: [Step.SEE], State.CLARIFICATION: [Step.SEE, Step.ASK], State.ACCEPTED: [Step.SEE, Step.ACCEPT],
    State.STARTED: [Step.SEE, Step.ACCEPT, Step.START], State.COMPLETED: [Step.SEE, Step.ACCEPT, Step.START, Step.COMPLETE],
    State.FEEDBACK: [Step.SEE, Step.ACCEPT, Step.START, Step.COMPLETE, Step.FEED_BACK], State.DECLINED: [Step.SEE, Step.DECLINE],
    State.WITHDRAWN: [Step.WITHDRAW], State.ENDED: [Step.SEE, Step.ACCEPT, Step.END], State.EXPIRED: [],
}


def brought_to(state):
    two = make.two()
    sent = make.referral(two)
    make.move_clock(seconds=1)
    for step in WAY[state]:
        member = two.worker if step == Step.WITHDRAW else two.desk_officer
        with acting(member.cookie) as actor:
            made_by(step, sent, two.receiver.staff.pk, actor)
        make.move_clock(seconds=1)
    if state == State.EXPIRED:
        make.move_clock(days=3)
        with make.connection.cursor() as cursor:
            cursor.execute("SELECT entry.expire_referrals()")
    assert Referral.objects.get(pk=sent.pk).state == state
    return two, sent


def passes(member, step, sent, worker_id):
    try:
        with acting(member.cookie) as actor:
            made_by(step, sent, worker_id, actor)
            raise Undone
    except Undone:
        return True
    except (Hidden, Refused, Forbidden):
        return False


@pytest.mark.parametrize("state", State.values)
def test_the_database_lets_each_side_make_exactly_the_steps_of_the_table(state):
    """Field report B73: a table of actor, state and action gives the only truth."""
    two, sent = brought_to(state)
    wrong = []
    for step, (leaves, _reaches, side) in MOVES.items():
        for of, members in (("sender", [two.worker]), ("receiver", [two.desk_officer, two.receiver]), ("third", [two.outsider])):
            got = any(passes(member, step, sent, two.receiver.staff.pk) for member in members)
            if got != (state in leaves and side in (of, "both") and of != "third"):
                wrong.append(f"{of} {step} in {state}: {got}")
    assert not wrong


@pytest.mark.parametrize("state", State.values)
def test_pages_offer_exactly_what_the_database_lets_pass(state):
    two, sent = brought_to(state)
    for member in (two.worker, two.supervisor, two.desk_officer, two.receiver):
        with acting(member.cookie) as actor:
            seen = queries.is_seen(sent.pk)
            offered = queries.referral_file(sent.pk, member.organisation.pk, member.staff.pk).may(actor) if seen else set()
        assert offered == {step for step in MOVES if passes(member, step, sent, two.receiver.staff.pk)}, member.membership.role_id


def test_every_step_has_a_verb_and_a_maker():
    assert set(MAKERS) == set(MOVES) == set(Step)
    assert possible(State.SENT, {"desk"}, {"answer"}) == {Step.SEE}, "only what was seen is answered (DESIGN.md §7)"
    assert possible(State.SEEN, {"desk"}, {"answer"}) == {Step.ASK, Step.ACCEPT, Step.DECLINE}
    assert possible(State.CLARIFICATION, {"desk"}, {"answer"}) == {Step.ACCEPT, Step.DECLINE}
    assert possible(State.SENT, {"desk"}, set()) == set()
