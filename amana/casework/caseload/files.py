"""The template of a caseload: headings that need no matching, a line that shows how it is meant, and notes. And the file that rows of a program make."""

import csv
import io

from django.utils.translation import gettext as _

from amana.casework.arrivals import mapping, sentences
from amana.casework.arrivals.files import book

# By field, what the line of the example says; its person is invented, and says so where her name would stand.
EXAMPLE = {
    "own_number": "17/2026", "full_name": "هناء سعيد الشاذلي (مثال مختلق)", "latin_name": "", "sex": "أنثى", "birth": "14/3/1991", "age": "", "nationality": "سوداني", "phone": "01000000000",
    "governorate": "القليوبية", "address": "", "marital_status": "متزوجة", "family_group": "1", "case_status": "مفتوحة", "worker": "maha@example.org", "risk": "متوسط",
    "opened_on": "3/2/2026", "case_reason": "تحتاج إلى سكن"}


def template() -> bytes:
    """The first sheet is empty but for its headings; the example stands on a sheet of its own, so that nobody imports it."""
    headings = [sentences.field_name(code) for code in EXAMPLE]
    notes = (_("One person in each row. Only the name is needed; leave empty what is not known."), _("The worker is named by e-mail address, or by the name as it stands among the staff."),
             _("Dates: day/month/year with four digits, or the year alone. Where only the age is known, use its own column."),
             _("Your own words for risk, state and the rest are good: what they mean is asked once."),
             _("A case opens only when the person has consented; what the list says of it is kept until then."))
    return book({_("Caseload"): (headings, []), _("Example"): (headings, [list(EXAMPLE.values())]), _("Notes"): ([_("Notes")], [[note] for note in notes])})


def of_rows(rows: list[dict[str, str]]) -> bytes:
    """Rows that a program sent, by field, as a file like any other: the same rows make the same file. The second line is the first row."""
    made = io.StringIO()
    codes = list(mapping.fields())
    writer = csv.writer(made, delimiter="\t")
    writer.writerow([mapping.fields()[code].name_en for code in codes])
    writer.writerows([[" ".join(row.get(code, "").split()) for code in codes] for row in rows])
    return made.getvalue().encode()
