"""The database's copy of the packed lists of names: which spellings write one name, and how much it says that two people have it."""
from math import log

from amana.lib.names.matching.lexicon import Lexicon, lexicon
from amana.lib.names.words import script_of

SOME = 0.02  # of the ways to read a spelling: what is rarer is an error of one list
HOME = 0.01  # the share of a home name among the spellings of the name
MOST = 12.0  # nats of the rarest
_KNOWN = "SELECT count(*), sum(hashtext(concat_ws(' ', word, name, share, nats))::bigint) FROM ring.spelling"
_WANTED = """
SELECT count(*), sum(hashtext(concat_ws(' ', word, name, share, nats))::bigint)
  FROM unnest(%s::text[], %s::integer[], %s::boolean[], %s::real[], %s::real[]) AS x(word, name, is_latin, share, nats)
"""
_WRITE = "INSERT INTO ring.spelling (word, name, is_latin, share, nats) SELECT * FROM unnest(%s::text[], %s::integer[], %s::boolean[], %s::real[], %s::real[])"


def write_spellings(connection) -> None:
    """`ring.spelling` holds the lists of this version; nothing of any record. `connection`: of the migrating login."""
    columns = [list(column) for column in zip(*spellings(lexicon()), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE; SET ROLE amana_keeper")
        cursor.execute(_KNOWN)
        known = cursor.fetchone()
        cursor.execute(_WANTED, columns)
        if cursor.fetchone() != known:
            cursor.execute("DELETE FROM ring.spelling")
            cursor.execute(_WRITE, columns)
            cursor.execute("ANALYZE ring.spelling")
        cursor.execute("RESET ROLE; SET ROLE amana_owner")


def spellings(known: Lexicon) -> list[tuple[str, int, bool, float, float]]:
    """Word, name, whether it is written in Latin letters, its share among the name's spellings, nats of the name."""
    found: dict[tuple[str, int], float] = {}
    for word in known.words():
        names = known.names_of(word)
        every = sum(names.values())
        found |= {(word, name): share for name, share in names.items() if share / every >= SOME}
        for name in known.formal_names_of(word):
            found.setdefault((word, name), HOME)
    return [(word, name, script_of(word) == "la", share, min(MOST, -log(known.share(name)))) for (word, name), share in sorted(found.items())]
