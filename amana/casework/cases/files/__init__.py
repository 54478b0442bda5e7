"""Where attached content stands: one sealed file a key, in the folder AMANA_FILES outside the web root or in a bucket. Whether somebody may have it the rows decide.

The file is written before its row. A row is never without its file, but for what was lost with a disk; it is removed after its row is withdrawn. A file without a row, left by a crash, is swept.
"""
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings

from amana.casework.cases.files import bucket, folder
from amana.ground.rows import sealed_fields
from amana.lib.core.errors import Refused

LEFT_ALONE_SECONDS = 24 * 3600  # a transaction that is under way has not written its row yet


class Lost(Exception):
    """The file of a row is not there, or does not open under this installation's key."""


def put(key: UUID, content: bytes, *, person_id: UUID) -> None:
    """The content is kept under its key, sealed for this person; whole or not at all. Raises Refused `files_away`."""
    try:
        _store().put(str(key), sealed_fields.seal_bytes(content, person_id=person_id, field=_field(key)))
    except bucket.Away as error:
        raise Refused("files_away") from error


def get(key: UUID, *, person_id: UUID) -> bytes:
    """Raises Lost, or Refused `files_away` where it could not be asked for."""
    try:
        return sealed_fields.unseal_bytes(_store().get(str(key)), person_id=person_id, field=_field(key))
    except bucket.Away as error:
        raise Refused("files_away") from error
    except (OSError, sealed_fields.Broken) as error:
        raise Lost(str(key)) from error


def left_alone(*, seconds: float = LEFT_ALONE_SECONDS) -> Iterator[UUID]:
    """Keys of files that nobody is writing any more; halves of that age are gone afterwards."""
    return (UUID(name) for name in _store().written_before(time.time() - seconds))


def remove(keys: Iterable[UUID]) -> None:
    for key in keys:
        _store().remove(str(key))


def _store() -> folder.Folder | bucket.Bucket:
    return folder.Folder(settings.AMANA_FILES) if isinstance(settings.AMANA_FILES, Path) else bucket.Bucket(settings.AMANA_FILES)


def _field(key: UUID) -> str:
    return f"attachment:{key}"
