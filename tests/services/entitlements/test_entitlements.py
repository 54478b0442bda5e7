"""Social protection: screened with what the file knows, applied for by the person's own word, followed to the answer; nothing is promised, and nobody else reads it."""
import re
from dataclasses import replace
from datetime import date
from itertools import product
from json import dumps
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from amana.casework.cases.models import Task
from amana.ground.access.rules import Section
from amana.ground.rows.acting import Forbidden, acting, clock
from amana.lib import eligibility
from amana.lib.core.dates import PartialDate, cairo_day
from amana.lib.core.errors import Refused
from amana.services.entitlements import actions, queries
from amana.services.entitlements.models import Application, ApplicationStep, Screening
from amana.services.entitlements.rules import MOVES, WAITING, AppState, AppStep, follow_up, steps_from
from tests import builders as make

pytestmark = pytest.mark.django_db
POOR = {"nationality": "egyptian", "children": "2", "income_covers": "no", "farm_land": "no", "equipped_home": "no", "cash_now": "no"}


@pytest.fixture
def owner():
    return make.member(name="مها القنطري")


@pytest.fixture
def case(owner):
    return make.case(owner, make.person(owner, make.identity(sex="female", nationalities=["EGY"], birth=PartialDate.of(1990, 5, 2))))


@pytest.fixture
def screened(owner, case):
    with acting(owner.cookie) as actor:
        return actions.screen(case, facts=POOR, remarks="", by=actor)


def today():
    return cairo_day(clock())


def on(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def prepared(owner, case, screened, programme="takaful"):
    with acting(owner.cookie) as actor:
        return actions.prepare(case, screened, programme=programme, by=actor)


def moved(owner, application, step, **more):
    with acting(owner.cookie) as actor:
        application = queries.application(application.case_id, application.pk)
        return actions.move(application, step=step, happened_on=today(), **{"office": "وحدة إمبابة", "words": "سبب"} | more, by=actor)


# --- screening ---


def test_what_the_file_says_is_proposed_and_what_is_answered_stands_with_its_versions(owner, case):
    make.document(owner, case.person_id, "29005020123456", "national_id", "EGY")
    browser = make.browser(owner)
    page = browser.get(reverse("screen_household", args=[case.pk])).content.decode()
    assert ("From the file: Egyptian" in page and "From the file: Yes" in page) and re.search(r"From the file: \d\d\.", page)
    answer = browser.post(reverse("screen_household", args=[case.pk]), {f"fact_{code}": value for code, value in POOR.items()} | {"fact_age": "٣٦", "remarks": "كلمة"})
    assert answer.status_code == 302
    row = Screening.objects.get()
    assert row.facts == POOR | {"age": "36"} and row.asked_on == today() and row.person_id == case.person_id and row.made_by == owner.membership.pk
    assert row.findings["takaful"] == {"version": "1", "outcome": "likely"} and row.findings["karama"]["outcome"] == "ask"
    shown = browser.get(answer.url).content.decode()
    assert "Nothing of this is a promise" in shown and "The social unit of the place of residence" in shown and "Birth certificates of the children" in shown


def test_what_is_no_answer_is_said_and_nothing_is_kept(owner, case):
    browser = make.browser(owner)
    for sent, said in (({"fact_children": "two"}, "whole number"), ({"fact_children": "", "fact_older": "unknown"}, "No question is answered yet"), ({"fact_children": "31", "fact_farm_land": "no"}, "30")):
        answer = browser.post(reverse("screen_household", args=[case.pk]), sent)
        assert said in answer.content.decode() and not Screening.objects.exists()


def test_what_the_file_says_is_no_answer_of_the_household(owner, case):
    browser = make.browser(owner)
    form = browser.get(reverse("screen_household", args=[case.pk])).context["form"]
    untouched = {field.html_name: field.initial or "" for field in form}
    assert untouched["fact_nationality"] == "egyptian"
    page = browser.post(reverse("screen_household", args=[case.pk]), untouched).content.decode()
    assert "No question is answered yet" in page and not Screening.objects.exists()
    assert browser.post(reverse("screen_household", args=[case.pk]), untouched | {"fact_age": "61"}).status_code == 302


def test_a_foreigner_is_told_what_is_not_for_her_and_what_is_asked(owner, case):
    with acting(owner.cookie) as actor:
        row = actions.screen(case, facts=POOR | {"nationality": "other"}, remarks="", by=actor)
        found = {one.code: one for one in queries.shown(row)}
    assert found["ration_card"].outcome == "unlikely" and found["ration_card"].finding.unmet[0].code == "citizen"
    assert found["takaful"].outcome == "ask" and found["takaful"].finding.asks == ("reciprocity",)


def test_a_later_screening_keeps_the_former_one_and_is_kept_by_its_version(owner, case, screened):
    with acting(owner.cookie) as actor:
        actions.screen(case, facts={"nationality": "egyptian", "children": "0"}, remarks="", by=actor)
    browser = make.browser(owner)
    assert "Likely eligible" not in browser.get(reverse("case_entitlements", args=[case.pk])).content.decode()
    earlier = browser.get(reverse("household_screening", args=[case.pk, screened.pk])).content.decode()
    assert "Likely eligible" in earlier and "by the rules of that day" in earlier


def test_a_screening_keeps_the_age_of_its_day_and_the_next_one_is_proposed_that_of_its_own(owner, case):
    """Field report B16: what was found under an age stays found under it after the next birthday."""
    url, birthday = reverse("screen_household", args=[case.pk]), date(today().year + (today() >= date(today().year, 5, 2)), 5, 2)

    def proposed(by) -> str:
        return re.search(r"From the file: (\d\d)\.", make.browser(by).get(url).content.decode())[1]
    age = proposed(owner)
    kept = make.browser(owner).post(url, {f"fact_{code}": value for code, value in POOR.items()} | {"fact_age": age}).url
    make.move_clock(days=(birthday - today()).days)
    later = replace(owner, cookie=uuid4().hex)
    make.session(later, proved=True)
    assert proposed(later) == str(int(age) + 1) and Screening.objects.get().facts["age"] == age
    assert re.search(rf">\s*{age}\s*<", make.browser(later).get(kept).content.decode())


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_sheet_is_a_pdf_without_a_name(owner, case, screened, language):
    answer = make.browser(owner).get(reverse("entitlement_sheet", args=[case.pk, screened.pk]) + f"?in={language}")
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF") and "هناء" not in answer.content.decode("latin-1")


# --- applications ---


def test_the_database_and_the_table_of_moves_agree_over_every_pair(owner, case, screened):
    """Field report B73."""
    for state, step in product(AppState, AppStep):
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            Application.objects.all().update(state=AppState.DROPPED)
        application = prepared(owner, case, screened)
        Application.objects.filter(pk=application.pk).update(state=state)
        leaves, reaches = MOVES[step]
        if state in leaves:
            moved(owner, application, step)
            assert Application.objects.get(pk=application.pk).state == reaches
        else:
            with pytest.raises(Refused, match="application_state"):
                moved(owner, application, step)
    assert set(WAITING) == {state for state in AppState if steps_from(state)}
    assert set(follow_up()) <= set(WAITING)


def test_an_application_goes_its_way_with_a_reminder_at_each_step(owner, case, screened):
    browser = make.browser(owner)
    where = reverse("prepare_application", args=[case.pk, screened.pk, "takaful"])
    assert "Does the person want to apply" in browser.get(where).content.decode()
    assert browser.post(where).status_code == 302
    application = Application.objects.get()
    at = {"state": lambda: Application.objects.get().state, "open": lambda: [task.title for task in Task.objects.filter(state="open")]}
    assert at["state"]() == "prepared" and at["open"]() == ["Follow up an application: was it handed in?"]
    address = reverse("move_application", args=[case.pk, application.pk, "submit"])
    assert "This field is required" in browser.post(address, on("happened_on", today())).content.decode() and at["state"]() == "prepared"
    browser.post(address, on("happened_on", today()) | {"office": "وحدة إمبابة", "number": "٤٥/٢٠٢٦"})
    assert at["state"]() == "submitted" and at["open"]() == ["Follow up an application: is there an answer?"]
    for step, words, state in (("ask", "شهادة القيد", "asked"), ("supply", "", "submitted"), ("refuse", "أرض زراعية", "refused"), ("complain", "ليست لنا", "complained"), ("uphold", "", "approved")):
        sent = on("happened_on", today()) | {"words": words, "office": "المديرية"}
        assert browser.post(reverse("move_application", args=[case.pk, application.pk, step]), sent).status_code == 302
        assert at["state"]() == state
    assert at["open"]() == [] and Task.objects.filter(state="done").count() == 6 and ApplicationStep.objects.count() == 6
    page = browser.get(reverse("application", args=[case.pk, application.pk])).content.decode()
    assert "وحدة إمبابة" in page and "أرض زراعية" in page and "How did it go on?" not in page


def test_one_application_for_a_programme_at_a_time(owner, case, screened):
    prepared(owner, case, screened)
    with pytest.raises(Refused, match="application_once"):
        prepared(owner, case, screened)
    answer = make.browser(owner).post(reverse("prepare_application", args=[case.pk, screened.pk, "takaful"]), follow=True)
    assert "on its way already" in answer.content.decode()


def test_a_step_is_refused_ahead_of_its_day_without_its_office_or_its_reason_and_in_a_closed_case(owner, case, screened):
    application = prepared(owner, case, screened)
    with pytest.raises(Refused, match="application_step_says_where"):
        moved(owner, application, "submit", office="")
    moved(owner, application, "submit")
    with pytest.raises(Refused, match="application_step_says_why"):
        moved(owner, application, "refuse", words="")
    from datetime import timedelta
    browser = make.browser(owner)
    answer = browser.post(reverse("move_application", args=[case.pk, application.pk, "approve"]), on("happened_on", today() + timedelta(days=1)))
    assert "This day has not come yet" in answer.content.decode()
    assert browser.get(reverse("move_application", args=[case.pk, application.pk, "teleport"])).status_code == 404


# --- who ---


def test_only_who_writes_the_economic_section_screens_and_only_who_reads_it_sees_it(owner, case, screened):
    counsellor = make.member("psychosocial_worker", of=owner.organisation, teams=owner.teams)
    from amana.casework.cases import actions as cases
    with acting(owner.cookie) as actor:
        cases.add_coworker(case, staff_id=counsellor.staff.pk, sections=int(Section.IDENTITY | Section.SOCIAL | Section.PSYCHOSOCIAL), by=actor)
    with acting(counsellor.cookie) as actor:
        assert not Screening.objects.exists()
        with pytest.raises(Forbidden):
            actions.screen(case, facts=POOR, remarks="", by=actor)
    browser = make.browser(counsellor)
    assert browser.get(reverse("case_entitlements", args=[case.pk])).status_code == 404
    assert "social-protection" not in browser.get(reverse("case", args=[case.pk])).content.decode()
    with acting(make.member().cookie):
        assert not Screening.objects.exists()


# --- three values in the database ---


def test_the_database_judges_as_the_library_does():
    asked = eligibility.facts()
    for programme in eligibility.shipped():
        for example in [*programme.examples, *(type(programme.examples[0])(one.about, {k: v for k, v in one.facts.items() if k != gone}, one.outcome, one.unmet, one.asks)
                                               for one in programme.examples for gone in one.facts)]:
            with connection.cursor() as cursor:
                cursor.execute("SELECT ring.judged(%s, %s)", [dumps(programme.plain()), dumps(dict(example.facts))])
                assert cursor.fetchone()[0] == eligibility.judge(programme, example.facts, asked).outcome, (programme.key, example.facts)
