"""Where attached content stands: one sealed file a key in AMANA_FILES, outside the web root. Whether somebody may have it the rows decide.

The file is written before its row. A row is never without its file, but for what was lost with a disk; it is removed after its row is withdrawn. A file without a row, left by a crash, is swept.
"""
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings

from amana.ground.rows import sealed_fields

HALF = ".half"
LEFT_ALONE_SECONDS = 24 * 3600  # a transaction that is under way has not written its row yet


class Lost(Exception):
    """The file of a row is not there, or does not open under this installation's key."""


def put(key: UUID, content: bytes, *, person_id: UUID) -> None:
    """The content is on the disk under its key, sealed for this person; whole or not at all."""
    path = _path(key)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = path.with_name(f"{path.name}.{secrets.token_hex(4)}{HALF}")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(sealed_fields.seal_bytes(content, person_id=person_id, field=_field(key)))
        file.flush()
        os.fsync(file.fileno())
    os.rename(half, path)
    _settle(path.parent)


def get(key: UUID, *, person_id: UUID) -> bytes:
    """Raises Lost."""
    try:
        return sealed_fields.unseal_bytes(_path(key).read_bytes(), person_id=person_id, field=_field(key))
    except (OSError, sealed_fields.Broken) as error:
        raise Lost(str(key)) from error


def left_alone(*, seconds: float = LEFT_ALONE_SECONDS) -> Iterator[UUID]:
    """Keys of files that nobody is writing any more; halves of that age are gone afterwards."""
    before = time.time() - seconds
    for path in Path(settings.AMANA_FILES).glob("*/*"):
        if path.stat().st_mtime > before:
            continue
        if path.name.endswith(HALF):
            path.unlink(missing_ok=True)
        else:
            yield UUID(path.name)


def remove(keys: Iterable[UUID]) -> None:
    for key in keys:
        _path(key).unlink(missing_ok=True)


def _path(key: UUID) -> Path:
    return Path(settings.AMANA_FILES) / str(key)[-2:] / str(key)


def _field(key: UUID) -> str:
    return f"attachment:{key}"


def _settle(folder: Path) -> None:
    """The name is on the disk as well."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
