"""What the description promises is what the program answers: never a fault of its own, no answer that is not described."""
import re
from functools import cache
from html import unescape

import hypothesis
import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import reverse
from django.utils.translation import gettext, override
from hypothesis import HealthCheck, Phase
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from amana.doors.api import door
from amana.doors.api.words import OPERATIONS
from tests import builders as make
from tests.doors.api.test_work import day

CHECKS = (not_a_server_error, checks.status_code_conformance, checks.content_type_conformance, checks.response_schema_conformance, checks.negative_data_rejection,
          checks.missing_required_header, checks.unsupported_method)


@cache
def schema():
    made = schemathesis.openapi.from_dict(door.description() | {"security": []})  # who asks is said below, and not made up
    made.app = WSGIHandler()
    return made


@pytest.fixture
def keys(program):
    """Things that are there for the addresses to name, and who asks: the sender's worker, the desk, the reception."""
    two = make.two()
    sent = make.referral(two)
    worker, desk = program(two.worker), program(two.desk_officer)
    task = worker.post(f"cases/{two.case.pk}/tasks", {"title": "x", "due_on": day(3)}).json()["id"]
    reception = program(make.member("reception", of=two.worker.organisation, teams=two.worker.teams))
    head = program(two.supervisor)
    caseload = head.post("caseloads/rows", {"listed_on": "2026-11-24", "rows": [{"full_name": "هناء سعيد الشاذلي", "birth": "1990-11-31"}, {"full_name": "منى سليم حداد"}]}).json()["id"]
    tokens = {"referrals": desk.token, "arrivals": reception.token, "caseloads": head.token}
    for signal in (request_started, request_finished):  # a server ends its connection with the request, and the test its transaction with it
        signal.disconnect(close_old_connections)
    yield {"person_id": two.case.person_id, "case_id": two.case.pk, "task_id": task, "referral_id": sent.pk, "list_id": caseload}, tokens, worker.token
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def asked(operation, mode, keys, examples):
    """Operation by operation, each example with keys of things that are there and, every third time, of none."""
    known, tokens, usual = keys
    # What is wrong in a query may be nothing once it is written out: names that nobody knows have a test of their own.
    of_it = [one for one in CHECKS if operation.body or one is not checks.negative_data_rejection]
    token, turn = tokens.get(operation.tags[0], usual), iter(range(10**6))

    @hypothesis.settings(max_examples=examples, database=None, derandomize=True, deadline=None, phases=[Phase.explicit, Phase.generate],
                         suppress_health_check=list(HealthCheck))
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def ask(case):
        if next(turn) % 3 and mode == GenerationMode.POSITIVE:
            case.path_parameters = {name: str(known[name]) for name in case.path_parameters or {}}
        case.call_and_validate(headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}, checks=of_it)
    ask()


def all_asked(keys, examples):
    n = 0
    for found in schema().get_all_operations():
        operation = found.ok()
        for mode in GenerationMode:
            try:
                asked(operation, mode, keys, examples)
            except hypothesis.errors.Unsatisfiable:  # nothing can be said to it that is wrong
                assert mode == GenerationMode.NEGATIVE
            n += 1
    return n


@pytest.mark.proof
def test_every_answer_to_many_questions_is_described(keys):
    assert all_asked(keys, 40) > 60


def test_what_each_operation_says_of_itself_is_told_in_the_readers_language(client):
    said = {operation["description"] for operations in door.description()["paths"].values() for operation in operations.values()}
    assert set(OPERATIONS) == said, "amana/doors/api/words.py holds what the operations say"
    for language, is_in in (("ar", False), ("en", True)):
        client.cookies["amana-language"] = language
        page = unescape(client.get(reverse("api_guide")).content.decode())
        assert all((one in page) == is_in for one in said), language
    with override("ar"):
        assert all(re.search("[\u0621-\u064a]", gettext(one)) for one in said)


def test_every_operation_says_that_the_database_may_be_away():
    assert all("503" in map(str, operation["responses"]) for operations in door.description()["paths"].values() for operation in operations.values())
