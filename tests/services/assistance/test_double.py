"""What the check finds: the same person under another file, inside the organisation by papers, and of other organisations yes or no and a month alone."""
import json

import pytest

from amana.casework.cases.models import Case
from amana.casework.registry.models import PersonStep
from amana.ground.rows.acting import acting
from amana.lib.core.dates import PartialDate
from amana.lib.core.errors import Refused
from amana.services.assistance import queries
from amana.services.assistance.models import RequestStep
from tests import builders as make
from tests.services.assistance.conftest import Unit, today

pytestmark = pytest.mark.django_db
PAPER = "A7712345"
KNOWN = {"person", "person_ceiling", "household", "household_ceiling", "over", "double", "double_until", "elsewhere", "elsewhere_until", "shared_account", "funds"}


def case_of(worker, *, number="", phone="", year=None, **names):
    person = make.person(worker, make.identity(**names, **({"birth": PartialDate.of(year)} if year else {})), phone=phone)
    if number:
        make.document(worker, person, number=number)
    return make.case(worker, person)


def found(unit, request):
    unit.decide(request, "check", unit.officer)
    with acting(unit.officer.cookie):
        return queries.steps(request.pk)[-1].found


def help_elsewhere(**of):
    """Somebody with that paper receives the same help of another organisation."""
    other = Unit()
    case = case_of(other.worker, **{"number": PAPER} | of)
    other.approved(case, "2137", account="01005550177", period_until=today(45))
    return other, case


def test_the_same_paper_in_another_case_of_the_organisation_is_the_same_person(unit):
    unit.approved(case_of(unit.worker, number=PAPER), "2000", period_until=today(12))
    seen = found(unit, unit.ask(case_of(unit.worker, number=PAPER, given="سلمى"), "500", account="01005550999"))
    assert (seen["double"], seen["double_until"], seen["elsewhere"]) == ("same_need_same_period", today(12).isoformat(), False)
    other_need = unit.ask(case_of(unit.worker, number=PAPER, given="مريم"), "500", kind="food_voucher", method="goods", account="")
    assert found(unit, other_need)["double"] == "complementary"
    later = unit.ask(case_of(unit.worker, number=PAPER, given="منى"), "500", account="01005550998", period_from=today(60), period_until=today(70))
    assert found(unit, later)["double"] == "none", "another time"


def test_the_same_telephone_counts_with_the_same_year_of_birth_alone(unit):
    unit.approved(case_of(unit.worker, phone="01005550142", year=1990), "2000")
    for year, want in ((1990, "same_need_same_period"), (1971, "none"), (None, "none")):
        assert found(unit, unit.ask(case_of(unit.worker, phone="01005550142", year=year, given="سلمى"), "500", account="01005550999"))["double"] == want, year
    assert found(unit, unit.ask(case_of(unit.worker, phone="01005550143", year=1990, given="سلمى"), "500", account="01005550999"))["double"] == "none"


def test_of_another_organisation_it_says_that_and_until_which_month_and_nothing_else(unit):
    other, case = help_elsewhere()
    request = unit.ask(case_of(unit.worker, number=PAPER), "500")
    seen = found(unit, request)
    assert (seen["elsewhere"], seen["elsewhere_until"], seen["double"], seen["double_until"]) == (True, f"{today(45):%Y-%m}", "none", None)
    assert set(seen) == KNOWN
    told = json.dumps(seen)
    for hidden in (other.worker.organisation.pk, other.worker.organisation.name_ar, other.worker.organisation.name_en, other.worker.organisation.code, case.pk, case.person_id, case.number, "2137",
                   "emergency_cash", other.programme.pk):
        assert str(hidden) not in told
    with pytest.raises(Refused) as refusal:
        unit.decide(request, "approve", unit.finance)
    assert refusal.value.code == "help_double"
    unit.decide(request, "approve", unit.head, exceeds=True, words="اتفقنا مع الأسرة")


def test_who_asks_again_learns_it_again_and_each_time_is_on_record(unit):
    """A request can be made to ask: what it tells is a yes and a month, of a file that one has, with a name at each question."""
    case = case_of(unit.worker, number=PAPER)
    assert not found(unit, unit.ask(case, "1"))["elsewhere"]
    help_elsewhere()
    assert found(unit, unit.ask(case, "1"))["elsewhere"]
    assert {one.staff_id for one in RequestStep.objects.filter(case_id=case.pk, step="check")} == {unit.officer.staff.pk}


@pytest.mark.parametrize("why", ["protected", "police", "other need", "other time", "closed"])
def test_of_these_other_organisations_nothing_is_told(unit, why):
    other = Unit(worker=make.member(of=make.organisation(kind="LawEnforcement" if why == "police" else "NGO")))
    case = case_of(other.worker, number=PAPER)
    more = {"kind": "food_voucher", "method": "goods", "account": ""} if why == "other need" else {"period_from": today(400), "period_until": today(430)} if why == "other time" else {}
    other.approved(case, "2000", **more)
    if why == "protected":
        PersonStep.objects.create(person_id=case.person_id, step="protect")
    if why == "closed":
        Case.objects.filter(pk=case.pk).update(state="closed")
    seen = found(unit, unit.ask(case_of(unit.worker, number=PAPER), "500"))
    assert (seen["elsewhere"], seen["elsewhere_until"], seen["double"]) == (False, None, "none")


def test_a_telephone_of_another_organisation_counts_with_the_year_of_birth_too(unit):
    help_elsewhere(number="", phone="01005550142", year=1990)
    assert found(unit, unit.ask(case_of(unit.worker, phone="01005550142", year=1990), "500"))["elsewhere"]
    assert not found(unit, unit.ask(case_of(unit.worker, phone="01005550142", year=1991), "500"))["elsewhere"]


def test_an_account_of_somebody_outside_the_household_is_flagged_and_of_another_organisation_is_not(unit):
    other = Unit()
    other.ask(make.case(other.worker), "500", account="01005550142")
    case = case_of(unit.worker)
    assert not found(unit, unit.ask(case, "500", account="01005550142"))["shared_account"]
    assert not found(unit, unit.ask(case, "500", account="01005550142", period_from=today(60), period_until=today(61)))["shared_account"], "her own"
    assert found(unit, unit.ask(case_of(unit.worker, given="سلمى"), "500", account="01005550142"))["shared_account"]


def test_whoever_reads_what_is_economic_in_the_case_reads_what_was_found_and_nobody_else(unit):
    help_elsewhere()
    case = case_of(unit.worker, number=PAPER)
    request = unit.ask(case, "500")
    unit.decide(request, "check", unit.officer)
    beside = {"of": unit.worker.organisation, "teams": unit.worker.teams}
    for member, reads in ((unit.worker, True), (unit.supervisor, True), (unit.finance, True), (make.member("reception", **beside), False), (make.member("clinical_supervisor", **beside), False),
                          (make.member("caseworker", **beside), False), (make.member("case_manager"), False)):
        with acting(member.cookie):
            assert RequestStep.objects.filter(request_id=request.pk, found__elsewhere=True).exists() is reads, member.membership.role_id
