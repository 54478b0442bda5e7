"""The database's copy of the table of roles."""
from django.conf import settings

from amana.ground.access.rules import ROLES, second_factor_roles


def write_roles(connection) -> None:
    """The rows of access_role are those of `rules.ROLES`. `connection`: of the migrating login, which row security does not bind."""
    required = second_factor_roles(settings.AMANA_SECOND_FACTOR)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        for code, role in ROLES.items():
            cursor.execute(
                "INSERT INTO access_role (code, finds, reach, reads, writes, verbs, idle_minutes, second_factor) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
                " ON CONFLICT (code) DO UPDATE SET finds = excluded.finds, reach = excluded.reach, reads = excluded.reads, writes = excluded.writes,"
                " verbs = excluded.verbs, idle_minutes = excluded.idle_minutes, second_factor = excluded.second_factor",
                [code, role.finds, role.reach, int(role.reads), int(role.writes), sorted(role.verbs), role.idle_minutes, code in required])
        cursor.execute("SET ROLE amana_owner")
