"""No message of a webhook holds a word of anybody, whatever the system's role and whatever the house holds."""
import json
from datetime import timedelta

import pytest

from amana.casework.referral import queries as referrals
from amana.casework.referral.models import Referral
from amana.casework.webhooks import actions, queries
from amana.casework.webhooks.models import Hook
from amana.ground.access import actions as access
from amana.ground.access import jobs
from amana.ground.access.rules import GIVEN_TO_SYSTEMS
from amana.ground.rows.acting import acting, clock
from tests import builders as make
from tests.proof import canaries
from tests.proof.clones import committed
from tests.proof.house import House

pytestmark = pytest.mark.proof
LONG = timedelta(days=1000)


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    """With canaries in every free text, and a system of each role that looks back to before it all began; and the keys of their sessions."""
    with django_db_blocker.unblock(), committed("told"):
        made, keys = House(), {}
        canaries.plant(made)
        with acting(made.me.as_("organisation_administrator").cookie) as actor:
            for role in GIVEN_TO_SYSTEMS:
                team = make.team(made.a) if role == "police_focal_point" else made.me.team
                place = access.add_system(name="نظام", role=role, teams=[team.pk], by=actor)
                actions.set_up(place, address="http://127.0.0.1:1/", by=actor)
                keys[role] = jobs.from_argument(queries.hook_of(place).session)
        Hook.objects.update(made_at=clock() - LONG, told_to=clock() - LONG)
        make.move_clock(minutes=5)
        yield made, keys


def test_messages_hold_keys_and_times_alone_and_keys_of_what_the_system_sees(house):
    _made, keys = house
    told: dict[str, list[bytes]] = {role: [] for role in keys}
    for role, key in keys.items():
        def post(_address, body, headers, *, near_too, told=told[role]):
            assert canaries.found_in(body.decode() + json.dumps(headers)) == set()
            told.append(body)
            return 200
        actions.tell(key, post=post)
    for role, bodies in told.items():
        with acting(keys[role]) as actor:
            seen = {str(one.object_id) for one in queries.events(actor, clock() - LONG)}
        for body in map(json.loads, bodies):
            assert set(body) == {"id", "type", "object", "at"} and set(body["object"]) == {"kind", "id"} and body["object"]["id"] in seen
    assert told["desk_officer"] and told["case_manager"] and not told["trainer"], "else nothing was tried"


def test_protected_files_of_the_house_are_told_to_no_role(house):
    made, keys = house
    person = made.stories["protected"]["person_id"]
    with acting(keys["case_manager"]):
        assert Referral.objects.filter(person_id=person).exists(), "else nothing was tried"
    for key in keys.values():
        with acting(key) as actor:
            assert not [one for one in queries.events(actor, clock() - LONG) if referrals.person_of(one.object_id) == person]
