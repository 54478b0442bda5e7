"""The parts of a rule's text that a form may change: limits, days, documents and words, each at its place. The rest of the text, comments too, stays as it is."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

Value = str | int | date
_HEAD = re.compile(r"\s*\[\[(\w+)\]\]\s*(?:#.*)?$")
_LINE = re.compile(r'\s*(\w+)\s*=\s*("(?:[^"\\]|\\.)*"|\d{4}-\d\d-\d\d)\s*(?:#.*)?$')
_ALTERNATIVE = re.compile(r"\{[^{}]*\}")
_FACT = re.compile(r'\bfact\s*=\s*"(\w+)"')
_LIMIT = re.compile(r"\b(at_least|at_most)\s*=\s*(\d+)\b")
_WORDS = {"": ("mark_note", "name", "gives", "source", "decided_by", "apply_at"), "document": ("name",), "condition": ("text",)}
_KEYS = {section: {f"{word}_{language}" for word in words for language in ("ar", "en")} for section, words in _WORDS.items()}
_KEYS[""] |= {"version", "valid_from", "valid_until"}


@dataclass(frozen=True)
class Part:
    """`section`: document, condition, or empty for the rule itself; `number` counts them from 1. `fact`: of a limit, what is counted. `span`: where the value stands in the text."""

    section: str
    number: int
    key: str
    value: Value
    span: tuple[int, int]
    fact: str = ""

    @property
    def name(self) -> str:
        return "-".join(filter(None, (self.section, str(self.number or ""), self.fact, self.key)))


def parts(text: str) -> list[Part] | None:
    """In the order of the text; None where it is written in a way that this does not understand whole: then only the text itself can be changed."""
    found = list(_scanned(text))
    try:
        table = tomllib.loads(text)
        known = sorted((part.name, str(part.value)) for part in found) == sorted(_told(table))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    return found if known and len({part.name for part in found}) == len(found) else None


def rewritten(text: str, found: list[Part], values: Mapping[str, Value], *, more: tuple[str, str] | None = None) -> str:
    """The text with these values in the places of the former ones. A document without a name is left out; `more`: one more document, in Arabic and English."""
    gone = {part.number for part in found if part.section == "document" and not any(values[one.name] for one in found if (one.section, one.number) == ("document", part.number))}
    changes = [(*part.span, _literal(values[part.name])) for part in found if values[part.name] != part.value and not (part.section == "document" and part.number in gone)]
    blocks = list(_documents(text))
    changes += [(*blocks[number - 1], "") for number in gone]
    if more:
        at = blocks[-1][1] if blocks else next((one.start() for one in re.finditer(r"(?m)^\s*\[\[", text)), len(text))
        changes.append((at, at, f"[[document]]\nname_ar = {_literal(more[0])}\nname_en = {_literal(more[1])}\n\n"))
    for start, end, instead in sorted(changes, reverse=True):
        text = text[:start] + instead + text[end:]
    return text


def _literal(value: Value) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def _scanned(text: str) -> Iterator[Part]:
    section, numbers, at = "", {"": 0}, 0
    for line in text.splitlines(keepends=True):
        if head := _HEAD.match(line):
            section = head[1]
            numbers[section] = numbers.get(section, 0) + 1
        elif said := _LINE.match(line):
            if said[1] in _KEYS.get(section, ()):
                yield Part(section, numbers[section], said[1], tomllib.loads(f"value = {said[2]}")["value"], (at + said.start(2), at + said.end(2)))
        elif section == "condition" and not line.lstrip().startswith("#"):
            for one in _ALTERNATIVE.finditer(line):
                fact = _FACT.search(one[0])
                for limit in _LIMIT.finditer(line, one.start(), one.end()):
                    yield Part(section, numbers[section], limit[1], int(limit[2]), (at + limit.start(2), at + limit.end(2)), fact[1] if fact else "")
        at += len(line)


def _documents(text: str) -> Iterator[tuple[int, int]]:
    """Where each stands, with the empty line after it."""
    yield from (one.span() for one in re.finditer(r"(?m)^[ \t]*\[\[document\]\][^\n]*\n(?:[ \t]*\w+[ \t]*=[^\n]*\n)*\n*", text))


def _told(table: dict) -> Iterator[tuple[str, str]]:
    """Name and value of every part that the text has, as it is read."""
    for section, keys in _KEYS.items():
        for number, one in enumerate(table.get(section, []) if section else [table], 1):
            place = (section, number) if section else ("", 0)
            yield from ((Part(*place, key, one[key], (0, 0)).name, str(one[key])) for key in keys & one.keys())
            for alternative in one.get("any", []) if section == "condition" else []:
                yield from ((Part(*place, key, alternative[key], (0, 0), alternative["fact"]).name, str(alternative[key])) for key in ("at_least", "at_most") if key in alternative)
