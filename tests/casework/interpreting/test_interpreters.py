"""Interpreters: kept by the organisation, booked for a contact of a case, never twice for the same time, and seen by others as taken alone."""
from datetime import timedelta

import pytest
from django.urls import reverse

from amana.casework.cases import actions as cases
from amana.casework.interpreting import actions, queries
from amana.casework.interpreting.models import Booking, Interpreter
from amana.casework.interpreting.rules import shares_a_name
from amana.ground.rows.acting import Forbidden, Hidden, acting, clock
from amana.lib.core.dates import cairo_day, cairo_midnight
from amana.lib.core.errors import Refused
from tests import builders as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker():
    return make.member(name="مها القنطري")


@pytest.fixture
def supervisor(worker):
    return make.member("supervisor", of=worker.organisation, teams=worker.teams, name="سلوى الريحاني")


def interpreter(of, name="أبرهة تسفاي", **columns):
    return Interpreter.objects.create(**{"organisation": of.organisation, "name": name, "languages": ["tir"], "sex": "male", "code_signed_on": "2026-01-01"} | columns)


def at(days=1, hour=10):
    return cairo_midnight(cairo_day(clock()) + timedelta(days=days)) + timedelta(hours=hour)


def booked(by, case, one, *, starts_at=None, minutes=60):
    starts_at = starts_at or at()
    with acting(by.cookie) as actor:
        return actions.book(case.pk, interpreter_id=one.pk, kind="visit", starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes), warned=[], by=actor)


def answers(one, *, days=1, time="10:00", **more):
    day = cairo_day(clock()) + timedelta(days=days)
    return {"interpreter_id": str(one.pk), "kind": "visit", "day_day": day.day, "day_month": day.month, "day_year": day.year, "at": time, "minutes": "60"} | more


FACTS = {"name": "أبرهة تسفاي", "languages_0": "tir", "languages_1": "ara", "sex": "male", "phone": "0100 555 0177", "is_active": "on"}


# The list ----------------------------------------------------------------------------------------------------------------------------------------------
def test_supervisors_and_the_administrator_keep_the_list_and_others_read_it(worker, supervisor):
    administrator = make.member("organisation_administrator", of=worker.organisation, teams=[])
    for keeper in (supervisor, administrator):
        assert make.browser(keeper).post(reverse("add_interpreter"), FACTS).status_code == 302
    assert Interpreter.objects.filter(organisation=worker.organisation, languages=["tir", "ara"], phone="+201005550177").count() == 2
    page = make.browser(worker).get(reverse("interpreters")).content.decode()
    assert "أبرهة تسفاي" in page and "Code of conduct missing" in page and reverse("add_interpreter") not in page
    assert make.browser(worker).get(reverse("add_interpreter")).status_code == 403
    with acting(worker.cookie) as actor, pytest.raises(Forbidden):
        actions.add(name="x", languages=["ara"], sex="male", by=actor)


def test_no_other_organisation_and_no_role_without_need_reads_it(worker):
    one = interpreter(worker)
    assert "أبرهة" not in make.browser(make.member()).get(reverse("interpreters")).content.decode()
    assert make.browser(make.member("organisation_administrator", teams=[])).get(reverse("change_interpreter", args=[one.pk])).status_code == 404
    for role in ("analyst", "desk_officer", "platform_administrator"):
        assert make.browser(make.member(role, of=worker.organisation, teams=[])).get(reverse("interpreters")).status_code == 403


def test_the_list_is_narrowed_by_language_and_a_change_keeps_what_stands(worker, supervisor):
    one = interpreter(worker)
    interpreter(worker, "إشراق", languages=["esl"], sex="female")
    browser = make.browser(supervisor)
    assert [row["row"].name for row in browser.get(reverse("interpreters"), {"language": "esl"}).context["rows"]] == ["إشراق"]
    assert "Nobody speaks this language" in browser.get(reverse("interpreters"), {"language": "fra"}).content.decode()
    signed = {"code_signed_on_day": "1", "code_signed_on_month": "2", "code_signed_on_year": "2026"}
    browser.post(reverse("change_interpreter", args=[one.pk]), FACTS | signed | {"is_active": ""})
    one.refresh_from_db()
    assert (str(one.code_signed_on), one.is_active, one.languages) == ("2026-02-01", False, ["tir", "ara"])
    assert browser.post(reverse("change_interpreter", args=[one.pk]), FACTS | {"languages_0": "", "languages_1": ""}).context["form"].errors["languages"]


# Booking -----------------------------------------------------------------------------------------------------------------------------------------------
def test_a_worker_books_and_the_case_and_her_day_show_it(worker):
    case, one = make.case(worker), interpreter(worker)
    browser = make.browser(worker)
    assert browser.post(reverse("book_interpreter", args=[case.pk]), answers(one)).url == reverse("case_interpreters", args=[case.pk])
    made = Booking.objects.get()
    assert (made.starts_at, made.ends_at, made.person_id) == (at(), at() + timedelta(hours=1), case.person_id)
    assert "أبرهة تسفاي" in browser.get(reverse("case_interpreters", args=[case.pk])).content.decode()
    day = browser.get(reverse("home")).content.decode()
    assert "Interpreters booked" in day and "أبرهة تسفاي" in day
    assert "Interpreter booked" in browser.get(reverse("case_log", args=[case.pk])).content.decode()


def test_nobody_is_booked_twice_for_the_same_time_and_times_that_touch_are_no_clash(worker):
    one, other = interpreter(worker), interpreter(worker, "إشراق")
    first, second = make.case(worker), make.case(worker)
    booked(worker, first, one)
    for starts_at, minutes in ((at(), 60), (at() + timedelta(minutes=30), 60), (at() - timedelta(minutes=30), 31), (at() - timedelta(hours=1), 180)):
        with pytest.raises(Refused, match="interpreter_busy"):
            booked(worker, second, one, starts_at=starts_at, minutes=minutes)
    booked(worker, second, one, starts_at=at() + timedelta(hours=1))
    booked(worker, second, one, starts_at=at() - timedelta(hours=1))
    booked(worker, second, other)
    page = make.browser(worker).post(reverse("book_interpreter", args=[first.pk]), answers(one))
    assert page.status_code == 200 and "taken at that time" in page.context["form"].errors["at"][0]


def test_others_see_when_an_interpreter_is_taken_and_nothing_of_whom(worker):
    case, one = make.case(worker), interpreter(worker)
    booked(worker, case, one)
    colleague = make.member(of=worker.organisation, teams=[make.team(worker.organisation, "آخر")], name="كريم")
    page = make.browser(colleague).get(reverse("interpreters")).content.decode()
    assert "10:00" in page and "11:00" in page
    assert all(word not in page for word in ("هناء", "الشاذلي", case.number, str(case.pk), str(case.person_id)))
    assert make.browser(colleague).get(reverse("case_interpreters", args=[case.pk])).status_code == 404
    for stranger in (make.member(), make.member("organisation_administrator", of=worker.organisation, teams=[])):
        with acting(stranger.cookie):
            assert not queries.taken(clock(), clock() + timedelta(days=9)) and not Booking.objects.exists()


def test_a_cancelled_booking_frees_the_time_once_and_says_why(worker):
    case, one = make.case(worker), interpreter(worker)
    made, browser = booked(worker, case, one), make.browser(worker)
    url = reverse("cancel_booking", args=[case.pk, made.pk])
    assert browser.post(url, {"reason": ""}).context["form"].errors["reason"]
    browser.post(url, {"reason": "تأجل اللقاء"})
    page = browser.get(reverse("case_interpreters", args=[case.pk])).content.decode()
    assert "تأجل اللقاء" in page and "Cancelled" in page and "Free all week" in browser.get(reverse("interpreters")).content.decode()
    assert browser.get(url).status_code == 404
    with pytest.raises(Hidden), acting(worker.cookie) as actor:
        actions.cancel(made, reason="مرة أخرى", by=actor)
    booked(worker, case, one)
    assert "Interpreters booked" in browser.get(reverse("home")).content.decode()


def test_a_closed_case_takes_nobody_and_binds_nobody(worker, supervisor):
    case, one = make.case(worker), interpreter(worker)
    booked(worker, case, one)
    with acting(worker.cookie) as actor:
        cases.ask_closure(case, reason="goals_met", summary="تم", by=actor)
    with acting(supervisor.cookie) as actor:
        cases.approve_closure(case, by=actor)
        assert not queries.taken(clock(), clock() + timedelta(days=9))
    booked(worker, make.case(worker), one)


def test_a_case_that_is_open_again_has_no_booking_beside_one_that_was_made_meanwhile(worker, supervisor):
    case, one = make.case(worker), interpreter(worker)
    first = booked(worker, case, one)
    with acting(worker.cookie) as actor:
        cases.ask_closure(case, reason="goals_met", summary="تم", by=actor)
    with acting(supervisor.cookie) as actor:
        cases.approve_closure(case, by=actor)
    booked(worker, make.case(worker), one)
    with acting(supervisor.cookie) as actor:
        cases.reopen(case, by=actor)
        taken = queries.taken(clock(), clock() + timedelta(days=9))
    assert len(taken[one.pk]) == 1
    assert Booking.objects.get(pk=first.pk).cancelled_at is not None
    page = make.browser(worker).get(reverse("case_interpreters", args=[case.pk])).content.decode()
    assert "The case was closed." in page


def test_an_interpreter_of_another_organisation_or_one_who_left_cannot_be_booked(worker):
    case = make.case(worker)
    for one in (interpreter(make.member()), interpreter(worker, is_active=False)):
        with pytest.raises(Refused, match="booking_interpreter"):
            booked(worker, case, one)


@pytest.mark.parametrize(("wrong", "field"), [({"time": "25:00"}, "at"), ({"days": -1}, "at"), ({"kind": "tea"}, "kind"), ({"minutes": "7"}, "minutes"), ({"interpreter_id": "x"}, "interpreter_id")])
def test_a_wrong_answer_is_said_at_its_field(worker, wrong, field):
    case, one = make.case(worker), interpreter(worker)
    assert make.browser(worker).post(reverse("book_interpreter", args=[case.pk]), answers(one, **wrong)).context["form"].errors[field]
    assert not Booking.objects.exists()


# Warnings ----------------------------------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("columns", "words"), [({"code_signed_on": None}, "No code of conduct"), ({"name": "يوسف الشاذلى"}, "Shares a family name")])
def test_a_warning_comes_first_and_the_worker_may_book_all_the_same(worker, columns, words):
    case, one = make.case(worker), interpreter(worker, **columns)
    browser, url = make.browser(worker), reverse("book_interpreter", args=[case.pk])
    page = browser.post(url, answers(one))
    assert words in page.context["form"].errors["interpreter_id"][0] and not Booking.objects.exists()
    assert 'name="anyway"' in page.content.decode() and 'name="anyway"' not in browser.get(url).content.decode()
    other = interpreter(worker, "إشراق", code_signed_on=None)
    browser.post(url, answers(other, anyway="on", asked=str(one.pk)))
    assert not Booking.objects.exists(), "she was warned of somebody else"
    browser.post(url, answers(one, anyway="on", asked=str(one.pk)))
    assert Booking.objects.get().interpreter_id == one.pk


@pytest.mark.parametrize(("name", "family", "shares"), [
    ("أحمد الشاذلي", ("الشاذلى", ""), True), ("Ahmed El-Shazly", ("", "el-shazly"), True), ("الشاذلي أحمد", ("الشاذلي",), False), ("مريم حسن", ("", ""), False), ("هدى علي", ("علي",), True)])
def test_family_names_are_compared_as_names_are_read(name, family, shares):
    assert shares_a_name(name, *family) is shares
