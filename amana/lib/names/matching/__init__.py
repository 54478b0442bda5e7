"""How likely one written name means another: look-alikes of a token, people found and scored, two records compared. How it works: docs/names.md.

Apart from one another: `tokens` and `places_of` (a name's tokens), `TokenTable.similar` and `meant` (what a typed token may mean, out of any table), `weighed`
(people given with their tokens), `part_evidence` (reasons), `words_of` and `question` (what a register of hashes keeps and is asked). `People` and `find` are all of it in memory; `probabilities` compares two records, and `compare` says whether a pair is worth a warning, and why.
"""

from amana.lib.names.matching.birth import Birth
from amana.lib.names.matching.comparison import NO_LIST, WORTH, Comparison, Facts, Reason, births_can_be_one, can_be_one, compare
from amana.lib.names.matching.evidence import PartEvidence, part_evidence
from amana.lib.names.matching.likeness import Alike
from amana.lib.names.matching.pairs import probabilities
from amana.lib.names.matching.people import PARTS, People, places_of
from amana.lib.names.matching.records import Record
from amana.lib.names.matching.search import find, readings
from amana.lib.names.matching.stored import (
    Question,
    Reading,
    birth_look,
    pairs_of,
    question,
    reading_of,
    readings_of,
    sure_words,
    words_of,
)
from amana.lib.names.matching.table import Similar, TokenTable
from amana.lib.names.matching.tokens import Token, tokens
from amana.lib.names.matching.weighing import weighed

__all__ = [
    "NO_LIST",
    "PARTS",
    "WORTH",
    "Alike",
    "Birth",
    "Comparison",
    "Facts",
    "PartEvidence",
    "People",
    "Question",
    "Reading",
    "Reason",
    "Record",
    "Similar",
    "Token",
    "TokenTable",
    "birth_look",
    "births_can_be_one",
    "can_be_one",
    "compare",
    "find",
    "pairs_of",
    "part_evidence",
    "places_of",
    "probabilities",
    "question",
    "reading_of",
    "readings",
    "readings_of",
    "sure_words",
    "tokens",
    "weighed",
    "words_of",
]
