"""Mails that wait, through a login of their own: it puts them into the outbox, takes one, and may do nothing else (docs/decisions/0030)."""
import json
from dataclasses import dataclass
from smtplib import SMTPException, SMTPRecipientsRefused
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connections, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from amana.insight.notices.rules import Kind

LOGIN = "mail"


@dataclass(frozen=True)
class Waiting:
    """A mail as it was taken from the outbox."""

    id: UUID
    address: str
    language: str
    is_urgent: bool
    counts: dict[str, int]


def fill(*, is_working_day: bool) -> None:
    """Whoever is to get a mail now has one in the outbox."""
    looked = None
    while looked != 0:
        with connections[LOGIN].cursor() as cursor:
            cursor.execute("SELECT post.fill(%s)", [is_working_day])
            looked = cursor.fetchone()[0]


def send_all() -> int:
    """The outbox is empty but for what could not be sent, which is tried again later; how many went out."""
    sent = 0
    while (tried := _send_next()) is not None:
        sent += tried
    return sent


def _send_next() -> bool | None:
    """Whether it went out; None: nothing waits, or the mail server takes nothing now. Taken and sent in one transaction: what breaks off before the mail server has it waits again, what breaks off after that,
    in the moment before the end, is sent twice under one Message-ID."""
    waiting = None
    try:
        with transaction.atomic(using=LOGIN):
            if (waiting := _taken()) is None:
                return None
            message(waiting).send()
            return True
    except (OSError, SMTPException) as error:
        if waiting is None:
            raise
        with connections[LOGIN].cursor() as cursor:
            cursor.execute("SELECT post.put_off(%s)", [waiting.id])
        return False if isinstance(error, SMTPRecipientsRefused) else None


def _taken() -> Waiting | None:
    with connections[LOGIN].cursor() as cursor:
        cursor.execute("SELECT id, address, language, is_urgent, counts FROM post.take()")
        if (row := cursor.fetchone()) is None:
            return None
    *facts, counts = row
    return Waiting(*facts, counts=json.loads(counts) if isinstance(counts, str) else counts)


def message(waiting: Waiting) -> EmailMessage:
    """How much of which kind, and where to sign in; in the reader's language."""
    with translation.override(waiting.language):
        kinds = [(Kind(kind).label, n) for kind, n in sorted(waiting.counts.items(), key=lambda one: list(Kind).index(Kind(one[0])))]
        text = render_to_string("notices/mail.txt", {"kinds": kinds, "is_urgent": waiting.is_urgent, "address": settings.AMANA_ADDRESS})
        subject = _("Amana: something urgent waits for you") if waiting.is_urgent else _("Amana: something new waits for you")
    server = settings.AMANA_MAIL
    headers = {"Message-ID": f"<{waiting.id}@{urlsplit(settings.AMANA_ADDRESS).hostname}>", "Auto-Submitted": "auto-generated", "Content-Language": waiting.language}
    return EmailMessage(subject, text, server.sender, [waiting.address], connection=get_connection(server.backend, **server.options), headers=headers)
