"""What a member of staff does with what is new: marks it as seen, and chooses what reaches her by e-mail."""
from datetime import datetime

from django.db import connection

from amana.ground.audit import actions as audit


def see(until: datetime) -> None:
    """All notices up to that instant are seen, in the actor's present membership. What came while she read stays new."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.see_notices(%s)", [until])


def choose_mailing(*, choice: str, digest_hour: int, quiet_from: int, quiet_until: int) -> None:
    """The actor's own choice, in all her memberships. Raises Refused for an hour that is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.choose_mailing(%s, %s, %s, %s)", [choice, digest_hour, quiet_from, quiet_until])
    audit.record("mailing.chosen", None, choice=choice)
