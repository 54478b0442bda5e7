"""How soon somebody new, and somebody whose name was put right, is found among many: `python -m tests.bench.names.fresh REGISTRY [--times 100]`.

REGISTRY: a file of the protocol, loaded as `amana names matcher --registry` does. Then people are registered and corrected one by one by the actions of every door, each looked for at once in another
spelling, as the same worker.
Printed: ms of the act and of the first search after it.
"""
import argparse
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from amana.doors.cli import main as cli
from amana.doors.cli import thrown_away

WRITTEN, CORRECTED = ("زرنوخي", "Zarnoukhi"), ("طغموري", "Toghmory")  # in nobody's list: a spelling that no table has yet
LETTERS = "ابتثجحخدذرزسشصضطعغفقكلمنهوي"
Answer = TypeVar("Answer")


def taken(act: Callable[[], Answer], into: list[tuple[float, float]]) -> Answer:
    began, busy = time.perf_counter(), time.process_time()
    answer = act()
    into.append(((time.perf_counter() - began) * 1000, (time.process_time() - busy) * 1000))
    return answer


def measured(path: Path, times: int) -> dict[str, list[tuple[float, float]]]:
    """ms of each act and of the search after it, on the clock and of the program's CPU. Raises AssertionError for somebody who is not found at once."""
    from amana.casework.registry import actions, queries
    from amana.casework.registry.rules import ContactFacts
    from amana.doors.cli.matcher import Registry
    from amana.ground.rows.acting import acting
    from tests import builders as make

    register, ms = Registry(cli._migrate), {"registered": [], "found": [], "corrected": [], "found again": []}
    with path.open(encoding="utf-8") as lines:
        register.load(lines)
    cookie = register.cookie

    def registered(name: str) -> object:
        with acting(cookie) as actor:
            return actions.register(identity=make.identity(name, "محمد", WRITTEN[0]), contact=ContactFacts(governorate="EG01"), phones=[], team_id=actor.teams[0], by=actor).id

    def corrected(person, name: str) -> None:
        with acting(cookie) as actor:
            actions.correct_identity(person, make.identity(name, "محمد", CORRECTED[0]), version=1, by=actor)

    def found(text: str) -> list:
        with acting(cookie):
            return [one.id for one in queries.search(text).people]

    for turn in range(times):
        name = f"مري{LETTERS[turn % len(LETTERS)]}{LETTERS[turn // len(LETTERS) % len(LETTERS)]}"
        person = taken(lambda name=name: registered(name), ms["registered"])
        assert person in taken(lambda name=name: found(f"{name} {WRITTEN[1]}"), ms["found"]), name
        taken(lambda person=person, name=name: corrected(person, name), ms["corrected"])
        assert person in taken(lambda name=name: found(f"{CORRECTED[1]} {name}"), ms["found again"]), name
    return ms


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("registry", type=Path)
    ask.add_argument("--times", type=int, default=100)
    given = ask.parse_args()
    with thrown_away.database("fresh"):
        cli._prepare()
        for what, ms in measured(given.registry, given.times).items():
            clock, busy = map(sorted, zip(*ms, strict=True))
            print(f"{what}: p50 {clock[len(ms) // 2]:.1f} ms, p95 {clock[int(len(ms) * 0.95)]:.1f} ms; of the program's CPU {busy[len(ms) // 2]:.1f} ms", flush=True)
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
