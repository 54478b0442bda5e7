"""One line of a list as facts about a person, or faults by row and column as codes; the pages make sentences of them. Asks no table."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal
from uuid import UUID

from amana.casework.arrivals import mapping, sheets
from amana.casework.arrivals.sheets import Cell, Line
from amana.casework.registry.rules import (
    EGYPT,
    NATIONAL_ID,
    ContactFacts,
    DocumentFacts,
    IdentityFacts,
    JourneyFacts,
    PhoneFacts,
    Sex,
    SocialFacts,
    read_number,
)
from amana.ground.organisations import places
from amana.lib import names
from amana.lib.core import dates
from amana.lib.core.dates import PartialDate
from amana.lib.core.errors import Unreadable
from amana.lib.core.phones import read_phone
from amana.lib.core.text import fold_digits

Order = Literal["day_first", "month_first"]
_SPOILT = re.compile(r"^\d[.,]?\d*e\+?\d+$", re.I)
_AGE = re.compile(r"^(?:عمره|عمرها|age)?\s*(\d{1,4})(?:\.0+)?\s*([^\W\d_]*)\.?$")
_SEVERAL = re.compile(r"\s*[;,،/|]\s*")
_AMBIGUOUS = re.compile(r"^(\d{1,2})\s*[/\\\-.\s]\s*(\d{1,2})\s*[/\\\-.\s]\s*(\d{4})$")
_NO_NAME = re.compile(r"\ufffd|^#(REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)$|^[\d\s.]+$")  # lost by a wrong encoding, or a formula that has failed
_NO_SIGNS = re.compile(r'[=()<>:"@#\\/]|(?<!\w)\d+(?!\w)')  # stand in no name; a digit may stand for a letter in a word (7assan)
_AIRLINE = re.compile(r"^([^/]+)/([^/]+?)(?:\s+(?:MR|MRS|MS|MISS|MSTR|CHD|INF))?$")
_NOTHING = frozenset(names.fold(word) for word in ("null", "none", "n/a", "undefined", "لا يوجد", "لايوجد", "لا توجد", "بدون", "بدون اسم", "لا شيء"))
_YEAR_ALONE = ("date.hijri", "date.coptic")  # of these calendars a year is taken, no day is made of it (B14)
_WHOLE = ("full_name", "given", "latin_name")  # in one of these a name must stand
LONGEST = {"name": 80, "phone": 60, "other_names": 200, "safe_hours": 120, "address": 300, "reason": 300, "lives_with": 300,
           "own_number": 60, "case_reason": 2000}


@dataclass(frozen=True)
class Plan:
    """How the lines of one list are read, chosen once for all of them. listed_on: the day for which ages are stated.
    words: what a person said a word of a field means, by field and folded word; an empty code leaves the word out."""

    headings: tuple[str, ...]
    fields: tuple[str, ...]
    listed_on: date
    order: Order = "day_first"
    is_1904: bool = False
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class CaseFacts:
    """What a caseload says of the person's case. opened_on: the first day that it may mean; a statement on consent is no consent."""

    is_open: bool = True
    worker: UUID | None = None
    risk: str = ""
    opened_on: date | None = None
    reason: str = ""
    own_number: str = ""
    household: str = ""
    consent_statement: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell. An error keeps its row from being imported, a warning does not. proposal: a value to take instead."""

    row: int
    column: str
    code: str
    value: str
    is_error: bool = True
    proposal: str = ""
    params: dict = field(default_factory=dict)


@dataclass
class Row:
    """One line as facts. `kept`: what could not be read, as it was typed, by heading. same_as: the earlier row of the list that is, or may be, about her;
    is_repeat: it says all that this one says."""

    number: int
    digest: str
    identity: IdentityFacts | None = None
    contact: ContactFacts = field(default_factory=ContactFacts)
    phones: list[PhoneFacts] = field(default_factory=list)
    documents: list[DocumentFacts] = field(default_factory=list)
    journey: JourneyFacts = field(default_factory=JourneyFacts)
    social: SocialFacts = field(default_factory=SocialFacts)
    faults: list[Fault] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    name: str = ""
    group: str = ""
    is_alone: bool = False
    consent_statement: str = ""
    is_hidden: bool = False
    case: CaseFacts = field(default_factory=CaseFacts)
    same_as: int = 0
    is_repeat: bool = False

    @property
    def errors(self) -> list[Fault]:
        return [fault for fault in self.faults if fault.is_error]


def read(lines: Iterable[Line], plan: Plan, *, today: date, corrections: dict[str, dict[str, str]] | None = None) -> list[Row]:
    """All lines as rows, in their order. corrections: by row number, what a person wrote into cells in place of the file's, by field."""
    seen: Counter = Counter()
    made = []
    group = ""
    for line in lines:
        row = _Reading(line, plan, today, (corrections or {}).get(str(line.number), {})).row()
        seen[row.digest] += 1
        if seen[row.digest] > 1:  # each line has a key of its own; whether two are one person is told by `repeats`
            row.digest = hashlib.sha256(f"{row.digest} {seen[row.digest]}".encode()).hexdigest()
        # A line that begins with blanks belongs to the family above it.
        group = group if line.indent else f"#{line.number}"
        row.group = row.group or (group if line.indent else "")
        made.append(row)
    _flag_alone(made, plan.listed_on)
    return made


def _flag_alone(rows: list[Row], day: date) -> None:
    """Who may be a child and has no adult in the family or group that the list names is alone as well."""
    heads = {f"#{row.number}": row for row in rows}
    for row in rows:
        if row.group in heads:
            heads[row.group].group = row.group
    adults = {row.group for row in rows if row.group and not _may_be_child(row, day)}
    for row in rows:
        if row.group and row.group not in adults and _may_be_child(row, day):
            row.is_alone = True


def _may_be_child(row: Row, day: date) -> bool:
    return bool(row.identity and row.identity.birth and row.identity.birth.is_child_on(day))


def ambiguous_dates(lines: Iterable[Line], plan: Plan) -> tuple[int, int, int]:
    """Dates of the birth column that can only begin with the day, only with the month, and those that may be either."""
    day = month = either = 0
    places_ = [n for n, code in enumerate(plan.fields) if code == "birth"]
    for line in lines:
        for place in places_:
            if found := _AMBIGUOUS.match(fold_digits(sheets.text(line.cells[place]))):
                first, second = int(found[1]), int(found[2])
                day += first > 12
                month += second > 12
                either += first <= 12 and second <= 12 and first != second
    return day, month, either


class _Reading:
    """The reading of one line."""

    def __init__(self, line: Line, plan: Plan, today: date, corrected: dict[str, str]):
        self.line, self.plan, self.today = line, plan, today
        self.made = Row(line.number, "", is_hidden=line.is_hidden)
        self.cells: dict[str, list[tuple[str, Cell]]] = {}
        for heading, code, cell in zip(plan.headings, plan.fields, line.cells, strict=False):
            if code:
                cell = corrected.get(code, cell) if mapping.fields()[code].is_one else cell
                self.cells.setdefault(code, []).append((heading, cell))

    def row(self) -> Row:
        said = [[code, [sheets.text(cell) for _heading, cell in found]] for code, found in sorted(self.cells.items())]
        self.made.digest = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
        self.made.identity = self._identity()
        self.made.name = self._name_for_lists()
        self.made.contact, self.made.phones = self._contact(), self._phones()
        self.made.documents = self._documents()
        self.made.social = self._social()
        self.made.group = self._text("family_group")
        self.made.is_alone = self._tick("alone")
        self.made.journey = self._journey()
        self.made.consent_statement = self._text("consent_statement")
        self.made.case = self._case()
        return self.made

    # --- cells ---

    def _first(self, code: str) -> tuple[str, Cell]:
        """Heading and cell of the field's first column that says something."""
        found = self.cells.get(code, [])
        return next(((heading, cell) for heading, cell in found if sheets.text(cell)), found[0] if found else ("", None))

    def _text(self, code: str) -> str:
        heading, cell = self._first(code)
        text = sheets.text(cell)
        if len(text) > LONGEST.get(code, 4000):
            self._fault(heading, "text.too_long", text, params={"longest": LONGEST[code]})
            return ""
        return text

    def _all(self, code: str) -> list[tuple[str, str]]:
        return [(heading, text) for heading, cell in self.cells.get(code, []) if (text := sheets.text(cell))]

    def _joined(self, code: str) -> str:
        return "، ".join(text for _heading, text in self._all(code))

    def _fault(self, column: str, code: str, value: str, *, is_error: bool = True, proposal: str = "", params: dict | None = None) -> None:
        self.made.faults.append(Fault(self.line.number, column, code, value, is_error, proposal, params or {}))

    def _warn(self, column: str, code: str, value: str) -> None:
        before = self.made.kept.get(column)  # two columns may bear one heading, or none: neither is lost (B53)
        self.made.kept[column] = f"{before}، {value}" if before and before != value else value
        self._fault(column, code, value, is_error=False)

    def _code(self, code: str, of: str) -> str:
        """The code for an optional word; an unknown one is kept as typed, with a warning."""
        heading, cell = self._first(code)
        text = sheets.text(cell)
        found = self._meaning(code, of, text) if text else ""
        if found is None:
            self._warn(heading, "code.kept", text)
        return found or ""

    def _meaning(self, field_code: str, of: str, text: str) -> str | None:
        """The code of a word: what a person said it means in this list, else what the words of lists say."""
        said = self.plan.words.get(field_code, {}).get(mapping.folded(text))
        return said if said is not None else mapping.code_of(of, text)

    def _tick(self, code: str) -> bool:
        heading, cell = self._first(code)
        text = sheets.text(cell)
        found = mapping.code_of("tick", text) if text else "no"
        if found is None:
            self._warn(heading, "code.kept", text)
        return found == "yes"

    # --- identity ---

    def _identity(self) -> IdentityFacts | None:
        parts = self._names()
        sex, birth, nationalities = self._sex(), self._birth(), self._nationalities()
        if not (parts.get("given_ar") or parts.get("given_latin")):
            heading, cell = next((cell for code in _WHOLE if sheets.text((cell := self._first(code))[1])), next((cells[0] for code in _WHOLE if (cells := self.cells.get(code))), ("", None)))
            self._fault(heading, "name.nothing" if sheets.text(cell) else "name.missing", sheets.text(cell))
            return None
        for code in (*_WHOLE, "father", "grandfather", "family"):
            heading, cell = self._first(code)
            if wrong := _wrong_name(self._name(code)):
                self._fault(heading, wrong, sheets.text(cell))
                return None
        for name, value in parts.items():
            if len(value) > LONGEST["name"]:
                self._fault(self._first("full_name")[0], "text.too_long", value, params={"longest": LONGEST["name"]})
                return None
            parts[name] = value
        return IdentityFacts(**parts, other_names=self._text("other_names"), sex=sex, birth=birth, nationalities=nationalities)

    def _names(self) -> dict[str, str]:
        made: dict[str, str] = {}
        for code in ("full_name", "latin_name"):
            if text := self._name(code):
                made |= _divided(text)
        for part in ("given", "father", "grandfather", "family"):
            if text := self._name(part):
                made[f"{part}_{_script(text)}"] = text
        return made

    def _name(self, code: str) -> str:
        """Empty also where the list says so with a dash or a word. Of the words only where a name must stand: Null is a family."""
        text = self._text(code)
        is_nothing = not any(map(str.isalnum, text)) or (code in _WHOLE and names.fold(text).strip(" .:") in _NOTHING)
        return "" if is_nothing and not _NO_NAME.search(text) else text

    def _name_for_lists(self) -> str:
        one = self.made.identity
        parts = (
            [getattr(one, f"{part}_{script}") for script in ("ar", "latin") for part in ("given", "father", "grandfather", "family")] if one else []
        )
        written = "" if one else next((text for code in _WHOLE for _heading, text in self._all(code)), "")
        return " ".join(filter(None, parts[:4])) or " ".join(filter(None, parts[4:])) or written

    def _sex(self) -> str:
        heading, cell = self._first("sex")
        text = sheets.text(cell)
        found = self._meaning("sex", "sex", text) if text else Sex.UNSTATED
        if found is None:
            self._fault(heading, "sex.unknown", text, proposal=mapping.near("sex", text) or "")
        return found or Sex.UNSTATED

    def _nationalities(self) -> tuple[str, ...]:
        heading, cell = self._first("nationality")
        text = sheets.text(cell)
        whole = self._meaning("nationality", "country", text) if text else None
        found = [whole] if whole is not None else [self._country(heading, word) for word in _SEVERAL.split(text) if word]
        return tuple(dict.fromkeys(code for code in found if code))

    def _country(self, heading: str, word: str) -> str:
        if (code := self._meaning("nationality", "country", word)) is None:
            self._fault(heading, "country.unknown", word, proposal=mapping.near("country", word) or "")
        return code or ""

    def _birth(self) -> PartialDate | None:
        heading, cell = self._first("birth")
        text = sheets.text(cell)
        if not text:
            return self._age()
        try:
            if (age := _age_words(text)) and not isinstance(cell, int):
                return self._estimated(*age)
            found = _day(cell, self.plan)
            if found.earliest > self.today:
                raise Unreadable("date.in_future")
            return found
        except Unreadable as error:
            year = _year_of(text) if error.code == "date.no_such_day" else error.params.get("year", "") if error.code in _YEAR_ALONE else ""
            params = error.params | {"last": self.today.year} if error.code == "date.year_out_of_range" else error.params
            self._fault(heading, error.code, text, params=params, proposal=year)
            return None

    def _age(self) -> PartialDate | None:
        heading, cell = self._first("age")
        text = fold_digits(sheets.text(cell))
        if not text:
            return None
        try:
            if not (found := _AGE.match(text)):
                raise Unreadable("age.unreadable")
            unit = mapping.code_of("unit", found[2]) if found[2] else "year"
            if unit is None:
                raise Unreadable("age.unreadable")
            return self._estimated(int(found[1]), unit)
        except Unreadable as error:
            self._fault(heading, error.code, text, params=error.params)
            return None

    def _estimated(self, age: int, unit: str) -> PartialDate:
        return PartialDate.estimated(age, self.plan.listed_on, "month" if unit == "month" else "year")

    # --- contact ---

    def _contact(self) -> ContactFacts:
        district = self._code("district", "district")
        governorate = self._code("governorate", "governorate") or (places.governorate_of(district) if district else "") or ""
        if district and places.governorate_of(district) != governorate:
            self._warn(self._first("district")[0], "district.elsewhere", self._text("district"))
            district = ""
        address = self._joined("address")
        if len(address) > LONGEST["address"]:
            self._fault(self._first("address")[0], "text.too_long", address, params={"longest": LONGEST["address"]})
            address = ""
        return ContactFacts(safe_hours=self._text("safe_hours"), governorate=governorate, district=district, address=address)

    def _phones(self) -> list[PhoneFacts]:
        made: dict[str, PhoneFacts] = {}
        for heading, text in self._all("phone"):
            number = read_phone(text)
            if number.e164 is None and number.dial is None:
                self._warn(heading, "phone.unreadable", text)
            elif len(text) > LONGEST["phone"]:
                self._warn(heading, "phone.too_long", text)
            typed = text if len(text) <= LONGEST["phone"] else number.e164 or ""
            if typed:
                made.setdefault(number.e164 or text, PhoneFacts(typed=typed))
        return list(made.values())

    # --- documents ---

    def _documents(self) -> list[DocumentFacts]:
        nationality = self.made.identity.nationalities[0] if self.made.identity and self.made.identity.nationalities else ""
        made = [self._national_number(nationality), self._numbered("passport", "passport", nationality)]
        kind = self._code("document_kind", "document") or "emergency_travel"
        made.append(self._numbered("document_number", kind, EGYPT if kind == NATIONAL_ID else nationality))
        unique: dict[tuple, DocumentFacts] = {}
        for one in made:
            if one:
                unique.setdefault((one.kind, one.issuing_country, one.number), one)
        return list(unique.values())

    def _national_number(self, nationality: str) -> DocumentFacts | None:
        issuer = nationality if nationality and nationality != EGYPT else EGYPT
        if issuer != EGYPT and len(re.sub(r"\D", "", fold_digits(self._text("national_id")))) == 14:
            issuer = EGYPT
        return self._numbered("national_id", NATIONAL_ID, issuer)

    def _numbered(self, code: str, kind: str, issuer: str) -> DocumentFacts | None:
        heading, cell = self._first(code)
        text = sheets.text(cell)
        if not text:
            return None
        if (isinstance(cell, float) and cell >= 1e15) or _SPOILT.match(fold_digits(text)):
            self._warn(heading, "number.destroyed", text)
            return None
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            self._fault(heading, "number.was_numeric", text, is_error=False)
        try:
            return DocumentFacts(kind, issuer, read_number(kind, issuer, text, self.today))
        except Unreadable as error:
            self._fault(heading, error.code, text, params=error.params)
            return None

    # --- journey and social ---

    def _journey(self) -> JourneyFacts:
        return JourneyFacts(
            country_left=self._code("country_left", "country"),
            reason=self._text("reason"),
            return_mode=self._code("return_mode", "return_mode"),
            groups=("uac",) if self.made.is_alone else (),
            note=self._joined("journey_note"),
        )

    def _social(self) -> SocialFacts:
        languages = []
        for heading, text in self._all("language"):
            for word in _SEVERAL.split(text):
                code = mapping.code_of("language", word)
                if code is None:
                    self._warn(heading, "code.kept", word)
                elif code not in languages:
                    languages.append(code)
        return SocialFacts(
            marital_status=self._code("marital_status", "marital"),
            languages=tuple(languages),
            education=self._code("education", "education"),
            lives_with=self._text("lives_with"),
            needs=self._joined("needs"),
        )

    # --- the case, of a caseload ---

    def _case(self) -> CaseFacts:
        worker = self._chosen("worker", "")
        return CaseFacts(
            is_open=self._chosen("case_status", "case_status") != "closed",
            worker=UUID(worker) if worker else None,
            risk=self._chosen("risk", "risk"),
            opened_on=self._opened(),
            reason=self._text("case_reason"),
            own_number=self._text("own_number"),
            household=self.made.group,
            consent_statement=self.made.consent_statement,
        )

    def _chosen(self, code: str, of: str) -> str:
        """The code of a word on which the case hangs: an unknown one is an error, for nothing is guessed of a case."""
        heading, cell = self._first(code)
        text = sheets.text(cell)
        found = self._meaning(code, of, text) if text else ""
        if found is None:
            self._fault(heading, "word.unmatched", text, proposal=mapping.near(of, text) or "")
        return found or ""

    def _opened(self) -> date | None:
        heading, cell = self._first("opened_on")
        if not sheets.text(cell):
            return None
        try:
            found = _day(cell, self.plan).earliest
            if found > self.today:
                raise Unreadable("date.in_future")
            return found
        except Unreadable as error:
            self._fault(heading, error.code, sheets.text(cell), params=error.params)
            return None


def _wrong_name(text: str) -> str:
    """The code of what makes it no name."""
    if _NO_NAME.search(text):
        return "name.damaged"
    if sheets.is_total(text):
        return "name.total"
    is_airline = _script(text) == "latin" and _AIRLINE.match(text)
    return "name.signs" if _NO_SIGNS.search(text.replace("/", " ") if is_airline else text) else ""


def _day(cell: Cell, plan: Plan) -> PartialDate:
    if isinstance(cell, date):
        return PartialDate.on(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if cell <= dates.LAST_YEAR:  # a year, not the number of a day: those would lie before 1910
            return PartialDate.of(int(max(cell, 0)))  # a cell may hold an infinity
        return PartialDate.on(sheets.day_of_number(cell, is_1904=plan.is_1904))
    return dates.parse(sheets.text(cell), plan.order)


def _age_words(text: str) -> tuple[int, str] | None:
    """An age that stands among dates, only with its unit: `7 years`."""
    found = _AGE.match(fold_digits(text))
    unit = mapping.code_of("unit", found[2]) if found and found[2] else None
    return (int(found[1]), unit) if found and unit else None


def _year_of(text: str) -> str:
    found = re.search(r"(19|20)\d\d", fold_digits(text))
    return found[0] if found else ""


def _script(text: str) -> str:
    return "ar" if names.script_of(text) == "ar" else "latin"


def _divided(text: str) -> dict[str, str]:
    """A whole name by its parts; `SURNAME/GIVEN MR`, as airlines write it, too."""
    script = _script(text)
    if script == "latin" and (found := _AIRLINE.match(text)):
        return {"given_latin": found[2], "family_latin": found[1]}
    words = [part.as_written for part in names.parts(text)]
    if " ".join(words) != text:  # a name stays as it is written, marks too
        words = text.split()
    if len(words) > 4:
        words = [*words[:2], " ".join(words[2:-1]), words[-1]]
    at = {1: ("given",), 2: ("given", "family"), 3: ("given", "father", "family"), 4: ("given", "father", "grandfather", "family")}
    return {f"{part}_{script}": word for part, word in zip(at.get(len(words), ()), words, strict=True)}


def with_country(row: Row, country: str) -> Row:
    """The row with the flight's country as where she came from, unless her line says another."""
    return replace(row, journey=replace(row.journey, country_left=country)) if country and not row.journey.country_left else row
    # `errors` are derived, so nothing else changes.


def said(row: Row) -> Iterator[tuple[str, str]]:
    """What the list said beside the sections: the sender's statement on consent, and what could not be read."""
    if row.consent_statement:
        yield "consent_statement", row.consent_statement
    yield from row.kept.items()
