"""Search from every page: acts by the role's verbs, people in scope in either script, cases and referrals by number; and nothing about the others."""
import json

import pytest
from django.db import connection
from django.urls import reverse

from amana.casework.cases import actions
from amana.doors.site import palette
from amana.ground.access.rules import ROLES
from amana.ground.rows.acting import acting
from tests import builders as make

pytestmark = pytest.mark.django_db


def found(member, text: str, **options) -> str:
    return make.browser(member, **options).get(reverse("find_options"), {"q": text}).content.decode()


def leads_to(member, text: str) -> str:
    answer = make.browser(member).get(reverse("find"), {"q": text})
    return answer.url if answer.status_code == 302 else answer.content.decode()


@pytest.fixture
def office():
    worker = make.member(name="مها القنطري")
    supervisor = make.member("supervisor", of=worker.organisation, teams=[worker.team], name="سلوى الريحاني")
    return worker, supervisor, make.case(worker, make.person(worker, make.identity(given_latin="Hanaa", family_latin="El Shazly")))


@pytest.mark.parametrize("text", ["هناء", "هنا الشاذلى", "hanaa", "Shazly", "٠١٠٠٥٥٥٠١٤٢", "+20 100 555 0142"])
def test_a_person_is_found_in_either_script_and_by_phone_with_her_case(office, text):
    worker, supervisor, case = office
    assert reverse("case", args=[case.pk]) in found(worker, text)
    assert "case: Open · yours" in found(worker, text)
    assert "<bdi>مها القنطري</bdi>" in found(supervisor, text)


def test_it_says_why_somebody_is_found(office):
    worker, _supervisor, _case = office
    assert "yours · Same name" in found(worker, "هناء الشاذلي")
    assert "yours · Similar name" in found(worker, "هناء الشازلى")


def test_a_person_is_found_by_the_number_of_her_file_and_of_a_document(office):
    worker, _supervisor, case = office
    make.document(worker, case.person_id, "A7654321")
    assert "هناء" in found(worker, "A7654321")
    assert "هناء" in found(worker, case.person.number)


@pytest.mark.parametrize("text", ["هناء", "hanaa", "01005550142"])
def test_others_learn_nothing_not_even_that_there_is_something(office, text):
    _worker, _supervisor, case = office
    stranger = make.member()
    assert found(stranger, text) == found(stranger, text).replace("هناء", "")
    assert str(case.pk) not in found(stranger, text)
    assert "Nobody found" in found(stranger, text)


def test_numbers_of_cases_and_referrals_lead_to_them_also_from_the_search_box():
    of = make.two()
    sent = make.referral(of)
    make.move_clock(minutes=1)
    case, referral = reverse("case", args=[of.case.pk]), reverse("referral", args=[sent.pk])
    assert case in found(of.worker, of.case.number.lower())
    assert case in found(of.worker, of.case.number[3:]), "without the letters in front"
    assert referral in found(of.desk_officer, sent.number), "a desk looks for nobody and knows the numbers of what it was sent"
    assert (leads_to(of.worker, of.case.number), leads_to(of.worker, sent.number)) == (case, referral)
    assert make.browser(of.worker).get(reverse("people"), {"q": of.case.number}).url.startswith(reverse("find"))
    for stranger in (of.outsider, of.desk_officer):
        assert "No case and no referral that you may open" in leads_to(stranger, of.case.number)
        assert str(of.case.pk) not in found(stranger, of.case.number)


def test_words_go_on_to_the_search_for_people():
    assert leads_to(make.member(), "هناء سعيد") == f"{reverse('people')}?q=%D9%87%D9%86%D8%A7%D8%A1+%D8%B3%D8%B9%D9%8A%D8%AF"
    assert leads_to(make.member(), "") == reverse("people")


@pytest.mark.parametrize("text", ["refer hanaa", "إحال هناء", "احالة هناء"])
def test_an_act_and_a_name_lead_to_that_act_on_her_case(office, text):
    worker, _supervisor, case = office
    assert reverse("refer", args=[case.pk]) in found(worker, text)
    assert reverse("refer", args=[case.pk]) not in found(make.member(of=worker.organisation, teams=[worker.team]), text), "a colleague finds her and works not on it"
    with acting(worker.cookie) as actor:
        actions.hold(case, reason="سفر", by=actor)
    assert reverse("refer", args=[case.pk]) not in found(worker, text)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_role_is_offered_what_it_opens_and_every_offer_opens(role):
    member = make.member(role, teams=None if ROLES[role].reach != "none" else [])
    browser = make.browser(member)
    with acting(member.cookie) as actor:
        offered = palette.acts(actor, "")
    assert {one.page for one in offered} >= {"home", "directory"}
    assert not [one.url for one in offered if browser.get(one.url).status_code not in (200, 302)]
    kept = {one.page for one in palette.ACTS} - {one.page for one in offered} - {"people", "exceptional"}  # lists that are empty for who may read nobody
    assert not [page for page in kept if browser.get(reverse(page)).status_code == 200]


@pytest.mark.parametrize(("role", "registers"), [("caseworker", True), ("reception", True), ("supervisor", False), ("case_manager", False), ("clinical_supervisor", False)])
def test_registering_is_offered_to_whoever_can_save_it(role, registers):
    """Who leads finds people by the same verb and writes no identity: a form that nothing comes of was filled in to its end."""
    browser, url = make.browser(make.member(role)), reverse("register")
    assert browser.get(url).status_code == (200 if registers else 403)
    for page in ("/", reverse("people"), f"{reverse('people')}?q=هناء", f"{reverse('find_options')}?q=هناء", f"{reverse('find_options')}?q="):
        assert (f'href="{url}' in browser.get(page).content.decode()) == registers, page


@pytest.mark.parametrize("role", ["desk_officer", "police_focal_point", "organisation_administrator", "analyst"])
def test_roles_that_look_for_nobody_have_acts_alone(role):
    member = make.member(role, teams=None if ROLES[role].reach != "none" else [])
    page = found(member, "هناء")
    assert "am-palette-people" not in page
    assert "register" not in page
    assert 'role="search"' not in make.browser(member).get(reverse("directory")).content.decode()


def test_words_of_either_language_find_an_act(office):
    worker = office[0]
    for text in ("arriv", "وصول", "الوصول", "دفعات"):
        assert (reverse("arrivals") in found(office[1], text)) is True, text
        assert reverse("arrivals") not in found(worker, text), "not hers"


def test_what_was_found_is_on_record_and_nothing_is_for_acts(office):
    worker, _supervisor, case = office
    found(worker, "directory")
    found(worker, "")
    assert _listed() == []
    found(worker, "hanaa")
    assert _listed() == [[str(case.person_id)]]


def test_one_letter_looks_for_nobody(office):
    assert "am-palette-people" not in found(office[0], "ه")
    assert _listed() == []


def test_an_answer_is_kept_by_no_cache(office):
    answer = make.browser(office[0]).get(reverse("find_options"), {"q": "hanaa"})
    assert "no-store" in answer["Cache-Control"]


def _listed() -> list:
    with connection.cursor() as cursor:
        cursor.execute("SELECT details::text FROM audit.entry WHERE verb = 'files.listed'")
        return [json.loads(row[0])["subjects"] for row in cursor.fetchall()]
