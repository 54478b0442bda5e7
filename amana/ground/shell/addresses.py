"""Addresses that stand in every menu or row: each is resolved once a process."""
from functools import cache
from uuid import UUID

from django.urls import reverse

_NOTHING = UUID(int=0)


@cache
def address(name: str) -> str:
    """Of a page that there is once."""
    return reverse(name)


def address_of(name: str, key: UUID) -> str:
    """Of the page of one thing, by its key."""
    before, after = _around(name)
    return f"{before}{key}{after}"


@cache
def _around(name: str) -> tuple[str, str]:
    before, _key, after = reverse(name, args=[_NOTHING]).partition(str(_NOTHING))
    return before, after
