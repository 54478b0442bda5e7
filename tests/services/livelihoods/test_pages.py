"""The pages of a business: what is typed becomes the plan, what is wrong is said at its place, and nothing is lost."""
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from amana.casework.cases import actions as cases
from amana.casework.cases.models import Attachment
from amana.ground.access.rules import Section
from amana.ground.rows.acting import acting
from amana.lib.core.errors import Refused
from amana.services.livelihoods import actions, queries
from amana.services.livelihoods.models import Business, Instalment, Met, Plan, Visit
from amana.services.livelihoods.rules.figures import Figures, Need
from tests import builders as make
from tests.casework.cases import papers
from tests.services.livelihoods import plans
from tests.services.livelihoods.plans import day

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return plans.house()


def at(name, one, *more):
    return reverse(name, args=[one.case_id, one.pk, *more])


def on(name, of):
    return {f"{name}_day": of.day, f"{name}_month": of.month, f"{name}_year": of.year}


TABLE = {"after": "1", "lines": "3", "needs": "1", "own": "٢٠٠٠", "asked": "20000", "line_0_kind": "income", "line_0_name": "مبيعات", "line_0_each": "٤٠٠٠", "line_0_1": "1000.50", "line_0_2": "0",
         "line_1_kind": "fixed", "line_1_name": "إيجار", "line_1_each": "500", "need_0_name": "ماكينة", "need_0_amount": "20000", "need_0_0_supplier": "مورد", "need_0_0_amount": "20000"}


def test_a_table_is_typed_with_what_is_usual_and_the_months_that_differ_and_comes_back_so(house):
    one, page = house.begun(), make.browser(house.worker)
    assert page.post(at("write_business_figures", one), TABLE).status_code == 302
    with acting(house.worker.cookie):
        paper = queries.paper(one.pk)
    assert paper.row.number == 2 and paper.row.answers == plans.ANSWERS
    assert paper.figures.lines[0].months == (Decimal("1000.50"), Decimal(0), *[Decimal(4000)] * 10) and len(paper.figures.lines) == 2
    form = page.get(at("write_business_figures", one)).content.decode()
    for name, value in (("line_0_each", "4000"), ("line_0_1", "1000.50"), ("line_0_2", "0"), ("own", "2000")):
        assert f'name="{name}" value="{value}"' in form, name
    assert 'name="line_0_3" value' not in form


@pytest.mark.parametrize(("wrong", "field"), [
    ({"line_1_name": ""}, "line_1_name"), ({"line_1_kind": ""}, "line_1_kind"), ({"line_0_3": "-5"}, "line_0_3"), ({"own": "كثير"}, "own"), ({"asked": ""}, "asked"), ({"need_0_name": ""}, "need_0_name"),
    ({"need_0_amount": ""}, "need_0_amount"), ({"need_0_0_amount": ""}, "need_0_0_amount"), ({"need_0_0_supplier": ""}, "need_0_0_supplier"), ({"line_0_1": "1.234"}, "line_0_1")])
def test_what_is_wrong_in_a_table_is_said_at_its_field_and_what_was_typed_stays(house, wrong, field):
    one = house.begun()
    answer = make.browser(house.worker).post(at("write_business_figures", one), TABLE | wrong)
    assert answer.status_code == 200 and field in answer.context["form"].errors and "مبيعات" in answer.content.decode()
    assert Plan.objects.filter(business=one).count() == 1


def test_who_saves_what_a_colleague_saved_meanwhile_is_told_and_keeps_what_she_typed(house):
    one, page = house.begun(), make.browser(house.worker)
    assert page.post(at("write_business_plan", one), {"after": "1", "idea": "فكرة أولى"}).status_code == 302
    answer = page.post(at("write_business_plan", one), {"after": "1", "idea": "فكرة أخرى"})
    assert answer.status_code == 409 and "فكرة أخرى" in answer.content.decode() and "a colleague saved this plan meanwhile" in answer.content.decode()


def test_the_committee_reads_votes_and_records_the_decision_in_instalments(house):
    one = house.voted("approve", "approve")
    member = make.browser(house.committee[2])
    assert one.name in member.get(reverse("business_committee")).content.decode()
    assert "2 of 3 votes" in member.get(reverse("business_committee")).content.decode()
    assert member.get(at("decide_business", one)).status_code == 404
    assert member.post(at("vote_business", one), {"choice": "approve"}).status_code == 200
    assert member.post(at("vote_business", one), {"choice": "approve", "reason": "سوق قريب"}).status_code == 302
    assert member.get(at("vote_business", one)).status_code == 404
    decision = {"told": "نعم", "amount": "18000", "amount_0": "12000", "condition_0": "عقد الإيجار", **on("due_on_0", day(10)), "amount_1": "5000", "condition_1": "زيارة", **on("due_on_1", day(40))}
    answer = member.post(at("decide_business", one), decision)
    assert answer.status_code == 409 and "17,000.00" in answer.content.decode() and not Instalment.objects.exists()
    assert member.post(at("decide_business", one), decision | {"amount_1": "٦٠٠٠"}).status_code == 302
    assert Business.objects.get(pk=one.pk).state == "approved"
    shown = make.browser(house.worker).get(at("business", one)).content.decode()
    assert "عقد الإيجار" in shown and "18,000" in shown and at("start_business", one) in shown


def test_who_says_again_that_a_condition_is_met_is_told_and_keeps_what_she_typed(house):
    one, page, chief = house.decided(), make.browser(house.worker), make.browser(house.committee[0])
    url = at("meet_business_condition", one, Instalment.objects.filter(business=one).first().pk)
    assert page.get(url).status_code == chief.get(url).status_code == 200, "both have the form open"
    assert page.post(url, {"evidence": "عقد الإيجار", **on("met_on", day())}).status_code == 302
    answer = chief.post(url, {"evidence": "رأيت العقد", **on("met_on", day())})
    assert answer.status_code == 409 and "marked as met already" in answer.content.decode() and "رأيت العقد" in answer.content.decode()
    assert Met.objects.get().evidence == "عقد الإيجار" and chief.get(url).status_code == 404


def test_a_visit_asks_why_where_it_is_over_and_shows_what_was_said(house):
    one, page = house.started(), make.browser(house.worker)
    said = {"month": "3", "status": "closed", "seen": "أُغلق المحل", "profit": "-٥٠", **on("visited_on", day())}
    assert "reason" in page.post(at("visit_business", one), said).context["form"].errors
    assert page.post(at("visit_business", one), said | {"reason": "مرض الأم"}).status_code == 302
    assert Visit.objects.get().profit == -50
    assert "مرض الأم" in page.get(at("business", one)).content.decode()


def test_who_gives_an_approved_business_up_hears_that_the_help_asked_for_it_goes_on(house):
    """Services do not know each other: the money is stopped in assistance alone."""
    begun, approved = house.begun(), house.decided()
    browser = make.browser(house.worker)
    said = {one.state: "cancel that request as well" in browser.get(reverse("drop_business", args=[house.case.pk, one.pk])).content.decode() for one in (begun, Business.objects.get(pk=approved.pk))}
    assert said == {"draft": False, "approved": True}


def test_an_earlier_version_and_the_papers_are_there_to_read(house):
    one = house.voted("return", "return", "return")
    house.decide(one, "return")
    page = make.browser(house.worker)
    assert page.post(at("write_business_plan", one), {"after": "1", "idea": "خياطة وتطريز"}).status_code == 302
    shown = page.get(at("business", one)).content.decode()
    assert at("business_version", one, 1) in shown and "خياطة وتطريز" in shown
    assert plans.ANSWERS["idea"] in page.get(at("business_version", one, 1)).content.decode() and page.get(at("business_version", one, 9)).status_code == 404
    for language in ("ar", "en"):
        paper = page.get(f"{at('business_paper', one)}?in={language}")
        assert paper.status_code == 200 and paper.content.startswith(b"%PDF")


def test_an_empty_plan_reaches_no_committee_and_what_it_lacks_is_said_at_its_place(house):
    page = make.browser(house.worker)
    with acting(house.worker.cookie) as actor:
        one = actions.begin(house.case.pk, name="خياطة", by=actor)
        actions.write_plan(one, answers={"idea": "خياطة"}, figures=Figures((), (Need("ماكينة", Decimal(100), ()),), Decimal(0), Decimal(999_999_999)), after=0, by=actor)
    shown = page.get(at("business", one)).content.decode()
    assert at("submit_business", one) not in shown and all(said in shown for said in ("Where does the demand come from?", "What can go wrong", "The sales of the twelve months")) and "What is the idea?</li>" not in shown
    assert "More is asked for than the start costs" in shown and "999,999,899" in shown
    assert "not complete yet" in page.post(at("submit_business", one), follow=True).content.decode() and Business.objects.get(pk=one.pk).state == "draft"
    with acting(house.worker.cookie) as actor:
        actions.write_plan(one, answers=plans.ANSWERS, figures=plans.figures(), after=1, by=actor)
    shown = page.get(at("business", one)).content.decode()
    assert at("submit_business", one) in shown and "Lacking before" not in shown and "More is asked for" not in shown


@pytest.mark.parametrize("name", ["submit_business", "withdraw_business"])
def test_submitting_and_taking_back_is_asked_first(house, name):
    one = house.begun() if name == "submit_business" else house.submitted()
    page = make.browser(house.worker)
    assert page.get(at(name, one)).status_code == 200 and Business.objects.get(pk=one.pk).state == ("draft" if name == "submit_business" else "submitted")
    assert page.post(at(name, one)).status_code == 302 and Business.objects.get(pk=one.pk).state == ("submitted" if name == "submit_business" else "draft")
    assert page.get(at(name, one)).status_code == 404


def test_a_reason_that_is_asked_for_behind_a_condition_is_missing_in_every_way_of_being_empty(house):
    """Field report B82."""
    one, page = house.started(), make.browser(house.worker)
    for empty in ({}, {"reason": ""}, {"reason": "  \n"}, {"reason": "\u200f"}, {"reason": []}):
        said = {"month": "3", "status": "closed", "seen": "أُغلق المحل", **on("visited_on", day())} | empty
        assert "reason" in page.post(at("visit_business", one), said).context["form"].errors, empty
    assert not Visit.objects.exists()
    assert page.post(at("visit_business", one), {"month": "3", "status": "running", "seen": "يعمل", **on("visited_on", day())}).status_code == 302


def test_a_photo_of_a_visit_is_kept_sealed_in_the_section_of_the_visit_and_shown_until_it_is_withdrawn(house, settings, tmp_path):
    settings.AMANA_FILES = tmp_path
    one, page = house.started(), make.browser(house.worker)
    form = page.get(at("visit_business", one)).content.decode()
    assert 'enctype="multipart/form-data"' in form and re.search(r'<input type="file" name="photo"[^>]*accept="image/\*"[^>]*capture="environment"', form), "a phone offers its camera"
    said = {"month": "1", "status": "running", "seen": "الدفتر مرتب", **on("visited_on", day(-60))}
    assert page.post(at("visit_business", one), said | {"photo": SimpleUploadedFile("a.jpg", papers.picture())}).status_code == 302
    kept = Attachment.objects.get()
    assert (kept.case_id, kept.section, kept.kind, kept.title, kept.media_type) == (house.case.pk, Section.ECONOMIC, "picture", one.name, "image/jpeg") and Visit.objects.get().attachment_id == kept.pk
    (sealed,) = (path.read_bytes() for path in tmp_path.glob("*/*"))
    assert b"\xff\xd8\xff" not in sealed
    url = reverse("fetch_attachment", args=[kept.pk])
    content = page.get(url).content
    assert content.startswith(b"\xff\xd8\xff") and b"Camera of Hanaa" not in content and papers.PLACE.encode() not in content
    assert f'src="{url}" loading="lazy" alt="Photo of the visit">' in page.get(at("business", one)).content.decode()
    colleague = make.member("protection_officer", of=house.worker.organisation, teams=house.worker.teams)
    with acting(house.worker.cookie) as actor:
        cases.add_coworker(house.case, staff_id=colleague.staff.pk, sections=Section.SOCIAL, by=actor)
    assert make.browser(colleague).get(url).status_code == 404
    with acting(house.worker.cookie) as actor:
        cases.withdraw(kept, reason="not_wanted", by=actor)
    shown = page.get(at("business", one)).content.decode()
    assert url not in shown and "الدفتر مرتب" in shown


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_is_no_photo_is_said_at_its_field_and_a_photo_stays_while_the_rest_is_put_right(house, language, settings, tmp_path):
    settings.AMANA_FILES = tmp_path
    one, page = house.started(), make.browser(house.worker, language=language)
    said = {"month": "1", "status": "running", "seen": "الدفتر مرتب", **on("visited_on", day(-60))}
    answer = page.post(at("visit_business", one), said | {"photo": SimpleUploadedFile("a.jpg", b"<html>")})
    assert answer.context["form"].errors["photo"] and "الدفتر مرتب" in answer.content.decode() and not Visit.objects.exists() and not Attachment.objects.exists()
    answer = page.post(at("visit_business", one), said | {"seen": "", "photo": SimpleUploadedFile("a.jpg", papers.picture())})
    held = re.search(r'name="photo_kept" value="([^"]+)"', answer.content.decode()).group(1)
    assert page.post(at("visit_business", one), said | {"photo_kept": held}).status_code == 302 and Visit.objects.get().attachment_id == Attachment.objects.get().pk


def test_a_photo_of_a_visit_that_is_refused_leaves_no_row(house, settings, tmp_path):
    settings.AMANA_FILES = tmp_path
    one = house.started()
    with pytest.raises(Refused, match="business_state"), acting(house.worker.cookie) as actor:
        actions.visit(one, month=1, visited_on=day(-200), seen="x", status="running", photo=papers.picture(), by=actor)
    assert not Attachment.objects.exists()
