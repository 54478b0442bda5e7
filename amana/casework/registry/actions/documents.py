"""Corrections of the section documents: numbers are checked, sealed and hashed here, whichever door they came through."""
from uuid import UUID

from django.utils.timezone import now

from amana.casework.registry import codes
from amana.casework.registry.actions import rows
from amana.casework.registry.models import Document
from amana.casework.registry.rules import NO_DOCUMENT, DocumentFacts, issuer, read_number
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.acting import Actor, Hidden
from amana.lib.core.dates import cairo_day
from amana.lib.core.errors import Refused


def correct_documents(person_id: UUID, documents: list[DocumentFacts], *, by: Actor) -> None:
    """The documents are as stated now; those that are not mentioned stay as they are, and what stood before is kept.

    A first document ends the answer that she has none. Raises Unreadable (`rules.read_number`, `code.unknown`), Refused
    (`changed_meanwhile`; `document.twice`; `document.none_beside_others`).
    """
    by.must("register")
    aimed = [facts.id for facts in documents if facts.id]
    if len(aimed) != len(set(aimed)):  # which of the two is meant is never guessed (B44)
        raise Refused("document.twice")
    present = {row.id: row for row in Document.objects.select_for_update().filter(person_id=person_id, is_current=True).order_by("id")}
    stated = [_stated(person_id, facts, present) for facts in documents]
    new = [row for row, _columns in stated if row.id not in present]
    stated += _without_none([row for row in (*present.values(), *new) if row.is_current])
    changed: dict[UUID, list[str]] = {}
    for row, columns in stated:
        if row.id not in present:
            row.save(force_insert=True)
        elif columns:
            row.save(update_fields=columns)
        changed.setdefault(row.id, []).extend(columns)
    if any(changed.values()):
        audit.record("person.documents_corrected", person_id, sections=Section.DOCUMENTS, documents=[key for key in changed if changed[key]],
                     fields=sorted({name for columns in changed.values() for name in columns}))


def _stated(person_id: UUID, facts: DocumentFacts, present: dict[UUID, Document]) -> tuple[Document, list[str]]:
    """The row as the facts have it, not saved yet, and the names of its changed columns."""
    row = _row_of(person_id, facts, present)
    before = {name: getattr(row, name) for name in row.stated_columns()} if facts.id else {}
    row.kind, row.issuing_country = facts.kind, issuer(facts.kind, facts.issuing_country)
    codes.must_know("documents", row.kind)
    codes.must_know("countries", row.issuing_country)
    row.issued, row.expires = facts.issued, facts.expires
    row.original_seen, row.is_current = facts.original_seen, facts.is_current
    row.hold(read_number(row.kind, row.issuing_country, row.number if facts.number is None else facts.number, cairo_day(now())))
    changed = [name for name in row.stated_columns() if name not in before or before[name] != getattr(row, name)]
    return row, [*changed, *(Document.derived if {"kind", "issuing_country", "number_sealed"} & set(changed) else ())]


def _row_of(person_id: UUID, facts: DocumentFacts, present: dict[UUID, Document]) -> Document:
    if facts.id is None:
        return Document(person_id=person_id)
    row = present.get(facts.id)
    if row is None:
        if Document.objects.filter(pk=facts.id, person_id=person_id).exists():
            raise Refused("changed_meanwhile", document=facts.id)
        raise Hidden
    rows.must_be(row, facts.version)
    return row


def _without_none(current: list[Document]) -> list[tuple[Document, list[str]]]:
    """The former answer "none", ended by a first document. Raises Refused if what would stand now does not fit together."""
    nones = [row for row in current if row.kind == NO_DOCUMENT]
    numbers = [row.number_hash for row in current if row.number_hash]
    if len(nones) > 1 or len(numbers) != len(set(numbers)):
        raise Refused("document.twice")
    if not nones or len(nones) == len(current):
        return []
    if nones[0]._state.adding:
        raise Refused("document.none_beside_others")
    nones[0].is_current = False
    return [(nones[0], ["is_current"])]
