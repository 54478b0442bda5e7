"""How names are written in the actor's organisation: one table of tokens for each, in memory, from which it is told what a typed name may mean.

Never shown and never whose: whoever is found is read under the actor's own rights. A process keeps the latest few organisations.
"""
from collections import OrderedDict
from collections.abc import Callable, Iterable
from threading import Lock
from typing import TypeVar
from uuid import UUID

from django.db import connection

from amana.lib.names.matching import TokenTable

KEPT = 8  # organisations; of 100,000 people one takes about 20 MB and a few seconds to read at first
_NEWS = "SELECT organisation, until, word, times FROM entry.spellings(%s::uuid[], %s::bigint[])"
Answer = TypeVar("Answer")


class Spellings:
    """Of one organisation. A table is read and written by one thread at a time."""

    def __init__(self) -> None:
        self.table = TokenTable()
        self.until: int | None = None  # transactions below it have ended, and are learned
        self.lock = Lock()

    def learn(self, words: Iterable[tuple[str, int]], since: int | None, until: int) -> None:
        """What was told of what was written since then. Another thread may have learned it meanwhile: then nothing is counted twice, and the rest is told again."""
        is_next = self.until == since
        for word, times in words:
            if is_next or word not in self.table.ids:
                self.table.add(word, times if word in self.table.ids else max(1, times))
        if is_next:
            self.until = until


_known: OrderedDict[UUID, Spellings] = OrderedDict()
_lock = Lock()


def by_spellings(ask: Callable[[TokenTable], Answer]) -> Answer:
    """What `ask` answers of the table of the actor's organisation, with everything in it that others have saved."""
    spellings = None
    while spellings is None or spellings.until is None:
        with _lock:
            marks = {organisation: one.until for organisation, one in _known.items() if one.until}
        with connection.cursor() as cursor:
            cursor.execute(_NEWS, [list(marks), list(marks.values())])
            news = cursor.fetchall()
        organisation, until = news[0][:2]
        spellings = _of(organisation)
        with spellings.lock:
            if spellings.until or organisation not in marks:  # else it was given up meanwhile, and is learned whole
                spellings.learn(((word, times) for _organisation, _until, word, times in news if word is not None), marks.get(organisation), until)
                return ask(spellings.table)
    raise AssertionError("unreachable")


def _of(organisation: UUID) -> Spellings:
    with _lock:
        found = _known.setdefault(organisation, Spellings())
        _known.move_to_end(organisation)
        while len(_known) > KEPT:
            _known.popitem(last=False)
        return found
