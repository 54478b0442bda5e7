"""Assessments: answers with their score in the section of their instrument, corrected once, decided by a person; drafts; what is due."""
import json
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.urls import reverse

from amana.casework.assessments import actions, queries
from amana.casework.assessments.models import Assessment, Decision, Draft
from amana.casework.assessments.rules import alarming, section_of
from amana.casework.cases import actions as cases
from amana.casework.cases import queries as read
from amana.casework.cases.models import Task
from amana.casework.registry.models import Journey
from amana.ground.rows.acting import Forbidden, Hidden, acting, attempt, clock
from amana.lib import scoring
from amana.lib.core.dates import PartialDate, cairo_day
from amana.lib.core.errors import Refused, Unreadable
from tests import builders as make
from tests.casework.assessments.conftest import DAY, ITEMS, PHQ9, phq9, recorded, sent

pytestmark = pytest.mark.django_db
FILES = import_module("amana.lib.scoring.shipped")  # what comes with the program is another list of files in another release


def form(case, code="phq9", version="1"):
    return reverse("record_assessment", args=[case.pk, code, version])


def ticked(page):
    """How many questions of the form are answered."""
    return page.split('class="am-plain am-questions"')[1].split("</ol>")[0].count(" checked")


# Recording ---------------------------------------------------------------------------------------------------------------------------------------------
def test_answers_stand_with_their_score_band_and_suggestion_in_the_section_of_the_instrument(worker, case):
    made = recorded(worker, case, phq9(12))
    made.refresh_from_db()
    assert made.scores == {"total": {"score": "12", "band": "moderate"}} and "clinical_assessment" in made.suggested
    assert (made.section, made.is_alarming, made.person_id, made.made_by) == (128, False, case.person_id, worker.membership.pk)
    assert "Assessment recorded" in make.browser(worker).get(reverse("case_log", args=[case.pk])).content.decode()


@pytest.mark.parametrize("instrument", scoring.shipped(), ids=lambda one: one.code)
def test_every_instrument_is_filled_saved_and_read_as_the_library_scores_it(instrument):
    health = instrument.section == "psychosocial"
    worker = make.member("psychosocial_worker" if health else "caseworker")
    case, browser = make.case(worker), make.browser(worker)
    example = next(one for one in instrument.examples if set(one.answers.values()) - {"not_asked"})
    url = form(case, instrument.code, instrument.version)
    page = browser.get(url).content.decode()
    for item in instrument.items.values():
        assert item.topic.en.replace("'", "&#x27;") in page
    assert "Draft: to be confirmed" in page and "official form on paper" in page
    answer = browser.post(url, sent({code: answer for code, answer in example.answers.items() if answer != "not_asked"}))
    assert answer.status_code == 302, answer.context["form"].errors
    made = Assessment.objects.get()
    result = scoring.score(instrument, example.answers)
    assert {code: one["score"] for code, one in made.scores.items()} == {code: None if one.shown is None else str(one.shown) for code, one in result.scores.items()}
    assert set(made.suggested) == result.acts
    page = browser.get(reverse("assessment", args=[case.pk, made.pk])).content.decode()
    for one in result.scores.values():
        assert one.band is None or one.band.name.en in page
    assert instrument.source.en.replace("'", "&#x27;") in page and instrument.licence.en.replace("'", "&#x27;") in page


def test_a_role_without_the_section_neither_records_nor_reads(worker, caseworker, shared_case, supervisor, chief):
    made = recorded(worker, shared_case, phq9(12), remarks="تكلمت عن النوم")
    for stranger in (caseworker, supervisor):
        with acting(stranger.cookie) as actor:
            assert not Assessment.objects.exists() and not Decision.objects.exists()
            with pytest.raises(Hidden), attempt():
                actions.record(shared_case, PHQ9, answers=phq9(), asked_on=DAY, language="arz", remarks="", by=actor)
        browser = make.browser(stranger)
        assert browser.get(reverse("assessment", args=[shared_case.pk, made.pk])).status_code == 404
        assert browser.get(form(shared_case)).status_code == 404
        page = browser.get(reverse("case_assessments", args=[shared_case.pk])).content.decode()
        assert "PHQ" not in page and "تكلمت" not in page
    assert "تكلمت عن النوم" in make.browser(chief).get(reverse("assessment", args=[shared_case.pk, made.pk])).content.decode()
    with acting(make.member("reception", of=worker.organisation, teams=worker.teams).cookie) as actor, pytest.raises(Forbidden):
        actions.record(shared_case, PHQ9, answers=phq9(), asked_on=DAY, language="arz", remarks="", by=actor)


def test_missing_answers_are_shown_as_missing_and_never_as_low(worker, case):
    answers = phq9(6) | {ITEMS[-1]: "declined", ITEMS[0]: "unknown"}
    del answers[ITEMS[1]]
    browser = make.browser(worker)
    browser.post(form(case), sent(answers))
    made = Assessment.objects.get()
    assert made.scores == {"total": {"score": None, "band": ""}} and made.answers[ITEMS[1]] == "not_asked"
    page = browser.get(reverse("assessment", args=[case.pk, made.pk])).content.decode()
    assert all(words in page for words in ("No score", "Would rather not say", "Does not know", "Not asked", "Ask this again before the interview ends"))
    assert "minimal" not in page


@pytest.mark.parametrize(("more", "field", "words"), [
    ({"item_mood": "7"}, "item_mood", "Select a valid choice"), ({"item_mood": "<script>"}, "item_mood", "Select a valid choice"),
    ({"item_staples": "3"}, "__all__", "belongs to another form"), ({"asked_on_day": "31", "asked_on_month": "2"}, "asked_on", ""),
    ({"asked_on_year": "2099"}, "asked_on", "has not come yet"), ({"language": "xx"}, "language", ""), ({"asked_on_year": "2024"}, "asked_on", "not in force on that day")])
def test_a_forged_or_wrong_answer_is_said_at_its_place_and_nothing_is_saved(worker, case, more, field, words):
    page = make.browser(worker).post(form(case), sent(remarks="ملاحظة", **more))
    assert words in page.context["form"].errors[field][0] and not Assessment.objects.exists()
    text = page.content.decode()
    assert "ملاحظة" in text and ticked(text) >= 8, "what was typed is still there"


def test_an_empty_form_is_no_assessment_and_digits_of_any_script_are_read(worker, case):
    browser = make.browser(worker)
    page = browser.post(form(case), sent({}))
    assert "Nothing is answered yet" in page.content.decode() and not Assessment.objects.exists()
    folded = {code: "٠١٢٣"[int(answer)] for code, answer in phq9(12).items()}
    browser.post(form(case), sent(folded, asked_on_day="٢٠"))
    assert Assessment.objects.get().scores["total"]["score"] == "12"


def test_the_action_itself_refuses_what_is_no_answer_of_the_version(worker, case):
    with acting(worker.cookie) as actor:
        for answers in ({"staples": "3"}, {ITEMS[0]: "9"}):
            with pytest.raises(Unreadable):
                actions.record(case, PHQ9, answers=answers, asked_on=DAY, language="arz", remarks="", by=actor)
        with pytest.raises(Refused, match="instrument_not_in_force"):
            actions.record(case, PHQ9, answers=phq9(), asked_on=date(2025, 12, 31), language="arz", remarks="", by=actor)
    assert not Assessment.objects.exists()


def test_the_database_takes_no_answers_of_a_version_that_is_not_known(worker, case):
    with acting(worker.cookie), pytest.raises(Hidden), attempt():
        Assessment.objects.create(case_id=case.pk, instrument="phq9", version="99", asked_on=DAY, language="arz", answers={}, scores={}, suggested=[])


def test_a_version_that_ends_while_it_is_filled_keeps_what_was_typed_and_says_so(worker, case, monkeypatch):
    browser, url = make.browser(worker), form(case)
    assert browser.get(url).status_code == 200
    ended = tuple(replace(one, valid_until=DAY - timedelta(days=1)) if one.code == "phq9" else one for one in scoring.shipped())
    monkeypatch.setattr(FILES, "shipped", lambda: ended)
    page = browser.post(url, sent(remarks="ملاحظة"))
    assert page.status_code == 200 and "not in force on that day" in page.context["form"].errors["asked_on"][0]
    assert "ملاحظة" in page.content.decode() and "no longer in force" in page.content.decode() and not Assessment.objects.exists()
    browser.post(url, sent(on=DAY - timedelta(days=2)))
    assert Assessment.objects.get().asked_on == DAY - timedelta(days=2), "asked while it was in force"


def test_a_result_of_a_version_that_is_no_longer_shipped_is_still_read(worker, case, monkeypatch):
    made = recorded(worker, case, phq9(12))
    monkeypatch.setattr(FILES, "shipped", lambda: ())
    page = make.browser(worker).get(reverse("assessment", args=[case.pk, made.pk])).content.decode()
    assert "no longer comes with the program" in page and "12" in page and "moderate" in page


def test_who_is_too_young_is_not_asked(worker):
    child = make.person(worker, make.identity(birth=PartialDate.of(2016, 1, 1)))
    make.consent(worker, child, given_by="guardian", guardian="أمل فؤاد")
    case = make.case(worker, child, with_consent=False)
    page = make.browser(worker).post(form(case), sent())
    assert "too young" in page.content.decode() and not Assessment.objects.exists()


def test_a_closed_case_takes_no_assessment(worker, case, supervisor):
    with acting(worker.cookie) as actor:
        cases.ask_closure(case, reason="goals_met", summary="", by=actor)
    with acting(supervisor.cookie) as actor:
        cases.approve_closure(case, by=actor)
    with pytest.raises(Refused, match="case_state"):
        recorded(worker, case)
    assert make.browser(worker).get(form(case)).status_code == 404


# Correcting --------------------------------------------------------------------------------------------------------------------------------------------
def test_a_correction_stands_in_place_of_what_is_kept_beside_it(worker, case):
    first, browser = recorded(worker, case, phq9(12)), make.browser(worker)
    url = reverse("correct_assessment", args=[case.pk, first.pk])
    assert ticked(browser.get(url).content.decode()) == 9
    page = browser.post(url, sent(phq9(6), why=""))
    assert page.context["form"].errors["why"]
    browser.post(url, sent(phq9(6), why="خطأ في النقل"))
    second = Assessment.objects.get(replaces=first)
    first.refresh_from_db()
    assert first.replaced_at == second.made_at and first.scores["total"]["score"] == "12" and second.scores["total"]["score"] == "6"
    with acting(worker.cookie):
        assert [one.row.pk for one in queries.taken(case.pk)] == [second.pk]
    old = browser.get(reverse("assessment", args=[case.pk, first.pk])).content.decode()
    assert "no longer stands" in old and reverse("assessment", args=[case.pk, second.pk]) in old
    assert "خطأ في النقل" in browser.get(reverse("assessment", args=[case.pk, second.pk])).content.decode()


def test_who_corrects_second_is_told_and_nothing_changes(worker, case):
    first, browser = recorded(worker, case), make.browser(worker)
    url = reverse("correct_assessment", args=[case.pk, first.pk])
    browser.post(url, sent(phq9(6), why="خطأ"))
    page = browser.post(url, sent(phq9(3), why="خطأ آخر"))
    assert page.status_code == 409 and "A colleague has corrected" in page.content.decode() and "خطأ آخر" in page.content.decode()
    assert Assessment.objects.count() == 2


def test_a_correction_is_of_the_same_case_form_and_version(worker, case):
    first, other = recorded(worker, case), make.case(worker)
    with acting(worker.cookie):
        for change in ({"case_id": other.pk}, {"instrument": "gad7"}):
            columns = {"case_id": case.pk, "instrument": "phq9", "version": "1", "asked_on": DAY, "language": "arz", "answers": {}, "scores": {}, "suggested": [], "replaces_id": first.pk, "why": "x"}
            with pytest.raises(Hidden), attempt():
                Assessment.objects.create(**columns | change)


# Deciding ----------------------------------------------------------------------------------------------------------------------------------------------
def test_a_person_decides_otherwise_only_with_a_reason_and_the_latest_counts(worker, case, chief):
    made = recorded(worker, case, phq9(12))
    url, browser = reverse("assessment", args=[case.pk, made.pk]), make.browser(worker)
    assert browser.post(url, {"choice": "otherwise", "reason": ""}).context["form"].errors["reason"]
    browser.post(url, {"choice": "otherwise", "reason": "تتابع مع طبيبة بالفعل"})
    make.browser(chief).post(url, {"choice": "accepted", "reason": ""})
    with acting(worker.cookie):
        one, = queries.taken(case.pk)
        assert [it.choice for it in one.decisions] == ["accepted", "otherwise"] and one.decision.choice == "accepted"
    page = browser.get(url).content.decode()
    assert "تتابع مع طبيبة بالفعل" in page and "As suggested" in page


def test_what_was_corrected_is_not_decided_on_and_who_only_reads_decides_nothing(worker, case):
    made = recorded(worker, case, phq9(12))
    reader = make.member("health_worker", of=worker.organisation, teams=worker.teams)
    with acting(worker.cookie) as actor:
        cases.add_coworker(case, staff_id=reader.staff.pk, sections=128 | 17, by=actor)
    url = reverse("assessment", args=[case.pk, made.pk])
    assert 'name="choice"' not in make.browser(reader).get(url).content.decode()
    with acting(reader.cookie) as actor, pytest.raises(Hidden), attempt():
        actions.decide(made, choice="accepted", reason="", by=actor)
    with acting(worker.cookie) as actor:
        actions.correct(made, PHQ9, answers=phq9(3), asked_on=DAY, language="arz", remarks="", why="خطأ", by=actor)
        with pytest.raises(Hidden), attempt():
            actions.decide(made, choice="accepted", reason="", by=actor)


# Over time ---------------------------------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("now", "words"), [(20, "from \u206612\u2069 to \u206620\u2069, worse. A change of \u20665\u2069 or more counts: this one does."),
                                            (10, "from \u206612\u2069 to \u206610\u2069, better. Less than \u20665\u2069: this may be chance."), (12, "\u206612\u2069, as before.")])
def test_a_change_is_said_as_it_is_and_worse_is_worse(worker, case, now, words):
    recorded(worker, case, phq9(12), on=date(2026, 6, 1))
    made = recorded(worker, case, phq9(now))
    page = make.browser(worker).get(reverse("assessment", args=[case.pk, made.pk])).content.decode()
    assert words in page and "<svg" in page and "Show as a table" in page and "1 June 2026" in page


def test_the_picture_leaves_out_what_has_no_score_and_the_table_says_so(worker, case):
    for day, answers in ((1, phq9(12)), (2, phq9(6) | {ITEMS[-1]: "declined"}), (3, phq9(9))):
        made = recorded(worker, case, answers, on=date(2026, 6, day))
    page = make.browser(worker).get(reverse("assessment", args=[case.pk, made.pk])).content.decode()
    assert page.count("<circle") == 2 and "No score" in page and "No change is given" in page


# Drafts ------------------------------------------------------------------------------------------------------------------------------------------------
def test_a_form_half_filled_is_kept_for_its_writer_and_done_when_it_is_saved(worker, case, chief):
    browser, half = make.browser(worker), {ITEMS[0]: "2", ITEMS[1]: "1"}
    answer = browser.post(form(case), sent(half, remarks="نصف", act="autosave"))
    assert "Draft kept at" in answer.content.decode() and not Assessment.objects.exists()
    browser.post(form(case), sent(half | {ITEMS[2]: "3"}, remarks="نصف", act="draft"))
    assert Draft.objects.count() == 1
    page = browser.get(form(case)).content.decode()
    assert ticked(page) == 3 and "نصف" in page
    assert "Half filled" in browser.get(reverse("case_assessments", args=[case.pk])).content.decode()
    with acting(chief.cookie):
        assert not Draft.objects.exists()
    browser.post(form(case), sent(phq9(6)))
    assert Draft.objects.get().is_done and Draft.objects.get().content == {}
    assert not ticked(browser.get(form(case)).content.decode())


def test_an_answer_that_raises_an_alarm_never_waits_in_a_draft(worker, case):
    browser = make.browser(worker)
    answer = browser.post(form(case), sent({ITEMS[0]: "2", ITEMS[-1]: "1"}, act="autosave")).content.decode()
    assert "save the assessment now" in answer
    assert Draft.objects.get().content["answers"] == {ITEMS[0]: "2"}
    with acting(worker.cookie), pytest.raises(Refused, match="draft_with_alarm"), attempt():
        Draft.objects.create(case_id=case.pk, instrument="phq9", version="1", content={"answers": {ITEMS[-1]: "3"}})


def test_a_draft_can_be_deleted_and_ends_after_14_days(worker, case):
    browser = make.browser(worker)
    browser.post(form(case), sent({ITEMS[0]: "2"}, act="draft"))
    make.move_clock(days=14)
    with acting(worker.cookie):
        assert not Draft.objects.exists()
    browser.post(form(case), sent({ITEMS[0]: "1"}, act="draft"))
    browser.post(form(case), sent({ITEMS[0]: "1"}, act="drop"))
    assert not Draft.objects.filter(is_done=False, content__answers=ITEMS[0]).exists() and Draft.objects.filter(is_done=True).count() == 1


# What is due -------------------------------------------------------------------------------------------------------------------------------------------
def test_an_instrument_is_due_by_its_rule_on_the_case_and_on_my_day_until_it_is_asked(caseworker):
    case = make.case(caseworker)
    day = cairo_day(clock())
    with acting(caseworker.cookie):
        Journey.objects.create(person_id=case.person_id, returned_year=day.year, returned_month=day.month, returned_day=1)
    browser, url = make.browser(caseworker), reverse("case_assessments", args=[case.pk])
    page = browser.get(url).content.decode()
    assert "To be asked now" in page and "Washington Group Short Set" in page and "Patient Health" not in page
    assert "Assessments to be asked" in browser.get(reverse("home")).content.decode()
    wgss = scoring.version_of("wgss", "1")
    recorded(caseworker, case, {code: "1" for code in wgss.items}, instrument=wgss, on=day)
    with acting(caseworker.cookie):
        assert {one.due.instrument for one in queries.due_in(read.held(caseworker.staff.pk), 1023, clock())} == {"rss"}


def test_what_was_due_before_the_case_was_opened_is_not_asked_in_it(caseworker):
    case = make.case(caseworker)
    with acting(caseworker.cookie):
        Journey.objects.create(person_id=case.person_id, returned_year=2019, returned_month=3, returned_day=1)
        assert {one.due.instrument for one in queries.due_in(read.held(caseworker.staff.pk), 1023, clock())} == {"wgss"}


def test_a_low_well_being_asks_for_the_phq9_the_same_day(worker, case):
    who5 = scoring.version_of("who5", "1")
    recorded(worker, case, {code: "1" for code in who5.items}, instrument=who5, on=cairo_day(clock()))
    page = make.browser(worker).get(reverse("case_assessments", args=[case.pk])).content.decode()
    assert form(case) in page.split("To be asked now")[1].split("</section>")[0]


# The database's copy -----------------------------------------------------------------------------------------------------------------------------------
def test_the_database_knows_of_each_version_what_the_files_say(worker):
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, section, alarming FROM assessments_instrument")
        known = {name: (section, json.loads(found) if isinstance(found, str) else found) for name, section, found in cursor.fetchall()}
    assert known == {one.name: (int(section_of(one)), alarming(one)) for one in scoring.shipped()}
    assert alarming(PHQ9) == {"self_harm_thoughts": ["1", "2", "3"]}


def test_no_task_comes_of_answers_that_raise_no_alarm(worker, case):
    recorded(worker, case, phq9(24))
    assert not Task.objects.filter(case=case, kind="alarm").exists()
