"""The database's copy of the packed lists: whole, the same after each migrate, and put right where it differs."""
import pytest
from django.db import connections

from amana.casework.elsewhere.reference import SOME, spellings, write_spellings
from amana.lib.names.matching.lexicon import lexicon


def test_spellings_of_one_name_meet_across_scripts_and_two_names_do_not():
    names = {}
    for word, name, *_more in spellings(lexicon()):
        names.setdefault(word, set()).add(name)
    assert names["محمد"] & names["mohamed"] & names["muhammad"] and names["ميدو"] & names["محمد"]
    assert not names["حسن"] & names["حسين"] and not names["سمير"] & names["سميره"]


def test_what_few_lists_read_otherwise_is_left_out():
    known = lexicon()
    for word, name, _is_latin, share, _nats in spellings(known):
        if name in known.names_of(word):
            assert share / sum(known.names_of(word).values()) >= SOME


@pytest.mark.django_db(databases=["default", "migrate"])
def test_a_copy_that_differs_is_written_anew():
    with connections["migrate"].cursor() as cursor:
        def count() -> int:
            cursor.execute("SELECT count(*) FROM ring.spelling WHERE share > 0")
            return cursor.fetchone()[0]
        cursor.execute("SET ROLE amana_keeper")
        before = count()
        cursor.execute("UPDATE ring.spelling SET share = 0 WHERE word = 'mohamed'")
        assert count() < before
        write_spellings(connections["migrate"])
        cursor.execute("SET ROLE amana_keeper")
        assert count() == before > 20_000
        cursor.execute("RESET ROLE; SET ROLE amana_owner")
