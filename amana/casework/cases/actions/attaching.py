"""Attaching papers and pictures, fetching and withdrawing them, and sweeping what a crash left."""
from functools import partial
from uuid import UUID

from django.db import connection, transaction

from amana.casework.cases import files
from amana.casework.cases.models import Attachment, AttachmentWithdrawal, Case
from amana.casework.cases.rules.attaching import accepted, belied
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor, Hidden
from amana.lib.core.errors import Refused
from amana.lib.core.ids import uuid7

SWEPT_AT_ONCE = 500


def attach(person_id: UUID, *, case: Case | None, kind: str, title: str, section: int, content: bytes, name: str = "", by: Actor) -> Attachment:
    """Stands in one section that the actor writes: of the case, or without one of the record.

    Raises Refused for what the content is (`rules.attaching.accepted`) and for a name that it belies (`file_belied`), Hidden for a section that the role does not write.
    """
    by.must("note" if case else "register")
    if not by.writes & section:
        raise Hidden
    person_id = case.person_id if case else person_id
    kept, key = accepted(content), uuid7()
    if belied(name, kept.media_type):
        raise Refused("file_belied")
    files.put(key, kept.content, person_id=person_id)
    made = Attachment.objects.create(id=key, person_id=person_id, case=case, section=section, kind=kind, title=title, media_type=kept.media_type,
                                     size=len(kept.content))
    audit.record("attachment.added", case.pk if case else person_id, sections=Section(section), attachment=key, paper=kind)
    return made


def fetch(attachment: Attachment, *, by: Actor) -> bytes:
    """The content; that it was fetched is on record. Raises files.Lost."""
    content = files.get(attachment.pk, person_id=attachment.person_id)
    audit.record("attachment.fetched", attachment.case_id or attachment.person_id, sections=Section(attachment.section), attachment=attachment.pk)
    return content


def withdraw(attachment: Attachment, *, reason: str, by: Actor) -> None:
    """Nobody sees it or gets it any more; its file is removed once that is certain. What a crash leaves in between is swept.

    Raises Refused `cases_attachmentwithdrawal_pkey` where a colleague was faster, Hidden for whoever neither attached it nor assigns there.
    """
    by.must("note" if attachment.case_id else "register")
    AttachmentWithdrawal.objects.create(attachment_id=attachment.pk, reason=reason)
    audit.record("attachment.withdrawn", attachment.case_id or attachment.person_id, sections=Section(attachment.section), attachment=attachment.pk,
                 paper=attachment.kind, why=reason)
    transaction.on_commit(partial(files.remove, [attachment.pk]), robust=True)


def sweep_files(*, seconds: float = files.LEFT_ALONE_SECONDS) -> int:
    """Files that no row names are gone: an upload that never came to its end, a withdrawal that did. Safe at any moment; how many went."""
    found = list(files.left_alone(seconds=seconds))
    swept = 0
    for place in range(0, len(found), SWEPT_AT_ONCE):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM entry.files_without_rows(%s)", [found[place:place + SWEPT_AT_ONCE]])
            lonely = [key for (key,) in cursor.fetchall()]
        files.remove(lonely)
        swept += len(lonely)
    return swept
