"""Return and reintegration: the board of the arrival day, a return that is never called what it was not, calls with their protocol, and closing with evidence."""
from datetime import date, timedelta

import pytest
from django.urls import reverse

from amana.casework.arrivals import actions as arrivals
from amana.casework.arrivals.models import ArrivalRow
from amana.casework.assessments import actions as assessments
from amana.casework.cases import actions as cases
from amana.casework.cases.models import Case, ClosureCheck, Note, Task
from amana.casework.registry import queries as registry
from amana.casework.registry.models import Journey, Phone
from amana.ground.access.rules import Section
from amana.ground.rows.acting import Forbidden, Hidden, acting, clock
from amana.lib import scoring
from amana.lib.core.dates import PartialDate, cairo_day
from amana.lib.core.errors import Refused
from amana.services.psychosocial import actions as care
from amana.services.reintegration import actions, queries
from amana.services.reintegration.models import Attempt, Check, FollowUp, Intention, Onward, Return
from amana.services.reintegration.rules import items
from tests import builders as make
from tests.casework.arrivals.lists import HEADINGS, people, xlsx
from tests.casework.arrivals.test_import import imported

pytestmark = pytest.mark.django_db
SAID = "قالت كلامًا لا يخرج من هنا"


@pytest.fixture
def reception():
    return make.member("reception", name="هالة السمنودي")


@pytest.fixture
def flight(reception):
    """Three people of whom two have come: one is received, one stands at the door."""
    one = imported(reception, xlsx([HEADINGS, *people(3)]))
    for row, step in zip(ArrivalRow.objects.filter(list=one).order_by("line"), ("receive", "arrive"), strict=False):
        with acting(reception.cookie) as actor:
            arrivals.move(row.pk, step, by=actor)
    return one


@pytest.fixture
def worker():
    return make.member(name="مها القنطري")


@pytest.fixture
def case(worker):
    return make.case(worker)


def rows(flight):
    return list(ArrivalRow.objects.filter(list=flight).order_by("line"))


def today(days=0):
    return cairo_day(clock()) + timedelta(days=days)


def day(name, of):
    return {f"{name}_day": of.day, f"{name}_month": of.month, f"{name}_year": of.year}


def returned(**more):
    return {"mode": "humanitarian", "ordered": "no", "company": "alone", "country": "LBY", "returned_on": today(), "mission": "", "told": "", "needs": ""} | more


def answers(**more):
    said = returned(**more)
    return {name: value for name, value in said.items() if name != "returned_on"} | day("returned_on", said["returned_on"])


# The day of arrival -------------------------------------------------------------------------------------------------------------------------------------
def test_the_board_shows_who_is_here_and_what_each_still_waits_for(reception, flight):
    browser = make.browser(reception)
    url = reverse("reception_board", args=[flight.pk])
    assert url in browser.get(reverse("arrival_list", args=[flight.pk])).content.decode()
    here, board = rows(flight)[:2], browser.get(url).content.decode()
    assert all(f"p-{row.pk}" in board for row in here) and f"p-{rows(flight)[2].pk}" not in board and "1 is still expected" in board
    assert "Waits for 10 things" in board
    response = browser.post(reverse("reception_tick", args=[flight.pk, here[0].pk]), {"item": "food:done"})
    assert response.url == f"{url}#p-{here[0].pk}"
    board = browser.get(url).content.decode()
    assert "Waits for 9 things" in board and "Settled: 1 of 10" in board and "هالة السمنودي" in board
    waiting = browser.get(f"{url}?item=food").content.decode()
    assert f"p-{here[1].pk}" in waiting and f"p-{here[0].pk}" not in waiting


def test_a_tick_that_a_page_sends_by_itself_brings_the_card_back_and_twice_is_once(reception, flight):
    """Field report B43."""
    browser, row = make.browser(reception), rows(flight)[0]
    url = reverse("reception_tick", args=[flight.pk, row.pk])
    for _again in range(2):
        card = browser.post(url, {"item": "greeted:done"}, headers={"HX-Request": "true"})
        assert card.status_code == 200 and card.content.decode().count("am-board-card") == 1 and "<html" not in card.content.decode()
    assert Check.objects.count() == 1
    browser.post(url, {"item": "greeted:to_do"})
    with acting(reception.cookie):
        assert queries.standing(row.person_id)["greeted"].state == "to_do"
    assert "Waits for 10 things" in browser.get(reverse("reception_board", args=[flight.pk])).content.decode()


def test_what_is_not_needed_has_a_reason(reception, flight):
    browser, row = make.browser(reception), rows(flight)[0]
    url = reverse("reception_tick", args=[flight.pk, row.pk])
    browser.post(url, {"item": "lodging:not_needed", "reason": ""})
    assert not Check.objects.exists() and "Say in a few words why" in browser.get(reverse("reception_board", args=[flight.pk])).content.decode()
    browser.post(url, {"item": "lodging:not_needed", "reason": "تنام عند أختها"})
    assert "تنام عند أختها" in browser.get(reverse("reception_board", args=[flight.pk])).content.decode()
    with pytest.raises(Refused, match="reception_check_reason"), acting(reception.cookie) as actor:
        actions.check(row.person_id, "food", state="not_needed", by=actor)


@pytest.mark.parametrize("item", ["nothing:done", "food:gone", "", "food:done:more"])
def test_an_item_that_is_none_is_not_there(reception, flight, item):
    assert make.browser(reception).post(reverse("reception_tick", args=[flight.pk, rows(flight)[0].pk]), {"item": item}).status_code == 404
    assert not Check.objects.exists()


def test_a_tick_belongs_to_its_list(reception, flight):
    other = imported(reception, xlsx([HEADINGS, *people(2, start=20)]))
    assert make.browser(reception).post(reverse("reception_tick", args=[other.pk, rows(flight)[0].pk]), {"item": "food:done"}).status_code == 404


def test_onward_travel_and_the_first_counselling_do_their_items_and_the_arrival_is_confirmed(reception, flight):
    browser, row = make.browser(reception), rows(flight)[0]
    url, board = reverse("arrange_onward", args=[row.person_id]) + f"?board={flight.pk}", reverse("reception_board", args=[flight.pk])
    assert "Say where the person goes" in browser.post(url, {"transport": "train"}).content.decode()
    assert "Say at what time" in browser.post(url, {"governorate": "EG12", **day("leaves_on", today(1))}).content.decode()
    code = "EG12"
    response = browser.post(url, {"governorate": code, "transport": "train", **day("leaves_on", today(1)), "leaves_time": "8:30", **day("counselling_on", today(3)), "counselling_time": "10",
                                  "counselling_place": "مكتب المنصورة"})
    assert response.url == board
    page = browser.get(board).content.decode()
    assert "Train" in page and "08:30" in page and "First counselling" in page and "Waits for 8 things" in page
    for state in ("left", "arrived"):
        browser.post(reverse("move_onward", args=[row.person_id]), {"state": state})
    assert "Arrived, confirmed" in browser.get(board).content.decode()
    assert [one.governorate for one in Onward.objects.all()] == [code] * 3


def test_who_has_left_or_arrived_stays_so_when_the_counselling_is_given_another_time(reception, flight):
    row = rows(flight)[0]
    went = {"governorate": "EG12", "transport": "train", "leaves_at": clock(), "counselling_at": clock() + timedelta(days=3), "counselling_place": "مكتب المنصورة"}
    for state in ("left", "arrived"):
        with acting(reception.cookie) as actor:
            actions.arrange(row.person_id, **went, by=actor)
            actions.move_on(row.person_id, state=state, by=actor)
            actions.arrange(row.person_id, **went | {"counselling_at": clock() + timedelta(days=4)}, by=actor)
            assert queries.onward(row.person_id).state == state
    with acting(reception.cookie) as actor:
        actions.arrange(row.person_id, **went | {"governorate": "EG01"}, by=actor)
        assert queries.onward(row.person_id).state == "planned", "to another place"


def test_what_is_arranged_no_longer_is_to_do_again(reception, flight):
    row = rows(flight)[0]
    went = {"governorate": "EG12", "transport": "", "leaves_at": None, "counselling_at": clock() + timedelta(days=3), "counselling_place": ""}
    with acting(reception.cookie) as actor:
        actions.arrange(row.person_id, **went, by=actor)
        actions.arrange(row.person_id, **went | {"counselling_at": None}, by=actor)
        assert {code: one.state for code, one in queries.standing(row.person_id).items()} == {"transport": "done", "counselling": "to_do"}
        actions.arrange(row.person_id, **went, by=actor)
        actions.check(row.person_id, "counselling", state="not_needed", reason="تعود غدًا", by=actor)
        actions.arrange(row.person_id, **went | {"counselling_at": None}, by=actor)
        assert queries.standing(row.person_id)["counselling"].state == "not_needed", "somebody said why"


def test_the_board_is_for_the_team_that_receives(reception, flight, worker):
    url = reverse("reception_board", args=[flight.pk])
    assert make.browser(worker).get(url).status_code == 403
    elsewhere = make.member("reception")
    assert make.browser(elsewhere).get(url).status_code == 404
    row = rows(flight)[0]
    assert make.browser(elsewhere).post(reverse("reception_tick", args=[flight.pk, row.pk]), {"item": "food:done"}).status_code == 404
    with pytest.raises(Hidden), acting(elsewhere.cookie) as actor:
        actions.check(row.person_id, "food", state="done", by=actor)


def test_who_has_a_worker_already_stays_on_the_board_without_what_the_worker_writes(reception, flight):
    owner, row = make.member(of=reception.organisation, teams=[make.team(reception.organisation)]), rows(flight)[0]
    with acting(reception.cookie) as actor:
        arrivals.move(row.pk, "register", by=actor)
        actions.check(row.person_id, "food", state="done", by=actor)
        registry_pass_on(row.person_id, owner, actor)
    page = make.browser(reception).get(reverse("reception_board", args=[flight.pk])).content.decode()
    assert "With a worker" in page and "1 is with a worker already" in page and "Settled" not in page


def registry_pass_on(person_id, owner, actor):
    from amana.casework.registry import actions as registry_actions
    registry_actions.pass_on(person_id, team_id=owner.teams[0].pk, staff_id=owner.staff.pk, by=actor)


# The return ---------------------------------------------------------------------------------------------------------------------------------------------
def test_a_return_is_written_once_and_the_journey_of_the_record_knows_its_day(reception, flight):
    browser, row = make.browser(reception), rows(flight)[0]
    url = reverse("record_return", args=[row.person_id])
    assert reverse("record_return", args=[row.person_id]) in browser.get(reverse("person", args=[row.person_id])).content.decode()
    response = browser.post(f"{url}?board={flight.pk}", answers(mode="assisted_voluntary", told="قيل لها إن المسكن جاهز", needs="كرسي متحرك"))
    assert response.url == reverse("reception_board", args=[flight.pk])
    assert "كرسي متحرك" in browser.get(response.url).content.decode()
    with acting(reception.cookie):
        assert registry.returns([row.person_id]) == {row.person_id: today()}
        assert registry.file(row.person_id).journey.return_mode == "assisted_voluntary"
    browser.post(url, answers(mode="spontaneous", company="family"))
    page = browser.get(url).content.decode()
    assert "What stands here so far" in page and "قيل لها إن المسكن جاهز" in page
    with acting(reception.cookie):
        assert queries.latest_return(row.person_id).company == "family"


@pytest.mark.parametrize("how", [{"ordered": "yes"}, {"ordered": "unknown"}, {"company": "authorities"}])
def test_a_forced_return_is_never_entered_as_assisted_voluntary(worker, how):
    person = make.person(worker)
    page = make.browser(worker).post(reverse("record_return", args=[person]), answers(mode="assisted_voluntary", **how)).content.decode()
    assert "This was no assisted voluntary return" in page and not Return.objects.exists()
    with pytest.raises(Refused, match="return_forced_is_not_assisted"), acting(worker.cookie) as actor:
        actions.record_return(person, **returned(mode="assisted_voluntary", **how), by=actor)
    with acting(worker.cookie) as actor:
        actions.record_return(person, **returned(mode="forced", **how), by=actor)


def test_nobody_has_returned_tomorrow(worker):
    person = make.person(worker)
    assert "has not come yet" in make.browser(worker).post(reverse("record_return", args=[person]), answers(returned_on=today(1))).content.decode()
    with pytest.raises(Refused, match="return_in_future"), acting(worker.cookie) as actor:
        actions.record_return(person, **returned(returned_on=today(1)), by=actor)


def test_nobody_returned_before_the_birth_or_half_a_life_ago_and_nobody_was_called_before_the_return(worker):
    browser, person = make.browser(worker), make.person(worker, make.identity(birth=PartialDate.of(1990, 3)))
    case, wrong = make.case(worker, person), {"1990-02-28": "not born yet", "1991-06-01": "more than ten years ago"}
    for url, field, days in ((reverse("record_return", args=[person]), "returned_on", wrong),
                             (reverse("begin_follow_up", args=[case.pk]), "returned_on", wrong),
                             (reverse("record_attempt", args=[case.pk]), "tried_on", {"1900-01-01": "more than ten years ago"})):
        for said, sentence in days.items():
            told = browser.post(url, answers() | day(field, date.fromisoformat(said)) | {"way": "call", "outcome": "no_answer"})
            assert sentence in told.context["form"].errors[field][0], (url, said)
    begun(worker, case, days_ago=30)
    told = browser.post(reverse("record_attempt", args=[case.pk]), {"way": "call", "outcome": "no_answer", **day("tried_on", today(-31))})
    assert "before the return" in told.context["form"].errors["tried_on"][0]
    assert browser.post(reverse("record_attempt", args=[case.pk]), {"way": "call", "outcome": "no_answer", **day("tried_on", today(-30))}).status_code == 302


def test_a_return_keeps_what_the_journey_said_before(worker):
    person = make.person(worker)
    with acting(worker.cookie) as actor:
        Journey.objects.create(person_id=person, route=["LBY", "TUN"], reason="عمل", groups=["returnee_rescue"])
        actions.record_return(person, **returned(), by=actor)
        journey = registry.file(person).journey
    assert (journey.route, journey.reason, journey.groups) == (["LBY", "TUN"], "عمل", ["returnee_rescue"])


# Follow-up ----------------------------------------------------------------------------------------------------------------------------------------------
def begun(worker, case, days_ago=30, **more):
    with acting(worker.cookie) as actor:
        return actions.begin_follow_up(case.pk, **{"returned_on": today(-days_ago), "other_contact": ""} | more, by=actor)


def tried(worker, case, way="call", outcome="no_answer", words=""):
    with acting(worker.cookie) as actor:
        return actions.record_attempt(case.pk, way=way, outcome=outcome, tried_on=today(), words=words, by=actor)


def tasks(case, **of):
    return [(one.kind, one.title, one.state) for one in Task.objects.filter(case=case, **of).order_by("due_at", "kind")]


def test_follow_up_begins_on_the_page_of_the_case_and_each_month_to_come_is_a_task(worker, case):
    browser, url = make.browser(worker), reverse("case_reintegration", args=[case.pk])
    assert "not followed up yet" in browser.get(url).content.decode()
    with acting(worker.cookie):
        Journey.objects.create(person_id=case.person_id, returned_year=today().year, returned_month=today().month, returned_day=today().day)
    assert f'value="{today().year}"' in browser.get(reverse("begin_follow_up", args=[case.pk])).content.decode()
    response = browser.post(reverse("begin_follow_up", args=[case.pk]), {**day("returned_on", today(-90)), "other_contact": "أخوها سعيد 0100 555 0142، يُقال: مكتب الخدمات"})
    assert response.url == url
    page = browser.get(url).content.decode()
    assert "Month 3" in page and "Not kept" in page and "أخوها سعيد" in page
    assert tasks(case) == [("follow_up", month, "open") for month in ("3", "6", "9", "12")]
    assert "begun already" in browser.post(reverse("begin_follow_up", args=[case.pk]), day("returned_on", today(-90))).content.decode()
    assert FollowUp.objects.count() == 1 and len(tasks(case)) == 4


def test_a_day_of_return_put_right_moves_the_months_and_makes_no_task_twice(worker, case):
    begun(worker, case, days_ago=0, other_contact="أختها سلوى")
    tried(worker, case, "office", "reached", "هي بخير")
    browser, url = make.browser(worker), reverse("case_reintegration", args=[case.pk])
    with acting(worker.cookie) as actor:
        actions.record_return(case.person_id, **returned(returned_on=today(-100)), by=actor)
    page = browser.get(url).content.decode()
    assert "but the months count from another day" in page and reverse("begin_follow_up", args=[case.pk]) in page
    form = browser.get(reverse("begin_follow_up", args=[case.pk])).context["form"]
    assert form["other_contact"].value() == "أختها سلوى" and f"{form['returned_on'].value()}" == f"{PartialDate.on(today(-100))}"
    browser.post(reverse("begin_follow_up", args=[case.pk]), {**day("returned_on", today(-100)), "other_contact": "أختها سلوى"})
    assert [title for _kind, title, _state in tasks(case, state="open")] == ["6", "9", "12"], "the third month is kept by the visit of today"
    with acting(worker.cookie) as actor:
        assert queries.follow_up(case.pk).returned_on == today(-100), "an earlier day counts as well"
        assert queries.call_list(actor, today()) == [], "nobody is called for a month of the other day"
    assert "but the months count" not in browser.get(url).content.decode()


def test_the_call_list_tells_how_a_number_may_be_used_before_the_number(worker, case):
    begun(worker, case)
    Phone.objects.filter(person_id=case.person_id).update(safe_to_call=False, whose="زوجها")
    page = make.browser(worker).get(reverse("call_list")).content.decode()
    assert "Month 1 after the return" in page and "do not call" in page and "no safe hours are known" in page and 'href="tel:' not in page
    assert page.index("do not call") < page.index("555 0142")
    Phone.objects.filter(person_id=case.person_id).update(safe_to_call=True)
    assert 'href="tel:+201005550142"' in make.browser(worker).get(reverse("call_list")).content.decode()
    Phone.objects.filter(person_id=case.person_id).update(typed="عند الجار", e164="")
    assert "as it stands it cannot be dialled" in make.browser(worker).get(reverse("call_list")).content.decode()
    other = make.member(of=worker.organisation, teams=worker.teams)
    assert "Nobody is to be called now" in make.browser(other).get(reverse("call_list")).content.decode()


def test_three_days_without_an_answer_lead_to_the_other_contact_then_a_visit_then_the_supervisor(worker, case):
    chief = make.member("supervisor", of=worker.organisation, teams=worker.teams, name="سلوى عبد الحميد")
    begun(worker, case)
    for _day in range(2):
        tried(worker, case)
        tried(worker, case)
        make.move_clock(days=1)
    assert not tasks(case, kind__startswith="missed")
    tried(worker, case, "text")
    assert tasks(case, kind__startswith="missed") == [("missed_other", "", "open")]
    tried(worker, case)
    tried(worker, case, "other_contact", "someone_else")
    assert tasks(case, kind__startswith="missed", state="open") == [("missed_visit", "", "open")]
    tried(worker, case, "visit")
    (last,) = Task.objects.filter(case=case, kind="missed_supervisor")
    assert last.staff_id == chief.staff.pk and last.state == "open"
    assert "decide with the worker how to go on" in make.browser(chief).get(reverse("home")).content.decode()
    tried(worker, case, "office", "reached", "جاءت بنفسها وهي بخير")
    assert not tasks(case, kind__startswith="missed", state="open")
    assert [one.kind for one in Note.objects.filter(case=case)] == ["interview"]


def test_who_was_reached_keeps_the_month_and_begins_the_protocol_anew(worker, case):
    begun(worker, case)
    browser = make.browser(worker)
    url = reverse("record_attempt", args=[case.pk])
    assert "Say in a few words how the person is." in browser.post(url, {"way": "call", "outcome": "reached", **day("tried_on", today()), "words": ""}).content.decode()
    assert "has not come yet" in browser.post(url, {"way": "call", "outcome": "no_answer", **day("tried_on", today(1))}).content.decode()
    response = browser.post(f"{url}?from=calls", {"way": "call", "outcome": "reached", **day("tried_on", today()), "words": "هي بخير وتعمل"})
    assert response.url == reverse("call_list")
    assert "Nobody is to be called now" in browser.get(response.url).content.decode()
    assert tasks(case, title="1") == [("follow_up", "1", "done")] and Note.objects.get(case=case).body == "هي بخير وتعمل"
    page = browser.get(reverse("case_reintegration", args=[case.pk])).content.decode()
    assert "Kept" in page and "هي بخير وتعمل" in page


def test_months_that_passed_without_contact_are_no_task_any_more_once_the_person_is_reached(worker, case):
    begun(worker, case, days_ago=0)
    make.move_clock(days=182)
    tried(worker, case)
    assert [state for _kind, _month, state in tasks(case)] == ["open"] * 5
    tried(worker, case, "office", "reached", "هي بخير")
    assert tasks(case) == [("follow_up", "1", "cancelled"), ("follow_up", "3", "cancelled"), ("follow_up", "6", "done"), ("follow_up", "9", "open"), ("follow_up", "12", "open")]


def test_who_asks_not_to_be_called_is_called_no_more_and_no_task_looks_for_her(worker, case):
    begun(worker, case)
    for _day in range(3):
        tried(worker, case)
        make.move_clock(days=1)
    tried(worker, case, outcome="asked_not", words="لا تتصلوا")
    assert not tasks(case, kind__startswith="missed", state="open")
    browser = make.browser(worker)
    page = browser.get(reverse("call_list")).content.decode()
    assert "Asked not to be called" in page and "555 0142" not in page
    assert "The person does not want calls" in browser.get(reverse("record_attempt", args=[case.pk])).content.decode()


def test_an_attempt_is_not_written_for_tomorrow_nor_by_who_writes_no_notes(worker, case):
    with pytest.raises(Refused, match="attempt_in_future"), acting(worker.cookie) as actor:
        actions.record_attempt(case.pk, way="call", outcome="no_answer", tried_on=today(1), words="", by=actor)
    reception = make.member("reception", of=worker.organisation, teams=worker.teams)
    with pytest.raises(Forbidden), acting(reception.cookie) as actor:
        actions.record_attempt(case.pk, way="call", outcome="no_answer", tried_on=today(), words="", by=actor)
    assert not Attempt.objects.exists()


# Leaving again ------------------------------------------------------------------------------------------------------------------------------------------
def test_what_she_thinks_about_leaving_again_is_read_by_who_works_with_the_case_alone(worker, case):
    browser, url = make.browser(worker), reverse("ask_intention", args=[case.pk])
    assert "Help goes on whatever the answer is" in browser.get(url).content.decode()
    assert "Write down what the person said." in browser.post(url, {"wish": "leave"}).content.decode()
    before = Task.objects.count()
    browser.post(url, {"wish": "leave", "words": SAID, "offered": "رقم الخط الساخن"})
    page = reverse("case_reintegration", args=[case.pk])
    assert SAID in browser.get(page).content.decode() and Task.objects.count() == before
    chief = make.member("supervisor", of=worker.organisation, teams=worker.teams)
    assert SAID in make.browser(chief).get(page).content.decode()
    for role, teams in (("reception", worker.teams), ("police_focal_point", [make.team(worker.organisation)]), ("desk_officer", worker.teams), ("supervisor", [make.team(worker.organisation)])):
        with acting(make.member(role, of=worker.organisation, teams=teams).cookie):
            assert not Intention.objects.exists()
    assert SAID not in browser.get(reverse("case_log", args=[case.pk])).content.decode()
    with pytest.raises(Refused, match="intention_said"), acting(worker.cookie) as actor:
        actions.ask_intention(case.pk, wish="leave", words="", offered="", by=actor)
    with acting(worker.cookie) as actor:
        actions.ask_intention(case.pk, wish="unsaid", words="", offered="", by=actor)


# Closing ------------------------------------------------------------------------------------------------------------------------------------------------
def surveyed(worker, case, option, on):
    rss = scoring.version_of("rss", "1")
    best = {code: sorted((one for one in item.options.values() if one.points is not None), key=lambda one: one.points)[option].code for code, item in rss.items.items()}
    with acting(worker.cookie) as actor:
        return assessments.record(case, rss, answers=best, asked_on=on, language="arz", remarks="", by=actor)


def test_closing_asks_the_criteria_of_reintegration_only_where_the_case_is_followed_up(worker, case):
    browser, url = make.browser(worker), reverse("ask_closure", args=[case.pk])
    page = browser.get(url).content.decode()
    assert "sustainability" not in page and "In the file:" not in page
    begun(worker, case)
    page = browser.get(url).content.decode()
    assert "The sustainability survey was never asked." in page and "Speaks against it" in page and 'name="sustainability"' in page


def test_beside_each_criterion_stands_what_the_file_holds_and_a_person_answers(worker, case):
    begun(worker, case, days_ago=200)
    surveyed(worker, case, -1, today(-120))
    surveyed(worker, case, -1, today(-2))
    tried(worker, case, outcome="reached", words="هي بخير")
    with acting(worker.cookie) as actor:
        cases.decide_risk(case, level="low", reasons="سبب", by=actor)
        head = cases_head(case)
        held = queries.evidence(head)
    assert {code: one.suggests for code, one in held.items()} == {
        "no_open_action": "not_met", "sustainability": "met", "income_stable": "met", "housing": "met", "contact_kept": "met", "no_open_danger": "met"}
    browser, url = make.browser(worker), reverse("ask_closure", args=[case.pk])
    codes = [one for one in browser.get(url).context["form"].criteria if one.asked_for("goals_met")]
    assert "Not readable for you" in browser.get(url).content.decode()
    said = {"reason": "goals_met", "summary": "انتهى العمل"} | {one.code: "met" for one in codes} | {f"{one.code}_evidence": "نُظر فيه" for one in codes}
    assert "Say whether it is met." in browser.post(url, said | {"housing": ""}).content.decode()
    assert browser.post(url, said).status_code == 302
    assert {"sustainability", "income_stable", "housing", "psychosocial_goals", "contact_kept", "no_open_danger"} <= set(ClosureCheck.objects.values_list("code", flat=True))


@pytest.mark.parametrize(("option", "ago", "suggests"), [(0, 2, "not_met"), (-1, 2, "met"), (-1, 200, "not_met")])
def test_a_low_or_an_old_score_speaks_against_closing(worker, case, option, ago, suggests):
    begun(worker, case, days_ago=300)
    surveyed(worker, case, option, today(-ago))
    with acting(worker.cookie):
        held = queries.evidence(cases_head(case))
    assert held["sustainability"].suggests == suggests and held["income_stable"].suggests == ""


def cases_head(case):
    from amana.casework.cases import queries as casework
    return casework.head(case.pk)


def test_clinical_work_is_not_told_beside_a_criterion_to_who_does_not_read_it(worker, case):
    counsellor = make.member("psychosocial_worker", of=worker.organisation, teams=worker.teams)
    begun(worker, case)
    url = reverse("ask_closure", args=[case.pk])
    empty = make.browser(worker).get(url).content.decode()
    with acting(worker.cookie) as actor:
        cases.add_coworker(case, staff_id=counsellor.staff.pk, sections=int(Section.IDENTITY | Section.SOCIAL | Section.PSYCHOSOCIAL), by=actor)
    with acting(counsellor.cookie) as actor:
        care.set_goal(case.pk, words=SAID, nearness=2, by=actor)
    page = make.browser(worker).get(url).content.decode()
    assert SAID not in page and page.count("Not readable for you") == empty.count("Not readable for you") == 1 and "No goal is set" not in empty
    mine = make.case(counsellor)
    begun(counsellor, mine)
    with acting(counsellor.cookie) as actor:
        care.set_goal(mine.pk, words=SAID, nearness=2, by=actor)
    page = make.browser(counsellor).get(reverse("ask_closure", args=[mine.pk])).content.decode()
    assert "Reached: 0, being worked on: 1, dropped: 0" in page and SAID not in page


def test_other_organisations_and_roles_find_no_reintegration(worker, case):
    begun(worker, case)
    for role, status in (("caseworker", 404), ("reception", 404), ("police_focal_point", 404)):
        assert make.browser(make.member(role)).get(reverse("case_reintegration", args=[case.pk])).status_code == status
    assert make.browser(make.member("reception", of=worker.organisation, teams=worker.teams)).get(reverse("call_list")).status_code == 403
    for one in (Attempt, FollowUp, Intention, Return, Check, Onward):
        with acting(make.member().cookie):
            assert not one.objects.exists()
    with pytest.raises(Case.DoesNotExist), acting(make.member().cookie) as actor:
        actions.begin_follow_up(case.pk, returned_on=today(), other_contact="", by=actor)


def test_all_items_have_names_in_both_languages():
    assert all(one.row["name_ar"] and one.row["name_en"] for one in items().values())
