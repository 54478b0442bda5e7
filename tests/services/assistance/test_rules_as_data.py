"""What offices may change is data: each ceiling, limit and way of kinds_of_help.toml and limits.toml is tried at its boundary, as the file has it, on the functions of the database."""
import json
import tomllib
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from amana.lib.core.errors import Refused
from amana.services.assistance import rules
from tests import builders as make
from tests.services.assistance.conftest import Unit, request_now, today

pytestmark = pytest.mark.django_db
CENT = Decimal("0.01")
CATALOGUE, LIMITS = (tomllib.loads((rules.REFERENCE / name).read_text("utf-8")) for name in ("kinds_of_help.toml", "limits.toml"))
KINDS = {one["code"]: one for one in CATALOGUE["kind"]}
CEILINGS = [(code, whose) for code, one in KINDS.items() for whose in ("person_ceiling", "household_ceiling") if whose in one]


@pytest.fixture
def rich():
    return Unit(granted="100000000")


def weighed(request) -> dict:
    """What the check finds, as the database's function says."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SET LOCAL ROLE amana_keeper")
        cursor.execute("SELECT ring.weigh_help(%s)", [request.pk])
        found = cursor.fetchone()[0]
        cursor.execute("RESET ROLE")
    return json.loads(found) if isinstance(found, str) else found


def granted(of, case, amount, kind, *, period=(0, 0), **columns):
    """Approved by as many as it needs, whatever it passes."""
    request = of.ask(case, amount, kind=kind, method=KINDS[kind]["methods"][0], period_from=today(period[0]), period_until=today(period[1]), **columns)
    of.decide(request, "check", of.officer)
    for by in (of.head, of.finance, of.supervisor)[:request_now(request).approvals_needed]:
        of.decide(request, "approve", by, **{"exceeds": True, "words": "سبب"} if by is of.head else {})
    return request


def asked(of, case, amount, kind):
    """For another time than whatever was granted, so that it is no double."""
    return of.ask(case, amount, kind=kind, method=KINDS[kind]["methods"][0], period_from=today(2000), period_until=today(2000))


def with_member(of, case):
    """Somebody with a case of her own who lives in the household of this one."""
    from amana.casework.cases import actions as cases
    from amana.ground.rows.acting import acting
    other = make.case(of.worker, make.person(of.worker, make.identity(given="سلمى"), phone="01005559999"))
    with acting(of.worker.cookie) as actor:
        cases.add_member(case, member_id=other.person_id, relation="sibling", by=actor)
    return other


@pytest.mark.parametrize(("code", "whose"), CEILINGS)
def test_a_ceiling_is_passed_from_one_cent_above_it_on(rich, code, whose):
    ceiling, kind = Decimal(KINDS[code][whose]), KINDS[code]
    case = make.case(rich.worker)
    before = Decimal(ceiling / 2).quantize(CENT)
    if whose == "household_ceiling":  # given to somebody else of the household, within her own ceiling or by exception
        granted(rich, with_member(rich, case), before, code)
    else:
        granted(rich, case, before, code)
    for beyond in (-CENT, Decimal(0), CENT):
        request = asked(rich, case, ceiling - before + beyond, code)
        found = weighed(request)
        assert Decimal(found["household"]) == before and Decimal(found["person"]) == (0 if whose == "household_ceiling" else before)
        assert found[whose] is not None and Decimal(found[whose]) == ceiling
        other = Decimal(kind.get("person_ceiling" if whose == "household_ceiling" else "household_ceiling", "Infinity"))
        is_over_the_other = Decimal(found["person" if whose == "household_ceiling" else "household"]) + request.amount > other
        assert found["over"] is (beyond > 0 or is_over_the_other), f"{beyond} beyond {ceiling}"


@pytest.mark.parametrize("code", KINDS)
def test_who_may_not_exceed_grants_up_to_the_lowest_ceiling_and_no_cent_more(rich, code):
    ceilings = [Decimal(KINDS[code][whose]) for whose in ("person_ceiling", "household_ceiling") if whose in KINDS[code]]
    for amount, is_over in ((min(ceilings), False), (min(ceilings) + CENT, True)) if ceilings else ((Decimal("999999"), False),):
        request = asked(rich, make.case(rich.worker), amount, code)
        rich.decide(request, "check", rich.officer)
        *first, last = (rich.finance, rich.second, rich.supervisor)[:request_now(request).approvals_needed]
        for by in first:
            rich.decide(request, "approve", by)
        if is_over:
            with pytest.raises(Refused) as refusal:
                rich.decide(request, "approve", last)
            assert refusal.value.code == "help_over_ceiling"
        else:
            rich.decide(request, "approve", last)
        assert request_now(request).state == ("checked" if is_over else "approved")


@pytest.mark.parametrize("code", [code for code, one in KINDS.items() if "person_ceiling" in one or "household_ceiling" in one])
def test_what_was_approved_counts_until_its_months_are_over(rich, code):
    case = make.case(rich.worker)
    earlier = granted(rich, case, "100", code)
    request = asked(rich, case, "100", code)
    whose = "person"
    with connection.cursor() as cursor:
        for seconds, counts in ((1, Decimal(100)), (0, Decimal(0)), (-1, Decimal(0))):
            cursor.execute("RESET ROLE")
            cursor.execute("UPDATE assistance_request SET approved_at = entry.clock() - make_interval(months => %s) + make_interval(secs => %s) WHERE id = %s", [KINDS[code]["months"], seconds, earlier.pk])
            assert Decimal(weighed(request)[whose]) == counts, f"{seconds} s inside {KINDS[code]['months']} months"


@pytest.mark.parametrize("code", KINDS)
def test_a_kind_is_given_in_its_own_ways_alone(rich, code):
    case = make.case(rich.worker)
    for method in rules.Method.values:
        if method in KINDS[code]["methods"]:
            assert rich.ask(case, "1", kind=code, method=method).method == method
        else:
            with pytest.raises(Refused) as refusal:
                rich.ask(case, "1", kind=code, method=method)
            assert refusal.value.code == "help_kind"


@pytest.mark.parametrize("place", range(len(LIMITS["limit"])))
def test_from_an_amount_on_so_many_agree(rich, place):
    case, limit = make.case(rich.worker), LIMITS["limit"][place]
    above = Decimal(limit["above"])
    before = LIMITS["limit"][place - 1]["approvals"] if place else limit["approvals"]
    for amount, approvals in ((above - CENT, before), (above, before), (above + CENT, limit["approvals"])):
        if amount > 0:
            request = rich.ask(case, amount, kind="community_project", method="service", account="")
            assert request_now(request).approvals_needed == approvals, str(amount)


@pytest.mark.parametrize("limit", LIMITS["limit"], ids=lambda one: one["above"])
def test_one_fewer_than_the_limit_says_is_not_enough(rich, limit):
    request = rich.ask(make.case(rich.worker), Decimal(limit["above"]) + CENT, kind="community_project", method="service", account="")
    rich.decide(request, "check", rich.officer)
    *first, last = (rich.finance, rich.supervisor, rich.head)[:limit["approvals"]]
    for by in first:
        rich.decide(request, "approve", by)
        assert request_now(request).state == "checked"
    rich.decide(request, "approve", last)
    assert request_now(request).state == "approved"


def test_the_database_holds_what_the_files_say():
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT code, need, methods, person_ceiling, household_ceiling, months FROM assistance_kind")
        assert {row[0]: row[1:] for row in cursor.fetchall()} == {code: (
            one["need"], one["methods"], *(Decimal(one[whose]) if whose in one else None for whose in ("person_ceiling", "household_ceiling")), one["months"]) for code, one in KINDS.items()}
        cursor.execute("SELECT above, approvals FROM assistance_limit ORDER BY above")
        assert cursor.fetchall() == [(Decimal(one["above"]), one["approvals"]) for one in LIMITS["limit"]]


@pytest.mark.parametrize("file", [CATALOGUE, LIMITS], ids=["catalogue", "limits"])
def test_a_file_says_where_it_comes_from_and_how_sure_it_is(file):
    assert file["version"] and file["mark"] in ("draft", "interim", "official") and file["source"] and file["valid_from"] <= date.today() + timedelta(days=1)


@pytest.mark.parametrize("kind", CATALOGUE["kind"], ids=lambda one: one["code"])
def test_a_kind_is_whole(kind):
    assert len(kind["code"]) <= 24 and len(kind["need"]) <= 24
    for text in ("name", "eligible"):
        assert any("\u0600" <= letter <= "\u06ff" for letter in kind[f"{text}_ar"]) and kind[f"{text}_en"].isascii()
    assert kind["level"] in ("individual", "household", "collective", "community", "structural") and kind["dimension"] in ("economic", "social", "psychosocial")
    assert kind["methods"] and len(set(kind["methods"])) == len(kind["methods"]) and set(kind["methods"]) <= set(rules.Method.values) and 0 < kind["months"] <= 120
    ceilings = [Decimal(kind[whose]) for whose in ("person_ceiling", "household_ceiling") if whose in kind]
    assert all(one > 0 and one == one.quantize(CENT) for one in ceilings) and ceilings == sorted(ceilings), "a household's ceiling is not below a person's"
    assert set(kind) <= {"code", "need", "name_en", "name_ar", "level", "dimension", "methods", "eligible_en", "eligible_ar", "person_ceiling", "household_ceiling", "months"}


def test_codes_are_unique_and_limits_rise_from_nothing():
    assert len(KINDS) == len(CATALOGUE["kind"])
    amounts, approvals = ([one[name] for one in LIMITS["limit"]] for name in ("above", "approvals"))
    assert Decimal(amounts[0]) == 0 and list(map(Decimal, amounts)) == sorted(set(map(Decimal, amounts))) and approvals == sorted(set(approvals)) and approvals[0] >= 1
    assert any("\u0600" <= letter <= "\u06ff" for letter in LIMITS["note_ar"]) and LIMITS["note_en"]
