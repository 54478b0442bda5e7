"""The documents of one person: a form for each, and one for a new one."""
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from amana.casework.registry import codes, countries
from amana.casework.registry.rules import LONGEST_NUMBER, NO_DOCUMENT, DocumentFacts, issuer, read_number
from amana.ground.shell import fields
from amana.lib.core.dates import cairo_day
from amana.lib.core.errors import Refused, Unreadable
from amana.lib.core.text import isolated_ltr

AT_MOST = 20
# What is wrong with a number, a date or the documents as a whole, and at which field it is said.
SENTENCES = {
    "national_id.length": ("number", _("National number: %(wanted)s digits, %(entered)s entered")),
    "national_id.not_digits": ("number", _("A national number has digits only.")),
    "national_id.century": ("number", _("The first digit of a national number is 2 (born before 2000) or 3, not %(digit)s.")),
    "national_id.date": ("number", _(
        "Digits 2 to 7 of a national number are the day of birth; these are none: year %(year)s, month %(month)s, day %(day)s.")),
    "national_id.future": ("number", _("By this national number the person is born in the future: year %(year)s, month %(month)s, day %(day)s.")),
    "national_id.governorate": ("number", _("Digits 8 and 9 of a national number are the governorate; there is none with the number %(code)s.")),
    "document.number_too_long": ("number", _("A document's number has at most %(longest)s characters.")),
    "document.expires_before_issued": ("expires", _("The document ends before it was issued. Check both dates.")),
    "document.none_has_no_details": ("kind", _(
        "Whoever has no document has no number, country or date of it. Empty those fields or choose the document.")),
    "document.twice": ("kind", _("This document is here already.")),
    "document.none_beside_others": ("kind", _("Other documents stand here. Mark those as no longer held first.")),
}


class Document(forms.Form):
    """One document. The number on record is never shown: an empty box keeps it."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = fields.Choice(label=_("Kind of document"), choices=lambda: codes.choices("documents"),
                         error_messages={"required": _("Choose what document it is.")})
    issuing_country = fields.Choice(label=_("Issuing country"), choices=countries.choices, required=False)
    number = fields.LatinText(label=_("Number"), max_length=LONGEST_NUMBER + 20, required=False,
                              help_text=_("As it stands on the document, leading zeros too. Arabic digits are taken as well."))
    issued = fields.PartialDateField(label=_("Issued on"), may_be_future=False, takes_other_calendars=True, required=False)
    expires = fields.PartialDateField(label=_("Valid until"), takes_other_calendars=True, required=False)
    original_seen = fields.Tick(label=_("I have seen the original"), required=False)
    is_ended = fields.Tick(label=_("No longer held"), required=False,
                           help_text=_("Lost, replaced, handed in, or entered by mistake. It stays on record."))

    def __init__(self, *args, known: dict[UUID, object], **options):
        """`known`: the present documents by key. Which one the form is about stands in the form, since others may have come or gone meanwhile."""
        super().__init__(*args, **options)
        self.key = _key(self.data.get(self.add_prefix("id"))) if self.is_bound else self.initial.get("id")
        self.row, self.is_shown_anew = known.get(self.key), False
        if self.row is not None and self.row.number_tail:
            self.fields["number"].help_text = _("On record: a number that ends in %(tail)s. Leave the box empty to keep it.") % {
                "tail": isolated_ltr(self.row.number_tail)}
        if self.key is None:
            del self.fields["is_ended"]

    @property
    def stands(self) -> dict[str, object]:
        """Key and version as the page carries them: those that were read, and after a conflict those that stand now."""
        if self.is_shown_anew or not self.is_bound:
            return {"id": self.row.id, "version": self.row.version} if self.row is not None else {"id": "", "version": ""}
        return {name: self[name].value() or "" for name in ("id", "version")}

    @property
    def is_outdated(self) -> bool:
        return self.key is not None and (self.row is None or self.row.version != self.cleaned_data.get("version"))

    def clean(self) -> dict:
        data = super().clean()
        if not self.has_content():
            return data
        if not self.errors:
            try:
                self._check(data)
            except Unreadable as error:
                self.refuse(error)
        return data

    def has_content(self) -> bool:
        """Whether anything is said: the form of a new document may stay empty."""
        data = self.cleaned_data
        return bool(self.key or any(data.get(name) for name in ("kind", "issuing_country", "number", "issued", "expires", "original_seen")))

    def _check(self, data: dict) -> None:
        facts = self.facts()
        if facts.number and facts.kind != NO_DOCUMENT:
            read_number(facts.kind, issuer(facts.kind, facts.issuing_country), facts.number, cairo_day(now()))

    def refuse(self, error: Unreadable | Refused) -> None:
        """The sentence of a refusal stands at its field."""
        name, sentence = SENTENCES.get(error.code, (None, _("This cannot be saved as it is.")))
        self.add_error(name, ValidationError(sentence, code=error.code, params=error.params))

    def facts(self) -> DocumentFacts | None:
        """None where nothing was said. Raises Unreadable."""
        if not self.has_content():
            return None
        data = self.cleaned_data
        number = data["number"] or (None if self.key else "")
        return DocumentFacts(data["kind"], data["issuing_country"], number, data["issued"], data["expires"], data["original_seen"],
                             not data.get("is_ended"), id=self.key, version=data["version"] if self.key else None)


def _key(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


class _Documents(forms.BaseFormSet):
    def refuse(self, error: Unreadable | Refused) -> None:
        """The action's refusal stands at the last form that says something: the one that was added."""
        told = [form for form in self.forms if form.has_content()]
        (told or self.forms)[-1].refuse(error)

    def outdated(self) -> list[Document]:
        """The forms of documents that somebody changed meanwhile; from now on they carry the present state's version."""
        found = [form for form in self.forms if form.is_outdated]
        for form in found:
            form.is_shown_anew = True
        return found

    def facts(self) -> list[DocumentFacts]:
        return [facts for form in self.forms if (facts := form.facts())]


Documents = forms.formset_factory(Document, formset=_Documents, extra=1, max_num=AT_MOST, absolute_max=AT_MOST, validate_max=True)
