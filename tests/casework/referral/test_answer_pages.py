"""The list, the reading pane and the steps of both sides by their pages."""
import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from amana.casework.cases import actions as cases
from amana.casework.cases.models import Task
from amana.casework.consent import actions as consents
from amana.casework.consent.rules import Answer
from amana.casework.referral import actions, package
from amana.casework.referral.models import Referral, ReferralStep
from amana.casework.referral.queries import day
from amana.casework.referral.rules import WAITING
from amana.casework.registry import actions as registry
from amana.casework.registry.models import Identity
from amana.ground.access.rules import Section
from amana.ground.rows.acting import acting
from amana.lib.core.dates import PartialDate
from tests import builders as make

pytestmark = pytest.mark.django_db
CANARIES = ("هناء", "الشاذلي", "5550142", "555 0142", "AM-")


@pytest.fixture
def two():
    return make.two()


def moved():
    make.move_clock(seconds=1)


def sent(two, **fields):
    made = make.referral(two, **fields)
    moved()
    return made


def accepted(two, **fields):
    made = make.seen(two, sent(two, **fields))
    with acting(two.desk_officer.cookie) as actor:
        actions.accept(made, worker_id=two.receiver.staff.pk, by=actor)
    moved()
    return made


def page_of(member, made):
    return make.browser(member).get(reverse("referral", args=[made.pk]))


def words_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def post(member, name, made, **fields):
    answer = make.browser(member).post(reverse(name, args=[made.pk]), fields)
    moved()
    return answer


def told(member, name, made, **fields):
    """The page after the answer, with what it says."""
    browser = make.browser(member)
    answer = browser.post(reverse(name, args=[made.pk]), fields)
    moved()
    return words_of(browser.get(answer.url)) if answer.status_code == 302 else words_of(answer)


def test_the_desk_reads_before_acceptance_no_name_no_phone_no_birth(two):
    """Field report B38: one decision on what is hidden, everywhere on the page."""
    made = sent(two)
    for page in (page_of(two.desk_officer, made), make.browser(two.desk_officer).get(reverse("referrals"))):
        html = words_of(page)
        assert not [canary for canary in CANARIES if canary in html]
    html = words_of(page_of(two.desk_officer, made))
    assert "Shown after acceptance, as far as the person agreed" in html
    assert "امرأة وطفلان" in html
    assert made.number in html


def test_a_waiting_referral_does_not_lead_to_the_record_that_another_one_has_opened(two):
    """Both are of one person: the link of the one would tell whom the other is about."""
    running, waiting = accepted(two), sent(two)
    address = reverse("person", args=[two.case.person_id])
    assert address in words_of(page_of(two.desk_officer, running))
    for state in ("seen", "clarification"):
        html = words_of(page_of(two.desk_officer, waiting))
        assert Referral.objects.get(pk=waiting.pk).state == state
        assert address not in html and str(two.case.person_id) not in html
        if state == "seen":
            post(two.desk_officer, "ask_referral", waiting, question="متى؟")
    post(two.desk_officer, "accept_referral", waiting, worker=str(two.receiver.staff.pk))
    assert address in words_of(page_of(two.desk_officer, waiting))


def test_opening_it_by_the_desk_is_a_fact_once_and_the_sender_sees_it(two):
    made = sent(two)
    page_of(two.worker, made)
    assert Referral.objects.get().state == "sent", "the sender's own look changes nothing"
    page_of(two.desk_officer, made), page_of(two.desk_officer, made)
    assert Referral.objects.get().state == "seen"
    assert ReferralStep.objects.filter(step="see").count() == 1
    assert "Seen by the desk" in words_of(page_of(two.worker, made))


@pytest.mark.parametrize("name", ["accept_referral", "ask_referral", "decline_referral"])
def test_a_desk_that_goes_straight_to_its_answer_has_seen_it_too(two, name):
    made = sent(two)
    given = {"accept_referral": {"worker": str(two.receiver.staff.pk)}, "ask_referral": {"question": "متى؟"}, "decline_referral": {"reason": "no_capacity", "words": ""}}
    post(two.desk_officer, name, made, **given[name])
    assert list(ReferralStep.objects.filter(referral_id=made.pk).order_by("made_at", "pk").values_list("step", flat=True)) == ["see", name.split("_")[0]]


def test_the_list_stands_by_time_left(two):
    late, soon = sent(two, urgency="routine"), sent(two, urgency="emergency")
    page = make.browser(two.desk_officer).get(reverse("referrals"))
    assert [one.referral.pk for one in page.context["rows"]] == [soon.pk, late.pk]
    assert page.context["tabs"][0]["count"] == 2


def test_a_routine_clock_counts_working_time(two):
    made = sent(two, urgency="routine")
    left = make.browser(two.desk_officer).get(reverse("referral", args=[made.pk])).context["left"]
    assert 0 <= left.share < 0.2
    make.move_clock(days=30)
    assert page_of(two.desk_officer, made).status_code == 404, "run out by the clock, before the job has said so"


def test_accepting_names_a_worker_and_she_reads_what_was_chosen_and_nothing_else(two):
    made = sent(two)
    post(two.desk_officer, "accept_referral", made, worker=str(two.receiver.staff.pk))
    html = words_of(page_of(two.receiver, made))
    assert "هناء" in html
    assert Identity.objects.get(pk=two.case.person_id).nationalities == [] and "Nationality" not in html
    assert "Name in Latin letters" not in html and "Date of birth" not in html
    assert not re.search(r"\bAC-", html), "the sender's case has no number for others"


def test_the_list_of_workers_holds_the_own_organisation_alone(two):
    made = sent(two)
    groups = page_of(two.desk_officer, made).context["worker_form"].fields["worker"].choices
    keys = {str(key) for choice in groups for key in ([choice[0]] if isinstance(choice[1], str) else [one[0] for one in choice[1]])}
    assert str(two.receiver.staff.pk) in keys
    assert str(two.worker.staff.pk) not in keys and str(two.desk_officer.staff.pk) not in keys


def test_a_worker_of_elsewhere_is_refused_at_the_field(two):
    made = sent(two)
    page = make.browser(two.desk_officer).post(reverse("accept_referral", args=[made.pk]), {"worker": str(two.outsider.staff.pk)})
    assert page.context["worker_form"].errors["worker"]
    assert Referral.objects.get().state in ("sent", "seen")


def test_a_worker_whose_place_ended_meanwhile_is_said_in_words(two, monkeypatch):
    made = sent(two)
    from amana.casework.referral.pages import lists
    monkeypatch.setattr(lists, "worker_groups", lambda target: [("", [(two.outsider.staff.pk, "غريبة")])])
    assert "This person cannot be named" in told(two.desk_officer, "accept_referral", made, worker=str(two.outsider.staff.pk))


def test_the_police_name_members_of_the_desk_and_read_no_contact():
    two = make.two(kind="LawEnforcement")
    made = sent(two)
    page = page_of(two.desk_officer, made)
    assert [str(key) for key, _name in page.context["worker_form"].fields["worker"].choices] == ["", str(two.desk_officer.staff.pk)]
    post(two.desk_officer, "accept_referral", made, worker=str(two.desk_officer.staff.pk))
    html = words_of(page_of(two.desk_officer, made))
    assert "هناء" in html and "555 0142" not in html and "5550142" not in html


def test_question_and_answer_go_to_and_fro(two):
    made = sent(two)
    post(two.desk_officer, "ask_referral", made, question="كم عدد الأطفال؟")
    assert "كم عدد الأطفال؟" in words_of(page_of(two.worker, made))
    assert "Question open" in words_of(page_of(two.worker, made))
    post(two.worker, "reply_referral", made, answer="طفلان")
    html = words_of(page_of(two.desk_officer, made))
    assert "طفلان" in html and "Accept" in html


@pytest.mark.parametrize(("words", "found"), [
    ("اسمها هناء الشاذلي", "هناء · الشاذلي"), ("رقمها القومي 29001011234567", "29001011234567"), ("هاتفها ٠١٠٠ ٥٥٥ ٠١٤٢", "0100 555 0142")])
def test_an_answer_that_may_tell_who_she_is_waits_until_its_writer_has_read_it_again(two, words, found):
    """The desk reads it before it accepts, like the need."""
    made = sent(two)
    post(two.desk_officer, "ask_referral", made, question="كم عدد الأطفال؟")
    page = make.browser(two.worker).post(reverse("reply_referral", args=[made.pk]), {"answer": words})
    assert page.context["form"].errors["answer"] == [f"This may tell who the person is: {found}. Take it out, or confirm below."]
    assert 'name="confirmed"' in words_of(page) and words not in words_of(page_of(two.desk_officer, made))
    post(two.worker, "reply_referral", made, answer=words, confirmed="on")
    assert words in words_of(page_of(two.desk_officer, made))


def test_a_question_is_checked_for_numbers_and_tells_no_name_that_the_desk_may_not_know(two):
    accepted(two)
    made = sent(two)
    refused = make.browser(two.desk_officer).post(reverse("ask_referral", args=[made.pk]), {"question": "هل هاتفها 01005550142؟"})
    assert "01005550142" in refused.context["form"].errors["question"][0]
    guess = make.browser(two.desk_officer).post(reverse("ask_referral", args=[made.pk]), {"question": "هل هي هناء؟"})
    assert guess.status_code == 302, "a warning would tell that the guess is right, since another referral of hers is open to the desk"


def test_a_refusal_gives_its_reason_and_other_places_of_the_kind(two):
    """Field report B77."""
    other = make.service(make.team(make.organisation("دار نور"), "مكتب", is_desk=True), kind=two.service.kind, name_ar="دار النور")
    made = sent(two)
    answer = post(two.desk_officer, "decline_referral", made, reason="no_capacity", words="لا مكان حتى الأحد")
    assert answer.url == reverse("referrals")
    page = page_of(two.worker, made)
    assert page.context["alternatives"] == [other]
    assert "لا مكان حتى الأحد" in words_of(page) and "No place" in words_of(page)
    assert page_of(two.desk_officer, made).status_code == 404


def test_start_outcome_and_feedback_by_the_named_worker(two):
    made = accepted(two)
    assert ">Begin the service</button>" in words_of(page_of(two.receiver, made)), "a verb: as a fact it would read as if it had begun"
    post(two.receiver, "start_referral", made)
    refused = make.browser(two.receiver).post(reverse("complete_referral", args=[made.pk]), {"outcome": "partly"})
    assert refused.context["form"].errors["words"] == ["Say why not all was delivered."]
    post(two.receiver, "complete_referral", made, outcome="delivered", words="")
    post(two.receiver, "feed_back_referral", made, words="انتقلت إلى سكن دائم")
    html = words_of(page_of(two.worker, made))
    assert "انتقلت إلى سكن دائم" in html and "Delivered" in html and "Feedback given" in html


def test_another_worker_can_be_named_and_the_first_sees_it_no_more(two):
    made = accepted(two)
    other = make.member(of=two.receiver.organisation, name="نهى")
    post(two.desk_officer, "name_worker", made, worker=str(other.staff.pk))
    assert page_of(other, made).status_code == 200
    assert page_of(two.receiver, made).status_code == 404


def test_who_accepts_and_names_nobody_is_told_to_name_a_worker_and_of_none_before(two):
    made = sent(two)
    page = told(two.desk_officer, "accept_referral", made, worker="")
    assert "Name who takes it on" in page and "The named worker now reads" not in page
    assert "Name the worker" in page and "Name another worker" not in page
    naming = make.browser(two.desk_officer).get(reverse("name_worker", args=[made.pk]))
    assert "who was named before" not in words_of(naming)
    assert "Name another worker" in told(two.desk_officer, "name_worker", made, worker=str(two.receiver.staff.pk))


def test_each_side_can_end_it_early_with_a_reason(two):
    for member, back in ((two.receiver, "referrals"), (two.worker, "referral")):
        made = accepted(two)
        answer = post(member, "end_referral", made, reason="need_met", words="")
        assert answer.url == (reverse("referrals") if back == "referrals" else reverse("referral", args=[made.pk]))
        assert Referral.objects.get(pk=made.pk).state == "ended"
        assert page_of(two.receiver, made).status_code == 404, "no circle is left"
        assert "The need is met already" in words_of(page_of(two.worker, made))


def test_withdrawing_asks_first_and_closes_the_desks_sight(two):
    made = sent(two)
    question = make.browser(two.worker).get(reverse("withdraw_referral", args=[made.pk]))
    assert "Withdraw this referral?" in words_of(question)
    post(two.worker, "withdraw_referral", made)
    assert page_of(two.desk_officer, made).status_code == 404


def test_the_senders_history_says_when_and_why_a_withdrawn_consent_has_ended_it(two):
    running, waiting = accepted(two), sent(two)
    with acting(two.worker.cookie) as actor:
        consents.withdraw(two.scope, by=actor)
    moved()
    two.scope.refresh_from_db()
    for made, title in ((running, "Ended early"), (waiting, "Withdrawn")):
        event = page_of(two.worker, made).context["events"][0]
        assert (event["title"], event["text"], event["at"]) == (title, "The consent was withdrawn", two.scope.ended_at)
    assert page_of(two.receiver, running).status_code == 404


def test_the_senders_history_says_that_a_newer_answer_has_ended_it(two):
    running = accepted(two)
    make.consent(two.worker, two.case.person_id, Answer("referral", False, 0, 90, two.receiver.organisation.pk))
    moved()
    event = page_of(two.worker, running).context["events"][0]
    assert (event["title"], event["text"]) == ("Ended early", "A newer answer of the person does not cover it")


def test_the_senders_history_says_that_the_time_to_answer_ran_out(two):
    made = sent(two)
    make.move_clock(days=30)
    with make.connection.cursor() as cursor:
        cursor.execute("SELECT entry.expire_referrals()")
    assert page_of(two.worker, made).context["events"][0] | {"at": None} == {"title": "Time ran out", "at": None, "kind": "danger"}


def test_a_reminder_stands_in_the_timeline_of_both(two):
    made = sent(two)
    post(two.worker, "remind_referral", made)
    assert "Reminder sent" in words_of(page_of(two.desk_officer, made))


def test_who_comes_second_is_told_who_was_first(two):
    """Field report B46: already done by X at 10:02."""
    made = sent(two)
    colleague = make.member("desk_officer", of=two.desk_officer.organisation, teams=[two.desk_officer.team], name="هالة")
    post(two.desk_officer, "accept_referral", made, worker=str(two.receiver.staff.pk))
    html = told(colleague, "accept_referral", made, worker=str(two.receiver.staff.pk))
    assert re.search("Already done by \u2068داليا\u2069 at \\d\\d:\\d\\d: Accepted", html), "in words, without marks of a page"
    browser = make.browser(colleague, language="ar")
    assert "&lt;" not in words_of(browser.get(browser.get(reverse("decline_referral", args=[made.pk])).url))
    assert ReferralStep.objects.filter(step="accept").count() == 1


def test_what_comes_later_says_what_comes_first(two):
    """And not that somebody else was faster."""
    waiting, running = sent(two), accepted(two)
    for name, member, made, first in (
            ("start_referral", two.desk_officer, make.seen(two, waiting), "the referral has to be accepted first"), ("end_referral", two.worker, waiting, "the referral has to be accepted first"),
            ("complete_referral", two.receiver, running, "the service has to begin first"), ("feed_back_referral", two.receiver, running, "the outcome has to be recorded first")):
        html = told(member, name, made)
        assert first in html and "Already done" not in html and "was faster" not in html


def test_who_answers_what_was_withdrawn_meanwhile_finds_nothing(two):
    made = sent(two)
    post(two.worker, "withdraw_referral", made)
    assert make.browser(two.desk_officer).post(reverse("decline_referral", args=[made.pk]), {"reason": "no_capacity"}).status_code == 404


def test_a_third_organisation_and_an_unnamed_colleague_find_nothing(two):
    """Field reports B35, B37: child pages, plural and singular."""
    waiting, running = sent(two), accepted(two)
    for member in (two.outsider, make.member(of=two.receiver.organisation), make.member("desk_officer")):
        for made in (waiting, running):
            assert page_of(member, made).status_code == 404
            for name in ("end_referral", "complete_referral", "take_over", "link_record"):
                assert make.browser(member).get(reverse(name, args=[made.pk])).status_code in (403, 404)
        html = words_of(make.browser(member).get(reverse("referrals")))
        assert waiting.number not in html and running.number not in html
        assert not [tab for tab in make.browser(member).get(reverse("referrals")).context["tabs"] if tab["count"]]


def test_roles_without_referrals_are_turned_away(two):
    for role in ("analyst", "reception", "trainer"):
        assert make.browser(make.member(role)).get(reverse("referrals")).status_code == 403


def test_who_does_not_read_the_services_section_sees_the_head_only():
    two = make.two(service_kind="HEA", receiver_role="health_worker")
    made = sent(two)
    html = words_of(page_of(two.supervisor, made))
    assert "Service and receiver: not for your role" in html and made.number in html
    assert str(two.service) not in html and "الهلال" not in html.replace(str(two.worker.organisation), "")
    rows = make.browser(two.supervisor).get(reverse("referrals") + "?tab=outgoing")
    assert "Receiver not for your role" in words_of(rows)


def test_the_named_worker_takes_the_person_over_into_an_own_record(two):
    made = accepted(two)
    page = make.browser(two.receiver).get(reverse("take_over", args=[made.pk]))
    assert page.context["form"]["given_ar"].value() == "هناء"
    assert page.context["form"]["number"].value() == "+201005550142"
    fields = {"name_kind": "given", "given_ar": "هناء", "family_ar": "الشاذلي", "sex": "female", "number": "", "whose": ""}
    post(two.receiver, "take_over", made, **fields)
    html = words_of(page_of(two.receiver, made))
    assert "Your own record" in html
    assert "Your own record" not in words_of(page_of(two.worker, made)), "the sender does not see it"
    assert "linked already" in told(two.receiver, "take_over", made, **fields)


def test_only_the_named_worker_takes_over(two):
    made = accepted(two)
    assert make.browser(two.desk_officer).get(reverse("take_over", args=[made.pk])).status_code == 403
    supervisor = make.member("supervisor", of=two.receiver.organisation, teams=[two.receiver.team])
    assert page_of(supervisor, made).status_code == 200
    assert make.browser(supervisor).get(reverse("take_over", args=[made.pk])).status_code == 404


def test_an_own_record_found_by_search_is_linked_and_others_are_never_found(two):
    made = accepted(two)
    own = make.person(two.receiver, make.identity("هناء", family="الشاذلى"))
    moved()
    page = make.browser(two.receiver).get(reverse("link_record", args=[made.pk]), {"q": "هناء الشاذلي"})
    assert [one.id for one in page.context["people"]] == [own], "the sender's record in the window is no record of one's own"
    post(two.receiver, "link_record", made, person=str(own))
    assert page_of(two.receiver, made).context["file"].takeover.person_id == own


def test_a_foreign_record_cannot_be_linked(two):
    made = accepted(two)
    assert make.browser(two.receiver).post(reverse("link_record", args=[made.pk]), {"person": str(two.case.person_id)}).status_code in (302, 404)
    assert page_of(two.receiver, made).context["file"].takeover is None


def test_a_transfer_is_explained_to_both_sides(two):
    """Field report B74."""
    made = accepted(two, is_transfer=True)
    assert "that completes the referral" in words_of(page_of(two.receiver, made))
    assert "Your case stays yours until" in words_of(page_of(two.worker, made))


def test_the_menus_states_are_those_of_the_rule():
    assert set(re.findall(r"'(\w+)'", re.search(r"r\.state IN \(([^)]*)\)", day._WAITING)[1])) == WAITING


def test_the_menu_counts_what_waits(two):
    def counted(member):
        page = make.browser(member).get(reverse("referrals"))
        return next(item["count"] for group in page.context["navigation"] for item in group["items"] if item["url"] == reverse("referrals"))
    made = sent(two)
    assert (counted(two.desk_officer), counted(two.worker)) == (1, 0)
    post(two.desk_officer, "ask_referral", made, question="متى؟")
    assert (counted(two.desk_officer), counted(two.worker)) == (0, 1)


def test_my_day_of_the_desk_shows_what_is_due(two):
    made = sent(two)
    html = words_of(make.browser(two.desk_officer).get("/"))
    assert reverse("referral", args=[made.pk]) in html
    assert not [canary for canary in CANARIES if canary in html]


def test_the_look_at_a_file_is_on_record(two):
    made = accepted(two)
    page_of(two.receiver, made)
    with make.connection.cursor() as cursor:
        cursor.execute("SELECT sections FROM audit.entry WHERE verb = 'referral.read' AND subject = %s AND staff = %s", [two.case.person_id, two.receiver.staff.pk])
        assert cursor.fetchall() == [(3,)]


def test_the_senders_task_leads_somewhere(two):
    made = sent(two)
    post(two.desk_officer, "decline_referral", made, reason="no_capacity", words="")
    assert Task.objects.filter(kind="referral_declined", title=made.number).exists()


def test_the_names_of_pages_carry_no_person(two):
    made = accepted(two)
    title = re.search(r"<title>(.*?)</title>", page_of(two.receiver, made).content.decode()).group(1)
    assert made.number in title and "هناء" not in title


def test_a_year_of_the_islamic_calendar_reaches_the_receiver_as_stated(two):
    """Field report B14: on her page and in the form that takes the person over."""
    with acting(two.worker.cookie) as actor:
        registry.correct_identity(two.case.person_id, make.identity(birth=PartialDate.of(1420)), version=1, by=actor)
    made = accepted(two, keys=("name", "sex", "birth"))
    assert "1420 AH (1999/2000)" in words_of(page_of(two.receiver, made))
    assert 'value="1420"' in words_of(make.browser(two.receiver).get(reverse("take_over", args=[made.pk])))


def test_the_day_of_a_note_in_the_package_is_the_day_in_cairo(two):
    """Field reports B85, B86: at half past midnight it is still yesterday in UTC."""
    with acting(two.worker.cookie) as actor:
        cases.write_note(two.case, section=Section.SOCIAL, kind="note", body="زيارة ليلية", happened_at=datetime(2026, 1, 9, 22, 30, tzinfo=UTC), by=actor)
        choice = next(one for one in package.choices(two.case) if one.key.startswith("note:"))
    assert choice.value["on"] == "2026-01-10"


@pytest.mark.parametrize("need", ["<img src=x onerror=alert(1)>", "\"><script>alert(1)</script>", "تقرير\u202egpj.exe"])
def test_what_the_sender_wrote_is_text_on_every_page_of_the_receiver(two, need):
    """Field report B40."""
    made = sent(two, need=need)
    for member in (two.desk_officer, two.worker):
        for html in (words_of(page_of(member, made)), words_of(make.browser(member).get(reverse("referrals")))):
            assert "<img src=x" not in html and "<script>alert" not in html


def test_each_tab_counts_what_its_list_shows(two):
    """Field report B50: one definition of a figure, for the count and for the list, also of what was ended."""
    made = [sent(two) for _n in range(3)]
    with acting(two.worker.cookie) as actor:
        actions.withdraw(made[0], by=actor)
    make.seen(two, made[1])
    with acting(two.desk_officer.cookie) as actor:
        actions.accept(made[1], worker_id=two.receiver.staff.pk, by=actor)
    moved()
    for member in (two.worker, two.desk_officer, two.receiver):
        browser = make.browser(member)
        for tab in browser.get(reverse("referrals")).context["tabs"]:
            page = browser.get(tab["url"])
            assert len(page.context["rows"]) == tab["count"], (member.membership.role_id, tab["url"])


def test_urgency_and_transfer_narrow_a_tab_and_what_leaves_as_a_file(two):
    urgent, routine = sent(two), sent(two, urgency="routine")
    browser = make.browser(two.worker)
    page = browser.get(reverse("referrals"), {"tab": "outgoing", "urgency": "routine"})
    assert [one.referral.pk for one in page.context["rows"]] == [routine.pk]
    assert "No referral fits" in words_of(browser.get(reverse("referrals"), {"tab": "outgoing", "transfer": "on"}))
    taken = browser.post(reverse("export_list", args=["referrals"]) + "?tab=outgoing&urgency=urgent", {"format": "csv"}).content.decode("utf-8-sig").splitlines()
    assert len(taken) == 2 and urgent.number in taken[1] and "Safe shelter" in taken[1]
    at_the_desk = make.browser(two.desk_officer).post(reverse("export_list", args=["referrals"]) + "?tab=waiting", {"format": "csv"}).content.decode("utf-8-sig")
    assert urgent.number in at_the_desk and "الشاذلي" not in at_the_desk, "the name comes after acceptance"
    assert make.browser(two.outsider).post(reverse("export_list", args=["referrals"])).content.decode("utf-8-sig", "ignore").count("AR-") == 0
