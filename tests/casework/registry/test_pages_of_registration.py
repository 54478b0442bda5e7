"""The pages of registration and of the list: what field reports say was typed there, and what must come of it."""
from datetime import datetime

import pytest
from django.urls import reverse

from amana.casework.registry.models import Identity, Phone
from amana.lib.core.dates import CAIRO
from tests import builders as make

pytestmark = pytest.mark.django_db
FORM = {"name_kind": "given", "given_ar": "هناء", "father_ar": "سعيد", "family_ar": "الشاذلي", "sex": "female"}


@pytest.fixture
def browser():
    return make.browser(make.member())


def registered(browser, **typed) -> Identity:
    response = browser.post(reverse("register"), {**FORM, **typed})
    assert response.status_code == 302, response.context["form"].errors
    return Identity.objects.latest("person__id")


def found(browser, text: str) -> str:
    return browser.get(reverse("people"), {"q": text}).content.decode()


@pytest.mark.parametrize(("stored", "typed"), [
    ("مُحَمَّد عَلي القاضي", "محمد علي"), ("محمد علي القاضي", "محمدعلي"), ("أحمد عبد الله مصطفى", "احمد عبدالله مصطفي"),
    ("أحمد عبد الله مصطفى", "Ahmed Abdallah Mostafa"), ("فاطمة سعيد الزهراء", "فاطمه الزهرا"), ("فاطمة سعيد الزهراء", "Fatma El-Zahraa"),
    ("هناء سعيد الشاذلي", "هنا الشاذلي"), ("هنا سعيد الشاذلي", "هناء الشاذلي"), ("ضياء سعيد الشاذلي", "ضيا"), ("زكرياء سعيد الشاذلي", "زكريا سعيد"),
    ("علی کریم القاضي", "علي كريم"), ("ﻋﻠﻲ ﺳﻌﻴﺪ القاضي", "علي سعيد"), ("مح\u06e1مد سعيد القاضي", "محمد سعيد"),
])
def test_a_name_is_found_on_the_first_page_however_it_is_spelt_and_shown_as_it_was_written(browser, stored, typed):
    """Field reports B01, B02."""
    *given, father, family = stored.rsplit(" ", 2)
    one = registered(browser, given_ar=" ".join(given), father_ar=father, family_ar=family)
    assert one.full_name == stored
    page = found(browser, typed)
    assert one.person.number in page and stored in page


@pytest.mark.parametrize(("typed", "shown"), [("1446", "1446 AH (2024/2025)"), ("١٤٤٦", "1446 AH (2024/2025)"), ("1739", "1739 of the Coptic calendar (2022/2023)")])
def test_a_year_of_another_calendar_stays_as_typed_and_counts_as_an_interval(browser, typed, shown):
    """Field report B14."""
    one = registered(browser, birth_year=typed)
    assert one.birth_earliest < one.birth_latest and one.birth_day is one.birth_month is None
    assert shown in browser.get(reverse("person", args=[one.person_id])).content.decode()
    page = browser.get(reverse("correct_identity", args=[one.person_id])).content.decode()
    assert f'value="{one.birth_year}"' in page


def test_a_month_beside_a_year_of_another_calendar_is_asked_about(browser):
    """Field report B14."""
    page = browser.post(reverse("register"), {**FORM, "birth_year": "1446", "birth_month": "3"}).content.decode()
    assert "enter the year alone" in page and not Identity.objects.exists()


@pytest.mark.parametrize(("typed", "said"), [
    ({"birth_day": "31", "birth_month": "2", "birth_year": "1991"}, "There is no day 31"), ({"birth_day": "29", "birth_month": "2", "birth_year": "1991"}, "There is no day 29"),
    ({"birth_month": "15", "birth_year": "1991"}, "There is no such month"), ({"birth_year": "20"}, "four digits"), ({"birth_year": "0020"}, "four digits")])
def test_an_impossible_birth_is_refused_at_its_field(browser, typed, said):
    """Field reports B10, B11."""
    page = browser.post(reverse("register"), {**FORM, **typed}).content.decode()
    assert said in page and not Identity.objects.exists()


@pytest.mark.parametrize("typed", ["01001234567", "+20 100 123 4567", "00201001234567", "1001234567", "0100-123-4567", "٠١٠٠١٢٣٤٥٦٧", "０１００１２３４５６７"])
def test_a_phone_is_one_number_however_it_is_typed_and_finds_its_person(browser, typed):
    """Field reports B25, B26."""
    one = registered(browser, number=typed)
    assert Phone.objects.get(person_id=one.person_id).e164 == "+201001234567"
    assert one.person.number in found(browser, "0100 123 4567") and one.person.number in found(browser, typed)
    assert "+20 100 123 4567" in browser.get(reverse("person", args=[one.person_id])).content.decode()


@pytest.mark.parametrize("typed", ["\u200d", "\u3164", "\u2060\ufeff", "\u200f \u00a0"])
def test_a_name_of_which_nothing_is_seen_is_missing(browser, typed):
    page = browser.post(reverse("register"), {**FORM, "given_ar": typed}).content.decode()
    assert "Enter the first name" in page and not Identity.objects.exists()


TOKEN = "0a000000-0000-7000-8000-00000000000"


def test_the_same_registration_sent_again_and_again_is_one_record_and_gets_the_first_answer():
    """Field report B41: three times, and again after ten minutes, with the first answer lost."""
    worker = make.member()
    browser, form = make.browser(worker), {**FORM, "form_token": TOKEN + "1"}
    answers = [browser.post(reverse("register"), form) for _n in range(3)]
    make.move_clock(minutes=10)
    answers.append(browser.post(reverse("register"), form))
    assert len({answer.url for answer in answers}) == 1 and Identity.objects.count() == 1


def test_a_token_is_its_members_alone_and_an_answer_with_errors_uses_none_up():
    """Field reports B41, B43."""
    worker, form = make.member(), {**FORM, "form_token": TOKEN + "2"}
    colleague = make.member(of=worker.organisation, teams=worker.teams)
    assert make.browser(worker).post(reverse("register"), {**form, "given_ar": ""}).status_code == 200
    urls = {make.browser(member).post(reverse("register"), form).url for member in (worker, colleague)}
    assert len(urls) == Identity.objects.count() == 2


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>", "\"><script>alert(1)</script>", "{{ 7*x }}", "a\u202eexe.gnp", "'; DROP TABLE x; --", "=A1+1"])
def test_a_name_is_shown_as_text_on_every_page_of_the_person(browser, name):
    """Field report B40."""
    one = registered(browser, given_ar=name)
    urls = [reverse(page, args=[one.person_id]) for page in ("person", "correct_identity", "correct_contact", "correct_documents", "pass_on")]
    for url in (*urls, reverse("people"), reverse("people") + "?q=" + one.person.number, reverse("home")):
        page = browser.get(url).content.decode()
        assert "<img src=x" not in page and "<script>alert" not in page and "\u202e" not in page, url
    assert one.given_ar == name.replace("\u202e", "")


@pytest.mark.parametrize(("typed", "words"), [({"birth_age": "0", "birth_age_unit": "month"}, "about 0 years"), ({"birth_age": "٠", "birth_age_unit": "year"}, "about 0 years")])
def test_an_age_of_nought_is_an_age(browser, typed, words):
    """Field report B55: nought is not nothing."""
    one = registered(browser, **typed)
    assert one.birth_stated_age == 0 and words in browser.get(reverse("person", args=[one.person_id])).content.decode()
    assert 'value="0"' in browser.get(reverse("correct_identity", args=[one.person_id])).content.decode()


@pytest.mark.parametrize("hour", [(0, 30), (1, 59), (12, 59), (23, 30)])
def test_a_baby_born_today_is_of_no_age_at_any_hour_in_cairo(browser, hour, monkeypatch):
    """Field report B13: ages come from two calendar days, never from time stamps."""
    for module in ("amana.ground.shell.fields", "amana.ground.shell.templatetags.amana"):
        monkeypatch.setattr(f"{module}.clock_now", lambda: datetime(2026, 11, 25, *hour, tzinfo=CAIRO))
    one = registered(browser, birth_day="25", birth_month="11", birth_year="2026")
    for url in (reverse("person", args=[one.person_id]), reverse("people")):
        assert "0 months" in browser.get(url).content.decode(), url


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("en", "ltr")])
@pytest.mark.parametrize("name", ["القضاء.", "IOM المنظمة", "3 أطفال", "Hanaa (A)."])
def test_direction_follows_the_language_of_the_account_and_a_name_its_own(language, direction, name):
    """Field reports B59, B61, B62: whatever the first character is, whatever the browser asks for."""
    browser = make.browser(make.member(), language=language)
    one = registered(browser, given_ar=name)
    page = browser.get(reverse("person", args=[one.person_id]), headers={"Accept-Language": "en" if language == "ar" else "ar"}).content.decode()
    assert f'<html lang="{language}" dir="{direction}"' in page
    assert f"<bdi>{name}" in page or f'dir="auto">{name}' in page


def test_a_number_that_nobody_can_dial_as_it_stands_is_kept_as_typed_with_a_warning(browser):
    """Field report B26: never lost, neither at registration nor when the contact is corrected later."""
    one = registered(browser, number="0912345678")
    page = browser.get(reverse("person", args=[one.person_id])).content.decode()
    assert "is kept as it was typed" in page and page.count("0912345678") >= 2
    assert browser.post(reverse("correct_contact", args=[one.person_id]), _contact("0912345678")).status_code == 302
    phone = Phone.objects.get(person_id=one.person_id)
    assert (phone.typed, phone.e164, phone.is_current) == ("0912345678", "", True)


@pytest.mark.parametrize("typed", ["عند الجار", "01005abc", "0100O55", "2.01E+11", "0100 123", "01005"])
def test_letters_and_too_few_digits_are_no_phone_number_and_are_told_at_the_field(browser, typed):
    """Field report B26: what was typed stays in the form, and nothing that nobody can read is stored from one."""
    page = browser.post(reverse("register"), {"given_ar": "هناء", "sex": "female", "name_kind": "given", "number": typed}).content.decode()
    assert "This cannot be read as a phone number" in page and f'value="{typed}"' in page and not Phone.objects.exists()
    one = registered(browser)
    answer = browser.post(reverse("correct_contact", args=[one.person_id]), _contact(typed, standing=0))
    assert "This cannot be read as a phone number" in answer.content.decode() and not Phone.objects.filter(typed=typed).exists()


def test_a_number_of_a_list_that_nobody_can_read_stays_until_somebody_types_another(browser):
    worker = make.member()
    person = make.person(worker, phone="عند الجار")
    browser = make.browser(worker)
    assert browser.post(reverse("correct_contact", args=[person]), _contact("عند الجار")).status_code == 302
    assert browser.post(reverse("correct_contact", args=[person]), _contact("عند الجارة")).status_code == 200
    assert Phone.objects.get(person_id=person).typed == "عند الجار"


def _contact(number: str, *, standing: int = 1) -> dict:
    return {"version": "1", "governorate": "EG01", "phone-TOTAL_FORMS": 1, "phone-INITIAL_FORMS": standing, "phone-0-number": number}
