"""Two organisations of which the second has a system at its desk, and a program that listens for it."""
import pytest

from amana.casework.webhooks import actions, queries
from amana.ground.access import actions as access
from amana.ground.access import jobs
from amana.ground.access.models import Membership
from amana.ground.rows.acting import acting
from tests import builders as make
from tests.casework.webhooks.receiver import receiving


class Scene:
    """`of`: sender and receiver; `admin`: of the organisation whose system it is; `hook` and `secret`: as it was set up."""

    def __init__(self, address: str, *, side: str = "receiver", role: str = "desk_officer"):
        self.of = make.two()
        make.move_clock(minutes=1)
        near = self.of.desk_officer if side == "receiver" else self.of.worker
        self.admin = make.member("organisation_administrator", of=near.organisation, teams=[])
        with acting(self.admin.cookie) as actor:
            key = access.add_system(name="نظام", role=role, teams=[near.team.pk], by=actor)
            self.secret = actions.set_up(key, address=address, by=actor)
        self.place = Membership.objects.get(pk=key)

    @property
    def hook(self):
        with acting(self.admin.cookie):
            return queries.hook_of(self.place.pk)

    @property
    def deliveries(self) -> list:
        """The oldest first."""
        with acting(self.admin.cookie):
            return queries.latest(self.hook)[::-1]

    @property
    def key(self) -> str:
        return jobs.from_argument(self.hook.session)

    def tell(self) -> None:
        actions.tell(self.key)

    def by_admin(self, act, *args, **given):
        hook = self.hook
        with acting(self.admin.cookie) as actor:
            return act(hook, *args, **given, by=actor)


@pytest.fixture
def receiver():
    with receiving() as made:
        yield made


@pytest.fixture
def scene(db, receiver):
    return Scene(receiver.address)
