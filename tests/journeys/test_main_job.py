"""The main job in Arabic, by six people of three organisations: from a flight's list to a referral delivered by another organisation, and a closed case.

Reception and her supervisor, the caseworker, the desk officer and the worker of the receiver; a worker of a third organisation finds nothing at any step.
"""
import re
import time
from uuid import uuid4

from amana.casework.cases.rules.closing import criteria
from tests.casework.arrivals.lists import xlsx
from tests.journeys.visitor import Visitor

HEADINGS = ["م", "الاسم بالكامل", "Name in English", "النوع", "تاريخ الميلاد", "الجنسية", "الهاتف", "رقم الجواز", "المحافظة"]
NAME, PHONE = "زبيدة مختار السيوفي", "01005550177"


class Outsider:
    """She looks for all that is known by now, and tries each address that others have opened."""

    def __init__(self, visitor: Visitor):
        self.visitor, self.words, self.addresses = visitor, [], []

    def finds_nothing(self) -> None:
        for words in self.words:
            self.visitor.go(f"/people/?q={words}")
            shown = self.visitor.page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
            assert not set(shown) & set(self.addresses) and not self.visitor.reads("السيوفي")
        for address in self.addresses:
            answers = {self._answer(address), self._answer(re.sub("0[0-9a-f]{7}-", f"{uuid4().hex[:8]}-", address, count=1))}
            assert len(answers) == 1 and answers <= {403, 404}, f"{address} answers as an address of nothing does"
        for page in ("/", "/cases/", "/referrals/", "/arrivals/"):
            self.visitor.go(page)
            assert not any(words in self.visitor.text() for words in self.words), page

    def _answer(self, address: str) -> int:
        return self.visitor.context.request.get(self.visitor.site + address, max_redirects=0).status


def test_from_a_flight_to_a_closed_case_across_three_organisations(visit):
    passport = "A" + uuid4().hex[:8].upper()
    outsider = Outsider(visit("reem@example.org"))
    reception, worker, supervisor = visit("hoda@example.org"), visit("maha@example.org"), visit("salwa@example.org")
    desk, helper = visit("dalia@example.org"), visit("amr@example.org")

    # Somebody of that name is in the register already, twice: the second time the form warned, and was saved all the same.
    for time_typed in range(2):
        worker.go("/people/register/")
        worker.fill(given_ar="زبيدة", father_ar="مختار", family_ar="السيوفي", sex="female", birth_day="14", birth_month="3", birth_year="1991")
        if time_typed:
            worker.page.locator("#alike", has_text="زبيدة").wait_for()
            worker.look("register-duplicate", is_answer=True)
        worker.save()
    known, known_number = worker.path, worker.page.title().split(" ")[0]
    worker.go("/people/duplicates/")
    worker.look("duplicates")
    with worker.page.expect_navigation():
        worker.page.locator("main a[href*='/duplicates/0']", has_text="زبيدة").first.click()
    worker.look("judge-pair")
    pair = worker.path
    worker.fill(verdict="same", reason="الجواز نفسه")
    worker.save()
    assert worker.path.startswith("/people/duplicates/") and "?said=" in worker.path and worker.reads("الزوج السابق"), "the verdict can be taken back"
    outsider.words, outsider.addresses = [NAME, "زبيدة", passport, PHONE, known_number], [known, pair]

    # The list of the flight.
    reception.go("/arrivals/new/")
    reception.page.set_input_files("[name=file]", files=[{"name": "MS-3834.xlsx", "mimeType": "application/octet-stream", "buffer": xlsx([
        HEADINGS,
        [1, NAME, "ZUBAYDA MOKHTAR ALSIOUFI", "أنثى", "14/3/1991", "مصري", PHONE, passport, "القليوبية"],
        [2, "هلال عبد الباسط النمرسي", "HELAL ABDELBASET", "ذكر", "1988", "مصري", "", "", "القاهرة"],
        [3, "وجيدة فهيم الصرفي", "", "أنثى", "31/02/1998", "سوداني", "", "", ""]])}])
    reception.fill(flight="MS 3834", arrives_on_day="٢٤", arrives_on_month="11", arrives_on_year="٢٠٢٦", country="LBY")
    reception.look("arrivals-upload")
    reception.save()
    reception.look("arrivals-columns")
    reception.save()
    reception.look("arrivals-review")
    assert reception.reads("لا يوجد يوم 31")
    with reception.page.expect_navigation():
        reception.page.locator("main button[value='1998']").click()
    with reception.page.expect_navigation():
        reception.page.locator("main form[action$='/begin/'] button").last.click()
    flight = reception.path
    for _second in range(60):
        reception.go(flight)
        if not reception.reads("يُستورد الآن"):
            break
        time.sleep(1)
    reception.look("arrivals-flight")
    outsider.addresses.append(flight)

    # One of the three may be registered already: a person decides.
    with reception.page.expect_navigation():
        reception.page.locator("main a[href*='/arrivals/row/']", has_text=NAME).first.click()
    reception.look("arrivals-judge")
    outsider.addresses.append(reception.path)
    reception.fill(same_as="nobody", reason="عمر آخر في جواز السفر")
    reception.save()
    reception.go(flight)
    with reception.page.expect_navigation():
        reception.page.locator("main li, main tr", has_text=NAME).locator("button[name=step][value=receive]").first.click()
    assert reception.page.locator("main [name=given_ar]").input_value() == "زبيدة", "what the list said stands in the form"
    reception.look("arrivals-register")
    reception.save()
    person = reception.path
    assert person.startswith("/people/") and person != known
    number = reception.page.title().split(" ")[0]
    outsider.words.append(number)
    outsider.addresses.append(person)
    outsider.finds_nothing()

    # Consent, by reception; then the file goes to the caseworker.
    reception.press("أخذ موافقة")
    with reception.page.expect_navigation():
        reception.page.locator("button[name=add][value=referral]").click()
    reception.fill(**{"case-answer": "agree", "referral-0-answer": "agree", "mode": "written",
                      "referral-0-receiver": reception.value_of("referral-0-receiver", "الهلال الأحمر")})
    for section in ("1", "2"):
        reception.page.locator(f"[name='referral-0-sections'][value='{section}']").check(force=True)
    for point in reception.page.locator("[name=points]").all():
        point.check(force=True)
    reception.draw()
    reception.look("consent-take")
    reception.save()
    reception.look("consent")
    outsider.addresses.append(reception.path)
    reception.go(f"{person}pass-on/")
    team = reception.value_of("team", "وحدة بنها")
    reception.fill(team=team, worker=reception.value_of("worker", "مها"))
    reception.look("pass-on")
    reception.save()

    # The case, its risk, its plan.
    worker.go(person)
    worker.press("فتح حالة")
    worker.look("open-case")
    worker.save()
    case = worker.path
    outsider.words.append(worker.page.title().split(" ")[0])
    outsider.addresses.append(case)
    worker.look("case-new")
    worker.go(f"{case}risk/")
    worker.fill(level="medium", reasons="بلا سكن ثابت\nأخت تقيم قريبًا")
    worker.look("risk")
    worker.save()
    worker.go(f"{case}plan/")
    with worker.page.expect_navigation():
        worker.page.locator("form[action$='/plan/begin/'] button").click()
    worker.go(f"{case}plan/goals/new/")
    worker.fill(dimension="social", title="مسكن آمن", own_words="أريد بابًا أقفله وأنام")
    worker.save()
    worker.go(worker.page.locator("main a[href*='/actions/new/']").first.get_attribute("href"))
    assert worker.page.locator("main [name=staff_id]").input_value(), "she herself does it, unless she says otherwise"
    worker.fill(title="إحالة إلى الإيواء", due_on_day="30", due_on_month="12", due_on_year="2026")
    worker.save()
    with worker.page.expect_navigation():
        worker.page.locator("form[action$='/plan/submit/'] button").click()
    worker.look("plan-submitted")
    supervisor.go("/")
    supervisor.look("home-supervisor")
    supervisor.go(f"{case}plan/")
    with supervisor.page.expect_navigation():
        supervisor.page.locator("form[action$='/plan/approve/'] button").last.click()
    supervisor.look("plan-approved")
    outsider.finds_nothing()
    desk.go("/referrals/")
    assert not desk.reads(NAME)

    # The referral: only what the consent covers; both sights before it is sent.
    worker.go(f"{case}refer/")
    worker.page.locator("main [name=kind] option").nth(1).wait_for(state="attached")
    worker.fill(kind=worker.value_of("kind", "إيواء"))
    worker.page.locator("main [name=service]").first.wait_for(state="attached")
    worker.page.locator("main label", has_text="الهلال الأحمر").locator("[name=service]").check(force=True)
    worker.fill(urgency="urgent", need="مكان لليالٍ قليلة، امرأة وحدها")
    worker.page.locator("main [name=parts][value=name]:enabled").check(force=True)
    worker.page.locator("#preview", has_text="مكان لليالٍ قليلة").wait_for()  # the preview follows what is typed, even while it was being replaced
    worker.look("refer")
    with worker.page.expect_navigation():
        worker.page.locator("main button[name=act][value=review]").first.click()
    worker.look("refer-review", is_answer=True)
    with worker.page.expect_navigation():
        worker.page.locator("main button[name=act][value=send]").first.click()
    referral = worker.path
    assert referral.startswith("/referrals/"), worker.text()
    outsider.addresses.append(referral)
    outsider.finds_nothing()

    # The other desk: before accepting the need alone, afterwards the name.
    desk.go("/referrals/")
    desk.look("inbox")
    desk.go(referral)
    assert desk.reads("مكان لليالٍ قليلة") and not desk.reads("زبيدة")
    desk.look("referral-before")
    assert desk.page.goto(desk.site + person).status == 404
    helper.page.goto(helper.site + referral)
    assert not helper.reads("زبيدة")
    desk.go(referral)
    desk.fill(worker=desk.value_of("worker", "عمرو"))
    with desk.page.expect_navigation():
        desk.page.locator("form[action$='/accept/'] button").click()
    assert desk.reads("زبيدة")
    desk.look("referral-accepted")

    # The receiver's worker serves, completes and tells how it went; nothing but the package is open to him.
    helper.go("/")
    helper.look("home-receiver")
    helper.go(referral)
    assert helper.reads("زبيدة")
    assert helper.page.goto(helper.site + case).status == 404, "a referral opens its package, not the sender's file"
    helper.go(referral)
    with helper.page.expect_navigation():
        helper.page.locator("form[action$='/start/'] button").click()
    helper.go(f"{referral}complete/")
    helper.fill(outcome="delivered", words="ثلاث ليالٍ في المأوى، ثم عند أختها")
    helper.look("complete")
    helper.save()
    helper.look("referral-completed")
    helper.go(f"{referral}feed-back/")
    helper.fill(words="بخير، ولم تطلب شيئًا آخر")
    helper.look("feed-back")
    helper.save()
    worker.go(referral)
    assert worker.reads("ثلاث ليالٍ في المأوى") and worker.reads("بخير")
    worker.look("referral-sender")

    # Closure needs a reason and the supervisor.
    worker.go(f"{case}ask-closure/")
    worker.fill(reason=worker.page.locator("main [name=reason] option").nth(1).get_attribute("value"), summary="مسكن آمن، ومتابعة هاتفية بعد شهر")
    for code in (code for code, one in criteria().items() if not one.only_with_evidence):
        worker.fill(**{code: "not_applicable"})
    worker.look("ask-closure")
    worker.save()
    supervisor.go(case)
    supervisor.look("case-closing")
    supervisor.go(f"{case}approve-closure/")
    supervisor.save()
    supervisor.go(case)
    supervisor.look("case-closed")
    assert supervisor.reads("مغلقة")
    outsider.finds_nothing()
