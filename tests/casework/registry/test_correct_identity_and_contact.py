import pytest

from amana.casework.registry import actions
from amana.casework.registry.models import Contact, IdentityPast
from amana.casework.registry.rules import ContactFacts
from amana.ground.rows.acting import acting
from amana.lib.core.errors import Refused
from tests import builders as make

pytestmark = pytest.mark.django_db


def test_an_identity_that_is_stated_again_as_it_stands_has_no_past():
    worker = make.member()
    facts = make.identity(nationalities=("SDN", "EGY"))
    person = make.person(worker, facts)
    with acting(worker.cookie) as actor:
        actions.correct_identity(person, facts, version=1, by=actor)
        assert not IdentityPast.objects.exists()


def test_a_contact_that_somebody_began_meanwhile_is_not_overwritten():
    worker = make.member()
    person = make.person(worker, phone="")
    with acting(worker.cookie) as actor:
        assert Contact.objects.filter(pk=person).exists()
        with pytest.raises(Refused, match="changed_meanwhile"):
            actions.correct_contact(person, ContactFacts(address="شارع"), [], version=None, by=actor)
