"""Names of persons: one name in many spellings and two scripts. What is written stays as written; this makes keys.

`fold` and `sort_key` make columns, `keys` what is stored to find a person, `query_keys` what a search asks for,
`near_keys` and `near_query` the same for whoever may be one person;
`relevance` orders the hits, `compare` says how alike two persons are and why. The inside will change; these will not.
"""

from amana.lib.names.alike import relevance
from amana.lib.names.compare import Comparison, Facts, Reason, compare
from amana.lib.names.folding import fold
from amana.lib.names.near import near_keys, near_query
from amana.lib.names.order import sort_key
from amana.lib.names.search import Grade, Word, keys, query_keys
from amana.lib.names.words import Part, parts, script_of

__all__ = [
    "Comparison",
    "Facts",
    "Grade",
    "Part",
    "Reason",
    "Word",
    "compare",
    "fold",
    "keys",
    "near_keys",
    "near_query",
    "parts",
    "query_keys",
    "relevance",
    "script_of",
    "sort_key",
]
