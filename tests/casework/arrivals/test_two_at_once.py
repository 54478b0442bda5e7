"""An import while somebody says that two records are one person, and two who judge one waiting row: through committed transactions, each with one outcome."""
import pytest

from amana.casework.arrivals import actions, queries
from amana.casework.arrivals.models import ArrivalList, ArrivalRow
from amana.casework.registry import actions as registry
from amana.casework.registry import queries as known
from amana.casework.registry.models import Identity, Judgement
from amana.casework.registry.rules import IdentityFacts
from amana.ground.rows.acting import acting
from amana.lib.core.dates import PartialDate
from tests import builders as make
from tests.casework.arrivals.lists import HEADINGS, people, xlsx
from tests.casework.arrivals.test_import import uploaded
from tests.proof.clones import at_once, by, committed

pytestmark = pytest.mark.proof
ROUNDS = 4
HER = {"father_ar": "حنا", "family_ar": "بطرس"}


@pytest.fixture
def office(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), committed("import_and_merge"):
        reception = make.member("reception")
        yield reception, make.member("supervisor", of=reception.organisation, teams=[reception.team])


def twins(reception, given: str):
    """Two records that may be one person, and a line of a list that may be either."""
    pair = [make.person(reception, IdentityFacts(given_ar=given, birth=PartialDate.of(1988), **HER), phone=None) for _n in range(2)]
    return pair, [1, f"{given} حنا بطرس", "ذكر", "1988", "سوداني", "", ""]


def judged_same(supervisor, pair):
    return by(supervisor, lambda actor: registry.judge(*pair, "same", reason="الوثيقة نفسها", by=actor))


def test_a_list_imported_while_two_records_are_said_to_be_one(office):
    """The verdict stands, the row waits for a judgement with both records before it, the others are imported, and the totals add up."""
    reception, supervisor = office
    for turn, given in enumerate(("يوسف", "خالد", "عادل", "سمير")):
        pair, line = twins(reception, given)
        one = uploaded(reception, xlsx([HEADINGS, line, *people(3, start=20 * turn)]))
        with acting(reception.cookie) as actor:
            session = actions.begin(one, by=actor)
        assert at_once(lambda key=session: actions.run(key), judged_same(supervisor, pair)) == [True, True]
        one = ArrivalList.objects.get(pk=one.pk)
        assert (one.state, one.rows_read, one.rows_done, one.rows_waiting, one.rows_made) == ("done", 4, 4, 1, 3)
        row = ArrivalRow.objects.get(list_id=one.pk, state="waiting")
        assert row.person_id is None and Judgement.objects.filter(person_id__in=pair, other_id__in=pair).order_by("-id").first().verdict == "same"
        with acting(reception.cookie):
            assert {found.listed.id for found in queries.candidates(row)} == set(pair)
            assert known.pair(*pair).judgement.verdict == "same"


def test_a_row_said_to_be_a_record_while_that_record_is_said_to_be_another(office):
    """Both are done, whichever is first: the row leads to the record, and from there to the other."""
    reception, supervisor = office
    for given in ("يوسف", "خالد", "عادل", "سمير"):
        pair, line = twins(reception, given)
        one = uploaded(reception, xlsx([HEADINGS, line]))
        with acting(reception.cookie) as actor:
            session = actions.begin(one, by=actor)
        actions.run(session)
        row = ArrivalRow.objects.get(list_id=one.pk)
        assert at_once(by(reception, lambda actor, row=row, to=pair[0]: actions.judge_row(row.pk, same_as=to, by=actor)), judged_same(supervisor, pair)) == [True, True]
        row.refresh_from_db()
        assert (row.state, row.person_id) == ("expected", pair[0])
        with acting(reception.cookie):
            assert known.pair(*pair).judgement.verdict == "same"


@pytest.mark.parametrize("second", ["same", "different"])
def test_of_two_who_judge_one_row_one_succeeds(office, second):
    reception, _supervisor = office
    for given in ("يوسف", "خالد", "عادل", "سمير"):
        pair, line = twins(reception, given)
        one = uploaded(reception, xlsx([HEADINGS, line]))
        with acting(reception.cookie) as actor:
            session = actions.begin(one, by=actor)
        actions.run(session)
        row, records = ArrivalRow.objects.get(list_id=one.pk), Identity.objects.count()
        said = (pair[0], pair[1] if second == "same" else None)
        done = at_once(*(by(member, lambda actor, to=to, row=row: actions.judge_row(row.pk, same_as=to, by=actor)) for member, to in zip(office, said, strict=True)))
        assert sorted(done) == [False, True]
        row.refresh_from_db()
        assert row.person_id == said[done.index(True)] or (said[done.index(True)] is None and row.person_id not in pair)
        assert Identity.objects.count() == records + (said[done.index(True)] is None), "the refused one leaves no record"
