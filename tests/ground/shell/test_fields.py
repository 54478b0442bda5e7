"""What fields accept, refuse and give back, and how a form says so."""

from datetime import date, time
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

from amana.ground.shell import fields
from amana.lib.core.dates import PartialDate
from tests.ground.shell.gallery import Registration

TODAY = date(2026, 11, 25)


def born(**options) -> fields.PartialDateField:
    return fields.PartialDateField(takes_age=True, today=lambda: TODAY, **options)


@pytest.mark.parametrize(
    ("parts", "value"),
    [
        (["14", "3", "2001", "", "year"], PartialDate.of(2001, 3, 14)),
        (["١٤", "3", "٢٠٠١", "", "year"], PartialDate.of(2001, 3, 14)),
        (["", "3", "2001", "", "year"], PartialDate.of(2001, 3)),
        (["", "", "2001", "", "year"], PartialDate.of(2001)),
        (["", "", "", "٢٦", "year"], PartialDate.estimated(26, TODAY)),
        (["", "", "", "5", "month"], PartialDate.estimated(5, TODAY, "month")),
    ],
)
def test_a_date_may_be_known_in_part_or_be_an_age(parts, value):
    assert born().clean(parts) == value


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (["", "", "", "", "year"], "required"),
        (["31", "2", "2001", "", "year"], "date.no_such_day"),
        (["5", "", "2001", "", "year"], "date.day_without_month"),
        (["", "3", "", "", "year"], "year_missing"),
        (["x", "3", "2001", "", "year"], "not_digits"),
        (["", "", "01", "", "year"], "date.year_out_of_range"),
        (["", "", "2001", "26", "year"], "both"),
        (["", "", "", "900", "year"], "date.age_out_of_range"),
        (["", "", "²", "", "year"], "not_digits"),
        (["", "", "1446", "", "year"], "date.year_out_of_range"),
        (["", "", "9" * 5000, "", "year"], "date.year_out_of_range"),
        (["9" * 5000, "1", "2001", "", "year"], "date.no_such_day"),
    ],
)
def test_an_impossible_date_is_refused_with_its_reason(parts, code):
    with pytest.raises(ValidationError) as refused:
        born().clean(parts)
    assert refused.value.error_list[0].code == code
    assert "%(" not in " ".join(refused.value.messages)


@pytest.mark.parametrize(("year", "stated"), [("1446", 1446), ("١٤٤٦", 1446), ("1743", 1743)])
def test_a_year_of_another_calendar_stands_alone_where_it_is_asked_for(year, stated):
    """Field report B14."""
    field = born(takes_other_calendars=True)
    assert field.clean(["", "", year, "", "year"]) == PartialDate.of(stated)
    with pytest.raises(ValidationError) as refused:
        field.clean(["", "3", year, "", "year"])
    assert refused.value.error_list[0].code == "date.year_alone"
    assert field.widget.decompress(PartialDate.of(stated)) == [None, None, stated, None, None]
    with pytest.raises(ValidationError):
        born(takes_other_calendars=True, may_be_future=False).clean(["", "", "1450", "", "year"])


def test_a_birth_cannot_lie_ahead():
    with pytest.raises(ValidationError):
        born(may_be_future=False).clean(["", "", "2027", "", "year"])


def test_a_date_that_was_not_touched_has_not_changed():
    field = fields.PartialDateField(required=False)
    assert not field.has_changed(PartialDate.of(2001, 3), ["", "3", "2001"])
    assert field.has_changed(None, ["", "3", "2001"])
    assert field.has_changed(PartialDate.of(2001), ["x", "", ""])


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (fields.Text(), " هناء\u200f  سعيد ", "هناء سعيد"),
        (fields.LatinText(), "A٢٤١", "A241"),
        (fields.Email(), " Maha@Example.ORG ", "maha@example.org"),
        (fields.Number(), "١٬٤٨٢", 1482),
        (fields.Number(), "３४", 34),
        (fields.Text(required=False), "\u200d\u3164", ""),
        (fields.Text(), "هناء\u2060\ufe0f\u200c", "هناء"),
        (fields.TimeOfDay(), "١٤٫٣٠", time(14, 30)),
        (fields.TimeOfDay(), "9", time(9)),
        (fields.AnyOf(choices=[("a", "A")], required=False), ["", "a"], ["a"]),
        (fields.AnyOf(choices=[("a", "A")], required=False), [""], []),
        (fields.Number(required=False), "", None),
        (fields.Digits(length=3), "٠١ ٢", "012"),
        (fields.AccountNumber(), "eg٣٨ 0019 0005 0000 0000 2631 8000 2", "EG380019000500000000263180002"),
        (fields.AccountNumber(), "DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        (fields.AccountNumber(), "٠١٠٠ ٥٥٥ ٠١٤٢", "01005550142"),
        (fields.LongText(), "أول\r\n\r\n\r\n\r\nثانٍ ", "أول\n\nثانٍ"),
    ],
)
def test_typed_text_is_folded_before_it_is_judged(field, typed, value):
    assert field.clean(typed) == value


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (fields.Number(), "خمسة"),
        (fields.Number(), "1.5"),
        (fields.Number(max_value=9), "١٠"),
        (fields.Digits(), "12a"),
        (fields.Phone(), "غير معروف"),
        (fields.Phone(), "01005abc"),
        *((fields.AccountNumber(), typed) for typed in ("EG12 ٣٤٥", "EG38 0019 0005 0000 0000 2631 8000 1", "EG380019000500000000263180003", "EG", "DE89370400440532013001")),
        (fields.Phone(must_dial=False), "01005"),
        (fields.Text(max_length=3), "هناء سعيد"),
        (fields.Digits(), "²"),
        (fields.Text(), "\u200d\u3164"),
        *((fields.TimeOfDay(), typed) for typed in ("1_0:30", "+9:30", "24:00", "2:٩٩", "٢:٣٠ م")),
    ],
)
def test_what_is_not_asked_for_is_refused(field, typed):
    with pytest.raises(ValidationError):
        field.clean(typed)


@pytest.mark.parametrize(("field", "typed", "words"), [
    (fields.Number(), "خمسة", "اكتب عددًا صحيحًا بالأرقام."), (fields.Amount(), "كثير", "اكتب العدد بالأرقام: مثلًا 1250.50."), (fields.Amount(min_value=Decimal("0.01")), "0", "اكتب 0.01 أو أكثر."),
    (fields.Number(max_value=9), "١٠", "اكتب 9 أو أقل."), (fields.Amount(), "1.234", "لا يُكتب بعد الفاصلة العشرية أكثر من رقمين."), (fields.Amount(), "1" * 14, "هذا أكبر مما يمكن تسجيله هنا. راجع العدد."),
    (fields.Amount(max_value=Decimal("999999999.99")), "1" * 14, "اكتب 999,999,999.99 أو أقل."),
    (fields.Text(max_length=3), "هناء", "هذا أطول مما يتسع له الحقل: عدد الحروف 4، والحد الأقصى 3."),
    (fields.LongText(min_length=10), "أربع", "هذا أقصر من المطلوب: عدد الحروف 4، والحد الأدنى 10.")])
def test_what_is_wrong_with_a_number_is_said_in_the_words_of_the_house(field, typed, words):
    with override("ar"):
        with pytest.raises(ValidationError) as raised:
            field.clean(typed)
        assert raised.value.messages == [words]


def test_the_year_of_a_birth_is_asked_for_up_to_this_year_and_of_a_plan_further():
    for options, last in (({"may_be_future": False}, 2026), ({"may_be_future": False, "takes_other_calendars": True}, 2026), ({}, 2199)):
        with override("en"), pytest.raises(ValidationError, match=f"from 1900 to {last}"):
            fields.PartialDateField(**options, today=lambda: date(2026, 11, 25)).clean(["", "", "90"])


def test_a_wrong_length_says_how_many_digits_were_typed():
    with override("ar"), pytest.raises(ValidationError, match="المطلوب 14 رقمًا، والمُدخل 12"):
        fields.Digits(length=14).clean("301031414012")


def test_a_phone_keeps_what_was_typed_beside_what_can_be_dialled():
    number = fields.Phone().clean("٠١٠٠ ٥٥٥ ٠١٤٢")
    assert (number.e164, number.typed) == ("+201005550142", "٠١٠٠ ٥٥٥ ٠١٤٢")
    assert fields.Phone(required=False).clean("") is None


def test_an_error_stands_under_its_field_and_in_the_summary_in_the_same_words():
    with override("ar"):
        html = str(Registration({"national_number": "12"}))
    words = "المطلوب 14 رقمًا، والمُدخل 2"
    assert html.count(words) == 2
    assert '<a href="#id_national_number">الرقم القومي: ' + words in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_national_number_helptext id_national_number_error"' in html
    assert 'role="alert" tabindex="-1"' in html


def test_a_file_that_the_browser_lets_go_of_is_asked_for_again():
    class Upload(forms.Form):
        list = forms.FileField(widget=forms.FileInput)
        day = forms.CharField()

    file = SimpleUploadedFile("list.csv", b"name")
    with override("ar"):
        assert "يلزم اختيار الملف من جديد" in str(Upload({}, {"list": file}))
        assert all("يلزم اختيار الملف من جديد" not in str(one) for one in (Upload(), Upload({}, {}), Upload({"day": "1"}, {"list": file})))


def test_the_summary_names_every_place_that_is_red_and_a_question_brings_its_own_mark():
    class Upload(forms.Form):
        list = forms.FileField(label="List", widget=forms.FileInput)
        day = forms.CharField(label="Which day?")

    with override("en"):
        html = str(Upload({}, {"list": SimpleUploadedFile("list.csv", b"name")}))
    assert "Not saved: 2 things need correcting" in html and '<a href="#id_list">List: Choose the file once more' in html
    assert '<a href="#id_day">Which day? ' in html and "?:" not in html
    with override("ar"):
        Upload.base_fields["day"].label = "أي يوم؟"
        assert "أي يوم؟ " in str(Upload({})) and "؟:" not in str(Upload({}))
        Upload.base_fields["day"].label = "قرأت النص على الشخص."
        assert "قرأت النص على الشخص. " in str(Upload({})) and ".:" not in str(Upload({}))


def test_what_was_refused_as_a_whole_counts_no_places_that_need_correcting():
    class Hold(forms.Form):
        reason = forms.CharField(label="Why?", required=False)

    form = Hold({"reason": "x"})
    form.add_error(None, "Already done by Salwa.")
    with override("en"):
        assert '<p class="am-note-title">Not saved</p>' in str(form) and "Already done by Salwa." in str(form) and "needs correcting" not in str(form)


def test_what_was_typed_stays_after_an_error():
    html = str(Registration({"name": "هناء", "born_day": "31", "born_month": "2", "born_year": "2001", "phone": "?"}))
    assert 'value="هناء"' in html
    assert 'value="31"' in html
    assert '<option value="2" selected>' in html
    assert 'value="?"' in html


def test_optional_is_said_and_required_is_not():
    with override("ar"):
        html = str(Registration())
    assert html.count("(اختياري)") == sum(not field.required for field in Registration.base_fields.values())


def test_groups_have_a_legend_and_nothing_is_chosen_beforehand():
    html = str(Registration())
    assert html.count("<fieldset") == html.count("<legend") == 3
    assert "checked" not in html


def test_fields_of_django_look_the_same():
    class Plain(forms.Form):
        title = forms.CharField()
        kind = forms.ChoiceField(choices=[("a", "A")])
        note = forms.CharField(widget=forms.Textarea)

    html = str(Plain())
    assert html.count("form-control") == 2
    assert html.count("form-select") == 1


def test_direction_follows_the_kind_of_text():
    html = str(Registration())
    for name, direction in {
        "name": "auto",
        "latin": "ltr",
        "phone": "ltr",
        "story": "auto",
        "national_number": "ltr",
    }.items():
        tag = next(part for part in html.split("<") if f'name="{name}"' in part)
        assert f'dir="{direction}"' in tag, name


@pytest.mark.parametrize("kind", [fields.Text, fields.LongText, fields.LatinText])
def test_no_browser_cuts_what_is_pasted_and_what_is_too_long_comes_back_whole_with_a_sentence(kind):
    form = type("Pasted", (forms.Form,), {"said": kind(max_length=5)})({"said": "abcdefghi"})
    with override("en"):
        assert form.errors == {"said": ["This is too long: 9 characters, and at most 5 fit."]}
    assert "abcdefghi" in str(form["said"]) and "maxlength" not in str(form["said"])
