import html
import re

import pytest
from django.db import connection
from django.urls import reverse

from amana.casework.registry import actions
from amana.casework.registry.models import Document, Identity, Journey, Social
from amana.casework.registry.rules import ContactFacts, DocumentFacts, JourneyFacts, SocialFacts
from amana.ground.rows.acting import acting
from amana.lib.core.dates import PartialDate
from tests import builders as make

pytestmark = pytest.mark.django_db

SECTIONS = ("documents", "journey", "social")


def text_of(response) -> str:
    return html.unescape(re.sub(r"\s+", " ", response.content.decode()))


def address(name: str, person) -> str:
    return reverse(name, args=[person])


def documents_form(*documents: dict, **management) -> dict:
    """What a browser sends for the documents, a new one last."""
    sent = {"document-TOTAL_FORMS": len(documents), "document-INITIAL_FORMS": sum("id" in one for one in documents)} | management
    return sent | {f"document-{n}-{name}": value for n, one in enumerate(documents) for name, value in one.items()}


def full_file():
    """A worker and the record of a person of whom all sections are known."""
    worker = make.member()
    person = make.person(worker)
    make.document(worker, person, "EP7654321", original_seen=True, expires=PartialDate.of(2020))
    with acting(worker.cookie) as actor:
        journey = JourneyFacts(country_left="SDN", route=("LBY", "EGY"), groups=("refugee",), note="عبر الحدود")
        social = SocialFacts("widowed", ("apd", "eng"), True, education="1", occupation="53", needs="حليب\nللرضيع")
        actions.correct_journey(person, journey, version=None, by=actor)
        actions.correct_social(person, social, version=None, by=actor)
    return worker, person


def test_the_page_of_a_person_shows_each_section_in_words():
    worker, person = full_file()
    shown = text_of(make.browser(worker).get(address("person", person)))
    for words in ("Passport", "Sudan", "4321", "Original seen", "Expired", "Libya", "Refugee", "عبر الحدود", "Widowed", "Sudanese Arabic, English",
                  "Needs an interpreter", "Primary education", "Personal care workers", "حليب"):
        assert words in shown, words
    assert "EP7654321" not in shown


def test_in_arabic_the_page_has_arabic_names_and_the_arabic_comma():
    """Field report B65."""
    worker, person = full_file()
    shown = text_of(make.browser(worker, language="ar").get(address("person", person)))
    for words in ("جواز سفر", "السودان", "لاجئ", "العربية السودانية، الإنجليزية"):
        assert words in shown, words


def test_an_empty_section_says_what_belongs_there_and_leads_to_it():
    worker = make.member()
    person = make.person(worker)
    shown = text_of(make.browser(worker).get(address("person", person)))
    assert "To have none is an answer too" in shown
    for section in SECTIONS:
        assert address(f"correct_{section}", person) in shown


def test_a_supervisor_is_led_to_the_section_that_she_writes_and_to_no_other():
    worker, person = full_file()
    supervisor = make.member("supervisor", of=worker.organisation, teams=worker.teams)
    shown = text_of(make.browser(supervisor).get(address("person", person)))
    assert "Passport" in shown
    assert address("correct_social", person) in shown
    assert address("correct_documents", person) not in shown


def test_who_only_finds_the_name_sees_one_masked_card_and_nothing_of_the_sections():
    worker, person = full_file()
    colleague = make.member(of=worker.organisation)
    shown = text_of(make.browser(colleague).get(address("person", person)))
    assert shown.count("am-masked") == 1
    assert "Contact, Documents, Journey, Social" in shown
    for words in ("Passport", "4321", "Libya", "Refugee", "Widowed", "حليب"):
        assert words not in shown, words


def test_sections_that_a_role_never_reads_leave_no_trace():
    worker, person = full_file()
    colleague = make.member("psychosocial_worker", of=worker.organisation)
    shown = text_of(make.browser(colleague).get(address("person", person)))
    assert "Contact, Social" in shown
    assert "Documents" not in shown
    assert "Journey" not in shown


@pytest.mark.parametrize("section", SECTIONS)
def test_a_correction_is_missing_for_another_organisation_and_for_who_only_finds_the_name(section):
    worker, person = full_file()
    for cannot in (make.member(), make.member(of=worker.organisation)):
        assert make.browser(cannot).get(address(f"correct_{section}", person)).status_code == 404
        assert make.browser(cannot).post(address(f"correct_{section}", person), {}).status_code == 404


@pytest.mark.parametrize("section", SECTIONS)
def test_a_role_without_the_verb_has_no_such_page(section):
    _worker, person = full_file()
    assert make.browser(make.member("desk_officer")).get(address(f"correct_{section}", person)).status_code == 403


@pytest.mark.parametrize("section", SECTIONS)
def test_who_opens_a_correction_has_read_that_section_and_it_is_on_record(section):
    worker, person = full_file()
    assert make.browser(worker).get(address(f"correct_{section}", person)).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT sections FROM audit.entry WHERE verb = 'file.read'")
        assert cursor.fetchall() == [({"documents": 4, "journey": 8, "social": 16}[section],)]


def test_a_document_is_added():
    worker = make.member()
    person = make.person(worker)
    sent = documents_form({"kind": "passport", "issuing_country": "ERI", "number": "k ١٢٣٤٥٦٧", "issued_year": "2021", "original_seen": "on",
                           "expires_day": "4", "expires_month": "3", "expires_year": "2031"})
    assert make.browser(worker).post(address("correct_documents", person), sent).status_code == 302
    row = Document.objects.get(person_id=person)
    assert (row.kind, row.issuing_country, row.number, row.issued, row.expires, row.original_seen) == (
        "passport", "ERI", "k 1234567", PartialDate.of(2021), PartialDate.of(2031, 3, 4), True)


def test_the_form_shows_the_last_characters_and_an_empty_box_keeps_the_number():
    worker, person = full_file()
    browser, row = make.browser(worker), Document.objects.get(person_id=person)
    shown = text_of(browser.get(address("correct_documents", person)))
    assert "4321" in shown
    assert "7654321" not in shown
    sent = documents_form({"id": str(row.id), "version": "1", "kind": "passport", "issuing_country": "SSD", "number": ""}, {})
    assert browser.post(address("correct_documents", person), sent).status_code == 302
    row.refresh_from_db()
    assert (row.issuing_country, row.number, row.original_seen) == ("SSD", "EP7654321", False)


def test_a_document_is_ended_and_shown_no_more():
    worker, person = full_file()
    row = Document.objects.get(person_id=person)
    sent = documents_form({"id": str(row.id), "version": "1", "kind": "passport", "issuing_country": "SDN", "is_ended": "on"})
    browser = make.browser(worker)
    assert browser.post(address("correct_documents", person), sent).status_code == 302
    assert "Passport" not in text_of(browser.get(address("person", person)))


@pytest.mark.parametrize(("document", "sentence"), [
    ({"kind": "national_id", "number": "299010112345"}, "14 digits, 12 entered"),
    ({"kind": "national_id", "number": "29913011234567"}, "these are none: year 1999, month 13, day 1"),
    ({"kind": "national_id", "number": "29901015534567"}, "there is none with the number 55"),
    ({"kind": "national_id", "number": "49901011234567"}, "not 4"),
    ({"kind": "", "number": "A123456"}, "Choose what document it is."),
    ({"kind": "none", "number": "A123456"}, "Whoever has no document has no number"),
    ({"kind": "passport", "issued_year": "2024", "expires_year": "2020"}, "ends before it was issued"),
    ({"kind": "passport", "number": "1" * 41}, "at most 40 characters"),
    ({"kind": "passport", "issuing_country": "SDN", "number": "ep 7654321"}, "This document is here already."),
    ({"kind": "none"}, "Other documents stand here."),
])
def test_what_is_wrong_with_a_document_is_said_at_its_field_and_what_was_typed_stays(document, sentence):
    worker, person = full_file()
    answer = make.browser(worker).post(address("correct_documents", person), documents_form(document))
    assert answer.status_code == 200
    assert sentence in text_of(answer)
    assert document.get("number", "") in text_of(answer)
    assert Document.objects.count() == 1


def test_an_unexpected_check_digit_is_saved_and_said():
    worker = make.member()
    person = make.person(worker)
    browser = make.browser(worker)
    for digit in (1, 2):
        sent = documents_form({"kind": "national_id", "number": f"2990101123456{digit}"})
        assert browser.post(address("correct_documents", person), sent).status_code == 302
    assert "Unusual last digit" in text_of(browser.get(address("person", person)))


def test_sex_and_birth_of_the_national_number_are_offered_and_taken_over_only_by_saving():
    worker = make.member()
    person = make.person(worker, make.identity(sex="male"))
    make.document(worker, person, "29901011234567", "national_id", "EGY")
    browser = make.browser(worker)
    shown = text_of(browser.get(address("person", person)))
    assert "The national number says something else than the identity" in shown
    offered = text_of(browser.get(address("correct_identity", person) + "?offered"))
    assert re.search(r'value="female"[^>]*checked', offered)
    assert re.search(r'name="birth_year"[^>]*value="1999"|value="1999"[^>]*name="birth_year"', offered)
    assert Identity.objects.get(pk=person).sex == "male"


def test_the_same_document_in_a_visible_record_is_shown_with_a_link_and_not_to_who_does_not_see_that_record():
    """Field report B31, B32."""
    reception = make.member("reception")
    colleague = make.member(of=reception.organisation)
    first, second = make.person(reception), make.person(colleague)
    make.document(reception, first)
    make.document(colleague, second)
    other = make.person(reception)
    make.document(reception, other)
    shown = text_of(make.browser(reception).get(address("person", first)))
    assert "The same document stands in another record" in shown
    assert address("person", other) in shown
    assert address("person", second) not in shown
    assert "another record" not in text_of(make.browser(colleague).get(address("person", second)))


def test_somebody_else_was_faster_with_a_document():
    worker, person = full_file()
    row = Document.objects.get(person_id=person)
    with acting(worker.cookie) as actor:
        actions.correct_documents(person, [DocumentFacts("passport", "ERI", None, id=row.id, version=1)], by=actor)
    browser = make.browser(worker)
    mine = {"id": str(row.id), "version": "1", "kind": "passport", "issuing_country": "SSD", "number": ""}
    answer = browser.post(address("correct_documents", person), documents_form(mine))
    assert answer.status_code == 409
    assert text_of(answer).count("<li><b>") == 3 and "<b>None</b>" not in text_of(answer), "its version is no field"
    assert "<b>Issuing country</b>: <bdi>Sudan</bdi>" in text_of(answer) and "<bdi>Eritrea</bdi>" in text_of(answer)
    again = re.search(r'name="document-0-version" value="(\d+)"', answer.content.decode()).group(1)
    assert again == "2"
    assert browser.post(address("correct_documents", person), documents_form(mine | {"version": again})).status_code == 302
    assert Document.objects.get(person_id=person).issuing_country == "SSD"


def test_a_form_that_comes_back_with_a_mistake_keeps_the_version_that_was_read():
    worker, person = full_file()
    row = Document.objects.get(person_id=person)
    with acting(worker.cookie) as actor:
        actions.correct_documents(person, [DocumentFacts("passport", "ERI", None, id=row.id, version=1)], by=actor)
        actions.correct_social(person, SocialFacts("single"), version=1, by=actor)
    browser = make.browser(worker)
    answer = browser.post(address("correct_documents", person), documents_form({"id": str(row.id), "version": "1", "kind": ""}))
    assert 'name="document-0-version" value="1"' in answer.content.decode()
    answer = browser.post(address("correct_social", person), {"version": "1", "marital_status": "it is complicated"})
    assert 'name="version" value="1"' in answer.content.decode()


def test_a_document_that_somebody_added_meanwhile_is_not_mixed_up_with_mine():
    worker, person = full_file()
    row = Document.objects.get(person_id=person)
    with acting(worker.cookie) as actor:
        actions.correct_documents(person, [DocumentFacts("passport", "SDN", None, is_current=False, id=row.id, version=1)], by=actor)
    make.document(worker, person, "B7777777")
    mine = documents_form({"id": str(row.id), "version": "1", "kind": "passport", "issuing_country": "SSD", "number": ""})
    assert make.browser(worker).post(address("correct_documents", person), mine).status_code == 409
    assert Document.objects.get(person_id=person, is_current=True).issuing_country == "SDN"


def test_a_journey_is_recorded_and_corrected():
    worker = make.member()
    person = make.person(worker)
    browser = make.browser(worker)
    sent = {"version": "", "country_left": "EGY", "route_0": "LBY", "route_2": "ITA", "departed_year": "٢٠٢٣", "returned_month": "9",
            "returned_year": "2025", "reason": "عمل", "return_mode": "assisted_voluntary", "note": "x",
            "groups": ["returnee_voluntary", "migrant_worker"]}
    assert browser.post(address("correct_journey", person), sent).status_code == 302
    row = Journey.objects.get(pk=person)
    assert (row.country_left, row.route, row.departed, row.returned, row.groups) == (
        "EGY", ["LBY", "ITA"], PartialDate.of(2023), PartialDate.of(2025, 9), ["returnee_voluntary", "migrant_worker"])
    shown = browser.get(address("correct_journey", person)).content.decode()
    assert shown.count("selected") >= 4
    assert browser.post(address("correct_journey", person), {"version": "1"}).status_code == 302
    assert Journey.objects.get(pk=person).route == []


def test_a_return_before_the_departure_is_said():
    worker = make.member()
    person = make.person(worker)
    answer = make.browser(worker).post(address("correct_journey", person), {"departed_year": "2024", "returned_year": "2023"})
    assert "The return lies before the departure" in text_of(answer)


def test_social_facts_are_recorded_and_corrected():
    worker = make.member()
    person = make.person(worker)
    browser = make.browser(worker)
    sent = {"version": "", "marital_status": "divorced", "languages_0": "tir", "languages_1": "ara", "needs_interpreter": "on", "education": "0",
            "occupation": "9", "lives_with": "أمها", "needs": "سكن"}
    assert browser.post(address("correct_social", person), sent).status_code == 302
    row = Social.objects.get(pk=person)
    assert (row.marital_status, row.languages, row.needs_interpreter, row.education, row.occupation) == ("divorced", ["tir", "ara"], True, "0", "9")
    answer = browser.post(address("correct_social", person), sent | {"version": "1", "languages_1": "tir"})
    assert "The same is chosen twice" in text_of(answer)


@pytest.mark.parametrize("section", ["journey", "social"])
def test_what_somebody_else_changed_meanwhile_is_named_and_saved_over_only_knowingly(section):
    worker, person = full_file()
    change, facts = {"journey": (actions.correct_journey, JourneyFacts(reason="حرب", route=("LBY",))),
                     "social": (actions.correct_social, SocialFacts(lives_with="خالتها"))}[section]
    with acting(worker.cookie) as actor:
        change(person, facts, version=1, by=actor)
    browser = make.browser(worker)
    answer = browser.post(address(f"correct_{section}", person), {"version": "1"})
    assert answer.status_code == 409
    label = {"journey": "Reason for leaving", "social": "Lives with"}[section]
    assert f"<b>{label}</b>" in text_of(answer)
    assert browser.post(address(f"correct_{section}", person), {"version": "2"}).status_code == 302


def test_of_two_corrections_each_field_shows_who_changed_it_and_what_one_did_not_touch_stays_as_the_other_left_it():
    worker = make.member()
    colleague = make.member("supervisor", of=worker.organisation, teams=worker.teams, name="سلوى الدمرداش")
    person = make.person(worker)
    with acting(colleague.cookie) as actor:
        actions.correct_social(person, SocialFacts("single", languages=("tir",), lives_with="أمها", needs="سكن"), version=None, by=actor)
    browser = make.browser(worker)
    with acting(colleague.cookie) as actor:
        actions.correct_social(person, SocialFacts("married", languages=("tir", "ara"), lives_with="خالتها", needs="سكن"), version=1, by=actor)
    mine = {"version": "1", "marital_status": "single", "languages_0": "tir", "lives_with": "أختها", "needs": "سكن وعمل"}
    answer = browser.post(address("correct_social", person), mine)
    shown = text_of(answer)
    assert answer.status_code == 409 and re.search(rf"Not saved: .{re.escape(colleague.staff.name)}. changed this record meanwhile, at \d\d:\d\d", shown)
    assert shown.count('name="present"') == 3, "needs were changed by nobody else"
    assert re.search('value="marital_status" checked', shown) and re.search('value="languages" checked', shown) and not re.search('value="lives_with" checked', shown)
    assert browser.post(address("correct_social", person), mine | {"version": "2", "present": ["marital_status", "languages"]}).status_code == 302
    row = Social.objects.get(pk=person)
    assert (row.marital_status, row.languages, row.lives_with, row.needs) == ("married", ["tir", "ara"], "أختها", "سكن وعمل")


def test_what_is_kept_of_the_other_must_fit_what_is_kept_of_mine():
    worker, person = full_file()
    browser = make.browser(worker)
    with acting(worker.cookie) as actor:
        actions.correct_contact(person, ContactFacts(governorate="EG01", district="EG0101"), None, version=1, by=actor)
    mine = {"version": "1", "governorate": "EG02", "district": "", "phone-TOTAL_FORMS": "0", "phone-INITIAL_FORMS": "0"}
    assert browser.post(address("correct_contact", person), mine).status_code == 409
    answer = browser.post(address("correct_contact", person), mine | {"version": "2", "present": ["district"]})
    assert answer.status_code == 200 and "This district lies in another governorate" in text_of(answer)
    assert "Not saved yet. This stays as the other person left it" in text_of(answer) and 'value="district" checked' in text_of(answer)


def test_what_was_ticked_stays_ticked_when_a_third_correction_comes_between():
    worker = make.member()
    person = make.person(worker)
    browser = make.browser(worker)

    def elsewhere(version, **facts):
        with acting(worker.cookie) as actor:
            actions.correct_social(person, SocialFacts(**facts), version=version, by=actor)

    elsewhere(None, marital_status="single", lives_with="أمها")
    elsewhere(1, marital_status="married", lives_with="أمها")
    mine = {"marital_status": "single", "lives_with": "أختها"}
    assert 'value="marital_status" checked' in text_of(browser.post(address("correct_social", person), mine | {"version": "1"}))
    elsewhere(2, marital_status="married", lives_with="خالتها")
    shown = text_of(browser.post(address("correct_social", person), mine | {"version": "2", "present": ["marital_status"]}))
    assert 'value="marital_status" checked' in shown and re.search(r'value="lives_with"(?! checked)', shown)
    assert browser.post(address("correct_social", person), mine | {"version": "3", "present": ["marital_status"]}).status_code == 302
    row = Social.objects.get(pk=person)
    assert (row.marital_status, row.lives_with) == ("married", "أختها")


def test_a_tampered_version_is_a_conflict_and_no_crash():
    worker, person = full_file()
    for version in ("²", "99999999999999", "-1", "x"):
        assert make.browser(worker).post(address("correct_social", person), {"version": version}).status_code == 409


def test_the_list_of_people_finds_by_document_and_says_so():
    worker, person = full_file()
    shown = text_of(make.browser(worker).get(reverse("people"), {"q": "EP-7654321"}))
    assert address("person", person) in shown
    assert "Same document number" in shown


def test_one_document_twice_in_one_form_is_refused_and_neither_is_guessed():
    """Field report B44: an edit that cannot be aimed is refused."""
    worker, person = full_file()
    row = Document.objects.get(person_id=person)
    one = {"id": str(row.id), "version": "1", "kind": "passport", "issuing_country": "SDN"}
    answer = make.browser(worker).post(address("correct_documents", person), documents_form(one, one | {"issuing_country": "ERI"}))
    row.refresh_from_db()
    assert answer.status_code != 500 and (row.version, row.issuing_country) == (1, "SDN")


@pytest.mark.parametrize("typed", ["ep7654321", "EP-765 4321", "ＥＰ７６５４３２１", "EP٧٦٥٤٣٢١", "E\u200fP\u00a07654321", "EP\u2013765\u20114321", "EP_7654321", "EP7654321\ufe0f"])
def test_a_number_is_the_same_document_however_it_is_typed(typed):
    """Field reports B25, B31."""
    worker, person = full_file()
    other = make.person(worker, make.identity("منى"))
    sent = documents_form({"kind": "passport", "issuing_country": "SDN", "number": typed})
    assert make.browser(worker).post(address("correct_documents", other), sent).status_code == 302
    assert address("person", person) in text_of(make.browser(worker).get(address("person", other)))


@pytest.mark.parametrize("typed", ["00123456", "٠٠١٢٣٤٥٦", "0000000012"])
def test_leading_zeros_of_a_number_stay(typed):
    """Field report B23."""
    worker = make.member()
    person = make.person(worker)
    sent = documents_form({"kind": "passport", "issuing_country": "SDN", "number": typed})
    assert make.browser(worker).post(address("correct_documents", person), sent).status_code == 302
    assert Document.objects.get(person_id=person).number == typed.translate(str.maketrans("٠١٢٣٤٥٦", "0123456"))


def test_a_document_may_run_out_in_a_year_of_the_islamic_calendar():
    """Field report B14."""
    worker = make.member()
    person = make.person(worker)
    sent = documents_form({"kind": "residence", "issuing_country": "SAU", "number": "2345", "issued_year": "1440", "expires_year": "١٤٤٦"})
    browser = make.browser(worker)
    assert browser.post(address("correct_documents", person), sent).status_code == 302
    shown = text_of(browser.get(address("person", person)))
    assert "Valid until 1446 AH (2024/2025)" in shown and "Expired" in shown
