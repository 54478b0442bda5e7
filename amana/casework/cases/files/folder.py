"""Sealed files on a disk of this machine, or on one that several machines share."""
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HALF = ".half"


@dataclass(frozen=True)
class Folder:
    path: Path

    def put(self, name: str, sealed: bytes) -> None:
        """On the disk under its name, whole or not at all."""
        path = self._place(name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        half = path.with_name(f"{path.name}.{secrets.token_hex(4)}{HALF}")
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        os.rename(half, path)
        _settle(path.parent)

    def get(self, name: str) -> bytes:
        """Raises OSError."""
        return self._place(name).read_bytes()

    def written_before(self, moment: float) -> Iterator[str]:
        """Names; halves of that age are gone afterwards."""
        for path in self.path.glob("*/*"):
            if path.stat().st_mtime > moment:
                continue
            if path.name.endswith(HALF):
                path.unlink(missing_ok=True)
            else:
                yield path.name

    def remove(self, name: str) -> None:
        self._place(name).unlink(missing_ok=True)

    def _place(self, name: str) -> Path:
        return self.path / name[-2:] / name


def _settle(folder: Path) -> None:
    """The name is on the disk as well."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
