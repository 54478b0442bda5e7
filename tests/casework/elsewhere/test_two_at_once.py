"""Questions about one record, and the job, in the same moment. Through committed transactions and the job's own login."""
import pytest

from amana.casework.elsewhere import actions
from amana.casework.elsewhere.models import Answer, Question
from tests import builders as make
from tests.proof.clones import at_once, by, committed

pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), committed("elsewhere"):
        yield


def test_of_two_questions_about_one_record_one_is_asked_and_two_jobs_answer_it_once(database):
    worker = make.member()
    mate, person = make.member(of=worker.organisation, teams=worker.teams), make.person(worker)
    asked = at_once(*(by(one, lambda actor: actions.ask(person, by=actor)) for one in (worker, mate)))
    assert sorted(asked) == [False, True] and Question.objects.count() == 1
    assert all(at_once(actions.answer_all, actions.answer_all))
    assert Answer.objects.count() == 1
