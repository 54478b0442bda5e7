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
# While a transaction that writes stays open no row after its beginning can be counted; what others have saved since is told once all the same: from the first transaction on that
# was open at the last look and has ended since, and later ones.
_NEWS = """
SELECT organisation, until, word, times, pg_current_snapshot()::text, pg_current_xact_id_if_assigned()::text
  FROM entry.spellings(%(organisations)s::uuid[], ARRAY(
       SELECT CASE WHEN s.until < pg_snapshot_xmin(pg_current_snapshot())::text::bigint THEN s.until ELSE least(pg_snapshot_xmax(s.seen),
                   (SELECT min(x.open) FROM pg_snapshot_xip(s.seen) AS x(open) WHERE pg_visible_in_snapshot(x.open, pg_current_snapshot())))::text::bigint END
         FROM unnest(%(until)s::bigint[], %(seen)s::pg_snapshot[]) WITH ORDINALITY AS s(until, seen, place) ORDER BY s.place))
"""
Answer = TypeVar("Answer")


class Spellings:
    """Of one organisation. A table is read and written by one thread at a time."""

    def __init__(self) -> None:
        self.table = TokenTable()
        self.until: int | None = None  # transactions below it have ended, and are learned
        self.seen = ""  # which transactions had ended at the last look, in the database's words: the words of their rows are in the table
        self.ahead: set[str] = set()  # words that stand for one though no row of theirs could be counted yet
        self.lock = Lock()

    def learn(self, words: Iterable[tuple[str, int]], since: int | None, until: int, seen: str) -> None:
        """What was told of what was written since then. Another thread may have learned it meanwhile: then nothing is counted twice, and the rest is told again."""
        is_next = self.until == since
        for word, times in words:
            if is_next and times:
                self.table.add(word, times - (word in self.ahead))
                self.ahead.discard(word)
            elif word not in self.table.ids:
                self.table.add(word)
                self.ahead.add(word)
        if is_next:
            self.until = until
        self.seen = seen


_known: OrderedDict[UUID, Spellings] = OrderedDict()
_lock = Lock()


def by_spellings(ask: Callable[[TokenTable], Answer]) -> Answer:
    """What `ask` answers of the table of the actor's organisation, with everything in it that others have saved."""
    spellings = None
    while spellings is None or spellings.until is None:
        with _lock:
            marks = {organisation: (one.until, one.seen) for organisation, one in _known.items() if one.until}
        with connection.cursor() as cursor:
            cursor.execute(_NEWS, {"organisations": list(marks), "until": [until for until, _seen in marks.values()], "seen": [seen for _until, seen in marks.values()]})
            news = cursor.fetchall()
        organisation, until, *_nothing, snapshot, own = news[0]
        spellings = _of(organisation)
        with spellings.lock:
            if spellings.until or organisation not in marks:  # else it was given up meanwhile, and is learned whole
                words = ((word, times) for _organisation, _until, word, times, *_rest in news if word is not None)
                spellings.learn(words, marks[organisation][0] if organisation in marks else None, until, _without(snapshot, own))
                return ask(spellings.table)
    raise AssertionError("unreachable")


def _without(snapshot: str, own: str | None) -> str:
    """What it shows to others: the reader's own transaction, which it may count among those that have ended, may still write."""
    first, following, running = snapshot.split(":")
    if own is None or int(own) >= int(following):
        return snapshot
    return f"{min(int(first), int(own))}:{following}:{','.join(map(str, sorted({int(own), *map(int, filter(None, running.split(',')))})))}"


def _of(organisation: UUID) -> Spellings:
    with _lock:
        found = _known.setdefault(organisation, Spellings())
        _known.move_to_end(organisation)
        while len(_known) > KEPT:
            _known.popitem(last=False)
        return found
