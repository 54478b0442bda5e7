"""An interpreter is written down by the supervisor, booked by a worker for a visit, refused a second time for the same hour, and freed again."""
import re
from datetime import timedelta

import pytest
from django.utils.timezone import now

from amana.lib.core.dates import cairo_day
from tests.journeys.visitor import PHONE


def tomorrow() -> dict[str, str]:
    day = cairo_day(now()) + timedelta(days=1)
    return {"day_day": str(day.day), "day_month": str(day.month), "day_year": str(day.year)}


@pytest.mark.parametrize("language", ["ar", pytest.param("en", marks=pytest.mark.proof)])
def test_an_interpreter_is_kept_booked_refused_and_freed(visit, language):
    name = f"أبرهة تسفاي {language}"
    chief = visit("salwa@example.org", language=language)
    chief.go("/interpreters/")
    chief.look("interpreters")
    chief.go("/interpreters/new/")
    chief.look("interpreter-new")
    chief.fill(name=name, sex="male", phone="0100 555 0177", languages_0="tir", languages_1="ara")
    chief.save()
    assert chief.path == "/interpreters/" and chief.reads(name)

    worker = visit("maha@example.org", language=language)
    worker.go("/cases/")
    case = re.search(r"/cases/[0-9a-f-]{36}/", worker.page.content())[0]
    worker.go(f"{case}interpreters/book/")
    key = worker.page.locator("main select[name=interpreter_id] option", has_text=name).get_attribute("value")
    said = {"interpreter_id": key, "kind": "visit", "at": "10:30", "minutes": "60", **tomorrow()}
    worker.fill(**said)
    worker.save()
    worker.look("interpreter-warned", is_answer=True)
    worker.page.locator("main [name=anyway]").check(force=True)
    worker.save()
    assert worker.path == f"{case}interpreters/" and worker.reads(name) and worker.reads("10:30")
    worker.look("case-interpreters")

    worker.go(f"{case}interpreters/book/")
    worker.fill(**said)
    worker.save()
    worker.page.locator("main [name=anyway]").check(force=True)
    worker.save()
    assert worker.page.locator("main .am-error, main [id$=error]").count() and worker.path == f"{case}interpreters/book/"
    worker.look("interpreter-busy", is_answer=True)

    worker.go("/")
    assert worker.reads(name) and worker.reads("10:30")
    worker.page.set_viewport_size(PHONE)
    worker.go(f"{case}interpreters/")
    worker.page.locator("main a[href$='/cancel/']").first.click()
    worker.fill(reason="تأجل اللقاء")
    worker.save()
    assert worker.reads("تأجل اللقاء")
    worker.go("/")
    assert not worker.reads(name)
