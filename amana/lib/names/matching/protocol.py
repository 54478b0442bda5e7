"""The matcher's lines: one JSON request, one JSON answer (load, search, pairs). Everything is in memory unless another register is given."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from amana.lib.names.matching.birth import Birth
from amana.lib.names.matching.comparison import Facts
from amana.lib.names.matching.pairs import probabilities
from amana.lib.names.matching.people import People, places_of
from amana.lib.names.matching.records import Record
from amana.lib.names.matching.search import find

MOST_ITEMS, MOST_IDS = 10_000, 1_000


class Unreadable(ValueError):
    """A request that is no request, in words for whoever sent it."""


class Register(Protocol):
    """Where people are kept."""

    def load(self, lines: Iterable[str]) -> int:
        """Exactly these people are in it: a record of the protocol in each line. Returns how many; raises ValueError for a line that is none."""

    def find(self, text: str, birth: Birth, most: int) -> list[str]:
        """The likeliest, best first."""


class InMemory:
    """People in dictionaries and arrays."""

    def __init__(self) -> None:
        self._people = People()
        self._ids: list[str] = []

    def load(self, lines: Iterable[str]) -> int:
        found = People()
        ids: list[str] = []
        for number, line in enumerate(lines, 1):
            record = read_record(line, number)
            found.add([places_of(name) for name in names_of(record)], birth_of(record))
            ids.append(str(record.get("id", number)))
        self._people, self._ids = found, ids
        return len(ids)

    def find(self, text: str, birth: Birth, most: int) -> list[str]:
        return [self._ids[person] for person, _ in find(self._people, text, most=most, birth=birth)]


class Matcher:
    """Answers requests; `load` reads a registry of one JSON record a line, and until then nobody is found."""

    def __init__(self, register: Register | None = None) -> None:
        self._register = register or InMemory()

    def answers(self, lines: Iterable[str]) -> Iterator[str]:
        """One answer for each line, until `quit`; a line that cannot be read is answered with `error`."""
        for line in lines:
            try:
                request = _request(line)
                if request["op"] == "quit":
                    return
                answer = self._answer(request)
            except Unreadable as reason:
                answer = {"error": str(reason)}
            yield json.dumps(answer, ensure_ascii=False, separators=(",", ":"))

    def _answer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        if request["op"] == "load":
            return self._load(request.get("registry"))
        if request["op"] == "search":
            return self._search(request)
        if request["op"] == "pairs":
            return {"p": _probabilities(request)}
        raise Unreadable("op must be load, search, pairs or quit")

    def _load(self, registry: object) -> dict[str, Any]:
        if not isinstance(registry, str):
            raise Unreadable("registry must be the path of a file")
        try:
            with Path(registry).open(encoding="utf-8") as lines:
                return {"op": "ready", "n": self._register.load(lines)}
        except (OSError, UnicodeDecodeError, ValueError) as reason:
            raise Unreadable(f"registry cannot be read: {reason}") from reason

    def _search(self, request: Mapping[str, Any]) -> dict[str, Any]:
        most = request.get("k") or 10
        if not isinstance(request.get("q"), str) or not isinstance(most, int) or not 0 < most <= MOST_IDS:
            raise Unreadable(f"search needs q, a text, and k, 1 to {MOST_IDS}")
        return {"qid": request.get("qid"), "ids": self._register.find(request["q"], birth_of(request), most)}


def record_of(record: Mapping[str, Any]) -> Record:
    """A record of the protocol as the library compares it; what is missing or of another kind counts as not known."""
    return Record.of(names_of(record), birth=birth_of(record), is_estimated=record.get("dob_prec") == "estimate", sex=_text(record, "sex"),
                     nationality=_text(record, "nat"), governorate=_text(record, "gov"), phone=_text(record, "phone"))


def facts_of(record: Mapping[str, Any]) -> Facts:
    """A record of the protocol as the program compares it."""
    nationality, phone = _text(record, "nat"), _text(record, "phone")
    return Facts(tuple(names_of(record)), birth_of(record), record.get("dob_prec") == "estimate", _text(record, "sex"), tuple(filter(None, [nationality])), frozenset(filter(None, [phone])),
                 governorate=_text(record, "gov"))


def _probabilities(request: Mapping[str, Any]) -> list[float]:
    items = request.get("items")
    if not isinstance(items, list) or len(items) > MOST_ITEMS:
        raise Unreadable(f"items must be a list of at most {MOST_ITEMS}")
    if not all(isinstance(item, dict) and isinstance(item.get("a"), dict) and isinstance(item.get("b"), dict) for item in items):
        raise Unreadable("each item needs a and b, two records")
    return [round(one, 5) for one in probabilities([(record_of(item["a"]), record_of(item["b"])) for item in items])]


def _request(line: str) -> dict[str, Any]:
    try:
        request = json.loads(line)
    except (ValueError, RecursionError) as reason:
        raise Unreadable("the line is no JSON") from reason
    if not isinstance(request, dict) or not isinstance(request.get("op"), str):
        raise Unreadable("a request is an object with op")
    return request


def read_record(line: str, number: int) -> dict[str, Any]:
    record = json.loads(line)
    if not isinstance(record, dict):
        raise ValueError(f"line {number} is no record")
    return record


def names_of(record: Mapping[str, Any]) -> list[dict[str, str]]:
    """The written names by their parts, whatever else stands there."""
    names = record.get("name")
    scripts = names.values() if isinstance(names, dict) else ()
    return [{part: text for part, text in name.items() if isinstance(text, str)} for name in scripts if isinstance(name, dict)]


def birth_of(record: Mapping[str, Any]) -> Birth:
    return Birth.read(_text(record, "dob"))


def _text(record: Mapping[str, Any], key: str) -> str:
    found = record.get(key)
    return found if isinstance(found, str) else ""
