"""Choices and states of a person's record, and the facts that each section states."""
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amana.lib.core.dates import PartialDate
from amana.lib.core.errors import Unreadable
from amana.lib.core.national_id import read_national_id
from amana.lib.core.text import fold_digits, tidy

# Told wherever something is asked of a record that is not here (`person_state`), and of a team that is not one's own (`team_member`).
NOT_HERE = _("This person is still expected from a list, or the import of the file was undone. Register the arrival first.")
NOT_OWN_TEAM = _("Choose one of your own teams.")


class Sex(TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    UNSTATED = "unstated", pgettext_lazy("sex", "Not stated")


class NameKind(TextChoices):
    """Whether the person agrees to give her name."""

    GIVEN = "given", _("Yes")
    ALIAS = "alias", _("By another name")
    WITHHELD = "withheld", _("Not now")


class MaritalStatus(TextChoices):
    SINGLE = "single", pgettext_lazy("marital status", "Single")
    MARRIED = "married", pgettext_lazy("marital status", "Married")
    SEPARATED = "separated", pgettext_lazy("marital status", "Separated")
    DIVORCED = "divorced", pgettext_lazy("marital status", "Divorced")
    WIDOWED = "widowed", pgettext_lazy("marital status", "Widowed")
    UNSTATED = "unstated", pgettext_lazy("marital status", "Prefers not to say")


class PeopleSort(TextChoices):
    NEWEST = "", _("Latest first")
    OLDEST = "oldest", _("Oldest first")


class HoldingState(TextChoices):
    EXPECTED = "expected", _("Expected")
    RECEIVED = "received", _("Received")
    REGISTERED = "registered", _("Registered")
    UNDONE = "undone", _("Import undone")


class Step(TextChoices):
    RECEIVE = "receive", _("Received")
    REGISTER = "register", _("Registered")
    UNDO_IMPORT = "undo_import", _("Import undone")
    PASS_ON = "pass_on", _("Passed on")
    REOPEN = "reopen", _("Reopened")
    PROTECT = "protect", _("Protected")


class Verdict(TextChoices):
    """What somebody says of two records of one organisation; OPEN: the warning was seen and nobody has said anything yet."""

    OPEN = "open", _("To be judged")
    SAME = "same", _("Same person")
    DIFFERENT = "different", _("Different people")
    UNSURE = "unsure", _("Not sure yet")


class PairsTab(TextChoices):
    """Which of the pairs that wait for a verdict."""

    ALL = "", pgettext_lazy("pairs", "All")
    DOCUMENT = "document", _("Same document number")
    UNSEEN = "unseen", _("Not looked at by me")


def worth_of_a_verdict(probability: float, *, cases: int, is_protected: bool) -> int:
    """By what pairs are ordered: the chance that they are one person, doubled and more where one or both have a case the reader sees, on which referrals and assistance hang.

    A protected file comes first: two of one person undo its protection.
    """
    return round(probability * 10_000 * (1 + cases)) + 100_000 * is_protected


NO_CASE_DAYS = 90  # without a case, the record lapses to a read-only circle of its team
LAPSED_DAYS = 365  # and is erased after a year


@dataclass(frozen=True)
class IdentityFacts:
    """Who she is, as stated. Names by part, in the script in which they were given."""

    name_kind: str = NameKind.GIVEN
    given_ar: str = ""
    father_ar: str = ""
    grandfather_ar: str = ""
    family_ar: str = ""
    given_latin: str = ""
    father_latin: str = ""
    grandfather_latin: str = ""
    family_latin: str = ""
    other_names: str = ""
    sex: str = Sex.UNSTATED
    birth: PartialDate | None = None
    nationalities: tuple[str, ...] = ()


@dataclass(frozen=True)
class ContactFacts:
    """How she may be reached without harm. Places by P-code."""

    safe_hours: str = ""
    words_not_to_use: str = ""
    governorate: str = ""
    district: str = ""
    address: str = ""


@dataclass(frozen=True)
class PhoneFacts:
    """A number as typed; nothing is safe unless she said so."""

    typed: str
    whose: str = ""
    safe_to_call: bool = False
    safe_to_text: bool = False
    safe_to_leave_message: bool = False


NATIONAL_ID, NO_DOCUMENT = "national_id", "none"
OWN_FILE = "own_file"  # the number of a unit's own file: other units have the same ones, so it finds a person and says nothing of two
EGYPT = "EGY"
TAIL = 4  # characters of a number that are shown
LONGEST_NUMBER = 40


@dataclass(frozen=True)
class DocumentFacts:
    """A document as stated, codes of the lists `documents` and `countries`. `number` None: the one on record stays.

    `id` and `version`: of the row that is corrected, None for a document that is new. Kind `none`: she says she has no document.
    Raises Unreadable (`document.none_has_no_details`, `document.expires_before_issued`).
    """

    kind: str
    issuing_country: str = ""
    number: str | None = field(default="", repr=False)  # must not reach a log
    issued: PartialDate | None = None
    expires: PartialDate | None = None
    original_seen: bool = False
    is_current: bool = True
    id: UUID | None = None
    version: int | None = None

    def __post_init__(self) -> None:
        if self.kind == NO_DOCUMENT and (self.number or self.issuing_country or self.issued or self.expires or self.original_seen):
            raise Unreadable("document.none_has_no_details")
        if self.issued and self.expires and self.expires.latest < self.issued.earliest:
            raise Unreadable("document.expires_before_issued")


@dataclass(frozen=True)
class JourneyFacts:
    """The way she came. Countries by ISO 3166, `route` in order; codes of the lists `return_modes` and `groups`.

    Raises Unreadable (`journey.returned_before_departed`).
    """

    country_left: str = ""
    route: tuple[str, ...] = ()
    departed: PartialDate | None = None
    returned: PartialDate | None = None
    reason: str = ""
    return_mode: str = ""
    groups: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        if self.departed and self.returned and self.returned.latest < self.departed.earliest:
            raise Unreadable("journey.returned_before_departed")


@dataclass(frozen=True)
class SocialFacts:
    """How she lives. `languages` by ISO 639-3, the best one first; `education` by ISCED 2011, `occupation` by ISCO-08."""

    marital_status: str = ""
    languages: tuple[str, ...] = ()
    needs_interpreter: bool = False
    education: str = ""
    schooling_note: str = ""
    occupation: str = ""
    lives_with: str = ""
    needs: str = ""


def read_number(kind: str, issuing_country: str, text: str, today: date) -> str:
    """A document's number as it is kept: in Western digits, leading zeros too; Egypt's national number as its 14 digits.

    Raises Unreadable: those of `national_id.read_national_id`, `document.number_too_long` (longest).
    """
    number = fold_digits(tidy(text))
    if number and is_egyptian_id(kind, issuing_country):
        return read_national_id(number, today).digits
    if len(number) > LONGEST_NUMBER:
        raise Unreadable("document.number_too_long", longest=LONGEST_NUMBER)
    return number


def issuer(kind: str, issuing_country: str) -> str:
    """The issuing country; a national number card is Egypt's unless another country was named."""
    return EGYPT if kind == NATIONAL_ID and not issuing_country else issuing_country


def is_egyptian_id(kind: str, issuing_country: str) -> bool:
    return kind == NATIONAL_ID and issuing_country == EGYPT


def folded_number(text: str) -> str:
    """The number for comparison: no blanks or dashes of any kind, capital letters, Western digits whatever script was typed."""
    plain = unicodedata.normalize("NFKC", tidy(text)).upper()
    kept = (c for c in plain if not c.isspace() and unicodedata.category(c) != "Pd" and c not in "\u2212\u0640_")
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in kept)


def tail(number: str) -> str:
    """The last characters, which may be shown: four, of short numbers at most half."""
    folded = folded_number(number)
    return folded[len(folded) - min(TAIL, len(folded) // 2):]
