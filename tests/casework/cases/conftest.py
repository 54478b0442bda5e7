"""A small office: a worker with a case, her supervisor, a colleague out of reach, another organisation."""
from dataclasses import dataclass

import pytest
from django.urls import reverse

from amana.casework.cases.models import Case
from tests import builders as make


@dataclass
class Office:
    worker: make.Member
    supervisor: make.Member
    colleague: make.Member  # same organisation, another team
    other: make.Member  # another organisation
    case: Case

    def url(self, name: str, *args) -> str:
        return reverse(name, args=[self.case.pk, *args])


@pytest.fixture
def office() -> Office:
    worker = make.member(name="مها القنطري")
    supervisor = make.member("supervisor", of=worker.organisation, teams=[worker.team], name="سلوى الريحاني")
    return Office(worker, supervisor, make.member(of=worker.organisation, name="كريم الأقصري"), make.member(), make.case(worker))
