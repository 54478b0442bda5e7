"""The database's copy of the holidays that come with the program."""
from uuid import UUID, uuid5

from amana.ground.holidays.rules import Mark
from amana.lib import workdays

_SHIPPED = UUID("0b9b1a52-3d1e-5f0b-9c7e-2f6a7a3c1d10")
SOURCE = "List of this project, 25 November 2026"


def write_holidays(connection) -> None:
    """Each shipped holiday stands in the table once; what the platform did with it since stays. `connection`: of the migrating login.

    A row is known by its name, its year and its place among those of the same name: a release may correct its day without bringing it back.
    """
    seen: dict[tuple, int] = {}
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        for one in workdays.shipped_holidays():
            which = (one.name_en, one.day.year)
            seen[which] = seen.get(which, 0) + 1
            cursor.execute(
                "INSERT INTO holidays_holiday (id, day, name_ar, name_en, mark, source, is_withdrawn) VALUES (%s, %s, %s, %s, %s, %s, false)"
                " ON CONFLICT (id) DO NOTHING",
                [uuid5(_SHIPPED, f"{one.name_en}/{one.day.year}/{seen[which]}"), one.day, one.name_ar, one.name_en,
                 Mark.DRAFT if one.is_estimated else Mark.INTERIM, SOURCE])
        cursor.execute("SET ROLE amana_owner")
