"""The first act of an installation: its own organisation, and a link for the administrator who founds and invites all others."""
from enum import StrEnum

from django.db import connections, transaction

from amana.ground.access import gate
from amana.lib.core.ids import uuid7


class Begun(Exception):
    """Somebody works here already: who comes next is invited on the pages."""


class Taken(Exception):
    """The demo was to begin in a real installation, or a real installation in the demo."""


class Whose(StrEnum):
    """Whose this database is; but for nobody's, the verb of the act that began it."""

    NOBODY = ""
    REAL = "installation.begun"
    DEMO = "demo.begun"


def whose() -> Whose:
    """Also before its tables are there."""
    with connections["migrate"].cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT to_regclass('audit.entry') IS NOT NULL AND to_regclass('organisations_organisation') IS NOT NULL")
        return _whose(cursor) if cursor.fetchone()[0] else Whose.NOBODY


def _whose(cursor) -> Whose:
    cursor.execute("SELECT EXISTS (SELECT FROM organisations_organisation), EXISTS (SELECT FROM audit.entry WHERE verb IN ('demo.begun', 'demo.told'))")
    is_begun, is_demo = cursor.fetchone()
    return Whose.DEMO if is_demo else Whose.REAL if is_begun else Whose.NOBODY


def begin(*, code: str, name_ar: str, name_en: str, kind: str, email: str, name: str, whose: Whose = Whose.REAL) -> tuple[str, bool]:
    """The token of a one-time link for the first platform administrator, by the migrating login: nobody is there yet who could invite. And whether a link was open before it.

    Until the link is taken up this may be done again, with other words: the links before are dead then. Raises Begun, Taken.
    """
    token, token_hash = gate.new_link()
    with transaction.atomic(using="migrate"), connections["migrate"].cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("LOCK TABLE organisations_organisation, access_invitation IN EXCLUSIVE MODE")  # two at once
        if _whose(cursor) not in (Whose.NOBODY, whose):
            raise Taken
        cursor.execute("SELECT EXISTS (SELECT FROM access_staff)")
        if cursor.fetchone()[0]:
            raise Begun
        cursor.execute("SELECT id FROM organisations_organisation")
        organisation = next((key for key, in cursor.fetchall()), None) or uuid7()
        cursor.execute(
            "INSERT INTO organisations_organisation (id, code, name_ar, name_en, kind, areas, plans_need_approval, is_active) VALUES (%s, %s, %s, %s, %s, '{}', true, true)"
            " ON CONFLICT (id) DO UPDATE SET code = excluded.code, name_ar = excluded.name_ar, name_en = excluded.name_en, kind = excluded.kind",
            [organisation, code, name_ar, name_en, kind])
        cursor.execute("UPDATE access_invitation SET withdrawn_at = entry.clock() WHERE accepted_at IS NULL AND withdrawn_at IS NULL")
        replaces = cursor.rowcount > 0
        invitation = uuid7()
        cursor.execute("INSERT INTO access_invitation (id, organisation_id, email, name, role_id, teams) VALUES (%s, %s, %s, %s, 'platform_administrator', '{}')",
                       [invitation, organisation, email, name])
        cursor.execute("INSERT INTO keys.link (token_hash, invitation, expires_at) SELECT %s, id, expires_at FROM access_invitation WHERE id = %s", [token_hash, invitation])
        cursor.execute("INSERT INTO audit.entry (at, organisation, verb, subject) VALUES (entry.clock(), %s, %s, %s)", [organisation, whose, invitation])
    return token, replaces
