"""Composing a referral by its page: preview, review, draft, refusals in words."""
import re

import pytest
from django.urls import reverse

from amana.casework.cases import actions as cases
from amana.casework.consent import actions as consents
from amana.casework.consent.rules import Answer
from amana.casework.referral.models import Draft, PackagePart, Referral, Target
from amana.casework.referral.rules import revealed
from amana.casework.registry import actions as registry
from amana.casework.registry.models import Contact, Social
from amana.casework.registry.rules import SocialFacts
from amana.ground.rows.acting import acting
from tests import builders as make

pytestmark = pytest.mark.django_db

NEED = "امرأة وطفلان يحتاجون إلى مبيت آمن من الليلة"


@pytest.fixture
def two():
    return make.two()


def address(two):
    return reverse("refer", args=[two.case.pk])


def typed(two, act, **fields):
    return {"act": act, "kind": two.service.kind, "service": str(two.service.pk), "ground": f"scope:{two.scope.pk}", "shown": f"scope:{two.scope.pk}",
            "urgency": "urgent", "need": NEED, "parts": ["name", "sex"], "draft": "0190a2c4-0000-7000-8000-000000000001"} | fields


def words_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_first_look_offers_kinds_that_others_offer_and_proposes_nothing_to_send(two):
    page = make.browser(two.worker).get(address(two))
    assert page.status_code == 200
    kinds = [code for _group, options in page.context["form"].fields["kind"].choices[1:] for code, _name in options]
    assert kinds == [two.service.kind]
    assert page.context["parts"] == {}


def test_a_service_from_the_directory_comes_chosen_with_its_consent_and_the_usual_things_ticked(two):
    page = make.browser(two.worker).get(address(two), {"service": str(two.service.pk)})
    assert page.context["ground"].scope_id == two.scope.pk
    assert "Consent in force" in words_of(page)
    assert "Rests on the consent of" in words_of(page)
    assert {"name", "sex"} <= page.context["ticked"]
    assert list(page.context["parts"]) == [1, 2]


def test_the_preview_shows_both_sides_and_writes_nothing(two):
    page = make.browser(two.worker).post(address(two), typed(two, "preview"), headers={"HX-Target": "preview"})
    html = words_of(page)
    before, after = html.split("After acceptance")
    assert "هناء" not in before and "هناء" in after
    assert before.count("Hidden until accepted") == 3
    assert NEED in before
    assert "<html" not in html, "a fragment for htmx"
    assert not Referral.objects.exists() and not Draft.objects.exists()


def test_the_preview_works_without_script(two):
    page = make.browser(two.worker).post(address(two), typed(two, "preview", need="", urgency=""))
    assert page.status_code == 200 and "<html" in words_of(page)
    assert not page.context["form"].errors, "a preview judges nothing"


def test_review_shows_all_once_more_and_send_sends_exactly_that(two):
    browser = make.browser(two.worker)
    review = browser.post(address(two), typed(two, "review"), follow=True)
    assert "Is this what shall be sent?" in words_of(review)
    assert not Referral.objects.exists(), "shared with others: a review page first"
    sent = browser.post(address(two), typed(two, "send"))
    made = Referral.objects.get()
    assert sent.url == reverse("referral", args=[made.pk])
    assert Target.objects.get().scope_id == two.scope.pk
    assert {part.section: sorted(part.body) for part in PackagePart.objects.all()} == {0: ["age_band", "need", "sex"], 1: ["name", "sex"]}


def test_who_goes_back_to_the_review_finds_a_page_before_and_after_sending(two):
    """It has an address of its own; as the answer to a form the browser would show an error in its place."""
    browser = make.browser(two.worker)
    review = browser.post(address(two), typed(two, "review")).url
    assert not Referral.objects.exists() and "Is this what shall be sent?" in words_of(browser.get(review))
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', browser.get(review).content.decode()))
    assert {name: hidden[name] for name in ("kind", "service", "ground", "urgency", "need")} == {
        name: typed(two, "send")[name] for name in ("kind", "service", "ground", "urgency", "need")}
    browser.post(review, typed(two, "send"))
    assert Referral.objects.count() == 1
    again = browser.get(review, follow=True)
    assert again.redirect_chain[-1][0] == reverse("case_referrals", args=[two.case.pk])
    assert "This draft is no longer there" in words_of(again)


def test_the_same_form_sent_twice_makes_one_referral(two):
    """Field report B43: one click makes two shipments."""
    browser, form = make.browser(two.worker), typed(two, "send", form_token="0190a2c4-0000-7000-8000-0000000000aa")
    first, second = browser.post(address(two), form), browser.post(address(two), form)
    assert first.url == second.url
    assert Referral.objects.count() == 1


def test_without_a_consent_the_organisation_is_marked_and_the_form_says_so_at_its_field():
    two = make.two()
    other = make.service(make.team(make.organisation("دار نور"), "مكتب", is_desk=True), kind=two.service.kind, name_ar="دار")
    browser = make.browser(two.worker)
    page = browser.post(address(two), typed(two, "preview", service=str(other.pk), ground="", shown=""))
    assert "Consent needed" in words_of(page)
    refused = browser.post(address(two), typed(two, "review", service=str(other.pk), ground="", shown=""))
    assert refused.context["form"].errors["service"] == ["A consent to this organisation is needed before anything can be referred there."]
    assert NEED in words_of(refused), "what was typed stays"


def test_a_name_or_a_number_in_the_need_is_warned_of_and_must_be_confirmed(two):
    """DESIGN.md §6.3: the minimum part carries no name and no number."""
    browser = make.browser(two.worker)
    for words, found in (("ولهَناء طفلان", "ولهَناء"), ("هاتفها 0100 555 0142", "0100 555 0142"), ("الرقم ٢٩٠٠١٠١١٢٣٤٥٦٧", "29001011234567"), ("a@b.org", "a@b.org")):
        page = browser.post(address(two), typed(two, "review", need=words))
        assert page.context["revealed"] == [found]
        assert "May tell who it is" in words_of(page)
        assert page.context["form"].errors["need"]
    assert not browser.post(address(two), typed(two, "review", need="أم لطفلين (4 و7 سنوات)، 3 ليالٍ"), follow=True).context["revealed"]
    confirmed = browser.post(address(two), typed(two, "send", need="سعيد هو اسم الشارع", confirmed="on"))
    assert confirmed.status_code == 302


@pytest.mark.parametrize(("need", "found"), [("تعتمد على جارتها، وعلى معاش صغير", []), ("ابنها علي في السادسة", ["علي"]), ("وعلي في السادسة", ["وعلي"]), ("يسأل عنها على الشاذلي", ["على", "الشاذلي"]),
    ("سكنت عند مصطفي", ["مصطفي"]), ("يعلى من شأنها", [])])
def test_a_preposition_is_no_name_unless_another_part_of_the_name_stands_beside_it(need, found):
    assert revealed(need, "هناء مصطفى علي الشاذلي") == found


def test_the_marks_of_a_sentence_are_no_part_of_an_address():
    assert revealed("بريدها a@b.eg،. أو «c@d.eg»؛ ثم (e@f.eg)؟", "هناء") == ["a@b.eg", "c@d.eg", "e@f.eg"]


def test_whose_name_is_written_as_the_preposition_is_warned_of_all_the_same():
    assert revealed("تعتمد على جارتها", "هناء على الشاذلي") == ["على"]


def test_what_the_consent_does_not_cover_is_barred_with_the_reason_and_cannot_be_sent():
    two = make.two(sections=1)
    browser = make.browser(two.worker)
    page = browser.get(address(two), {"service": str(two.service.pk)})
    assert "Not covered by the consent" in words_of(page)
    phone = next(offer.choice.key for group in page.context["sections"] for offer in group.offers if offer.choice.kind == "phone")
    browser.post(address(two), typed(two, "send", parts=["name", phone]))
    assert sorted(PackagePart.objects.values_list("section", flat=True)) == [0, 1], "a barred thing that is sent all the same falls away"


def test_a_section_that_the_role_does_not_read_is_named_without_content():
    two = make.two(sections=31 | 256)
    assert "Your role does not read this section" in words_of(make.browser(two.worker).get(address(two), {"service": str(two.service.pk)}))


def test_languages_documents_and_journey_can_be_packed(two):
    make.document(two.worker, two.case.person_id)
    Social.objects.filter(pk=two.case.person_id).delete()
    with acting(two.worker.cookie) as actor:
        registry.correct_social(two.case.person_id, SocialFacts(languages=("ara",), needs="مترجم"), version=None, by=actor)
    page = make.browser(two.worker).get(address(two), {"service": str(two.service.pk)})
    keys = {offer.choice.kind for group in page.context["sections"] for offer in group.offers}
    assert {"document", "languages", "needs"} <= keys
    assert "A123456" not in words_of(page), "of a document's number the tail alone"


@pytest.mark.parametrize("breach, sentence", [
    ("agreement", "No agreement between your organisations is in force for what you chose. Ask your administrator."),
    ("service", "This service no longer takes referrals. Choose another one."),
    ("case", "The case is closed or may not be worked on any more: nothing can be referred.")])
def test_each_refusal_of_the_database_is_a_sentence(two, breach, sentence):
    if breach == "agreement":
        two.service.organisation.agreements_received.update(state="ended")
    if breach == "service":
        type(two.service).objects.filter(pk=two.service.pk).update(is_active=False)
    if breach == "case":
        with acting(two.worker.cookie) as actor:
            cases.ask_closure(two.case, reason="goals_met", summary="", by=actor)
        with acting(two.supervisor.cookie) as actor:
            cases.approve_closure(two.case, by=actor)
    page = make.browser(two.worker).post(address(two), typed(two, "send"))
    assert sentence in words_of(page)
    assert not Referral.objects.exists()


def test_a_consent_withdrawn_between_review_and_sending_stops_it_in_words(two):
    browser = make.browser(two.worker)
    assert "Is this what shall be sent?" in words_of(browser.post(address(two), typed(two, "review"), follow=True))
    with acting(two.worker.cookie) as actor:
        consents.withdraw(two.scope, by=actor)
    page = browser.post(address(two), typed(two, "send"))
    assert "A consent to this organisation is needed" in words_of(page)
    assert not Referral.objects.exists()


def test_what_is_typed_is_kept_and_stands_there_again(two):
    browser = make.browser(two.worker)
    saved = browser.post(address(two), typed(two, "autosave"), headers={"HX-Target": "saved"})
    assert "Saved" in words_of(saved)
    browser.post(address(two), typed(two, "autosave", need=NEED + " والآن"))
    assert Draft.objects.count() == 1, "one draft however often it is saved"
    key = Draft.objects.get().pk
    page = browser.get(address(two), {"draft": str(key)})
    assert NEED + " والآن" in words_of(page)
    assert page.context["ticked"] == {"name", "sex"}
    assert str(key) in words_of(browser.get(address(two))), "drafts of the case are listed"


def test_sending_ends_its_draft_and_a_late_autosave_does_not_bring_it_back(two):
    browser = make.browser(two.worker)
    browser.post(address(two), typed(two, "autosave"))
    browser.post(address(two), typed(two, "send"))
    assert Draft.objects.get().is_done
    assert browser.post(address(two), typed(two, "autosave")).status_code == 409
    assert Draft.objects.get().content == {}


def test_a_draft_can_be_kept_and_dropped(two):
    browser = make.browser(two.worker)
    browser.post(address(two), typed(two, "draft"))
    assert Draft.objects.get().content["need"] == NEED
    browser.post(address(two), typed(two, "drop"))
    assert Draft.objects.get().is_done


def test_a_draft_is_seen_by_its_writer_alone(two):
    browser = make.browser(two.worker)
    browser.post(address(two), typed(two, "draft"))
    page = make.browser(two.supervisor).get(address(two), {"draft": str(Draft.objects.get().pk)})
    assert NEED not in words_of(page)


def test_hidden_and_missing_cases_look_alike_and_other_roles_are_turned_away(two):
    assert make.browser(two.outsider).get(address(two)).status_code == 404
    assert make.browser(two.worker).get(reverse("refer", args=["0190a2c4-0000-7000-8000-000000000009"])).status_code == 404
    for role in ("reception", "desk_officer", "analyst"):
        assert make.browser(make.member(role, of=two.worker.organisation)).get(address(two)).status_code == 403


def test_the_police_is_offered_under_its_own_consent_alone():
    two = make.two(kind="LawEnforcement")
    make.consent(two.worker, two.case.person_id, Answer("referral", True, 31, 90, two.receiver.organisation.pk))
    page = make.browser(two.worker).get(address(two), {"service": str(two.service.pk)})
    assert [one.scope_id for one in page.context["own_grounds"]] == [two.scope.pk]


def test_free_text_is_shown_as_text(two):
    """Field report B40."""
    page = make.browser(two.worker).post(address(two), typed(two, "preview", need="<img src=x onerror=alert(1)>"))
    assert "<img src=x" not in page.content.decode()
    assert Contact.objects.exists()
