"""A family is screened for social protection, applies, is refused, complains and is right; the platform changes a rule after it has seen what that does."""
import re

import pytest
from django.utils.timezone import now

from amana.lib import eligibility
from amana.lib.core.dates import cairo_day
from tests.journeys.visitor import PHONE

SAID = {"ar": ("لا شيء من هذا وعد", "يُرجح الاستحقاق", "مسودة: لا تسري"), "en": ("Nothing of this is a promise", "Likely eligible", "Draft: holds nowhere")}
POOR = {"nationality": "egyptian", "income_covers": "no", "farm_land": "no", "equipped_home": "no", "cash_now": "no", "children_at_school": "yes"}


def day(name: str) -> dict[str, str]:
    at = cairo_day(now())
    return {f"{name}_day": str(at.day), f"{name}_month": str(at.month), f"{name}_year": str(at.year)}


@pytest.mark.parametrize("language", ["ar", pytest.param("en", marks=pytest.mark.proof)])
def test_a_family_is_screened_and_followed_to_the_answer_and_a_rule_is_changed(visit, language):
    promise, likely, draft = SAID[language]
    worker = visit("maha@example.org", language=language)
    worker.go("/cases/")
    case = re.findall(r"/cases/[0-9a-f-]{36}/", worker.page.content())[0 if language == "ar" else 1]
    worker.go(f"{case}social-protection/screen/")
    worker.look("social-protection-screen")
    worker.fill(fact_children="٣١")
    worker.save()
    assert worker.path == f"{case}social-protection/screen/" and worker.page.locator("main [id$=error]").count()
    worker.fill(fact_children="٣")
    for fact, answer in POOR.items():
        worker.page.locator(f"main [name=fact_{fact}][value='{answer}']").check(force=True)
    worker.save()
    assert worker.path == f"{case}social-protection/" and worker.reads(promise) and worker.reads(likely)
    worker.look("social-protection")
    sheet = worker.page.locator("main a[href$='sheet/?in=ar']").first.get_attribute("href")
    paper = worker.context.request.get(worker.site + sheet)
    assert paper.status == 200 and paper.body().startswith(b"%PDF")

    application = followed(worker, case)
    worker.page.set_viewport_size(PHONE)
    worker.go(application)
    worker.look("social-protection-application")
    worker.go("/reference/social-protection/takaful/")
    worker.look("eligibility-rule")
    ruled(visit("platform@example.org", language=language), language, draft)


def followed(worker, case: str) -> str:
    """The address of the application, which was approved after a complaint."""
    worker.page.locator("main a[href$='apply/school_grants/'], main a[href$='apply/takaful/']").last.click()
    worker.page.locator("main form button").last.click()
    worker.page.wait_for_url(f"**{case}social-protection/")
    application = worker.page.locator("main a[href*='/applications/']").first.get_attribute("href")
    for step, given in (("submit", {"office": "وحدة بنها", "number": "45/2026"}), ("refuse", {"words": "لم تُرفق شهادة القيد"}), ("complain", {"office": "المديرية", "words": "أُرفقت الشهادة"}), ("uphold", {})):
        worker.go(f"{application}{step}/")
        worker.fill(**day("happened_on"), **given)
        if step == "submit":
            worker.look("social-protection-step", is_answer=True)
        worker.save()
        assert worker.path == application
    assert worker.reads("45/2026") and not worker.page.locator(f"main a[href^='{application}']").count()
    return application


def ruled(platform, language: str, draft: str) -> None:
    programme = next(one for one in eligibility.shipped() if one.code == ("nasser" if language == "ar" else "msmeda"))
    platform.go(f"/reference/social-protection/{programme.code}/draft/")
    platform.look("eligibility-fields")
    platform.go(f"/reference/social-protection/{programme.code}/draft/?as=text")
    text = eligibility.text_of(programme).replace('version = "1"', 'version = "2"', 1)
    platform.fill(text=text.replace('fact = "overdue_loan"', 'fact = "garden"', 1), why="قرار تجريبي")
    platform.save()
    assert platform.reads("garden")
    platform.look("eligibility-write", is_answer=True)
    platform.fill(text=text.replace("at_least = 21", "at_least = 20").replace("age = 20,", "age = 19,"))
    platform.save()
    assert platform.reads(draft)
    platform.look("eligibility-draft")
    platform.fill(**day("valid_from"), confirmed="مدير البرنامج، محضر تجريبي")
    platform.save()
    assert platform.path == f"/reference/social-protection/{programme.code}/" and platform.reads("محضر تجريبي")
    platform.go("/reference/social-protection/")
    platform.look("eligibility-rules")
