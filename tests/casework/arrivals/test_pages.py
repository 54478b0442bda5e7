"""The pages of an arrival: upload, match, review, run, receive, register; and the warning beside registration."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from amana.casework.arrivals import actions, sheets
from amana.casework.arrivals.models import ArrivalList, ArrivalRow
from amana.casework.registry.models import Contact, Document, Holding, Identity, Judgement, Person, Phone
from amana.casework.registry.rules import IdentityFacts
from amana.ground.rows.acting import acting
from amana.lib.core.dates import PartialDate
from amana.lib.core.errors import Refused
from tests import builders as make
from tests.casework.arrivals.books import ods, xls
from tests.casework.arrivals.lists import HEADINGS, NO_LISTS, REFUSED_BIRTHS, people, xlsx
from tests.casework.arrivals.test_import import imported

pytestmark = pytest.mark.django_db
BAD = [9, "وليد المنصوري", "ذكر", "31/02/1998", "سوداني", "", ""]


@pytest.fixture
def reception():
    return make.member("reception")


@pytest.fixture
def browser(reception):
    return make.browser(reception)


def upload(browser, content, name="list.xlsx"):
    return browser.post(
        reverse("arrival_upload"),
        {
            "file": SimpleUploadedFile(name, content),
            "flight": "MS 834",
            "arrives_on_day": "24",
            "arrives_on_month": "11",
            "arrives_on_year": "2026",
            "country": "LBY",
        },
    )


def matched(browser, content):
    assert browser.get(reverse("arrival_upload")).status_code == browser.get(reverse("arrivals")).status_code == 200
    response = upload(browser, content)
    one = ArrivalList.objects.latest("made_at")
    assert response.url == reverse("arrival_columns", args=[one.pk])
    fields = one.settings["fields"]
    response = browser.post(response.url, {"order": "day_first", **{f"column-{n}": code for n, code in enumerate(fields)}})
    assert response.url == reverse("arrival_review", args=[one.pk])
    return one


def test_from_the_file_to_people_at_the_desk(browser, reception, monkeypatch):
    sessions = []
    monkeypatch.setattr(actions, "later", sessions.append)
    one = matched(browser, xlsx([HEADINGS, *people(3), BAD]))
    page = browser.get(reverse("arrival_review", args=[one.pk])).content.decode()
    assert "31/02/1998" in page and "There is no day 31" in page and "Import 3 ready rows" in page
    assert browser.get(reverse("arrival_columns", args=[one.pk])).status_code == 200
    browser.post(reverse("arrival_begin", args=[one.pk]))
    assert "Being imported" in browser.get(reverse("arrival_list", args=[one.pk])).content.decode()
    actions.run(sessions[0])
    assert browser.get(reverse("arrival_progress", args=[one.pk]))["HX-Refresh"] == "true"
    page = browser.get(reverse("arrival_list", args=[one.pk])).content.decode()
    one.refresh_from_db()
    assert "rows read" in page and (one.rows_read, one.rows_made, one.rows_wrong) == (4, 3, 1)
    row = ArrivalRow.objects.order_by("line").first()
    response = browser.post(reverse("arrival_move", args=[row.pk]), {"step": "receive"})
    assert response.url == reverse("arrival_row", args=[row.pk])
    page = browser.get(response.url).content.decode()
    assert "هناء" in page
    response = browser.post(response.url, {"name_kind": "given", "given_ar": "هناء", "father_ar": "سعيد", "family_ar": "الشاذلي", "sex": "female"})
    assert response.url == reverse("person", args=[row.person_id])
    assert Holding.objects.get(pk=row.person_id).state == "registered"
    assert browser.get(response.url).status_code == 200


def test_whom_a_colleague_registers_in_the_same_moment_is_told_in_the_form_and_what_was_typed_stays(browser, reception, monkeypatch):
    one = imported(reception, xlsx([HEADINGS, *people(1)]))
    row = ArrivalRow.objects.get(list=one)
    browser.post(reverse("arrival_move", args=[row.pk]), {"step": "receive"})

    def faster(*_of, **_by):
        raise Refused("arrival_row_state")
    monkeypatch.setattr(actions, "move", faster)
    answer = browser.post(reverse("arrival_row", args=[row.pk]), {"name_kind": "given", "given_ar": "هناء", "father_ar": "سعيد", "family_ar": "البديلة", "sex": "female"})
    assert answer.status_code == 200 and "Somebody else was faster" in answer.content.decode() and "البديلة" in answer.content.decode()
    assert not Identity.objects.filter(family_ar="البديلة").exists()


def test_a_wrong_cell_is_corrected_in_place(browser):
    one = matched(browser, xlsx([HEADINGS, BAD]))
    browser.post(reverse("arrival_review", args=[one.pk]), {"line": "2", "field": "birth", "value": "1998"})
    one.refresh_from_db()
    assert (one.review["wrong"], one.review["ready"]) == (0, 1)
    assert "المنصوري" in browser.get(reverse("arrival_review", args=[one.pk])).content.decode()


def test_a_correction_is_acknowledged_and_leads_back_to_the_rows(browser):
    one = matched(browser, xlsx([HEADINGS, BAD, [10, "منى سعيد", "ذكر", "31/02/1997", "سوداني", "", ""]]))
    url = reverse("arrival_review", args=[one.pk])
    for value, words in (("32/02/1998", "Row 2: noted, but something is still wrong."), ("1998", "Row 2: corrected.")):
        answer = browser.post(url, {"line": "2", "field": "birth", "value": value})
        assert answer.url == f"{url}#rows"
        page = browser.get(url).content.decode()
        assert words in page and 'id="rows"' in page
    assert browser.post(f"{url}?show=warnings", {"line": "2", "field": "birth", "value": "1999"}).url == f"{url}?show=warnings#rows"


def test_the_review_names_the_columns_that_are_left_out(browser):
    page = browser.get(reverse("arrival_review", args=[matched(browser, xlsx([["م", "الاسم", "هوايته"], [1, "هناء سعيد", "القراءة"]])).pk])).content.decode()
    assert '<td class="am-broken" data-label="Name">' in page and "Columns left out" in page and "<bdi>هوايته</bdi>" in page and "<bdi>م</bdi>" not in page


def test_a_list_of_which_everything_is_imported_leaves_no_column_out(browser):
    assert "Columns left out" not in browser.get(reverse("arrival_review", args=[matched(browser, xlsx([HEADINGS, *people(1)])).pk])).content.decode()


def test_a_person_of_a_flight_is_found_by_a_part_of_her_name(browser, reception):
    one = imported(reception, xlsx([HEADINGS, *people(3), [4, "هبة الله عبد الحميد الأسيوطى", "أنثى", "1988", "سوداني", "", ""]]))
    url = reverse("arrival_list", args=[one.pk])
    for text in ("حميد", "اسيوطي هبه", "الله"):
        page = browser.get(url, {"q": text, "show": "expected"}).content.decode()
        assert "هبة الله" in page and page.count('<li class="am-row">') == 1, text
    assert "No name here has these letters." in browser.get(url, {"q": "زينب"}).content.decode()


def test_travelling_on_cannot_be_taken_back_and_is_asked_about_first(browser, reception):
    one = imported(reception, xlsx([HEADINGS, *people(1)]))
    row = ArrivalRow.objects.get(list=one)
    url = f"{reverse('arrival_move', args=[row.pk])}?step=onward"
    assert f'href="{url}"' in browser.get(reverse("arrival_list", args=[one.pk])).content.decode()
    page = browser.get(url).content.decode()
    row.refresh_from_db()
    assert "travelled on?" in page and "This cannot be taken back" in page and row.state == "expected"
    assert browser.post(url).url == reverse("arrival_list", args=[one.pk])
    row.refresh_from_db()
    assert row.state == "onward"
    assert browser.get(reverse("arrival_move", args=[row.pk]), {"step": "receive"}).status_code == 404


@pytest.mark.parametrize("show", ["ready", "wrong", "waiting", "alone", "warnings"])
def test_the_counts_are_filters(browser, show):
    one = matched(browser, xlsx([HEADINGS, *people(2), BAD]))
    assert browser.get(reverse("arrival_review", args=[one.pk]), {"show": show}).status_code == 200


@pytest.mark.parametrize(("content", "words"), NO_LISTS)
def test_a_file_that_is_no_list_is_named_at_the_field(browser, content, words):
    page = upload(browser, content).content.decode()
    assert words in page and not ArrivalList.objects.exists()


def test_two_columns_for_one_field_are_refused_with_the_field(browser):
    upload(browser, xlsx([["الاسم", "DOB", "تاريخ الميلاد"], ["هناء", "1998", "1999"]]))
    one = ArrivalList.objects.get()
    url = reverse("arrival_columns", args=[one.pk])
    assert "Two columns mean the same" in browser.get(url).content.decode()
    page = browser.post(url, {"order": "day_first", "column-0": "full_name", "column-1": "birth", "column-2": "birth"}).content.decode()
    assert "Two columns are chosen for one field" in page


def test_another_sheet_and_heading_row_can_be_chosen(browser):
    upload(browser, xlsx([], sheets={"أ": [["الاسم", "النوع"], ["هناء", "أنثى"]], "ب": [["x"], ["الاسم"], ["منى"]]}))
    one = ArrivalList.objects.get()
    browser.post(reverse("arrival_columns", args=[one.pk]), {"sheet": "1", "heading_row": "2"})
    one.refresh_from_db()
    assert (one.settings["sheet"], one.settings["heading_row"], one.review["read"]) == (1, 1, 1)


def test_the_template_is_a_list_that_needs_no_matching(browser):
    found = sheets.read(browser.get(reverse("arrival_template")).content)
    from amana.casework.arrivals import mapping

    assert all(mapping.propose(sheets.headings(found[0], 0)))


def test_the_rows_with_errors_are_a_spreadsheet_of_texts(browser):
    """Field report B29, B58: text cells, values unchanged, no formula."""
    one = matched(browser, xlsx([HEADINGS, [1, "=1+1", "x?", "31/02/1998", "", "+201001234567", ""]]))
    cells = sheets.read(browser.get(reverse("arrival_errors", args=[one.pk])).content)[0].rows
    assert cells[1][1] == "=1+1" and any("31/02/1998" in map(str, row) for row in cells)


def test_a_waiting_row_is_judged_with_nothing_chosen_beforehand(browser, reception):
    known = make.person(reception, IdentityFacts(given_ar="يوسف", father_ar="حنا", family_ar="بطرس", birth=PartialDate.of(1988)), phone=None)
    imported(reception, xlsx([["الاسم", "النوع", "تاريخ الميلاد"], ["يوسف حنا بطرس", "ذكر", "1988"]]))
    row = ArrivalRow.objects.get()
    page = browser.get(reverse("arrival_row", args=[row.pk])).content.decode()
    assert str(known) in page and "checked" not in page.split("<main")[1].split("</main>")[0]
    browser.post(reverse("arrival_row", args=[row.pk]), {"same_as": "nobody", "reason": "عمر آخر"})
    row.refresh_from_db()
    assert row.state == "expected" and row.person_id != known


def test_the_import_is_undone_after_a_question(browser, reception):
    one = imported(reception, xlsx([HEADINGS, *people(2)]))
    assert "Undo the whole list?" in browser.get(reverse("arrival_undo", args=[one.pk])).content.decode()
    assert browser.post(reverse("arrival_undo", args=[one.pk])).url == reverse("arrivals")
    assert Holding.objects.filter(state="undone").count() == 2


def test_a_list_that_was_undone_is_not_offered_to_be_undone(reception):
    browser, one = make.browser(make.member("supervisor", of=reception.organisation, teams=reception.teams)), imported(reception, xlsx([HEADINGS, *people(2)]))
    page, undo = reverse("arrival_list", args=[one.pk]), reverse("arrival_undo", args=[one.pk])
    assert undo in browser.get(page).content.decode()
    browser.post(undo)
    assert undo not in browser.get(page).content.decode()


def test_other_organisations_and_roles_find_no_list(reception):
    one = imported(reception, xlsx([HEADINGS, *people(1)]))
    assert make.browser(make.member("reception")).get(reverse("arrival_list", args=[one.pk])).status_code == 404
    assert make.browser(make.member("caseworker", of=reception.organisation)).get(reverse("arrival_list", args=[one.pk])).status_code == 403


FORM = {"name_kind": "given", "given_ar": "هناء", "father_ar": "سعيد", "family_ar": "الشاذلي", "sex": "female", "birth_year": "2001"}


def test_likely_duplicates_stand_beside_the_form_and_never_prevent_saving(browser, reception):
    known = make.person(reception, make.identity(birth=PartialDate.of(2001)))
    page = browser.post(reverse("registration_duplicates"), FORM).content.decode()
    assert "This person may already be registered" in page and str(known) in page and "spelt" not in page
    browser.post(reverse("register"), FORM)
    assert Person.objects.count() == 2 and Judgement.objects.get().verdict == "open"
    assert "AM-" in browser.get(reverse("duplicates")).content.decode()


def test_another_person_is_said_at_the_form_and_stays_judged(browser, reception):
    known = make.person(reception, make.identity(birth=PartialDate.of(2001)))
    browser.post(reverse("register"), {**FORM, "different": str(known)})
    assert Judgement.objects.get().verdict == "different"


def test_a_pair_is_judged_on_its_page_and_the_verdict_is_taken_back(browser, reception):
    a, b = (make.person(reception, make.identity(birth=PartialDate.of(2001))) for _n in range(2))
    url = reverse("judge_pair", args=[a, b])
    assert "Equal" in browser.get(url).content.decode()
    browser.post(url, {"verdict": "same", "reason": "أختها أكدت"})
    assert "Judged to be the same person" in browser.get(reverse("person", args=[a])).content.decode()
    browser.post(url, {"undo": "1", "stands": str(Judgement.objects.latest("made_at", "id").pk)})
    assert Judgement.objects.latest("made_at", "id").verdict == "open"
    assert make.browser(make.member()).get(url).status_code == 404


DIRTY = {  # as typed into the boxes of the form, and into the cells of a list
    "given": "مُحَمَّد\u200f\u00a0", "father": " علی\u2060 ", "family": "ﺍﻟﺸﺎﺫﻟﻲ\ufe0f", "phone": "٠١٠٠\u00a0٥٥٥ ٠١٤٢", "passport": "ep\u200e ٧٦٥-٤٣٢١", "address": "بنها\u200b  شارع\t٥"}


@pytest.mark.parametrize("year", ["٢٠٠١", "1420"])
def test_what_is_typed_into_a_form_and_into_a_list_becomes_equal_rows(browser, reception, year):
    """Field reports B28, B01, B14, B25: but for keys, time and what the list knows beside it."""
    browser.post(reverse("register"), {
        "name_kind": "given", "given_ar": DIRTY["given"], "father_ar": DIRTY["father"], "family_ar": DIRTY["family"], "sex": "male", "birth_year": year,
        "nationality": "SDN", "number": DIRTY["phone"], "address": DIRTY["address"]})
    formed = Person.objects.get().pk
    browser.post(reverse("correct_documents", args=[formed]), {
        "document-TOTAL_FORMS": 1, "document-INITIAL_FORMS": 0, "document-0-kind": "passport", "document-0-issuing_country": "SDN", "document-0-number": DIRTY["passport"]})
    headings = ["الاسم الأول", "اسم الأب", "اسم العائلة", "النوع", "تاريخ الميلاد", "الجنسية", "الموبايل", "رقم الجواز", "العنوان"]
    line = [DIRTY["given"], DIRTY["father"], DIRTY["family"], "ذكر", year, "سوداني", DIRTY["phone"], DIRTY["passport"], DIRTY["address"]]
    one = imported(reception, xlsx([headings, line]))
    assert not one.review["faults"] and one.rows_waiting == 1
    with acting(reception.cookie) as actor:
        listed = actions.judge_row(ArrivalRow.objects.get().pk, same_as=None, by=actor).person_id
    for model in (Identity, Phone, Contact, Document):
        a, b = (model.objects.get(person_id=key) for key in (formed, listed))
        names = [name for name in (*model.stated_columns(), *model.derived) if name != "number_sealed"]
        assert [(name, getattr(a, name)) for name in names] == [(name, getattr(b, name)) for name in names]


@pytest.mark.parametrize("write", [xlsx, xls, ods])
def test_the_way_from_the_file_is_the_same_for_every_kind_of_book(browser, reception, write, monkeypatch):
    """Field reports B19, B58."""
    sessions = []
    monkeypatch.setattr(actions, "later", sessions.append)
    one = matched(browser, write([["الاسم", "النوع", "تاريخ الميلاد"], ["هناء سعيد", "أنثى", date(2000, 11, 25)], ["منى سعيد", "أنثى", "١٤٢٠ هـ"]]))
    browser.post(reverse("arrival_begin", args=[one.pk]))
    actions.run(sessions[0])
    births = [Identity.objects.get(pk=row.person_id).birth for row in ArrivalRow.objects.order_by("line")]
    assert births == [PartialDate.of(2000, 11, 25), PartialDate.of(1420)]


@pytest.mark.parametrize(("cell", "english", "arabic"), REFUSED_BIRTHS)
def test_a_refused_birth_is_named_with_its_row_in_the_language_of_the_account(reception, cell, english, arabic):
    """Field reports B10, B11, B14."""
    for language, words in (("en", english), ("ar", arabic)):
        browser = make.browser(reception, language=language)
        upload(browser, xlsx([HEADINGS, [1, f"وليد المنصوري {language}", "ذكر", cell, "سوداني", "", ""]]))
        one = ArrivalList.objects.latest("made_at")
        browser.post(reverse("arrival_columns", args=[one.pk]), {"order": "day_first", **{f"column-{n}": code for n, code in enumerate(one.settings["fields"])}})
        page = browser.get(reverse("arrival_review", args=[one.pk]), {"show": "wrong"}).content.decode()
        assert words in page and cell in page


def test_the_error_of_one_file_is_not_shown_for_the_next(browser):
    """Seen in the field as well: clear state when a new file is chosen."""
    assert "PDF" in upload(browser, b"%PDF-1").content.decode()
    response = upload(browser, xlsx([HEADINGS, *people(1)]))
    assert "This is a PDF" not in browser.get(response.url).content.decode()


def test_the_rows_with_errors_are_for_nobody_but_their_writer(browser, reception):
    """Field report B34: every path that writes rows passes through the same row filter, whatever a browser remembers."""
    one = matched(browser, xlsx([HEADINGS, BAD]))
    url = reverse("arrival_errors", args=[one.pk])
    assert browser.get(url).status_code == 200
    for headers in ({}, {"If-None-Match": "*"}, {"Range": "bytes=0-99"}, {"If-Modified-Since": "Wed, 25 Nov 2026 00:00:00 GMT"}):
        assert make.browser(make.member("reception")).get(url, headers=headers).status_code == 404
    assert "no-store" in browser.get(url)["Cache-Control"]


def test_an_empty_file_and_none_are_answered_in_words_of_this_program(browser):
    assert "This file is empty." in upload(browser, b"", "list.csv").content.decode()
    assert "Choose a file." in browser.post(reverse("arrival_upload"), {"flight": ""}).content.decode()
