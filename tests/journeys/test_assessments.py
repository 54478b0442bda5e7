"""A psychosocial worker asks by the paper form, is led to the safety protocol, and her colleague across the wall sees a flag and nothing else."""
import pytest

from amana.lib import scoring
from tests.journeys.visitor import PHONE, day

PHQ9 = list(scoring.version_of("phq9", "1").items)
SAID = {"ar": ("اتصل بالمشرف قبل أي تواصل", "بروتوكول السلامة"), "en": ("Call the supervisor before contact", "Safety protocol")}


def tick(visitor, code: str, value: str) -> None:
    visitor.page.locator(f"main [name=item_{code}][value='{value}']").check(force=True)


def asked_on(days: int) -> dict[str, str]:
    return {**day("asked_on", -days), "language": "arz"}


@pytest.mark.parametrize("language", ["ar", pytest.param("en", marks=pytest.mark.proof)])
def test_it_is_asked_twice_decided_on_and_an_alarm_crosses_the_wall_without_content(visit, language):
    flag, protocol = SAID[language]
    worker = visit("mona@example.org", language=language)
    case = worker.cases()[0 if language == "ar" else 1]
    worker.go(f"{case}assessments/")
    worker.look("assessments")

    # By the keyboard alone, from the first question on.
    worker.go(f"{case}assessments/new/phq9/1/")
    worker.look("assessment-form")
    worker.fill(**asked_on(40))
    worker.page.locator(f"main [name=item_{PHQ9[0]}]").first.focus()
    for digit in "221211120":
        worker.page.keyboard.press(digit)
    worker.save()
    worker.look("assessment-result")
    worker.page.locator("main [name=choice][value=otherwise]").check(force=True)
    worker.page.fill("main [name=reason]", "تتابع مع طبيبة")
    worker.save()
    assert worker.reads("تتابع مع طبيبة")

    # Half filled, left, and gone on with.
    worker.page.set_viewport_size(PHONE)
    worker.go(f"{case}assessments/new/phq9/1/")
    worker.fill(**asked_on(0))
    for code in PHQ9[:4]:
        tick(worker, code, "3")
    with worker.page.expect_navigation():
        worker.page.locator("main button[value=draft]").click()
    worker.go(f"{case}assessments/new/phq9/1/")
    assert worker.page.locator("main .am-questions input:checked").count() == 4
    for code in PHQ9[4:]:
        tick(worker, code, "2")
    worker.save()
    assert worker.reads(protocol) and "/alarms/" in worker.path
    worker.look("alarm")

    colleague = visit("maha@example.org", language=language)
    colleague.go(case)
    if not colleague.reads(flag):  # it is Karim's
        colleague = visit("karim@example.org", language=language)
        colleague.go(case)
    assert colleague.reads(flag) and not colleague.reads("PHQ") and not colleague.reads(protocol)
    colleague.look("case-with-flag")

    chief = visit("sherine@example.org", language=language)
    chief.go("/notices/")
    assert case in chief.page.content()
    worker.page.fill("main [name=done]", "تحدثت معها ومع أختها، وكُتبت خطة أمان.")
    worker.save()
    assert worker.reads("خطة أمان") and worker.page.locator("main svg.am-line").count() == 1
    worker.look("assessment-over-time")
    colleague.go(case)
    assert not colleague.reads(flag)
