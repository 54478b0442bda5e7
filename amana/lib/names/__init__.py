"""Names of persons: one name in many spellings and two scripts. What is written stays as written.

`fold` and `sort_key` make columns; `matching` finds people, compares two records and says why (docs/names.md).
`keys` and `query_keys` find among few people who are at hand, as the staff of an organisation.
"""

from amana.lib.names.folding import fold
from amana.lib.names.order import sort_key
from amana.lib.names.search import Grade, Word, keys, query_keys
from amana.lib.names.words import Part, parts, script_of

__all__ = [
    "Grade",
    "Part",
    "Word",
    "fold",
    "keys",
    "parts",
    "query_keys",
    "script_of",
    "sort_key",
]
