"""A counsellor works with one person, then a group of eight goes through six meetings; nobody without the section sees that either is there."""

import pytest

from tests.journeys.visitor import PHONE, day

COUNSELLOR = "منى البنهاوي"


def cases_of_the_team(chief, count: int) -> list[str]:
    """Open cases on which the counsellor works along: those to which she is added now first."""
    added, present = [], []
    for case in chief.cases()[:count]:
        chief.go(f"{case}coworkers/add/")
        if not chief.reads(COUNSELLOR):
            present.append(case)
            continue
        chief.press(COUNSELLOR)
        for section in ("1", "16", "128"):
            chief.page.locator(f"main [name=sections][value='{section}']").check(force=True)
        chief.save()
        added.append(case)
    return added + present


@pytest.mark.proof  # six meetings of eight take a while
@pytest.mark.parametrize("language", ["ar", "en"])
def test_sessions_with_one_person_and_a_group_of_eight_through_six_meetings(visit, language):
    chief = visit("salwa@example.org", language=language)
    cases = cases_of_the_team(chief, 8)
    counsellor = visit("mona@example.org", language=language)
    with_one(counsellor, cases[0])
    group = f"لقاء الأحد {language}"
    members = in_a_group(counsellor, cases, group)

    chief.go(cases[0])
    assert "psychosocial/" not in chief.page.content() and not chief.reads(group)
    chief.go(f"{cases[0]}log/")
    assert not chief.reads(group)
    for address in (f"{cases[0]}psychosocial/", members):
        assert chief.page.goto(chief.site + address).status in (403, 404)
    clinician = visit("sherine@example.org", language=language)
    clinician.go(f"{cases[0]}psychosocial/supervision/")
    clinician.fill(looked_at="نظرنا في ما يعين على الاستمرار", agreed="لقاء كل أسبوعين")
    clinician.save()
    clinician.look("case-psychosocial-supervised")


def with_one(counsellor, case: str) -> None:
    counsellor.go(f"{case}psychosocial/")
    counsellor.look("case-psychosocial-empty")
    counsellor.go(f"{case}psychosocial/goals/new/")
    counsellor.fill(words="أن أنام ليلة كاملة", nearness="٢")
    counsellor.save()
    counsellor.go(f"{case}psychosocial/sessions/new/")
    counsellor.save()
    assert counsellor.page.locator("main .am-error, main [id$=error]").count()
    counsellor.fill(attendance="came", work="تحدثنا عن النوم", agreed="تمرين التنفس", minutes="45", next_time="11:30", **day("next_on", 3))
    counsellor.page.locator("main [name^=near_]").last.fill("5")
    counsellor.page.locator("main [name=danger]").check(force=True)
    counsellor.look("session-new", is_answer=True)
    counsellor.save()
    assert counsellor.path == f"{case}psychosocial/safety/"
    counsellor.look("safety-plan")
    counsellor.fill(signs="لا أنام\nأبتعد عن الناس", own_ways="أمشي قليلًا", helpers="أختي 0100 555 0142", safer_place="الدواء عند أختي", **day("review_on", 7))
    counsellor.save()
    assert counsellor.path == f"{case}psychosocial/" and counsellor.reads("أختي 0100 555 0142") and counsellor.reads("تمرين التنفس")
    counsellor.look("case-psychosocial")
    paper = counsellor.context.request.get(f"{counsellor.site}{case}psychosocial/safety/paper/?in=ar")
    assert paper.status == 200 and paper.body().startswith(b"%PDF")
    counsellor.go("/")
    assert counsellor.reads("11:30")


def in_a_group(counsellor, cases: list[str], name: str) -> str:
    """Formed, filled, met six times, and left by one. The group's address."""
    counsellor.go("/groups/")
    counsellor.go("/groups/new/")
    counsellor.look("group-new")
    counsellor.fill(name=name, kind="support", language="ara", place="قاعة الوحدة", meetings_planned="٦", members_at_most="8")
    counsellor.save()
    address = counsellor.path
    for case in cases:
        counsellor.go(f"{address}join/")
        counsellor.fill(case_id=case.strip("/").rpartition("/")[2])
        counsellor.save()
        assert counsellor.path == address
    counsellor.go(f"{address}join/")
    for n in range(6):
        counsellor.go(f"{address}meet/")
        counsellor.fill(topic=f"اللقاء {n + 1}", work="دائرة حديث، ثم تمرين", **day("held_on", n - 6))
        if n == 2:
            absent = counsellor.page.locator("main [name^=came_][value=absent]")
            absent.nth(3).check(force=True)
            counsellor.look("group-meeting", is_answer=True)
        counsellor.save()
        assert counsellor.path == address
    rows = counsellor.page.locator(".am-attendance tbody tr")
    assert rows.count() == 8 and counsellor.page.locator(".am-attendance thead th").count() == 8
    counsellor.page.set_viewport_size(PHONE)
    rows.nth(0).locator("a[href$='/leave/']").click()
    counsellor.fill(reason="moved")
    counsellor.save()
    counsellor.look("group")
    counsellor.go("/groups/")
    counsellor.look("groups")
    assert counsellor.reads(name)
    counsellor.go(f"{cases[1]}psychosocial/")
    assert counsellor.page.locator("main .am-row-title", has_text=name).count() >= 6
    return address
