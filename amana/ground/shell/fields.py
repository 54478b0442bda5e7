"""Fields that forms are made of. What is typed is folded (digits, invisible marks) before it is judged."""
import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from typing import ClassVar, NoReturn

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import now as clock_now
from django.utils.translation import gettext_lazy as _

from amana.ground.shell.values import count_text, month_names
from amana.lib.core import phones, photos
from amana.lib.core.dates import FIRST_YEAR, LAST_YEAR, PartialDate, Precision, cairo_day
from amana.lib.core.errors import Unreadable
from amana.lib.core.text import fold_digits, read_decimal, tidy, tidy_lines
from amana.lib.payments import is_iban

LONGEST_PART = 6  # of a date; what is cut is too long for any of them anyway
SELECT_AT_MOST = 15  # above that a list is searched, not scrolled (UX.md §7)


class OptionCards(forms.RadioSelect):
    """One choice as cards around true radio buttons; nothing is chosen beforehand."""

    template_name = "shell/form/options.html"
    option_template_name = "shell/form/option.html"


class NumberedCards(OptionCards):
    """Cards that the keys 1, 2, 3 choose by their place; saving takes a press of its own."""

    def create_option(self, *of, **options) -> dict:
        made = super().create_option(*of, **options)
        index = int(made["index"])
        made["key"] = str(index + 1)
        made["attrs"]["data-shortcut"] = f"Digit{index + 1}"
        return made


class TickCards(forms.CheckboxSelectMultiple):
    template_name = "shell/form/options.html"
    option_template_name = "shell/form/option.html"


class Select(forms.Select):
    """A list that opens; of more than SELECT_AT_MOST the script makes one that is searched by typing."""

    template_name = "shell/form/select.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"] |= _list_of(tuple((plain(key), plain(words)) for key, words in self.choices), tuple(context["widget"]["value"]))
        return context

    def optgroups(self, name, value, attrs=None):
        """None: they are drawn by `_list_of`. A template for each option costs more than the rest of the page."""
        return []


def plain(said: object) -> str | tuple:
    """A key or the words of a choice in the page's language; of a group, its choices."""
    return tuple((plain(key), plain(words)) for key, words in said) if isinstance(said, list | tuple) else "" if said is None else str(said)


@lru_cache(maxsize=500)
def _list_of(choices: tuple, chosen: tuple[str, ...]) -> dict:
    """The same lists stand on page after page."""
    def drawn(offered: tuple) -> SafeString:
        return format_html_join("", "{}", ((
            format_html('<optgroup label="{}">{}</optgroup>', key, drawn(words)) if isinstance(words, tuple) else
            format_html('<option value="{}"{}>{}</option>', key, mark_safe(" selected") if key in chosen else "", words),) for key, words in offered))

    keys = [key for first, words in choices for key, _words in (words if isinstance(words, tuple) else ((first, words),))]
    return {"is_long": sum(1 for key in keys if key) > SELECT_AT_MOST, "options": drawn(choices)}


class PasswordBox(forms.PasswordInput):
    """A password that can be looked at, where a script can serve it."""

    template_name = "shell/form/password.html"


class Text(forms.CharField):
    """A line in any script: names, places, titles. Its direction follows what is typed."""

    direction = "auto"
    default_error_messages: ClassVar = {
        "max_length": _("This is too long: %(show_value)s characters, and at most %(limit_value)s fit."),
        "min_length": _("This is too short: %(show_value)s characters, and at least %(limit_value)s are needed."),
    }

    def __init__(self, *, max_length: int = 200, **options):
        super().__init__(max_length=max_length, **options)

    def to_python(self, value: object) -> str:
        return tidy(super().to_python(value))

    def widget_attrs(self, widget: forms.Widget) -> dict:
        """Without `maxlength`: a browser would cut what is pasted without a word. What is too long comes back whole, and is told."""
        return {"dir": self.direction, "autocomplete": "off"}


class LongText(Text):
    """Several lines in any script."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int = 4000, rows: int = 4, **options):
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, strip=False, **options)

    def to_python(self, value: object) -> str:
        return tidy_lines(forms.CharField.to_python(self, value))


class LatinText(Text):
    """A line in Latin letters, as a passport writes it; also codes and document numbers."""

    direction = "ltr"

    def to_python(self, value: object) -> str:
        return fold_digits(super().to_python(value))

    def widget_attrs(self, widget: forms.Widget) -> dict:
        return {**super().widget_attrs(widget), "spellcheck": "false", "autocapitalize": "characters"}


class AccountNumber(LatinText):
    """Of a bank account or an e-wallet: as it is printed, in groups; kept without blanks, in capitals. What begins as an IBAN must be one."""

    default_error_messages: ClassVar = {"iban": _("This begins as an IBAN and is none: a sign is missing or wrong. An Egyptian one is EG and 27 digits. Compare it with the paper of the bank.")}

    def __init__(self, **options):
        super().__init__(max_length=34, **options)  # of the longest IBAN

    def to_python(self, value: object) -> str:
        return "".join(super().to_python(value).split()).upper()

    def validate(self, value: str) -> None:
        super().validate(value)
        if value[:2].isascii() and value[:2].isalpha() and len(value) > 1 and not is_iban(value):
            raise ValidationError(self.error_messages["iban"], code="iban")


class Email(forms.EmailField):
    """An address, in small letters. autocomplete: `username` where somebody signs in."""

    def __init__(self, *, autocomplete: str = "off", **options):
        self.autocomplete = autocomplete
        super().__init__(**{"max_length": 200, **options})

    def to_python(self, value: object) -> str:
        return tidy(super().to_python(value)).lower()

    def widget_attrs(self, widget: forms.Widget) -> dict:
        own = {"dir": "ltr", "spellcheck": "false", "autocapitalize": "none", "autocomplete": self.autocomplete}
        return {**own, **super().widget_attrs(widget)}


class Phone(forms.CharField):
    """`lib.core.phones.Phone`, or None. A doubtful number is kept, and one that nobody can dial as it stands too unless it `must_dial`: `warning` says which."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "dir": "ltr", "autocomplete": "off"})
    default_error_messages: ClassVar = {
        "unreadable": _("This cannot be read as a phone number. Write it in digits, all of them: for example 0100 555 0142 or +218 91 555 0142."),
    }

    def __init__(self, *, region: str = "EG", must_dial: bool = True, **options):
        self.region, self.must_dial = region, must_dial
        self.standing = ""  # as it came with a list, before anybody typed here: it stays until somebody asks the person
        super().__init__(max_length=60, **options)

    def clean(self, value: object) -> phones.Phone | None:
        text = super().clean(tidy(str(value or "")))
        if not text:
            return None
        number = phones.read_phone(text, self.region)
        is_slip = not number.is_readable and text != tidy(self.standing)
        if is_slip or (self.must_dial and number.e164 is None and number.dial is None):
            raise ValidationError(self.error_messages["unreadable"], code=number.warning)
        return number

    def prepare_value(self, value: object) -> object:
        return value.typed if isinstance(value, phones.Phone) else value


_BOUNDS = {"min_value": _("Enter %(limit_value)s or more."), "max_value": _("Enter %(limit_value)s or less.")}


class Number(forms.IntegerField):
    """A whole number in Western, Arabic or Persian digits."""

    widget = forms.TextInput
    default_error_messages: ClassVar = {"invalid": _("Enter a whole number, in digits."), **_BOUNDS}

    def to_python(self, value: object) -> int | None:
        if isinstance(value, str) and value.strip():
            value = read_decimal(value)
            if value is None:
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def widget_attrs(self, widget: forms.Widget) -> dict:
        return {"inputmode": "numeric", "dir": "ltr", "autocomplete": "off", "class": "am-width-10"}


class Amount(forms.DecimalField):
    """Money, never below nothing, in Western, Arabic or Persian digits; a `Decimal` with two places, or None."""

    widget = forms.TextInput
    default_error_messages: ClassVar = {
        "invalid": _("Enter a number, in digits: for example 1250.50."), **_BOUNDS, "max_decimal_places": _("No more than two digits stand behind the point."),
        "max_digits": _("This is more than can be written down here. Check the number."), "max_whole_digits": _("This is more than can be written down here. Check the number."),
    }

    def __init__(self, **options):
        super().__init__(**{"min_value": 0, "max_digits": 12, "decimal_places": 2, **options})

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]  # to the stubs it is an IntegerField
        if isinstance(value, str) and value.strip():
            value = read_decimal(value)
            if value is None:
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def run_validators(self, value: Decimal | None) -> None:
        """What is too much is said once: with its bound, where there is one."""
        try:
            super().run_validators(value)
        except ValidationError as error:
            found = error.error_list
            if any(one.code == "max_value" for one in found):
                found = [one for one in found if one.code not in ("max_digits", "max_whole_digits")]
            for one in found:
                if one.params and "limit_value" in one.params:
                    one.params["limit_value"] = count_text(one.params["limit_value"])
            raise ValidationError(found) from error

    def widget_attrs(self, widget: forms.Widget) -> dict:
        return {"inputmode": "decimal", "dir": "ltr", "autocomplete": "off", "class": "am-width-10"}


class Digits(forms.CharField):
    """A number that is no quantity (national number, file number): digits kept as text, leading zeros too.

    length: how many digits it must have; the message says how many were typed.
    """

    widget = forms.TextInput
    default_error_messages: ClassVar = {
        "not_digits": _("Only digits."),
        "length": _("%(length)s digits, %(typed)s entered"),
    }

    def __init__(self, *, length: int | None = None, **options):
        self.length = length
        super().__init__(max_length=60, **options)

    def to_python(self, value: object) -> str:
        return "".join(fold_digits(tidy(super().to_python(value))).replace("-", " ").split())

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not (value.isascii() and value.isdigit()):
            raise ValidationError(self.error_messages["not_digits"], code="not_digits")
        if value and self.length and len(value) != self.length:
            raise ValidationError(
                self.error_messages["length"], code="length", params={"length": self.length, "typed": len(value)})

    def widget_attrs(self, widget: forms.Widget) -> dict:
        return {"inputmode": "numeric", "dir": "ltr", "autocomplete": "off"}


class Password(forms.CharField):
    def __init__(self, *, is_new: bool = False, **options):
        attrs = {"dir": "ltr", "autocomplete": "new-password" if is_new else "current-password"}
        super().__init__(strip=False, max_length=200, widget=PasswordBox(attrs=attrs), **options)


class Choice(forms.ChoiceField):
    """One in a list that opens; `empty` is what stands there before a choice."""

    widget = Select

    def __init__(self, *, choices=(), empty: str | None = _("Choose"), **options):
        def listed() -> list:
            given = choices() if callable(choices) else choices
            return list(given) if empty is None else [("", empty), *given]

        super().__init__(choices=listed, **options)


class OneOf(forms.ChoiceField):
    """One of two to seven, all in sight."""

    widget = OptionCards


class AnyOf(forms.MultipleChoiceField):
    """Any of a few, all in sight. An empty word among the answers is no answer."""

    widget = TickCards

    def to_python(self, value: object) -> list[str]:
        return [word for word in super().to_python(value) if word]


class Tick(forms.BooleanField):
    """Yes or not said. A required one must be ticked."""


class PhotoBox(forms.FileInput):
    """A camera or a file. A browser empties it when the page comes back: what was sent once comes back beside it, as it would be kept."""

    template_name = "shell/form/photo.html"

    def __init__(self):
        super().__init__(attrs={"accept": "image/*", "capture": "environment", "class": "form-control"})

    def value_from_datadict(self, data, files, name) -> bytes:
        if file := files.get(name):
            file.seek(0)
            return file.read(photos.MOST_BYTES + 1)
        try:
            return b64decode(data.get(f"{name}_kept", ""), validate=True)
        except (binascii.Error, ValueError):
            return b""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, None, attrs)
        context["widget"]["kept"] = value
        return context


class Photo(forms.Field):
    """A photo as it is kept (`lib.core.photos.plain`), or None."""

    widget = PhotoBox
    default_error_messages: ClassVar = {
        "photo.too_heavy": _("The photo is larger than 10 MB. Take it anew with a smaller size, or choose another one."),
        "photo.too_many_pixels": _("The photo is larger than 40 megapixels. Take it anew with a smaller size, or choose another one."),
        "photo.no_photo": _("This file is no photo. Choose a photo: JPEG, PNG or WebP."),
        "photo.broken": _("The photo could not be read to its end. Take it anew, or choose another one."),
    }

    def to_python(self, sent: bytes | None) -> bytes | None:
        try:
            return photos.plain(sent) if sent else None
        except Unreadable as error:
            raise ValidationError(self.error_messages[error.code], code=error.code) from error

    def prepare_value(self, sent: bytes | None) -> str:
        try:
            return b64encode(photos.plain(sent)).decode() if sent else ""
        except Unreadable:
            return ""


class DateParts(forms.MultiWidget):
    """Day, month (list) and year, and behind a line that opens an age instead."""

    template_name = "shell/form/partial_date.html"

    def __init__(self, *, takes_age: bool = False):
        self.takes_age = takes_age
        digits = {"inputmode": "numeric", "dir": "ltr", "autocomplete": "off", "class": "form-control"}
        months = [("", ""), *((number, lazy(lambda n=number: month_names()[n - 1], str)()) for number in range(1, 13))]
        parts = {
            "day": forms.TextInput(attrs={**digits, "maxlength": 2}),
            "month": Select(choices=months, attrs={"class": "form-select"}),
            "year": forms.TextInput(attrs={**digits, "maxlength": 4}),
        }
        if takes_age:
            units = [("year", _("years")), ("month", _("months"))]
            parts["age"] = forms.TextInput(attrs={**digits, "maxlength": 3})
            parts["age_unit"] = Select(choices=units, attrs={"class": "form-select"})
        super().__init__(parts)

    def decompress(self, value: PartialDate | None) -> list:
        if value is None:
            return []
        if value.precision == Precision.ESTIMATED:
            return [None, None, None, value.stated_age, value.stated_in]
        return [value.day, value.month, value.year, None, None]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["takes_age"] = self.takes_age
        return context


class PartialDateField(forms.Field):
    """A `PartialDate` or None: day and month may stay empty. takes_age: an age in years or months may be said instead.

    takes_other_calendars: a year of the Islamic or the Coptic calendar may stand alone, and stays as stated.
    today: the day on which an age is said; now in Cairo unless given.
    """

    default_error_messages: ClassVar = {
        "year_missing": _("Enter the year; day and month may stay empty."),
        "both": _("Enter either the date or the age, not both."),
        "not_digits": _("Use digits for day, year and age."),
        "in_future": _("This date has not come yet."),
        "date.no_such_month": _("There is no such month."),
        "date.no_such_day": _("There is no day %(day)s in this month."),
        "date.year_out_of_range": _("Enter the year with four digits, from %(first)s to %(last)s."),
        "date.year_alone": _("Of the Islamic or the Coptic calendar enter the year alone, without day and month."),
        "date.day_without_month": _("Choose the month, or leave the day empty."),
        "date.age_out_of_range": _("Nobody is this old. Check the age."),
    }

    def __init__(
        self, *, takes_age: bool = False, may_be_future: bool = True, takes_other_calendars: bool = False,
        today: Callable[[], date] | None = None, **options,
    ):
        self.takes_other_calendars = takes_other_calendars
        self.today = today or (lambda: cairo_day(clock_now()))
        self.may_be_future = may_be_future
        super().__init__(widget=DateParts(takes_age=takes_age), **options)

    def to_python(self, parts: list | PartialDate | None) -> PartialDate | None:
        if parts is None or isinstance(parts, PartialDate):
            return parts
        texts = [fold_digits(tidy(str(part or "")))[:LONGEST_PART] for part in parts]
        day, month, year, age = (*texts[:3], texts[3] if len(texts) > 3 else "")
        if any(text and not (text.isascii() and text.isdigit()) for text in (day, month, year, age)):
            self._refuse("not_digits")
        if age and (day or month or year):
            self._refuse("both")
        if not (day or month or year or age):
            return None
        if not (year or age):
            self._refuse("year_missing")
        return self._made(day, month, year, age, texts[-1])

    def _made(self, day: str, month: str, year: str, age: str, unit: str) -> PartialDate:
        try:
            if age:
                return PartialDate.estimated(int(age), self.today(), "month" if unit == "month" else "year")
            if not self.takes_other_calendars and int(year) < FIRST_YEAR:
                self._refuse("date.year_out_of_range", first=FIRST_YEAR, last=self._last_year())
            made = PartialDate.of(int(year), int(month or 0) or None, int(day or 0) or None)
        except Unreadable as error:
            self._refuse(error.code, **error.params | {"last": self._last_year()})
        if not self.may_be_future and made.earliest > self.today():
            self._refuse("in_future")
        return made

    def _last_year(self) -> int:
        return LAST_YEAR if self.may_be_future else self.today().year

    def _refuse(self, code: str, **params) -> None:
        raise ValidationError(self.error_messages[code], code=code, params=params)

    def has_changed(self, initial: PartialDate | None, data: list | None) -> bool:
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


class Day(PartialDateField):
    """A whole day as a `date`."""

    default_error_messages: ClassVar = {"incomplete": _("Enter day, month and year.")}

    def clean(self, value: object) -> date | None:
        given = super().clean(value)
        if given is None:
            return None
        if given.precision != Precision.DAY:
            self._refuse("incomplete")
        return given.earliest


class TimeOfDay(LatinText):
    """A time on a clock of 24 hours: 9:30, 14.30, ١٤:٣٠; a `time`, or None."""

    default_error_messages: ClassVar = {"no_time": _("Enter the time as hours and minutes, for example 14:30.")}

    def __init__(self, **options):
        super().__init__(max_length=8, **options)

    def clean(self, value: object) -> time | None:
        text = super().clean(value).replace(".", ":")
        if not text:
            return None
        found = re.fullmatch(r"([0-9]{1,2})(?::([0-9]{1,2}))?", text)
        try:
            return time(int(found[1]), int(found[2] or 0)) if found else self._refuse()
        except ValueError:
            return self._refuse()

    def _refuse(self) -> NoReturn:
        raise ValidationError(self.error_messages["no_time"], code="no_time")

    def prepare_value(self, value: object) -> object:
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def widget_attrs(self, widget: forms.Widget) -> dict:
        return {**super().widget_attrs(widget), "inputmode": "numeric", "class": "am-width-10", "placeholder": "14:30"}
