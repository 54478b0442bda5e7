"""Every change of holidays. Deadlines that were given stay; those given from now on count with the new days."""
from datetime import date

from amana.ground.audit import actions as audit
from amana.ground.holidays.models import Holiday
from amana.ground.rows.acting import Actor


def add(*, day: date, name_ar: str, name_en: str, mark: str, source: str, by: Actor) -> Holiday:
    """Offices are closed on that day."""
    by.must("reference_data")
    made = Holiday.objects.create(day=day, name_ar=name_ar, name_en=name_en, mark=mark, source=source)
    audit.record("holiday.added", made.pk)
    return made


def change(holiday: Holiday, *, day: date, name_ar: str, name_en: str, mark: str, source: str, by: Actor) -> Holiday:
    """It stands on that day, under that name and mark. Raises Refused (`holidays_holiday_replaces_id_key`) if somebody was faster."""
    by.must("reference_data")
    made = Holiday.objects.create(day=day, name_ar=name_ar, name_en=name_en, mark=mark, source=source, replaces=holiday)
    audit.record("holiday.moved" if day != holiday.day else "holiday.changed", made.pk, replaces=holiday.pk)
    return made


def withdraw(holiday: Holiday, *, source: str, by: Actor) -> None:
    """Offices are open on that day. Raises Refused (`holidays_holiday_replaces_id_key`) if somebody was faster."""
    by.must("reference_data")
    made = Holiday.objects.create(day=holiday.day, name_ar=holiday.name_ar, name_en=holiday.name_en, mark=holiday.mark, source=source, is_withdrawn=True,
                                  replaces=holiday)
    audit.record("holiday.withdrawn", made.pk, replaces=holiday.pk)
