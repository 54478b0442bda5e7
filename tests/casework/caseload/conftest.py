"""Who brings a caseload, and a worker of her team."""

import pytest

from tests import builders as make


@pytest.fixture
def head():
    return make.member("supervisor", name="سلوى الريحاني")


@pytest.fixture
def worker(head):
    return make.member("caseworker", of=head.organisation, teams=head.teams, name="كريم المنوفي")
