"""What is wrong with a file, a choice or a cell, in words: codes of the lower parts become sentences of the page's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from amana.casework.arrivals import mapping
from amana.casework.cases.rules import CaseState, RiskLevel
from amana.casework.registry import codes
from amana.casework.registry.rules import NOT_OWN_TEAM, Sex
from amana.ground.shell.values import reading_language
from amana.lib.core.text import isolated, listed

_SENTENCES = {
    "sheet.empty": gettext_lazy("The file is empty."),
    "sheet.password": gettext_lazy("The file is protected by a password. Open it, save it without a password, and choose it again."),
    "sheet.web_page": gettext_lazy("This is a web page that only bears the name of a spreadsheet. Open it in Excel and save it as .xlsx."),
    "sheet.xml": gettext_lazy("This is an XML file. Open it in Excel and save it as .xlsx."),
    "sheet.pdf": gettext_lazy("This is a PDF. Ask the sender for the list as a spreadsheet."),
    "sheet.picture": gettext_lazy("This is a picture. Ask the sender for the list as a spreadsheet."),
    "sheet.word": gettext_lazy("This is a text document. Copy its table into a spreadsheet."),
    "sheet.archive": gettext_lazy("This is an archive of other files. Unpack it and choose the list in it."),
    "sheet.foreign": gettext_lazy("This kind of file is unknown. Take .xlsx, .xls, .ods or .csv."),
    "sheet.damaged": gettext_lazy("The file is damaged or holds more than a list can. Open it and save it anew."),
    "sheet.unpacks_to_too_much": gettext_lazy("The file unpacks to far more than a list can hold."),
    "sheet.too_big": gettext_lazy("The file is larger than %(megabytes)s MB."),
    "sheet.too_many_rows": gettext_lazy("The list has %(rows)s rows; at most %(most)s are read at once. Divide it."),
    "sheet.too_many_columns": gettext_lazy("The sheet has %(columns)s columns: that is no list of people."),
    "sheet.took_too_long": gettext_lazy("Reading the file took too long. Save the sheet with the people as a file of its own."),
    "sheet.no_headings": gettext_lazy("No row of headings was found. A list needs a row with words such as name, sex, date of birth."),
    "sheet.no_such_row": gettext_lazy("This sheet has no row %(row)s."),
    "mapping.no_name": gettext_lazy("No column holds a name. Choose the column of the full name or of the first name."),
    "mapping.doubled": gettext_lazy("Two columns are chosen for one field: %(field)s. Choose one of them."),
    "mapping.unknown_field": gettext_lazy("Choose from the list."),
    "name.damaged": gettext_lazy("This is no name: a number, a formula that failed, or letters that the file has damaged."),
    "name.nothing": gettext_lazy("This says that there is no name: write the person's name, or leave it so: the row is not imported."),
    "name.signs": gettext_lazy("A name has no such signs or numbers: write the name alone, and anything else in a column of its own."),
    "name.total": gettext_lazy("This begins like a total: write the person's name, or leave it so: the row is not imported."),
    "name.missing": gettext_lazy("The name is empty."),
    "row.totals": gettext_lazy("A total: left out."),
    "row.headings_again": gettext_lazy("The headings once more: left out."),
    "row.tags": gettext_lazy("A row of tags: left out."),
    "row.repeated": gettext_lazy("The same as row %(row)s: no second file is made."),
    "row.alike": gettext_lazy("Perhaps the same person as row %(row)s: it waits until somebody has judged."),
    "row.same_number": gettext_lazy("The same number of the file as row %(row)s."),
    "text.too_long": gettext_lazy("The text is longer than %(longest)s characters."),
    "sex.unknown": gettext_lazy("The list of choices does not have this word for the sex."),
    "country.unknown": gettext_lazy("There is no such country in the list."),
    "code.kept": gettext_lazy("The word is unknown here; it is kept as it was typed."),
    "district.elsewhere": gettext_lazy("This district lies in another governorate; it is kept as it was typed."),
    "age.unreadable": gettext_lazy("This is no age. Example: 34, or 3 months."),
    "date.empty": gettext_lazy("The date is empty."),
    "date.unreadable": gettext_lazy("This is no date. Example: 14/3/2001."),
    "date.two_digit_year": gettext_lazy("The year has two digits only: write it with four."),
    "date.hijri": gettext_lazy("The date is of the Islamic calendar: write the Gregorian one, the year alone, or only the age."),
    "date.coptic": gettext_lazy("The date is of the Coptic calendar: write the Gregorian one, the year alone, or only the age."),
    "date.ethiopian": gettext_lazy("The date is of the Ethiopian calendar: write the Gregorian one, or only the age."),
    "date.year_alone": gettext_lazy("Of a year of the Islamic or Coptic calendar write the year alone."),
    "date.in_future": gettext_lazy("This date has not come yet."),
    "date.no_such_month": gettext_lazy("There is no month %(month)s. Are day and month the other way round?"),
    "date.no_such_day": gettext_lazy("There is no day %(day)s in that month."),
    "date.year_out_of_range": gettext_lazy("The year is not between %(first)s and %(last)s."),
    "date.day_without_month": gettext_lazy("The day stands without a month."),
    "date.age_out_of_range": gettext_lazy("Nobody is this old. Check the age."),
    "phone.unreadable": gettext_lazy("This is no phone number; it is kept as it was typed."),
    "phone.too_long": gettext_lazy("This is too long for one phone number: the first one is taken, and all of it is kept as it was typed."),
    "number.destroyed": gettext_lazy("The spreadsheet has destroyed this number; what is left is kept as text. Ask for it again at arrival."),
    "number.was_numeric": gettext_lazy("The cell is a number, not text: zeros in front may be lost. Check it at arrival."),
    "national_id.empty": gettext_lazy("The number is empty."),
    "national_id.not_digits": gettext_lazy("The national number holds something else than digits."),
    "national_id.length": gettext_lazy("National number: %(wanted)s digits, %(entered)s entered."),
    "national_id.century": gettext_lazy("The national number cannot begin with %(digit)s."),
    "national_id.date": gettext_lazy("The national number says a date of birth that does not exist."),
    "national_id.future": gettext_lazy("The national number says a date of birth that has not come yet."),
    "national_id.governorate": gettext_lazy("The national number says a governorate that does not exist (%(code)s)."),
    "document.number_too_long": gettext_lazy("A document's number has at most %(longest)s characters."),
    "document.none_has_no_details": gettext_lazy("“No document” has no number."),
    "arrival_list_state": gettext_lazy("The list is no longer in that state: somebody else was faster. Look at it again."),
    "arrival_list_state.undone": gettext_lazy("This list is undone already."),
    "arrival_list_once": gettext_lazy("A colleague has imported this very file already."),
    "arrival_list_undo": gettext_lazy("An import can be undone for 24 hours only, by a role that may."),
    "arrival_row_state": gettext_lazy("Somebody else was faster: look at the row again."),
    "caseload_words": gettext_lazy("Say first what the words of the list mean."),
    "caseload_worked_on": gettext_lazy("A colleague has just worked with a file of this list: look at the list again."),
    "word.unmatched": gettext_lazy("Nobody has said what this word means here: say it in the step of the words."),
    "changed_meanwhile": gettext_lazy("Somebody else was faster: look at the row again."),
    "own_record": gettext_lazy("Only a record of your own organisation can be chosen."),
    "team_member": NOT_OWN_TEAM,
    "person_state": gettext_lazy("The file is no longer in that state."),
}


def sentence(code: str, params: dict | None = None) -> str:
    """The sentence of a code; a code without one says that something cannot be read."""
    words = _SENTENCES.get(f"{code}.{(params or {}).get('state')}") or _SENTENCES.get(code)
    shown = {name: _word(name, value) for name, value in (params or {}).items()}
    return str(words) % shown if words else _("This cannot be read.")


def _word(name: str, value: object) -> object:
    return isolated(field_name(str(value))) if name == "field" else value


def field_name(code: str) -> str:
    """A field's name in the page's language."""
    field = mapping.fields().get(code)
    if field is None:
        return _("Not imported")
    return field.name_ar if reading_language() == "ar" else field.name_en


def proposal(fault: dict) -> str:
    """The proposed value in words."""
    if fault["code"] == "country.unknown":
        return codes.name(fault["proposal"], "countries")
    if fault["code"] == "sex.unknown":
        return str(Sex(fault["proposal"]).label)
    if fault["code"] == "word.unmatched":
        return _proposed_word(fault["proposal"])
    return fault["proposal"]


def _proposed_word(code: str) -> str:
    return str({**dict(RiskLevel.choices), **dict(CaseState.choices)}.get(code, code))


def passed_over(found: dict[str, list[int]]) -> list[str]:
    """Which rows of the sheet are no people, and why."""
    said = [_lines_of(kind, len(rows)) % {"rows": listed(map(str, rows), reading_language())} for kind, rows in found.items() if kind != "blank"]
    blank = len(found.get("blank", []))
    return [*said, _("Blank rows: %(n)s") % {"n": blank}] if blank else said


def _lines_of(kind: str, n: int) -> str:
    """The rows by their numbers, so that one of them is never read as a count."""
    return {
        "tags": ngettext("Left out as tags: row %(rows)s", "Left out as tags: rows %(rows)s", n),
        "headings_again": ngettext("Left out as headings once more: row %(rows)s", "Left out as headings once more: rows %(rows)s", n),
        "totals": ngettext("Left out as a total: row %(rows)s", "Left out as totals: rows %(rows)s", n),
    }[kind]
