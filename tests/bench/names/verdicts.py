"""How often a warning is right: `python -m tests.bench.names.verdicts DATA`, where DATA holds pairs that generate.py made. Prints precision and recall of "worth a warning"."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from amana.lib.names.matching import Facts, compare
from amana.lib.names.matching.protocol import facts_of


class Measured(NamedTuple):
    precision: float
    recall: float


def measured(pairs: Sequence[tuple[Facts, Facts]], same: Sequence[bool]) -> Measured:
    warned = [one.is_worth_a_warning for one in compare(pairs)]
    right = sum(one and other for one, other in zip(warned, same, strict=True))
    return Measured(right / sum(warned), right / sum(same))


def main(folder: Path) -> None:
    pairs, keys = ([json.loads(line) for line in (folder / name).read_text("utf-8").splitlines()] for name in ("pairs.jsonl", "pairs.key.jsonl"))
    facts = [(facts_of(one["a"]), facts_of(one["b"])) for one in pairs]
    print("worth a warning: precision {:.3f}, recall {:.3f}".format(*measured(facts, [key["same"] for key in keys])))
    for kind in sorted({key["kind"] for key in keys} - {"same"}):
        some = compare([pair for pair, key in zip(facts, keys, strict=True) if key["kind"] == kind])
        print(f"  {kind}: {sum(one.is_worth_a_warning for one in some) / len(some):.3f} warned of")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
