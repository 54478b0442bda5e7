"""Reads of people's records. The database hides what the actor may not see: nothing here filters by right."""
from amana.casework.registry.queries.documents import Offer, Paper, clashes
from amana.casework.registry.queries.duplicates import (
    Candidate,
    Pair,
    Same,
    Sought,
    likely_duplicates,
    likely_duplicates_of_many,
    pair,
    same_as,
    verdict_that_stands,
)
from amana.casework.registry.queries.found import Found, Listed, Wanted, meant, named, people, protected, search
from amana.casework.registry.queries.linking import facts_to_link, judged
from amana.casework.registry.queries.record import (
    File,
    birth_of,
    changes_since,
    file,
    former_names,
    identities,
    is_seen,
    name_in,
    name_parts_of,
    numbers,
    phones_of,
    returns,
)
from amana.casework.registry.queries.waiting import Asked, Waiting, part_of, to_be_judged

__all__ = [
    "Asked", "Candidate", "File", "Found", "Listed", "Offer", "Pair", "Paper", "Same", "Sought", "Waiting", "Wanted", "birth_of", "changes_since", "clashes", "facts_to_link", "file",
    "former_names", "identities",
    "is_seen", "judged", "likely_duplicates", "likely_duplicates_of_many", "meant", "name_in", "name_parts_of", "named", "numbers", "pair", "part_of", "people", "phones_of", "protected", "returns", "same_as", "search", "to_be_judged", "verdict_that_stands",
]
