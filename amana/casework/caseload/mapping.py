"""Which words of a caseload mean which codes: collected from its lines, proposed, and confirmed by a person. Asks no table."""

from collections import Counter
from collections.abc import Mapping

from amana.casework.arrivals import mapping, sheets
from amana.casework.arrivals.sheets import Table
from amana.casework.caseload.rules import ALWAYS_ASKED, ASKED_IF_UNKNOWN, MOST_WORDS
from amana.lib import names

Words = dict[str, dict[str, str]]


def words_of(table: Table, fields: list[str]) -> dict[str, dict[str, str]]:
    """By field the words of its column as they are written, by folded word, the most frequent first."""
    found = {}
    for place, code in enumerate(fields):
        if code in ALWAYS_ASKED or code in ASKED_IF_UNKNOWN:
            told = [text for line in table.lines if (text := sheets.text(line.cells[place]))]
            counted = Counter(mapping.folded(text) for text in told)
            written = {mapping.folded(text): text for text in reversed(told)}
            found[code] = {word: written[word] for word, _n in counted.most_common(MOST_WORDS) if _is_asked(code, word)}
    return {code: words for code, words in found.items() if words}


def _is_asked(code: str, word: str) -> bool:
    return code in ALWAYS_ASKED or mapping.code_of(ASKED_IF_UNKNOWN[code], word) is None


def propose(found: dict[str, dict[str, str]], *, staff: Mapping[str, str], remembered: Words) -> Words:
    """For each word what was said of it last time, else what it plainly says; else the empty code. staff: by e-mail and by name."""
    lists, people = ALWAYS_ASKED | ASKED_IF_UNKNOWN, {_plain(word): key for word, key in staff.items()}

    def code(field: str, word: str, written: str) -> str:
        said = remembered.get(field, {}).get(word)
        known = people.get(_plain(written)) if field == "worker" else mapping.code_of(lists[field], written)
        return said if said is not None else known or ""

    return {field: {word: code(field, word, written) for word, written in words.items()} for field, words in found.items()}


def _plain(word: str) -> str:
    return word.strip().lower() if "@" in word else names.fold(word)
