"""The form in which a person's answers are recorded: one row for each purpose and receiver, and how the consent was given.

Rows can be added without script: such a press keeps what was typed and judges nothing yet.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils import translation
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from amana.casework.consent.rules import (
    COVERED,
    ON_OCCASION,
    PERIODS,
    SAYS_GUARDIAN,
    TO_ANOTHER,
    USUAL_DAYS,
    USUAL_OTHERWISE,
    Answer,
    GivenBy,
    Mode,
    PaperFacts,
    Purpose,
    receives_for,
)
from amana.casework.consent.rules import text as texts
from amana.casework.registry import codes
from amana.casework.registry.rules import NOT_HERE
from amana.ground.access.rules import ALL, SECTION_NAMES
from amana.ground.shell import fields
from amana.ground.shell.values import day_words, reading_language
from amana.lib.core.dates import cairo_day
from amana.lib.core.text import read_whole

ROWS_AT_MOST = 6  # for one purpose in one conversation
ADD, SHOW_IN = "add", "show_in"  # buttons that rearrange the page
STROKES_AT_MOST, POINTS_AT_MOST, POINTS_AT_LEAST = 200, 8000, 4
AGREED, REFUSED = "agree", "refuse"
TOO_MANY = _("This purpose is answered already, or names another organisation where none is asked about.")
_NO_ANSWER = _("Record the answer: I agree, or I do not agree.")


class Row(forms.Form):
    """The answer for one purpose; `receiver` and `sections` only where it names another organisation."""

    answer = fields.OneOf(label=_("Answer"), required=False)
    receiver = fields.Choice(label=_("Organisation"), required=False)
    sections = fields.AnyOf(label=_("What may they know?"), required=False)
    days = fields.Choice(label=_("Until when?"), empty=None)

    marks_optional = False

    def __init__(self, *args, purpose: Purpose, number: int, text: texts.Text, organisations: list, now: datetime, may_stay_open: bool, **options):
        prefix = f"{purpose}-{number}" if purpose in TO_ANOTHER else str(purpose)
        usual = USUAL_DAYS.get(purpose, USUAL_OTHERWISE)
        options["initial"] = {"days": str(usual)} | (options.get("initial") or {})
        super().__init__(*args, prefix=prefix, **options)
        self.purpose, self.text, self.now, self.may_stay_open = purpose, text, now, may_stay_open
        self.names_another = purpose in TO_ANOTHER
        self.receivers = {str(one.pk): one for one in organisations if receives_for(purpose, one.kind)} if self.names_another else {}
        self.fields["answer"].choices = [(AGREED, text.agree), (REFUSED, text.refuse)]
        self.fields["days"].choices = [
            (str(days), gettext("%(period)s, until %(day)s") % {"period": words, "day": day_words(self._day(days))})
            for days, words in PERIODS.items()
        ]
        if self.names_another:
            self.fields["receiver"].choices = [("", _("Choose")), *((key, str(one)) for key, one in self.receivers.items())]
            self.fields["sections"].choices = [(int(section), name) for section, name in SECTION_NAMES.items()]
        else:
            del self.fields["receiver"], self.fields["sections"]
        self.fields["answer"].label = Purpose(purpose).label

    @property
    def chosen(self):
        """The organisation chosen, as far as it is known yet."""
        return self.receivers.get(self["receiver"].value() or "") if self.names_another else None

    @property
    def is_blank(self) -> bool:
        """Nothing was answered or chosen: a row that was added in vain, or a question that was not asked."""
        return not any(self.data.get(self.add_prefix(name)) for name in ("answer", "receiver", "sections"))

    def told(self, organisation) -> texts.Told:
        """The purpose as it is put to the person now."""
        ticked = (self["sections"].value() or []) if self.names_another else []
        sections = sum({read_whole(str(one)) or 0 for one in ticked}) & ALL
        name = f"name_{self.text.language}"
        receiver = getattr(self.chosen, name) if self.chosen else "…"
        return self.text.told(self.purpose, organisation=getattr(organisation, name), receiver=receiver, sections=sections, until=self._until())

    def clean(self) -> dict:
        given = super().clean()
        if self.is_blank:
            if not self.may_stay_open:
                self.add_error("answer", _("Ask about keeping the file first, and record the answer."))
            return given
        if not given.get("answer") and "answer" not in self.errors:
            self.add_error("answer", _NO_ANSWER)
        if self.names_another and not given.get("receiver") and "receiver" not in self.errors:
            self.add_error("receiver", _("Name the organisation that the answer is about."))
        if self.names_another and given.get("answer") == AGREED and not given.get("sections") and "sections" not in self.errors:
            self.add_error("sections", _("Tick what they may know."))
        return given

    def answered(self) -> Answer:
        given = self.cleaned_data
        agreed = given["answer"] == AGREED
        sections = sum(map(int, given["sections"])) if self.names_another else int(COVERED[self.purpose])
        return Answer(self.purpose, agreed, sections if agreed else 0, int(given["days"]), UUID(given["receiver"]) if self.names_another else None)

    def _day(self, days: int) -> date:
        return cairo_day(self.now + timedelta(days=days))

    def _until(self) -> str:
        days = read_whole(str(self["days"].value() or ""))
        with translation.override(self.text.language):
            return day_words(self._day(days)) if days in PERIODS else ""


class Signature(forms.CharField):
    """Strokes as the script of the page sends them: {"box": [w, h], "strokes": [[[x, y, ms], …], …]}; None where nobody signed."""

    widget = forms.HiddenInput
    default_error_messages: ClassVar = {"unreadable": _("The signature could not be read. Clear the box and sign again.")}

    def clean(self, value: object) -> dict | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return _strokes(json.loads(text))
        except (ValueError, TypeError, KeyError) as error:
            raise ValidationError(self.error_messages["unreadable"], code="unreadable") from error


class Paper(forms.Form):
    """What was told, in which language, by whom and how the consent was given."""

    points = fields.AnyOf(label=_("Told before asking"), required=False)
    language = fields.Choice(label=_("Language in which it was told"))
    interpreter = fields.Text(
        label=_("Interpreter"), max_length=120, required=False, help_text=_("Name, or service and number. Empty: no interpreter.")
    )
    given_by = fields.OneOf(label=_("Who answers?"))
    guardian = fields.Text(label=_("Name of the guardian"), max_length=120, required=False)
    mode = fields.OneOf(label=_("How is the consent given?"), choices=Mode.choices)
    signature = Signature(label=_("Signature"), required=False)
    thumb_photo = fields.Photo(label=_("Photo of the thumb print"), required=False, help_text=_("JPEG, PNG or WebP, up to 10 MB. It is kept small and grey, without place and time."))
    witness = fields.Text(
        label=_("Name of the witness"), max_length=120, required=False, help_text=_("Somebody who heard the answers and is not the interpreter.")
    )

    marks_optional = False  # what the way chosen needs is asked for then

    def __init__(self, *args, givers: tuple[GivenBy, ...], **options):
        language = reading_language()
        options["initial"] = {"language": {"ar": "ara", "en": "eng"}[language]} | (options.get("initial") or {})
        super().__init__(*args, **options)
        self.givers = givers
        self.fields["points"].choices = [(code, row[f"point_{language}"]) for code, row in texts.points().items()]
        self.fields["language"].choices = [("", _("Choose")), *codes.choices("languages")]
        self.fields["given_by"].choices = [(str(one), one.label) for one in givers]
        if len(givers) == 1:  # the age leaves no choice, so there is no question
            self.fields["given_by"].disabled = True
            self.initial["given_by"] = str(givers[0])

    def clean(self) -> dict:
        given = super().clean()
        if missing := len(texts.points()) - len(given.get("points", [])):
            self.add_error(
                "points",
                ngettext(
                    "Tell all seven points before asking: %(n)s is not ticked.", "Tell all seven points before asking: %(n)s are not ticked.", missing
                )
                % {"n": missing},
            )
        if given.get("given_by") in SAYS_GUARDIAN and not given.get("guardian"):
            self.add_error("guardian", _("Enter the guardian's name."))
        if given.get("mode") == Mode.WRITTEN and not given.get("signature") and "signature" not in self.errors:
            self.add_error("mode", _("Nobody has signed in the box yet. Sign there, or choose another way."))
        if "signature" in self.errors:  # a hidden field: its error is shown where its box stands
            self.add_error("mode", self.errors["signature"][0])
        if given.get("mode") != Mode.THUMB:
            self.errors.pop("thumb_photo", None)  # not asked for, and out of sight
        elif not given.get("thumb_photo") and "thumb_photo" not in self.errors:
            self.add_error("thumb_photo", _("Take a photo of the thumb print on the paper, or choose another way."))
        if given.get("mode") == Mode.ORAL_WITNESS and not given.get("witness"):
            self.add_error("witness", _("Spoken consent needs a witness: enter the name."))
        return given

    def facts(self, *, version: str, shown: str) -> PaperFacts:
        """Only what belongs to the way chosen: answers to questions that are hidden again are not kept."""
        given = self.cleaned_data
        told = {GivenBy.SELF_GUARDIAN_TOLD: "told", GivenBy.SELF_GUARDIAN_UNSAFE: "unsafe"}
        return PaperFacts(
            mode=given["mode"],
            given_by=given["given_by"],
            language=given["language"],
            points=tuple(given["points"]),
            text_version=version,
            text_shown=shown,
            interpreter=given["interpreter"],
            witness=given["witness"] if given["mode"] == Mode.ORAL_WITNESS else "",
            guardian=given["guardian"] if given["given_by"] in SAYS_GUARDIAN else "",
            guardian_told=told.get(given["given_by"], ""),
            signature=given["signature"] if given["mode"] == Mode.WRITTEN else None,
            thumb_photo=given["thumb_photo"] if given["mode"] == Mode.THUMB else None,
        )


@dataclass(frozen=True)
class Circumstances:
    """What the page knows before anybody types."""

    organisation: object
    others: list
    givers: tuple[GivenBy, ...]
    was_asked: bool  # the `case` purpose has an answer already
    now: datetime
    language: str


class Taking:
    """All rows and the paper as one form. Looks like a form to the summary of errors."""

    def __init__(self, data=None, files=None, *, about: Circumstances, named: tuple[str, str] | None = None):
        """named: a purpose and an organisation with which the page begins."""
        self.about, self.data = about, data
        pressed = data or {}
        self.is_rearranged = bool({ADD, SHOW_IN} & set(pressed))
        language = pressed.get(SHOW_IN) or pressed.get("text_language") or about.language
        self.text = texts.text_on(cairo_day(about.now), language)
        self.counts = {purpose: self._count(purpose, named) for purpose in TO_ANOTHER}
        self.rows = [row for purpose in Purpose for row in self._rows(purpose, named)]
        self.paper = Paper(data, files if data else None, givers=about.givers)
        self._own_errors: list[str] = []
        if self.is_rearranged:
            for form in self.forms:
                form._errors = ErrorDict()  # shown as typed, not judged

    @property
    def forms(self) -> list[forms.Form]:
        return [*self.rows, self.paper]

    def is_valid(self) -> bool:
        if self.data is None or self.is_rearranged:
            return False
        good = all([form.is_valid() for form in self.forms])
        self._same_twice()
        if not self.answered_rows() and self.about.was_asked:
            self._own_errors.append(gettext("Record at least one answer."))
        return good and not self.errors

    def answered_rows(self) -> list[Row]:
        return [row for row in self.rows if not row.is_blank]

    def answers(self) -> list[Answer]:
        return [row.answered() for row in self.answered_rows()]

    def facts(self) -> PaperFacts:
        """With the text as it was shown for the purposes that were answered."""
        return self.paper.facts(version=self.text.number, shown=self.text.as_shown(row.told(self.about.organisation) for row in self.answered_rows()))

    def refuse(self, code: str) -> bool:
        """A refusal of the act as a sentence at its field; False if it has none."""
        if code == "consent_giver":
            self.paper.add_error(
                "given_by",
                gettext("At this age somebody else gives the consent. The date of birth may have been corrected meanwhile: load the page again."),
            )
        elif code == "consent_receiver":
            self._own_errors.append(
                gettext("Another organisation must be named for a referral, joint work or a report, and none for the other purposes.")
            )
        elif code == "own_record":
            self._own_errors.append(gettext("The file belongs to another organisation: its consents are recorded there."))
        elif code == "person_state":
            self._own_errors.append(str(NOT_HERE))
        else:
            return False
        return True

    # For the summary of errors.
    @property
    def errors(self) -> list:
        return (
            [*self._own_errors, *(message for form in self.forms for field in form for message in field.errors if not field.is_hidden)]
            if self.data is not None
            else []
        )

    @property
    def non_field_errors(self) -> list[str]:
        return self._own_errors

    @property
    def visible_fields(self) -> list:
        return [field for form in self.forms for field in form.visible_fields()]

    def shown_rows(self) -> list[dict]:
        """Rows with the words that are put to the person."""
        return [{"form": row, "told": row.told(self.about.organisation), "is_occasional": row.purpose in ON_OCCASION} for row in self.rows]

    def addable(self) -> list[tuple[str, str]]:
        return [(str(purpose), Purpose(purpose).label) for purpose in Purpose if purpose in TO_ANOTHER and self.counts[purpose] < ROWS_AT_MOST]

    def _count(self, purpose: Purpose, named: tuple[str, str] | None) -> int:
        if self.data is None:
            return int(named is not None and named[0] == purpose)
        return min(ROWS_AT_MOST, (read_whole(self.data.get(f"rows-{purpose}", "")) or 0) + (self.data.get(ADD) == purpose))

    def _rows(self, purpose: Purpose, named: tuple[str, str] | None) -> list[Row]:
        numbers = range(self.counts[purpose]) if purpose in TO_ANOTHER else [0]
        return [
            Row(
                self.data,
                purpose=purpose,
                number=n,
                text=self.text,
                organisations=self.about.others,
                now=self.about.now,
                may_stay_open=purpose != Purpose.CASE or self.about.was_asked,
                initial={"receiver": named[1]} if named and named[0] == purpose else None,
            )
            for n in numbers
        ]

    def _same_twice(self) -> None:
        seen = set()
        for row in self.rows:
            receiver = row.cleaned_data.get("receiver")
            if receiver and (row.purpose, receiver) in seen:
                row.add_error("receiver", gettext("This organisation is asked about above already."))
            seen.add((row.purpose, receiver))


def _strokes(value: dict) -> dict:
    """The same strokes as whole numbers, or ValueError."""
    width, height = (int(side) for side in value["box"])
    strokes = [[[int(x), int(y), int(ms)] for x, y, ms in stroke] for stroke in value["strokes"]]
    points = [point for stroke in strokes for point in stroke]
    inside = all(-width <= x <= 2 * width and -height <= y <= 2 * height and ms >= 0 for x, y, ms in points)
    if not (
        0 < width <= 4000 and 0 < height <= 4000 and inside and len(strokes) <= STROKES_AT_MOST and POINTS_AT_LEAST <= len(points) <= POINTS_AT_MOST
    ):
        raise ValueError("not a signature")
    return {"box": [width, height], "strokes": strokes}
