"""The pages of registration and of the list: what field reports say was typed there, and what must come of it."""
import pytest
from django.urls import reverse

from amana.casework.registry.models import Identity, Phone
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
