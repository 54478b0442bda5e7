"""One return from the flight's list to a closed case, by the people whose work each step is: reception, caseworker, supervisor, programme and finance officers, committee.

Nobody types an address: each page is reached from the one before, or from my day. Amana's clock goes on over six months and a half.
"""
import re
from datetime import timedelta

import psycopg
import pytest

from amana.casework.cases.rules.closing import criteria
from amana.doors.site import installation
from amana.lib import scoring
from tests.casework.arrivals.lists import xlsx
from tests.journeys.conftest import told
from tests.journeys.test_main_job import HEADINGS
from tests.journeys.visitor import Visitor, day

pytestmark = pytest.mark.proof  # ten people come and go
NAME = {"ar": "سماح رفعت البتانوني", "en": "نجلاء وهدان القليوبي"}
RSS = scoring.version_of("rss", "1")
COMMITTEE = ("salwa@example.org", "nabil@example.org", "siham@example.org")
BUSINESS = "مخبوزات البيت"
HELP = "^='/cases/'][href$='/assistance/'"  # the part of a case, not of the menu


class Cast:
    """Who comes in, each in a browser of her own, and the day on which they come."""

    def __init__(self, visit, language: str, database: str):
        self.visit, self.language, self.database, self.days = visit, language, database, 0

    def come(self, who: str) -> Visitor:
        return self.visit(f"{who}@example.org", language=self.language)

    def wait(self, days: int) -> None:
        """Amana's clock goes on for everybody."""
        self.days += days
        with psycopg.connect(installation.local_server().url(database=self.database), autocommit=True) as admin:
            admin.execute("UPDATE entry.shift SET ahead = ahead + %s", [timedelta(days=days)])

    def day(self, name: str, days: int = 0) -> dict[str, str]:
        return day(name, self.days + days)


@pytest.fixture
def own_site(django_db_blocker):
    """A database of its own, for its clock goes on; and its address."""
    with django_db_blocker.unblock(), told("whole_return", people=12, cases=4) as (database, address):
        yield database, address


@pytest.fixture
def site(own_site):
    return own_site[1]


@pytest.mark.parametrize("language", ["ar", "en"])
def test_from_the_flight_to_a_life_that_holds(visit, own_site, language):
    cast = Cast(visit, language, own_site[0])
    name = NAME[language]
    received(cast, name)
    planned(cast, name)
    cast.wait(8)
    surveyed(cast, name, 0.5)
    helped(cast, name)
    business(cast, name)
    cast.wait(32)
    visited(cast, name, "1", "difficult")
    cast.wait(61)
    visited(cast, name, "3", "running")
    cast.wait(85)
    surveyed(cast, name, 1)
    closed(cast, name)


# The day of arrival -----------------------------------------------------------------------------------------------------------------------------------
def received(cast: Cast, name: str) -> None:
    """Imported, received, looked after, registered, asked for her consent and passed on, all by reception."""
    reception = cast.come("hoda")
    page = reception.page
    reception.follow("='/arrivals/'")
    reception.follow("='/arrivals/new/'")
    page.set_input_files("[name=file]", files=[{"name": "SM-0317.xlsx", "mimeType": "application/octet-stream", "buffer": xlsx([
        HEADINGS, [1, name, "", "أنثى", "14/3/1991", "مصري", "01005550188", "A20260317", "القليوبية"]])}])
    reception.fill(flight="SM 0317", country="LBY", **cast.day("arrives_on"))
    reception.save()
    reception.save()
    with page.expect_navigation():
        page.locator("main form[action$='/begin/'] button").last.click()
    flight = reception.path
    page.locator("main button[name=step][value=receive]").wait_for(timeout=60_000)  # the page asks again by itself until the import is done
    with page.expect_navigation():
        page.locator("main button[name=step][value=receive]").click()
    reception.follow(f"='{flight}'")
    reception.follow("$='/board/'")
    looked_after(cast, reception, name)
    reception.follow("*='/arrivals/row/'", name)
    reception.save()
    person = reception.path
    assert person.startswith("/people/")
    reception.look("return-registered")
    reception.follow("$='/consent/new/'")
    reception.fill(**{"case-answer": "agree", "mode": "written"})
    for point in page.locator("[name=points]").all():
        point.check(force=True)
    reception.draw()
    reception.save()
    assert not reception.path.endswith("/new/"), reception.page.locator("main [role=alert], main [id$=error]").all_inner_texts()
    reception.follow(f"='{person}'")
    reception.follow("$='/pass-on/'")
    reception.fill(team=reception.value_of("team", "وحدة بنها" if cast.language == "ar" else "Banha"))
    reception.fill(worker=reception.value_of("worker", "مها"))
    reception.save()


def looked_after(cast: Cast, reception: Visitor, name: str) -> None:
    """On the board: by the keyboard what has an item, then the return and the way onwards."""
    page = reception.page
    card = page.locator(".am-board-card", has_text=name)
    waiting = card.locator(".am-board-ticks button")
    for left in range(waiting.count() - 1, 2, -1):
        waiting.first.focus()
        page.keyboard.press("Enter")
        page.wait_for_function("([name, n]) => [...document.querySelectorAll('.am-board-card')].find(one => one.innerText.includes(name)).querySelectorAll('.am-board-ticks button').length == n", arg=[name, left])
    reception.follow("*='/return/'")
    reception.fill(mode="assisted_voluntary", ordered="no", company="alone", country="LBY", mission="بعثة طرابلس", told="قيل لها إن لقاء الإرشاد الأول خلال أسبوع", **cast.day("returned_on"))
    reception.save()
    reception.follow("*='/onward/'")
    reception.fill(governorate="EG14", transport="bus", leaves_time="18:30", counselling_time="10", counselling_place="وحدة بنها", **cast.day("leaves_on", 1), **cast.day("counselling_on", 2))
    reception.save()
    while waiting.count():
        before = waiting.count()
        waiting.first.click()
        page.wait_for_function("([name, n]) => [...document.querySelectorAll('.am-board-card')].find(one => one.innerText.includes(name)).querySelectorAll('.am-board-ticks button').length < n", arg=[name, before])
    reception.look("return-board")


# The case and its plan --------------------------------------------------------------------------------------------------------------------------------
def planned(cast: Cast, name: str) -> None:
    worker = cast.come("maha")
    worker.look("return-passed-on")
    worker.follow("^='/people/'", name)
    worker.follow("$='/open-case/'")
    worker.save()
    number = worker.page.title().split(" ")[0]
    worker.follow("$='/screenings/new/'")
    for factor in ("IND-SAFE", "IND-SUPPORT", "IND-DEBT"):
        worker.page.locator(f"main [name='{factor}'][value='{'risk' if factor == 'IND-DEBT' else 'protective'}']").check(force=True)
    worker.fill(remarks="تقيم عند أختها وعليها دين صغير")
    worker.save()
    worker.fill(level="medium", reasons="دين صغير\nأخت تقيم قريبًا")
    worker.save()
    worker.follow(HELP)
    worker.follow("$='/reintegration/'")
    worker.follow("$='/reintegration/begin/'")
    worker.fill(other_contact="أختها منى 0100 555 0142، يُقال: مكتب الخدمات")
    worker.save()
    worker.follow("$='/plan/'")
    with worker.page.expect_navigation():
        worker.page.locator("form[action$='/plan/begin/'] button").click()
    worker.follow("$='/plan/goals/new/'")
    worker.fill(dimension="economic", title="دخل من عمل في البيت", own_words="أريد أن أخبز وأبيع وأنا بجوار أمي")
    worker.save()
    worker.follow("$='/actions/new/'")
    worker.fill(title="خطة مشروع صغير", **cast.day("due_on", 40))
    worker.save()
    with worker.page.expect_navigation():
        worker.page.locator("form[action$='/plan/submit/'] button").click()
    chief = cast.come("salwa")
    chief.look("return-plan-waits")
    chief.follow("$='/plan/'", number)
    with chief.page.expect_navigation():
        chief.page.locator("form[action$='/plan/approve/'] button").last.click()


def to_case(visitor: Visitor, name: str) -> None:
    """By the menu and the name."""
    visitor.follow("='/cases/'")
    visitor.follow("^='/cases/'", name)


# Follow-up --------------------------------------------------------------------------------------------------------------------------------------------
def surveyed(cast: Cast, name: str, points: float) -> None:
    """Reached, and asked by the keyboard: each topic the answer whose points lie nearest."""
    worker = cast.come("maha")
    worker.follow("='/follow-up/'")
    worker.look("return-call-list")
    if worker.page.locator("main a", has_text=name).count():
        worker.follow("*='/attempts/new/'", name)
    else:
        to_case(worker, name)
        worker.follow(HELP)
        worker.follow("$='/reintegration/'")
        worker.follow("$='/attempts/new/'")
    worker.fill(way="office", outcome="reached", words="جاءت إلى المكتب وتحدثنا عن السكن والدخل")
    worker.save()
    to_case(worker, name)
    worker.follow(HELP)
    worker.follow("$='/reintegration/'")
    worker.follow("*='/assessments/new/rss/'")  # it says that it is to be asked now
    worker.page.locator("main .am-question input").first.focus()
    for item in RSS.items.values():
        scored = [option.points for option in item.options.values()]
        nearest = min((n for n, one in enumerate(scored) if one is not None), key=lambda n: abs(float(scored[n]) - points))
        worker.page.keyboard.press(str(nearest + 1))
    worker.fill(language="arz")
    worker.save()
    worker.look("return-surveyed", is_answer=True)
    decision = worker.page.locator("main [name=choice][value=accepted]")
    if decision.count():
        decision.check(force=True)
        worker.save()


# Help in money ----------------------------------------------------------------------------------------------------------------------------------------
def helped(cast: Cast, name: str) -> None:
    """Cash for the first weeks: asked, checked, agreed to by another, listed, released by a second, answered by the bank."""
    worker = cast.come("maha")
    to_case(worker, name)
    worker.follow(HELP)
    worker.follow("$='/assistance/new/'")
    worker.fill(kind="emergency_cash", of=worker.value_of("of", "1.1"), need="طعام ودواء حتى يبدأ العمل", method="wallet", account="٠١٠٠ ٥٥٥ ٠١٨٨", amount_1="٣٠٠٠")
    worker.save()
    checked(cast, name, ("salwa",))
    paid(cast, name)
    to_case(worker, name)
    worker.follow(HELP)
    worker.look("return-helped")


def checked(cast: Cast, name: str, approve: tuple[str, ...]) -> None:
    for who, tab, step in (("magda", "check", "check"), *((one, "approve", "approve") for one in approve)):
        colleague = cast.come(who)
        colleague.follow(f"$='/assistance/?tab={tab}'")
        colleague.follow("^='/assistance/'", name)
        colleague.follow(f"$='/{step}/'")
        colleague.save()


def paid(cast: Cast, name: str) -> None:
    finance = cast.come("adel")
    finance.look("return-finance-day")
    finance.follow("$='/payments/new/'")
    finance.fill(method="wallet")
    finance.save()
    assert finance.reads(name)
    with finance.page.expect_navigation():
        finance.page.locator("main form button.btn-primary").last.click()
    second = cast.come("soad")
    second.look("return-release-waits")
    second.follow("^='/payments/'")
    second.follow("$='/release/'")
    second.save()
    finance.page.reload()
    with finance.page.expect_navigation():
        finance.page.locator("main button, header button", has_text=re.compile("إعداد الملف|Make the file")).click()
    file = finance.context.request.get(finance.site + finance.page.locator("main a[href$='/csv/']").get_attribute("href"))
    keys = re.findall(r"\b[0-9a-f]{32}\b", file.text())
    finance.follow("$='/send/'")
    finance.save()
    finance.follow("$='/answers/'")
    said = "key,status\n" + "".join(f"{key},paid\n" for key in keys)
    finance.page.locator("main [name=file]").set_input_files({"name": "bank.csv", "mimeType": "text/csv", "buffer": said.encode()})
    finance.save()
    finance.look("return-bank-answered", is_answer=True)
    finance.follow("^='/payments/'")


# A business -------------------------------------------------------------------------------------------------------------------------------------------
def business(cast: Cast, name: str) -> None:
    worker = cast.come("maha")
    to_case(worker, name)
    worker.follow(HELP)
    worker.follow("$='/business/'")
    worker.follow("$='/business/new/'")
    worker.fill(name=BUSINESS)
    worker.save()
    worker.fill(idea="خبز وفطائر للجيران والمدرسة", market="أهل الشارع", customers_count="many", permit="not_needed", skills="عملت في مخبز سنوات", risks="موسم ضعيف: بيع بالطلب")
    worker.save()
    worker.fill(need_0_name="فرن كهربائي", need_0_amount="4800", need_1_name="أدوات ودقيق", need_1_amount="٣٦٠٠", own="0", asked="8400", line_0_each="5200", line_1_each="2100", line_2_each="300")
    worker.save()
    worker.follow("$='/submit/'")
    worker.save()
    for n, who in enumerate(COMMITTEE):
        member = cast.come(who.partition("@")[0])
        if n == 0:
            member.look("return-committee-day")
        member.follow("='/committee/'")
        member.follow("*='/business/'", BUSINESS)
        member.follow("$='/vote/'")
        member.fill(choice="approve", reason="الخبرة موجودة والسوق قريب")
        member.save()
    member.follow("$='/decide/'")
    member.fill(told="وافقت اللجنة. نبدأ بالفرن.", amount_0="4800", condition_0="فاتورة المورد", amount_1="3600", condition_1="زيارة أولى", **cast.day("due_on_0"), **cast.day("due_on_1", 40))
    member.save()
    worker.follow("='/'")
    worker.look("return-decided")
    worker.follow("*='/business/'", BUSINESS)
    worker.look("return-business-approved")
    worker.follow("*='/instalments/'")
    worker.fill(evidence="فاتورة المورد في الملف")
    worker.save()
    worker.follow("*='/assistance/new/'")
    worker.fill(of=worker.value_of("of", "2.1"), need="فرن وأدوات لمشروع أقرته اللجنة", method="wallet", account="01005550188")
    worker.look("return-instalments-asked", is_answer=True)
    worker.save()
    checked(cast, name, ("salwa",))
    paid(cast, name)
    to_business(worker, name)
    worker.follow("$='/start/'")
    worker.save()


def to_business(visitor: Visitor, name: str) -> None:
    to_case(visitor, name)
    visitor.follow(HELP)
    visitor.follow("$='/business/'")
    visitor.follow("*='/business/'", BUSINESS)


def visited(cast: Cast, name: str, month: str, status: str) -> None:
    """From the task of my day to the visit, and back."""
    worker = cast.come("maha")
    worker.follow("*='/visits/new/'")
    worker.fill(month=month, status=status, seen="الفرن يعمل والدفتر مرتب", advice="دفتر كل يوم", sales="٤٨٠٠", profit="1500")
    worker.save()
    worker.look(f"return-visited-{month}")


# The end ----------------------------------------------------------------------------------------------------------------------------------------------
def closed(cast: Cast, name: str) -> None:
    """With what the file holds beside each criterion; a supervisor closes."""
    worker = cast.come("maha")
    to_case(worker, name)
    worker.follow("$='/plan/'")
    worker.follow("*='/plan/actions/'")
    worker.fill(state="done")
    worker.save()
    worker.follow("$='/path/'")
    worker.look("return-path")
    worker.more("$='/risk/'")
    worker.fill(level="low", reasons="دخل من عملها وسكن ثابت")
    worker.save()
    worker.follow(HELP)
    worker.follow("$='/reintegration/'")
    worker.look("return-followed")
    worker.follow("$='/ask-closure/'")
    worker.fill(reason="goals_met", summary="دخل من المخبوزات، وسكن عند أختها بعقد، وتعرف كيف تعود إلينا.")
    for code in criteria():
        if worker.page.locator(f"main [name='{code}']").count():
            worker.fill(**{code: "not_applicable" if code in ("contact_tries", "child_conference") else "met", f"{code}_evidence": "كما في الملف"})
    worker.look("return-evidence", is_answer=True)
    worker.save()
    chief = cast.come("salwa")
    chief.follow("^='/cases/'", number_of(worker))
    chief.look("return-closing")
    chief.follow("$='/approve-closure/'")
    chief.save()
    worker.page.reload()
    assert worker.page.locator("main .am-note", has_text="كما في الملف").count(), "closed, with what was said to each criterion"
    worker.look("return-closed")


def number_of(visitor: Visitor) -> str:
    return visitor.page.title().split(" ")[0]
