import pytest

from amana.casework.registry import actions, queries
from amana.casework.registry.models import Journey, JourneyPast, Social, SocialPast
from amana.casework.registry.rules import JourneyFacts, SocialFacts
from amana.ground.rows.acting import Forbidden, Hidden, acting
from amana.lib.core.dates import PartialDate
from amana.lib.core.errors import Refused, Unreadable
from tests import builders as make

pytestmark = pytest.mark.django_db

JOURNEY = JourneyFacts(country_left="EGY", route=("LBY", "TUN", "ITA"), departed=PartialDate.of(2023), returned=PartialDate.of(2026, 9, 4),
                       reason="بحثًا عن عمل", return_mode="assisted_voluntary", groups=("returnee_voluntary", "migrant_worker"), note="")
SOCIAL = SocialFacts(marital_status="married", languages=("apd", "eng"), needs_interpreter=True, education="3", schooling_note="شهادة من الخرطوم",
                     occupation="75", lives_with="مع أختها", needs="سكن آمن\nملابس للشتاء")
DEEDS = [(actions.correct_journey, Journey, JOURNEY), (actions.correct_social, Social, SOCIAL)]


@pytest.mark.parametrize(("correct", "model", "facts"), DEEDS)
def test_what_is_stated_stands_in_the_row(correct, model, facts):
    worker = make.member()
    person = make.person(worker)
    with acting(worker.cookie) as actor:
        correct(person, facts, version=None, by=actor)
        row = model.objects.get(pk=person)
        for name in facts.__dataclass_fields__:
            stated = getattr(facts, name)
            assert getattr(row, name) == (list(stated) if isinstance(stated, tuple) else stated)


@pytest.mark.parametrize(("correct", "model", "facts"), DEEDS)
def test_the_former_state_is_kept_and_only_when_something_differs(correct, model, facts):
    worker = make.member()
    person = make.person(worker)
    with acting(worker.cookie) as actor:
        correct(person, facts, version=None, by=actor)
        correct(person, facts, version=1, by=actor)
        assert model.objects.get(pk=person).version == 1
        correct(person, type(facts)(), version=1, by=actor)
        row, past = model.objects.get(pk=person), model.past.objects.get(person_id=person)
        assert (row.version, past.version) == (2, 1)
        assert queries.past_of(row, 1) == past and queries.past_of(row, 3) is None


@pytest.mark.parametrize(("correct", "model", "facts"), DEEDS)
def test_somebody_else_was_faster(correct, model, facts):
    worker = make.member()
    person = make.person(worker)
    with acting(worker.cookie) as actor:
        correct(person, facts, version=None, by=actor)
        with pytest.raises(Refused, match="changed_meanwhile"):
            correct(person, facts, version=None, by=actor)
        with pytest.raises(Refused, match="changed_meanwhile"):
            correct(person, facts, version=7, by=actor)


@pytest.mark.parametrize(("correct", "model", "facts"), DEEDS)
def test_another_organisation_sees_nothing_and_writes_nothing(correct, model, facts):
    worker, stranger = make.member(), make.member()
    person = make.person(worker)
    with acting(worker.cookie) as actor:
        correct(person, facts, version=None, by=actor)
    with acting(stranger.cookie):
        assert not model.objects.exists()
    for version in (None, 1):
        with pytest.raises(Hidden), acting(stranger.cookie) as actor:
            correct(person, facts, version=version, by=actor)


@pytest.mark.parametrize(("correct", "model", "facts"), DEEDS)
def test_a_colleague_who_only_finds_the_name_sees_nothing_of_it(correct, model, facts):
    worker = make.member()
    colleague = make.member(of=worker.organisation)
    person = make.person(worker)
    with acting(worker.cookie) as actor:
        correct(person, facts, version=None, by=actor)
    with acting(colleague.cookie) as actor:
        file = queries.file(person)
        assert (file.journey, file.social) == (None, None)
        assert not model.objects.exists()
        with pytest.raises(Hidden):
            correct(person, facts, version=1, by=actor)


def test_a_role_without_the_section_has_no_journey_but_reads_the_social_section():
    team = make.team(make.organisation())
    worker = make.member("psychosocial_worker", of=team.organisation, teams=[team])
    person = make.person(worker)
    with acting(worker.cookie) as actor:
        actions.correct_social(person, SOCIAL, version=None, by=actor)
        assert queries.file(person).social.lives_with == "مع أختها"
    with pytest.raises(Hidden), acting(worker.cookie) as actor:
        actions.correct_journey(person, JOURNEY, version=None, by=actor)


def test_a_supervisor_corrects_the_social_section_and_not_the_journey():
    worker = make.member()
    supervisor = make.member("supervisor", of=worker.organisation, teams=worker.teams)
    person = make.person(worker)
    with acting(supervisor.cookie) as actor:
        actions.correct_social(person, SOCIAL, version=None, by=actor)
    with pytest.raises(Hidden), acting(supervisor.cookie) as actor:
        actions.correct_journey(person, JOURNEY, version=None, by=actor)


@pytest.mark.parametrize(("correct", "model", "facts"), DEEDS)
def test_a_role_without_the_verb_writes_nothing(correct, model, facts):
    person = make.person(make.member())
    with pytest.raises(Forbidden), acting(make.member("desk_officer").cookie) as actor:
        correct(person, facts, version=None, by=actor)


@pytest.mark.parametrize(("correct", "facts"), [
    (actions.correct_journey, JourneyFacts(country_left="XXX")), (actions.correct_journey, JourneyFacts(route=("LBY", "Libya"))),
    (actions.correct_journey, JourneyFacts(return_mode="teleported")), (actions.correct_journey, JourneyFacts(groups=("vot_presumed",))),
    (actions.correct_social, SocialFacts(languages=("xxx",))), (actions.correct_social, SocialFacts(education="12")),
    (actions.correct_social, SocialFacts(occupation="99"))])
def test_a_code_that_no_list_of_the_section_knows_is_refused(correct, facts):
    worker = make.member()
    person = make.person(worker)
    with pytest.raises(Unreadable, match="unknown"), acting(worker.cookie) as actor:
        correct(person, facts, version=None, by=actor)


def test_the_database_itself_knows_no_other_marital_status():
    worker = make.member()
    person = make.person(worker)
    with pytest.raises(Refused, match="social_marital_status"), acting(worker.cookie):
        Social.objects.create(person_id=person, marital_status="unknown")


def test_the_database_itself_lets_nobody_return_in_a_year_before_leaving():
    worker = make.member()
    person = make.person(worker)
    with pytest.raises(Refused, match="journey_returned_after_departed"), acting(worker.cookie):
        Journey.objects.create(person_id=person, departed_year=2024, returned_year=2023)


def test_the_past_is_seen_by_who_sees_the_section_and_by_nobody_else():
    """Field report B35."""
    worker = make.member()
    colleague = make.member(of=worker.organisation)
    person = make.person(worker)
    with acting(worker.cookie) as actor:
        for correct, _model, facts in DEEDS:
            correct(person, facts, version=None, by=actor)
            correct(person, type(facts)(), version=1, by=actor)
        assert JourneyPast.objects.count() == SocialPast.objects.count() == 1
    with acting(colleague.cookie):
        assert not JourneyPast.objects.exists()
        assert not SocialPast.objects.exists()
