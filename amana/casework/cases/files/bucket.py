"""Sealed files in a bucket that speaks S3, for an installation of several machines."""
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from urllib.parse import parse_qs, urlsplit

import obstore
from django.conf import settings
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

REGION = "us-east-1"  # what stores without regions expect
SECONDS, TRIES = 20, 2


class Away(Exception):
    """The store does not answer, or not to these keys."""


@dataclass(frozen=True)
class Bucket:
    """address: `https://host/bucket/folder?region=…`, the folder and the region where they are needed."""

    address: str

    def put(self, name: str, sealed: bytes) -> None:
        with _answering():
            obstore.put(self._store(), name, sealed)

    def get(self, name: str) -> bytes:
        """Raises FileNotFoundError, Away."""
        with _answering():
            return bytes(obstore.get(self._store(), name).bytes())

    def written_before(self, moment: float) -> Iterator[str]:
        with _answering():
            for some in obstore.list(self._store()):
                yield from (one["path"] for one in some if one["last_modified"].timestamp() < moment)

    def remove(self, name: str) -> None:
        """What is gone already is gone."""
        try:
            with _answering():
                obstore.delete(self._store(), name)
        except FileNotFoundError:
            return

    def _store(self) -> S3Store:
        return _store(self.address, *settings.AMANA_FILES_KEYS)


@cache
def _store(address: str, key_id: str, key: str) -> S3Store:
    parts = urlsplit(address)
    bucket, _slash, prefix = parts.path.strip("/").partition("/")
    return S3Store(bucket, prefix=prefix or None, endpoint=f"{parts.scheme}://{parts.netloc}", region=parse_qs(parts.query).get("region", [REGION])[0], access_key_id=key_id,
                   secret_access_key=key, virtual_hosted_style_request=False, client_options={"allow_http": parts.scheme == "http", "timeout": f"{SECONDS}s"},
                   retry_config={"max_retries": TRIES})


@contextmanager
def _answering() -> Iterator[None]:
    """Raises Away for whatever the store answers but that there is no such file."""
    try:
        yield
    except NotFoundError as error:
        raise FileNotFoundError(str(error)) from error
    except BaseError as error:
        raise Away(type(error).__name__) from error
