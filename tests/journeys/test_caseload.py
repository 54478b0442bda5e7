"""A supervisor brings her unit's own sheet, a worker goes on with one of its people, and the import is undone for all others."""
import time
from uuid import uuid4

from amana.casework.arrivals import sheets
from tests.casework.arrivals.lists import xlsx
from tests.casework.caseload.sheets import HEADINGS, row

NAMES = ("نجوان حلمي الدسوقي", "صفاء رمزي المحلاوي", "ثروت مكرم البلبيسي")


def _sheet() -> bytes:
    n = int(uuid4().hex[:5], 16)
    first, second, third = (row(n + place, name, phone=f"0106{n + place:07}"[:11], worker=worker, sex=sex, birth=birth) for place, (name, worker, sex, birth) in enumerate((
        (NAMES[0], "مها القنطري", "أنثى", "14/3/1991"), (NAMES[1], "maha@example.org", "أنثى", "1988"), (NAMES[2], "الباحث القديم", "ذكر", "31/11/1990"))))
    return xlsx([HEADINGS, first, second, third])


def test_a_units_own_sheet_becomes_files_and_a_case_and_is_undone(visit):
    head, worker = visit("salwa@example.org"), visit("maha@example.org")
    head.go("/caseloads/")
    head.look("caseloads")
    head.press("استيراد قائمة حالات")
    head.page.set_input_files("[name=file]", files=[{"name": "cases.xlsx", "mimeType": "application/octet-stream", "buffer": _sheet()}])
    head.look("caseload-upload")
    head.save()
    head.look("caseload-columns")
    head.save()
    assert head.reads("الباحث القديم") and head.reads("مقترح")
    head.look("caseload-words")
    head.page.get_by_label("الباحث القديم").select_option("left_out")
    head.save()
    head.look("caseload-review")
    assert head.reads("لا يوجد يوم 31")
    with head.page.expect_navigation():
        head.page.locator("main form[action$='/begin/'] button").last.click()
    report = head.path
    for _second in range(60):
        head.go(report)
        if not head.reads("يُستورد الآن"):
            break
        time.sleep(1)
    head.look("caseload-report")
    assert all(head.reads(name) for name in NAMES[:2]) and not head.reads(NAMES[2]) and head.reads("بانتظار الموافقة")
    with head.page.expect_download() as coming:
        head.page.locator("main a[href$='/errors/']").click()
    headings, wrong = sheets.read(coming.value.path().read_bytes())[0].rows
    assert headings[-1] == "ما المشكلة" and wrong[1] == NAMES[2] and "31" in wrong[-1]

    # The worker asks the person; then the case opens as the list said.
    worker.go("/people/?q=" + NAMES[0])
    with worker.page.expect_navigation():
        worker.page.locator("main a", has_text="نجوان").first.click()
    person = worker.path
    assert worker.reads("كما ورد في قائمة الوحدة")
    with worker.page.expect_navigation():
        worker.page.locator("main a[href*='/caseloads/of/']").click()
    said = worker.path
    worker.look("caseload-said")
    worker.press("أخذ موافقة")
    worker.fill(**{"case-answer": "agree", "mode": "written"})
    for point in worker.page.locator("[name=points]").all():
        point.check(force=True)
    worker.draw()
    worker.save()
    worker.go(said)
    worker.look("caseload-said-with-consent")
    worker.save()
    assert worker.path.startswith("/cases/") and worker.reads("خطورة مرتفعة")

    head.go(report)
    head.press("التراجع عن الاستيراد")
    assert head.reads(NAMES[0]) and head.reads("فُتحت حالة")
    head.look("caseload-undo")
    head.press("التراجع عن الاستيراد")
    head.look("caseload-undone")
    head.go("/people/?q=" + NAMES[1])
    assert not head.page.locator("main a[href^='/people/0']", has_text="صفاء").count()
    worker.go(person)
    assert worker.reads("نجوان")
