"""The pages of a caseload: upload, columns, words, review, run, report, judge, open, undo."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from amana.casework.arrivals import actions as arrivals
from amana.casework.arrivals import mapping, sheets
from amana.casework.arrivals.models import ArrivalList, ArrivalRow
from amana.casework.caseload import actions
from amana.casework.cases.models import Case
from amana.casework.registry.models import Holding
from amana.doors.demo import unit
from amana.ground.rows.acting import acting
from tests import builders as make
from tests.casework.arrivals.lists import xlsx
from tests.casework.caseload.sheets import HEADINGS, imported, people, row, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(head):
    return make.browser(head)


def upload(browser, content, name="cases.xlsx"):
    return browser.post(reverse("caseload_upload"), {"file": SimpleUploadedFile(name, content), "listed_on_day": "24", "listed_on_month": "11", "listed_on_year": "2026"})


def as_proposed(browser, url, otherwise=""):
    """The form of the page as it stands."""
    form = browser.get(url).context["form"]
    return browser.post(url, {"said": "1", **{bound.html_name: bound.value() or otherwise for bound in form}})


def reviewed(browser, content):
    assert browser.get(reverse("caseloads")).status_code == browser.get(reverse("caseload_upload")).status_code == 200
    response = upload(browser, content)
    for name in ("caseload_words", "caseload_review"):
        response = as_proposed(browser, response.url, "left_out" if name == "caseload_review" else "")
        assert response.url.endswith(f"/{name.removeprefix('caseload_')}/")
    return ArrivalList.objects.latest("made_at"), browser.get(response.url)


def test_a_word_that_nobody_knows_is_answered_by_a_person_before_the_rows_are_checked(browser):
    response = upload(browser, xlsx([["الاسم", "درجة الخطورة"], ["هناء سعيد الشاذلي", "عاجل جدا"], ["منى سليم حداد", "عالي"]]))
    url = as_proposed(browser, response.url).url
    form = browser.get(url).context["form"]
    chosen = {bound.label: (bound.html_name, bound.value()) for bound in form}
    assert chosen["عاجل جدا"][1] == "" and chosen["عالي"][1] == "high"
    held = as_proposed(browser, url)
    assert held.status_code == 200 and "عاجل جدا" in held.context["form"].errors.as_text() + held.content.decode() and not ArrivalList.objects.get().review
    answered = browser.post(url, {"said": "1", chosen["عاجل جدا"][0]: "left_out", chosen["عالي"][0]: "high"})
    assert answered.url.endswith("/review/") and ArrivalList.objects.get().settings["words"]["risk"] == {"عاجل جدا": "", "عالي": "high"}
    assert {bound.label: bound.value() for bound in browser.get(url).context["form"]} == {"عاجل جدا": "left_out", "عالي": "high"}


def test_from_the_file_to_an_open_case_and_back(browser, worker, monkeypatch):
    sessions = []
    monkeypatch.setattr(arrivals, "later", lambda session, task: sessions.append((session, task)))
    one, page = reviewed(browser, xlsx([HEADINGS, *people(3, worker="كريم المنوفي"), row(9, "وليد المنصوري", birth="31/11/1998")]))
    assert "There is no day 31" in page.content.decode() and "Import 3 ready rows" in page.content.decode()
    browser.post(reverse("caseload_begin", args=[one.pk]))
    ((session, task),) = sessions
    assert task == "caseload.run" and "Being imported" in browser.get(reverse("caseload_list", args=[one.pk])).content.decode()
    actions.run(session)
    assert browser.get(reverse("caseload_progress", args=[one.pk]))["HX-Refresh"] == "true"
    page = browser.get(reverse("caseload_list", args=[one.pk])).content.decode()
    assert "Waits for consent" in page and "كريم المنوفي" in page and "Download the wrong rows" in page
    person = ArrivalRow.objects.order_by("line").first().person_id
    hers = make.browser(worker)
    assert "As the unit" in hers.get(reverse("person", args=[person])).content.decode()
    said = reverse("caseload_said", args=[person])
    assert "Take consent" in hers.get(said).content.decode() and hers.post(said).url == said
    make.consent(worker, person)
    assert "Open the case as the list said" in hers.get(said).content.decode()
    assert hers.post(said).url == reverse("case", args=[Case.objects.get().pk])
    assert "already" in hers.get(said).content.decode()
    page = browser.get(reverse("caseload_undo", args=[one.pk])).content.decode()
    assert "2 rows are undone" in page and "A case has been opened." in page
    browser.post(reverse("caseload_undo", args=[one.pk]))
    page = browser.get(reverse("caseload_list", args=[one.pk])).content.decode()
    assert "Import undone" in page and Holding.objects.filter(state="undone").count() == 2


def test_wrong_rows_come_down_as_a_workbook_and_can_be_uploaded_mended(browser, head):
    """Field report B29: text cells, no formula."""
    one = imported(head, xlsx([HEADINGS, row(), row(2, "=cmd|' /C calc'!A0", birth="31/11/1998")]))
    content = browser.get(reverse("caseload_errors", args=[one.pk])).content
    headings, wrong = sheets.read(content)[0].rows
    assert headings == [*HEADINGS, "What is wrong"] and "There is no day 31" in wrong[-1] and wrong[1].startswith("=cmd")
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    mended = [*wrong[:1], "منى سليم حداد", *wrong[2:3], "30/11/1998", *wrong[4:]]
    again = imported(head, xlsx([headings, [value or "" for value in mended]]))
    assert (again.rows_made, again.rows_wrong) == (1, 0) and Holding.objects.count() == 2


def test_a_filter_of_the_review_that_finds_no_row_says_so_and_leads_back(browser):
    one, _page = reviewed(browser, xlsx([HEADINGS, row(marital="لا أدري")]))
    url = reverse("caseload_review", args=[one.pk])
    for show in ("waiting", "alone", "wrong"):
        page = browser.get(url, {"show": show}).content.decode()
        assert "No row of the list is in this state." in page and f'href="{url}">Back to the rows' in page, show
    assert "No row of the list" not in browser.get(url).content.decode()


def test_after_an_undo_the_report_says_of_its_count_that_it_was_taken_back(browser, head):
    one = imported(head, xlsx([HEADINGS, row()]))
    url = reverse("caseload_list", args=[one.pk])
    assert "registered anew" in browser.get(url).content.decode()
    browser.post(reverse("caseload_undo", args=[one.pk]))
    page = browser.get(url).content.decode()
    assert "were registered, taken back" in page and "registered anew" not in page


def test_what_was_said_of_columns_and_words_is_proposed_again(browser, head):
    headings = ["الاسم", "خطورة ما"]
    response = upload(browser, xlsx([headings, ["هناء سعيد الشاذلي", "بنفسجي"]]))
    response = browser.post(response.url, {"order": "day_first", "column-0": "full_name", "column-1": "risk"})
    browser.post(response.url, {"said": "1", "risk-0": "high"})
    response = upload(browser, xlsx([headings, ["منى سليم حداد", "بنفسجي"]]), name="second.xlsx")
    one = ArrivalList.objects.latest("made_at")
    assert one.settings["fields"] == ["full_name", "risk"]
    response = as_proposed(browser, response.url)
    assert browser.get(response.url).context["form"]["risk-0"].value() == "high"


def test_a_row_to_be_judged_leads_to_the_likely_records(browser, head):
    """Field report B04: a person decides, none is chosen beforehand."""
    known = make.person(make.member("caseworker", of=head.organisation, teams=head.teams), make.identity("هناء", "سعيد", "الشاذلي"), phone="01005000001")
    one = imported(head, xlsx([HEADINGS, row()]))
    waiting = ArrivalRow.objects.get(list=one)
    address = reverse("caseload_row", args=[waiting.pk])
    assert str(known) in browser.get(address).content.decode()
    assert browser.post(address, {"same_as": str(known)}).url == reverse("caseload_list", args=[one.pk])
    assert browser.get(address).url == reverse("person", args=[known])


def test_a_list_of_the_other_kind_is_not_there(browser, head):
    one = imported(head, xlsx([HEADINGS, row()]))
    assert browser.get(reverse("arrival_list", args=[one.pk])).status_code == 404
    assert browser.get(reverse("arrival_row", args=[ArrivalRow.objects.get().pk])).status_code == 404


@pytest.mark.parametrize("role", ["reception", "clinical_supervisor"])
def test_who_assigns_no_cases_has_no_caseloads(role):
    browser = make.browser(make.member(role))
    assert browser.get(reverse("caseloads")).status_code == browser.get(reverse("caseload_upload")).status_code == 403
    assert reverse("caseloads") not in browser.get("/").content.decode()


def test_the_template_needs_no_matching_in_either_language_and_its_example_is_nobodys_row(head):
    for language in ("ar", "en"):
        browser = make.browser(head, language=language)
        book = sheets.read(browser.get(reverse("caseload_template")).content)
        assert len(book) == 3 and len(book[0].rows) == 1, "the first sheet waits for the unit's own people"
        place, row_ = sheets.propose(book, mapping.is_known)
        headings = sheets.headings(book[place], row_)
        assert (place, row_) == (0, 0) and all(mapping.propose(headings, kind="caseload")), headings
        filled = [sheets.text(cell) for cell in book[1].rows[1]]
        assert "مختلق" in "".join(filled)
        one, _page = reviewed(browser, xlsx([headings, [cell.replace(" (مثال مختلق)", f" {language}") for cell in filled]]))
        assert (one.review["ready"], one.review["wrong"]) == (1, 0), one.review["faults"]


def test_the_units_list_of_the_demo_is_read_but_for_its_wrong_rows(head, tmp_path):
    unit.write(tmp_path / "list.xlsx")
    with acting(head.cookie) as actor:
        one = uploaded(head, (tmp_path / "list.xlsx").read_bytes())
        assert (one.review["read"], one.review["ready"] + one.review["waiting"]) == (unit.PEOPLE, unit.PEOPLE - one.review["wrong"])
        assert one.settings["fields"].count("") == 0 and actor
    assert {fault["value"] for fault in one.review["faults"] if fault["is_error"] and fault["column"] == "تاريخ الميلاد"} == {"31/11/1990", "14/3/01"}
