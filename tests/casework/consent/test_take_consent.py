"""The page on which a person's answers are recorded."""

import io
import json
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.urls import reverse

from amana.casework.cases import actions as cases
from amana.casework.cases.models import Case
from amana.casework.consent import actions
from amana.casework.consent.models import Consent, ConsentPaper, ConsentScope
from amana.casework.consent.rules import Answer, GivenBy, PaperFacts, givers
from amana.casework.consent.rules.text import points
from amana.ground.organisations.rules import Kind
from amana.ground.rows.acting import Forbidden, Hidden, acting, attempt
from amana.lib.core.dates import PartialDate
from amana.lib.core.errors import Refused
from amana.lib.core.ids import uuid7
from tests import builders as make
from tests.photos import picture

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 25)
SIGNATURE = json.dumps({"box": [640, 160], "strokes": [[[10, 10, 0], [60, 80, 40], [90, 20, 90]], [[200, 50, 300]]]})


@pytest.fixture
def worker():
    return make.member()


@pytest.fixture
def adult(worker):
    return make.person(worker, make.identity(birth=PartialDate.of(1990, 5, 12)))


def form(**changes) -> dict:
    """An adult who agrees to the file alone, spoken with a witness."""
    return {
        "case-answer": "agree",
        "case-days": "730",
        "statistics-days": "365",
        "contact-days": "365",
        "photo-days": "365",
        "biometrics-days": "365",
        "text_language": "ar",
        "points": list(points()),
        "language": "ara",
        "mode": "oral_witness",
        "witness": "سعاد",
        "given_by": "self",
    } | changes


def referral(to, n=0, answer="agree", sections=("1", "2"), **changes) -> dict:
    row = f"referral-{n}"
    return {
        "rows-referral": str(n + 1),
        f"{row}-answer": answer,
        f"{row}-receiver": str(to.pk),
        f"{row}-sections": list(sections),
        f"{row}-days": "90",
    } | changes


def take(member, person, follow=False, **changes):
    return make.browser(member).post(reverse("take_consent", args=[person]), form(**changes), follow=follow)


def told(page) -> str:
    return unescape(page.content.decode())


def errors(page) -> dict:
    """Field → sentences, of all forms of the page."""
    shown = page.context["form"]
    return {field.html_name: list(field.errors) for one in shown.forms for field in one if field.errors} | (
        {"": shown.non_field_errors} if shown.non_field_errors else {}
    )


def test_each_purpose_is_asked_by_itself_and_nothing_is_chosen_beforehand(worker, adult):
    page = make.browser(worker).get(reverse("take_consent", args=[adult]))
    html = told(page)
    assert "checked" not in html.split('class="am-column am-consent"')[1].split("</form>")[0]
    for name in ("case", "statistics", "contact", "photo", "biometrics"):
        assert f'name="{name}-answer"' in html
    assert "I agree" in html and "I do not agree" in html and "Refusing does not affect help" in html
    assert "Draft: to be confirmed by a lawyer" in html


def test_the_language_of_the_page_is_proposed_and_can_be_changed(worker, adult):
    for language, code in (("ar", "ara"), ("en", "eng")):
        page = make.browser(worker, language=language).get(reverse("take_consent", args=[adult]))
        assert f'<option value="{code}" selected>' in told(page)
    assert not errors(page), "nothing is judged before it was sent"


def test_the_answers_are_kept_with_receiver_sections_and_period(worker, adult):
    """Field report B80: of a purpose that was not answered nothing is kept, whatever period stood in its box beforehand."""
    shelter = make.organisation("مأوى النيل")
    answer = take(worker, adult, follow=True, **referral(shelter), **{"statistics-answer": "refuse"})
    assert answer.redirect_chain[0][0] == reverse("consent", args=[adult, Consent.objects.get().pk])
    kept = {scope.purpose: scope for scope in ConsentScope.objects.select_related("receiver")}
    assert set(kept) == {"case", "referral", "statistics"}
    assert (kept["case"].agreed, kept["case"].receiver_id) == (True, worker.organisation.pk)
    assert (kept["referral"].receiver_id, kept["referral"].sections) == (shelter.pk, 3)
    assert kept["referral"].ends_at - kept["referral"].made_at == timedelta(days=90)
    assert (kept["statistics"].agreed, kept["statistics"].sections) == (False, 0)
    assert str(shelter) in told(answer)


def test_the_text_is_kept_as_it_was_shown_with_its_version(worker, adult):
    shelter = make.organisation("مأوى النيل")
    take(worker, adult, **referral(shelter, sections=["2"]))
    paper = ConsentPaper.objects.get()
    assert paper.text_version == "1"
    assert f"إرسال طلب خدمة إلى {shelter.name_ar}" in paper.text_shown
    assert "الهاتف والعنوان وطريقة الاتصال الآمنة" in paper.text_shown
    assert "بصمات" not in paper.text_shown, "what was not asked was not shown as asked"
    assert set(paper.points) == set(points())


def test_the_text_may_be_shown_in_the_other_language_and_what_was_typed_stays(worker, adult):
    page = take(worker, adult, show_in="ar", witness="سعاد", points=["interview"])
    html = told(page)
    assert "حفظ ملفي لدى" in html and 'name="text_language" value="ar"' in html
    assert 'value="سعاد"' in html and "needs correcting" not in html
    assert not Consent.objects.exists()


def test_a_row_is_added_without_script_and_keeps_what_was_typed(worker, adult):
    shelter = make.organisation("مأوى النيل")
    page = take(worker, adult, add="referral", **referral(shelter))
    html = told(page)
    assert 'name="rows-referral" value="2"' in html and 'name="referral-1-answer"' in html
    assert f'<option value="{shelter.pk}" selected>' in html
    assert "needs correcting" not in html and not Consent.objects.exists()


def test_a_row_added_in_vain_is_no_answer(worker, adult):
    take(worker, adult, **{"rows-referral": "1", "referral-0-days": "90"})
    assert [scope.purpose for scope in ConsentScope.objects.all()] == ["case"]


def test_another_page_can_begin_with_its_own_question(worker, adult):
    shelter = make.organisation("مأوى النيل")
    page = told(make.browser(worker).get(reverse("take_consent", args=[adult]), {"purpose": "referral", "to": str(shelter.pk)}))
    assert f'<option value="{shelter.pk}" selected>' in page


# --- refusals in words, at their field -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"case-answer": ""}, "case-answer", "Ask about keeping the file first"),
        ({"points": list(points())[:5]}, "points", "2 are not ticked"),
        ({"points": list(points())[:6]}, "points", "1 is not ticked"),
        ({"mode": ""}, "mode", "required"),
        ({"mode": "written"}, "mode", "Nobody has signed"),
        ({"mode": "written", "signature": "[1, 2"}, "mode", "could not be read"),
        ({"mode": "written", "signature": '{"box": [640, 160], "strokes": [[[1, 1, 0]]]}'}, "mode", "could not be read"),
        ({"mode": "written", "signature": '{"box": [640, 160], "strokes": [[["<script>", 1, 0]]]}'}, "mode", "could not be read"),
        ({"witness": " "}, "witness", "needs a witness"),
        ({"language": ""}, "language", "required"),
        ({"language": "xx"}, "language", "valid choice"),
        ({"case-days": "9999"}, "case-days", "valid choice"),
        ({"statistics-answer": "maybe"}, "statistics-answer", "valid choice"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(worker, adult, changes, field, words):
    page = take(worker, adult, **changes)
    assert page.status_code == 200
    assert words in " ".join(errors(page)[field])
    assert "needs correcting" in told(page)
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"referral-0-receiver": ""}, "referral-0-receiver", "Name the organisation"),
        ({"referral-0-answer": ""}, "referral-0-answer", "Record the answer"),
        ({"referral-0-sections": []}, "referral-0-sections", "Tick what they may know"),
        ({"referral-0-receiver": str(uuid7())}, "referral-0-receiver", "valid choice"),
    ],
)
def test_a_consent_for_another_organisation_names_it_and_what_it_may_know(worker, adult, changes, field, words):
    page = take(worker, adult, **(referral(make.organisation()) | changes))
    assert words in " ".join(errors(page)[field])
    assert not Consent.objects.exists()


def test_an_organisation_is_asked_about_once(worker, adult):
    shelter = make.organisation()
    page = take(worker, adult, **(referral(shelter) | referral(shelter, n=1)))
    assert "above already" in errors(page)["referral-1-receiver"][0]


def test_the_police_is_named_for_law_enforcement_alone_and_nobody_else_is(worker, adult):
    police, shelter = make.organisation("نقطة الشرطة", Kind.LAW_ENFORCEMENT), make.organisation()
    page = take(worker, adult, **referral(police))
    assert "valid choice" in errors(page)["referral-0-receiver"][0]
    law = {"rows-law_enforcement": "1", "law_enforcement-0-answer": "agree", "law_enforcement-0-sections": ["1"], "law_enforcement-0-days": "30"}
    page = take(worker, adult, **law, **{"law_enforcement-0-receiver": str(shelter.pk)})
    assert "valid choice" in errors(page)["law_enforcement-0-receiver"][0]
    take(worker, adult, **law, **{"law_enforcement-0-receiver": str(police.pk)})
    assert ConsentScope.objects.get(purpose="law_enforcement").receiver_id == police.pk


def test_a_later_conversation_need_not_ask_about_the_file_again_but_needs_an_answer(worker, adult):
    take(worker, adult)
    page = take(worker, adult, **{"case-answer": ""})
    assert errors(page)[""] == ["Record at least one answer."]
    take(worker, adult, **{"case-answer": "", "contact-answer": "agree"})
    assert ConsentScope.objects.filter(purpose="case", ended_at=None, agreed=True).count() == 1


def test_answers_to_questions_that_are_hidden_again_are_not_kept(worker, adult):
    """Field report B79."""
    take(worker, adult, mode="written", signature=SIGNATURE, witness="سعاد", guardian="خالد")
    paper = ConsentPaper.objects.get()
    assert (paper.witness, paper.guardian) == ("", "")
    assert paper.signature == json.loads(SIGNATURE)
    take(worker, adult, mode="thumb", signature=SIGNATURE, thumb_photo=io.BytesIO(picture()))
    assert ConsentPaper.objects.get(mode="thumb").signature is None


# --- who may -----------------------------------------------------------------------------------------------------------


def test_a_role_without_the_verb_is_turned_away(worker, adult):
    assert make.browser(make.member("desk_officer")).get(reverse("take_consent", args=[adult])).status_code == 403


def test_another_organisation_gets_the_answer_for_what_does_not_exist(worker, adult):
    other = make.member()
    assert make.browser(other).get(reverse("take_consent", args=[adult])).status_code == 404
    assert take(other, adult).status_code == 404
    assert not Consent.objects.exists()


def test_a_colleague_who_only_finds_the_name_takes_no_consent(worker, adult):
    colleague = make.member(of=worker.organisation)
    assert make.browser(colleague).get(reverse("person", args=[adult])).status_code == 200
    assert take(colleague, adult).status_code == 404


def test_a_form_sent_twice_makes_one_consent(worker, adult):
    """Field report B41, B43."""
    token = str(uuid7())
    first, second = take(worker, adult, form_token=token), take(worker, adult, form_token=token)
    assert first.url == second.url
    assert Consent.objects.count() == 1


# --- age -----------------------------------------------------------------------------------------------------------------

CHILD_TOLD, CHILD_UNSAFE = GivenBy.SELF_GUARDIAN_TOLD, GivenBy.SELF_GUARDIAN_UNSAFE


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        (PartialDate.of(2014, 11, 26), [GivenBy.GUARDIAN]),  # 12 tomorrow
        (PartialDate.of(2014, 11, 25), [GivenBy.GUARDIAN_ASSENT]),  # 12 today
        (PartialDate.of(2011, 11, 26), [GivenBy.GUARDIAN_ASSENT]),
        (PartialDate.of(2011, 11, 25), [CHILD_TOLD, CHILD_UNSAFE]),
        (PartialDate.of(2008, 11, 26), [CHILD_TOLD, CHILD_UNSAFE]),
        (PartialDate.of(2008, 11, 25), [GivenBy.SELF]),
        (PartialDate.of(2008), [CHILD_TOLD, CHILD_UNSAFE]),  # may still be 17
        (PartialDate.of(2008, 11), [CHILD_TOLD, CHILD_UNSAFE]),
        (PartialDate.of(2007), [GivenBy.SELF]),
        (PartialDate.estimated(17, TODAY), [CHILD_TOLD, CHILD_UNSAFE]),
        (PartialDate.estimated(18, TODAY), [GivenBy.SELF]),
        (PartialDate.estimated(17, date(2025, 11, 25)), [GivenBy.SELF]),  # said a year ago
        (PartialDate.estimated(11, TODAY), [GivenBy.GUARDIAN]),
        (PartialDate.estimated(12, TODAY), [GivenBy.GUARDIAN_ASSENT]),
        (PartialDate.estimated(14, TODAY), [GivenBy.GUARDIAN_ASSENT]),
        (PartialDate.estimated(15, TODAY), [CHILD_TOLD, CHILD_UNSAFE]),
    ],
)
def test_who_may_be_a_child_is_treated_as_one_at_every_border(birth, expected):
    assert list(givers(birth, TODAY)) == expected


def test_with_an_unknown_birth_the_page_asks(worker):
    person = make.person(worker)
    page = make.browser(worker).get(reverse("take_consent", args=[person]))
    assert "The date of birth is not known" in told(page)
    assert set(givers(None, TODAY)) == set(GivenBy)
    assert "required" in errors(take(worker, person, given_by=""))["given_by"][0]
    assert take(worker, person, given_by="assent", guardian="خالد").status_code == 302


def child(worker, years) -> object:
    return make.person(worker, make.identity("آدم", birth=PartialDate.on(date.today() - timedelta(days=years * 366))))


def test_for_a_small_child_the_guardian_alone_answers_and_is_named(worker):
    person = child(worker, 8)
    page = make.browser(worker).get(reverse("take_consent", args=[person]))
    assert "The child; the guardian is told" not in told(page)
    assert "best-interests decision" in told(page)
    assert "guardian's name" in errors(take(worker, person))["guardian"][0]
    take(worker, person, guardian="خالد الشاذلي")
    paper = ConsentPaper.objects.get()
    assert (paper.given_by, paper.guardian) == ("guardian", "خالد الشاذلي")


def test_an_adolescent_consents_and_the_guardian_is_told_unless_that_is_unsafe(worker):
    person = child(worker, 16)
    assert "valid choice" in errors(take(worker, person, given_by="self"))["given_by"][0]
    assert "guardian's name" in errors(take(worker, person, given_by="child_told"))["guardian"][0]
    take(worker, person, given_by="child_unsafe", guardian="خالد")
    paper = ConsentPaper.objects.get()
    assert (paper.guardian_told, paper.guardian) == ("unsafe", ""), "an unsafe guardian is not written down"


def test_the_age_is_counted_on_amanas_clock(worker):
    today = date.today()
    person = make.person(worker, make.identity("آدم", birth=PartialDate.on(date(today.year - 18, today.month, 1) + timedelta(days=62))))
    assert "The child; the guardian is told" in told(make.browser(worker).get(reverse("take_consent", args=[person])))
    make.move_clock(days=80)
    assert "The child; the guardian is told" not in told(make.browser(worker).get(reverse("take_consent", args=[person])))
    assert take(worker, person).status_code == 302


def facts(**changes) -> PaperFacts:
    return PaperFacts(
        **(
            {
                "mode": "oral_witness",
                "given_by": "self",
                "language": "ara",
                "points": tuple(points()),
                "text_version": "1",
                "text_shown": "نص",
                "witness": "سعاد",
            }
            | changes
        )
    )


@pytest.mark.parametrize(("changes", "code"), [({"given_by": "guardian"}, "consent_giver"), ({"points": ("interview",)}, "consent_points")])
def test_the_act_itself_holds_the_rule_of_age_and_of_the_seven_points(worker, adult, changes, code):
    with acting(worker.cookie) as actor, pytest.raises(Refused, match=code):
        actions.take(adult, answers=[Answer("case", True, 1023, 30)], paper=facts(**changes), by=actor)


# --- what the database holds -------------------------------------------------------------------------------------------


def test_a_consent_cannot_be_widened_later(worker, adult):
    made = make.consent(worker, adult)
    Consent.objects.filter(pk=made.pk).update(made_in=1)  # as if its transaction were over
    with pytest.raises(Hidden), acting(worker.cookie):
        ConsentScope.objects.create(
            consent_id=made.pk,
            purpose="contact",
            receiver_id=worker.organisation.pk,
            agreed=True,
            sections=2,
            ends_at=made.made_at or "2027-01-01T00:00Z",
        )


def test_a_paper_cannot_be_added_later(worker, adult):
    with acting(worker.cookie):
        made = Consent.objects.create(person_id=adult)
    Consent.objects.filter(pk=made.pk).update(made_in=1)
    with pytest.raises(Hidden), acting(worker.cookie):
        ConsentPaper.objects.create(consent_id=made.pk, mode="thumb", given_by="self", language="ara", points=[], text_version="1", text_shown="")


@pytest.mark.parametrize("purpose", ["referral", "sharing", "law_enforcement"])
def test_a_scope_for_another_organisation_without_naming_it_is_refused(worker, adult, purpose):
    with pytest.raises(Refused, match="consent_receiver"):
        make.consent(worker, adult, Answer(purpose, True, 1, 30, worker.organisation.pk))


def test_only_the_records_organisation_takes_consent(worker, adult):
    with pytest.raises(Hidden):
        make.consent(make.member(), adult)
    with pytest.raises(Forbidden):
        make.consent(make.member("analyst", of=worker.organisation), adult)


def test_a_consent_lasts_two_years_at_most(worker, adult):
    make.consent(worker, adult, Answer("case", True, 1023, 5000))
    scope = ConsentScope.objects.get()
    assert scope.ends_at - scope.made_at <= timedelta(days=731)


def test_a_refusal_takes_the_place_of_an_earlier_agreement_and_closes(worker, adult):
    case = make.case(worker, adult)
    answer = take(worker, adult, **{"case-answer": "refuse"})
    assert answer.url.startswith(f"/people/{adult}/consents/receipts/")
    earlier, later = ConsentScope.objects.order_by("made_at", "id")
    assert earlier.ended_how == "superseded" and not later.agreed
    receipt = told(make.browser(worker).get(answer.url))
    assert "1 case: worker and team no longer see it" in receipt
    assert "You no longer see the file yourself" in receipt
    with acting(worker.cookie):
        assert not Case.objects.filter(pk=case.pk).exists()
    with pytest.raises(Hidden), acting(make.member("supervisor", of=worker.organisation, teams=[worker.team]).cookie) as actor:
        cases.assign(Case.objects.get(pk=case.pk), team_id=worker.team.pk, staff_id=worker.staff.pk, by=actor)


def test_the_database_itself_takes_no_consent_from_whom_the_age_does_not_allow():
    """Also where the program asks nothing, or may not read the birth."""
    worker = make.member()
    child = make.person(worker, make.identity(birth=PartialDate.of(date.today().year - 13)))
    with acting(worker.cookie):
        made = Consent.objects.create(person_id=child)
        with pytest.raises(Refused, match="consent_giver"), attempt():
            ConsentPaper.objects.create(consent_id=made.pk, mode="oral_witness", given_by="self", language="ara", points=list(points()), text_version="1",
                                        text_shown="نص", witness="شاهدة")


@pytest.mark.parametrize("today", [date(2026, 11, 25), date(2024, 2, 29), date(2027, 2, 28), date(2027, 3, 1)])
@pytest.mark.parametrize("years", [0, 11, 12, 14, 15, 17, 18, 70])
def test_the_database_and_the_program_know_the_same_givers(today, years):
    with connection.cursor() as cursor:
        for day in (-1, 0, 1):
            born = date(today.year - years, today.month, min(today.day, 28)) + timedelta(days=day)
            cursor.execute("SELECT ring.givers(%s, %s)", [born, today])
            assert tuple(cursor.fetchone()[0]) == tuple(one.value for one in givers(PartialDate.on(born), today))
        cursor.execute("SELECT ring.givers(NULL, %s)", [today])
        assert cursor.fetchone()[0] is None


@pytest.mark.parametrize("sections", [None, [], [""], ["x"], ["4096"], ["²"]])
@pytest.mark.parametrize("answer", ["agree", "refuse"])
def test_sections_are_asked_for_where_she_agrees_and_only_there(worker, adult, answer, sections):
    """Field report B82: key missing, empty list, empty word, unknown code."""
    shelter = make.organisation("مأوى النيل")
    changes = referral(shelter, answer=answer)
    changes.pop("referral-0-sections")
    page = take(worker, adult, **changes, **({} if sections is None else {"referral-0-sections": sections}))
    empty = sections in (None, [], [""])
    if answer == "agree" or not empty:
        assert page.status_code == 200 and "referral-0-sections" in errors(page)
    else:
        assert ConsentScope.objects.get(purpose="referral").sections == 0


@pytest.mark.parametrize("typed", ["²", "9" * 5000, "-1", "x"])
def test_a_count_of_rows_that_is_none_breaks_nothing(worker, adult, typed):
    assert take(worker, adult, add="referral", **{"rows-referral": typed, "case-days": typed}).status_code == 200


def test_the_office_that_runs_the_platform_is_no_receiver(worker, adult):
    office, other = make.organisation("إدارة المنصة", Kind.PLATFORM), make.organisation("دار نور")
    administrator = make.member("organisation_administrator", of=worker.organisation)
    for member, address in ((worker, reverse("take_consent", args=[adult]) + f"?purpose=referral&to={other.pk}"), (administrator, reverse("record_agreement"))):
        page = make.browser(member).get(address).content.decode()
        assert f'value="{other.pk}"' in page and str(office.pk) not in page, address
