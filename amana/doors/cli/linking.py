"""`amana people link`: records compared with one another all at once, the likely pairs put into the work list of duplicates, and a report of how well it went."""

import json
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from amana.doors.site.localpg import CannotStart
from amana.lib.names import linkage
from amana.lib.names.matching import Facts
from amana.lib.names.matching.protocol import facts_of

NOTED_AT_ONCE = 200  # pairs written in one transaction
WORDS = {"read": "Reading records", "keys": "Making keys", "weigh": "Comparing all that share a key", "letters": "Looking at what is left, letter by letter"}


class Wrong(Exception):
    """Something in the input that a person must put right; the words say what."""


@dataclass(frozen=True)
class Order:
    """What the command line asks for. report: the file that is written; pairs: where the pairs of a file go."""

    backend: str
    report: Path
    says: Callable[[str], None]
    told: Console
    is_dry: bool = False
    pairs: Path | None = None


@dataclass(frozen=True)
class Outcome:
    """What the report tells. different: None where every pair that is not the same is two persons."""

    linked: linkage.Linked
    seconds: float
    cpu_seconds: float
    backend: str
    of: str
    same: Collection[tuple[str, str]] = ()
    different: Collection[tuple[str, str]] | None = None
    noted: int | None = None


def _run(order: Order, people, facts_of_some) -> tuple[linkage.Linked, float, float]:
    began, cpu = time.monotonic(), time.process_time()
    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=order.told, transient=True) as shown:
        tasks: dict[str, Any] = {}

        def tell(step: str, done: int, total: int) -> None:
            if step not in tasks:
                for earlier in tasks.values():
                    shown.update(earlier, completed=shown.tasks[earlier].total or shown.tasks[earlier].completed)
                tasks[step] = shown.add_task(WORDS[step], total=total or None)
            shown.update(tasks[step], completed=done, total=total or None)

        try:
            linked = linkage.link(people, facts_of_some, backend=order.backend, progress=tell)
        except linkage.Missing as reason:
            raise CannotStart(str(reason)) from reason
    return linked, time.monotonic() - began, time.process_time() - cpu


def link_file(order: Order, registry: Path, truth: Path | None) -> None:
    """The records of a file of the protocol (docs/names.md), without a database. truth: pairs of one person, each a line with a and b."""
    from django.utils import translation

    lines = _Lines(registry)
    linked, seconds, cpu = _run(order, lines.people(), lines.facts_of)
    same = [(one["a"], one["b"]) for one in map(json.loads, truth.read_text("utf-8").splitlines())] if truth else []
    if order.pairs:
        order.pairs.write_text("".join(json.dumps({"a": pair.one, "b": pair.other, "p": round(pair.probability, 4)}) + "\n" for pair in linked.pairs), "utf-8")
    with translation.override("en"):
        _tell(order, Outcome(linked, seconds, cpu, order.backend, registry.name, same))


class _Lines:
    """Records of a file, read once from one end to the other and then some at a time."""

    def __init__(self, path: Path) -> None:
        self._file, self._path = path.open("rb"), path
        self._begins: dict[str, int] = {}

    def people(self) -> Iterator[tuple[str, Facts]]:
        begins = 0
        for number, line in enumerate(self._file, 1):
            record = self._record(line, number)
            key = str(record.get("id", number))
            self._begins[key] = begins
            begins += len(line)
            yield key, facts_of(record)

    def facts_of(self, keys: Collection[str]) -> Mapping[str, Facts]:
        found = {}
        for key in sorted(keys, key=self._begins.__getitem__):
            self._file.seek(self._begins[key])
            found[key] = facts_of(self._record(self._file.readline(), 0))
        return found

    def _record(self, line: bytes, number: int) -> dict[str, Any]:
        try:
            record = json.loads(line)
        except ValueError as reason:
            raise Wrong(f"{self._path.name}, line {number}: this is no JSON.") from reason
        if not isinstance(record, dict):
            raise Wrong(f"{self._path.name}, line {number}: this is no record.")
        return record


def link_registry(order: Order, email: str, organisation: str) -> None:
    """The records of one organisation that the member of staff sees; whose pairs nobody judged yet then stand in the work list, each once."""
    from django.utils import translation

    from amana.casework.registry import actions, queries
    from amana.ground.access import gate
    from amana.ground.rows.acting import NobodyActs, acting

    try:
        cookie = gate.open_command_session(email, organisation, verb="judge")
    except gate.NoPlace as error:
        raise CannotStart(f"{email} has no role in {organisation} that judges duplicates.") from error
    try:
        with acting(cookie) as actor:
            language = actor.language
            keys = actions.link(by=actor)
            people = {str(key): facts for key, facts in queries.facts_to_link(keys)}
            verdicts = queries.judged()
        linked, seconds, cpu = _run(order, people.items(), lambda some: {key: people[key] for key in some if key in people})
        noted = 0 if order.is_dry else _noted(order, cookie, linked)
    except NobodyActs as error:
        raise Wrong("The session has ended.") from error
    labelled = {is_same: [(str(one), str(other)) for (one, other), said in verdicts.items() if said is is_same] for is_same in (True, False)}
    with translation.override(language):
        _tell(order, Outcome(linked, seconds, cpu, order.backend, organisation, labelled[True], labelled[False], noted))


def _noted(order: Order, cookie: str, linked: linkage.Linked) -> int:
    """A pair whose record has meanwhile left the actor's sight is left out with those beside it, and comes with the next run."""
    from amana.casework.registry import actions
    from amana.ground.rows.acting import Hidden, acting

    noted, hidden = 0, 0
    pairs = [(UUID(pair.one), UUID(pair.other)) for pair in linked.pairs]
    with Progress(console=order.told, transient=True) as shown:
        task = shown.add_task("Putting pairs into the work list", total=len(pairs))
        for start in range(0, len(pairs), NOTED_AT_ONCE):
            some = pairs[start : start + NOTED_AT_ONCE]
            try:
                with acting(cookie) as actor:
                    noted += actions.note_linked(some, by=actor)
            except Hidden:
                hidden += len(some)
            shown.advance(task, len(some))
    if hidden:
        order.says(f"{hidden} pairs were left out: a record among them is no longer seen. Run the command again.")
    return noted


def _tell(order: Order, outcome: Outcome) -> None:
    from amana.doors.cli import link_report

    linked = outcome.linked
    order.report.write_text(link_report.page(outcome), "utf-8")
    order.says(f"{linked.people} records; {linked.compared} pairs compared, {linked.looked_at} looked at letter by letter, {len(linked.pairs)} worth a look"
               f" ({sum(pair.probability >= linkage.SURE for pair in linked.pairs)} of them sure). {outcome.seconds:.0f} s, {outcome.cpu_seconds:.0f} s of CPU.")
    for point in linkage.points(linked.pairs, outcome.same, outcome.different):
        order.says(f"  from {point.least:.2f}: {point.found} labelled pairs, precision {point.precision:.3f}, recall {point.recall:.3f}, F1 {point.f1:.3f}")
    if outcome.noted is not None:
        order.says(f"{outcome.noted} new pairs in the work list of duplicates." if not order.is_dry else "Nothing was written.")
    order.says(f"The report stands in {order.report}")
