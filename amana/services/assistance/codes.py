"""The database's copy of what it must know of the catalogue and of the limits."""
from amana.services.assistance.rules import catalogue, limits


def write_catalogue(connection) -> None:
    """One row for each kind and limit that is shipped. `connection`: of the migrating login, which row security does not bind."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        for one in catalogue().values():
            cursor.execute(
                "INSERT INTO assistance_kind (code, need, methods, person_ceiling, household_ceiling, months) VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (code) DO UPDATE"
                " SET (need, methods, person_ceiling, household_ceiling, months) = (excluded.need, excluded.methods, excluded.person_ceiling, excluded.household_ceiling, excluded.months)",
                [one.code, one.need, list(one.methods), one.person_ceiling, one.household_ceiling, one.months])
        cursor.execute("DELETE FROM assistance_limit WHERE above <> ALL (%s)", [[one.above for one in limits()]])
        for limit in limits():
            cursor.execute("INSERT INTO assistance_limit (above, approvals) VALUES (%s, %s) ON CONFLICT (above) DO UPDATE SET approvals = excluded.approvals", [limit.above, limit.approvals])
        cursor.execute("SET ROLE amana_owner")
