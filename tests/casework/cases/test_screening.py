"""Screening for vulnerability: what is answered, what the rule suggests, and that a person decides."""
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from amana.casework.cases import actions
from amana.casework.cases.models import Risk, Screening
from amana.casework.cases.rules.screening import Level, Weighs, changed, rule_of, rule_on, rules
from amana.ground.rows.acting import Forbidden, acting
from tests import builders as make

RULE = rules()[-1]
HARD = dict.fromkeys(("IND-DEBT", "IND-STATUS", "HH-INC", "HH-HOUS", "HH-SIZE", "COM-JOBS", "COM-SERV"), "risk") | {"HH-SUP": "protective"}


def text(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize("example", RULE.examples, ids=lambda one: one.row["about_en"])
def test_the_worked_examples_of_the_rule_are_true(example):
    assert RULE.suggest(example.answers).level == example.suggests


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.version)
def test_a_version_of_the_rule_is_whole(rule):
    codes = set(rule.factors)
    assert len(codes) == len(rule.row["factor"])
    assert {factor.level for factor in rule.factors.values()} == set(Level)
    assert {code for step in rule.steps for code in step.any_of} <= codes
    assert {code for example in rule.examples for code in example.answers} <= codes
    assert all(factor.row[name].strip() for factor in rule.factors.values() for name in ("name_ar", "name_en", "hint_ar", "hint_en"))
    assert rule.status.startswith(("draft", "interim", "official"))


def test_words_of_the_factors_are_words_of_daily_life():
    """They stand in the social section: nothing clinical, nothing of what others did to the person (DESIGN.md §6.1)."""
    words = " ".join(value.lower() for factor in RULE.factors.values() for value in factor.row.values())
    for word in ("traffick", "exploit", "abus", "violence", "tortur", "rape", "disorder", "depress", "diagnos", "substance", "pregnan", "اتجار", "استغلال", "عنف", "تعذيب",
                 "اغتصاب", "اكتئاب", "تشخيص", "إدمان", "حمل", "نفسي"):
        assert word not in words, word


def test_what_protects_never_takes_a_level_below_nothing():
    protected = RULE.profile({"IND-SKILL": "protective", "IND-COPE": "protective", "HH-INC": "risk"})
    assert (protected[Level.INDIVIDUAL], protected[Level.HOUSEHOLD]) == (0, 1)


def test_a_version_counts_from_its_day_and_is_found_by_its_number():
    assert rule_on(date(2026, 11, 25)).version == rule_of(RULE.version).version
    assert rule_on(date(2020, 1, 1)) is rules()[0]
    assert rule_of("long gone") is RULE


def test_what_changed_is_told_of_answers_that_came_went_or_turned():
    assert changed({"a": "risk", "b": "neutral", "c": "risk"}, {"a": "neutral", "c": "risk", "d": "risk"}) == [
        ("a", "risk", "neutral"), ("b", "neutral", ""), ("d", "", "risk")]


@pytest.mark.django_db
def test_a_screening_suggests_and_a_person_decides_otherwise_with_reasons(office):
    browser = make.browser(office.worker)
    answer = browser.post(office.url("screen"), {**HARD, "remarks": "قالت إنها تنام عند أختها"}, follow=True)
    made = Screening.objects.get(case_id=office.case.pk)
    assert (made.suggested, made.rule, made.person_id) == ("high", RULE.version, office.case.person_id)
    assert answer.redirect_chain[-1][0] == f"{office.url('decide_risk')}?screening={made.pk}"
    page = text(answer)
    assert "The screening suggests: High risk." in page and "The four levels add up to \u20666.5\u2069." in page
    assert answer.context["form"].initial["level"] == "high"
    assert "Debts of the journey" in answer.context["form"].initial["reasons"]
    assert not Risk.objects.filter(case_id=office.case.pk).exists(), "nothing is decided before a person decides"
    browser.post(answer.redirect_chain[-1][0], {"level": "medium", "reasons": "أختها تستضيفها شهرين"})
    risk = Risk.objects.get(case_id=office.case.pk)
    assert (risk.level, risk.screening_id) == ("medium", made.pk)


@pytest.mark.django_db
def test_the_case_page_tells_of_the_screening_and_what_changed_since_the_last(office):
    browser = make.browser(office.worker)
    browser.post(office.url("screen"), HARD)
    browser.post(office.url("screen"), {**HARD, "HH-HOUS": "protective", "IND-AGE": "neutral"})
    case = text(browser.get(office.url("case")))
    assert "2 answers changed since the last time" in case
    page = text(browser.get(office.url("case_screenings")))
    assert "was: Risk; now: Protective" in page and "was: not asked; now: Neutral" in page
    assert page.count("Suggested: ") == 2


@pytest.mark.django_db
def test_the_form_brings_the_last_answers_along(office):
    browser = make.browser(office.worker)
    browser.post(office.url("screen"), HARD)
    form = browser.get(office.url("screen")).context["form"]
    assert form["IND-DEBT"].value() == "risk" and not form["IND-SAFE"].value()


@pytest.mark.django_db
def test_nothing_answered_is_refused_and_what_was_typed_stays(office):
    answer = make.browser(office.worker).post(office.url("screen"), {"remarks": "لم تُرد الكلام اليوم", "IND-SAFE": ""})
    assert "Nothing is answered yet" in text(answer) and "لم تُرد الكلام اليوم" in text(answer)
    assert not Screening.objects.exists()


@pytest.mark.django_db
def test_an_answer_that_is_none_is_refused(office):
    answer = make.browser(office.worker).post(office.url("screen"), {"IND-SAFE": "certainly", "IND-AGE": "risk"})
    assert "IND-SAFE" in answer.context["form"].errors
    assert not Screening.objects.exists()


@pytest.mark.django_db
def test_too_little_asked_suggests_nothing_and_says_so(office):
    answer = make.browser(office.worker).post(office.url("screen"), {"IND-SAFE": "neutral"}, follow=True)
    assert "The screening suggests no level." in text(answer)
    assert "Only 1 factor was looked at: too little to suggest a level." in text(answer)


@pytest.mark.django_db
def test_a_screening_of_another_case_is_no_ground_of_a_decision(office):
    other = make.case(office.worker)
    with acting(office.worker.cookie) as actor:
        foreign = actions.screen(other, answers=HARD, remarks="", by=actor)
        made = actions.decide_risk(office.case, level="low", reasons="سبب", screening_id=foreign.pk, by=actor)
    assert Risk.objects.get(pk=made.pk).screening_id is None
    assert make.browser(office.worker).get(f"{office.url('decide_risk')}?screening={foreign.pk}").status_code == 404
    assert make.browser(office.worker).get(f"{office.url('decide_risk')}?screening=x").status_code == 404


@pytest.mark.django_db
def test_who_does_not_see_the_case_screens_nothing(office):
    for stranger in (office.colleague, office.other):
        assert make.browser(stranger).get(office.url("screen")).status_code == 404
        assert make.browser(stranger).post(office.url("screen"), HARD).status_code == 404
        assert make.browser(stranger).get(office.url("case_screenings")).status_code == 404
    desk = make.member("desk_officer", of=office.worker.organisation)
    with pytest.raises(Forbidden), acting(desk.cookie) as actor:
        actions.screen(office.case, answers=HARD, remarks="", by=actor)
    assert not Screening.objects.exists()


@pytest.mark.django_db
def test_the_rule_stands_on_a_page_with_its_mark_and_its_examples(office):
    page = text(make.browser(office.worker).get(reverse("screening_rule")))
    assert "Draft: to be confirmed by the ministry" in page and "Worked examples" in page and "Home is not safe" in page
    arabic = text(make.browser(office.worker, language="ar").get(reverse("screening_rule")))
    assert "البيت ليس آمنًا" in arabic and "قاعدة الفحص" in arabic


def test_every_way_to_weigh_has_its_weight():
    assert {weighs: sum(RULE.profile({"IND-SAFE": weighs, "IND-AGE": "risk"}).values()) for weighs in Weighs.values} == {
        "risk": 2, "neutral": 1, "protective": Decimal("0.5")}
