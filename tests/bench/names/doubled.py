"""A register in which people stand more than once: `python -m tests.bench.names.doubled FOLDER OUT --size 10000 --seed 77`. FOLDER holds generate.py.

Nine persons in a hundred are written again, one of them twice, by the noise of a query: other clerk, perhaps other script, in ten of a hundred with errors of typing, birth stated
anew as in any register, of the phones half kept, a fifth another; four in ten live in another governorate by then, as in labelled pairs. `--heavy`: births and phones as in labelled pairs (three in ten unknown or years alone, seven in ten phones gone).
`--mix`: a file with other habits of writing, such as mixes/storm.json.
Writes registry.jsonl, in an order by chance, and truth.jsonl (each two records of one person).
"""

import argparse
import json
import random
from itertools import combinations
from pathlib import Path

from tests.bench.names.training import world

TWICE, THRICE = 0.09, 0.01
ERRORS, HOME_NAMES, MOVED = 0.10, 0.03, 0.4


def written_again(made, person: dict, number: int, *, heavy: bool) -> dict:
    chance = made.r
    record = made.record(person, made.mix["query"], dobkey="pair_dob" if heavy else "registry_dob")
    for script, parts in record["name"].items():
        if parts and chance.random() < ERRORS:
            made.damage(parts, made.typo if chance.random() < 0.6 else made.ocr, 1)
        home = made.lex.nick.get(made.lex.e[person["ids"][0]]["key"]) if chance.random() < HOME_NAMES else None
        if home and "given" in parts:
            parts["given"] = chance.choice(home)[0 if script == "ar" else 1]
    gone, other = (0.7, 0.3) if heavy else (0.3, 0.3)
    if chance.random() < gone:
        record.pop("phone", None)
    elif chance.random() < other:
        record["phone"] = made.phone()
    return {"id": f"P{person['n']:07d}-{number}", **record}


def records(folder: Path, size: int, seed: int, *, heavy: bool = False, share: float = 1, mix: Path | None = None) -> tuple[list[dict], list[tuple[str, str]]]:
    """share: of the given names with their father's that are kept, each with all who have it: a part of a register in which everybody has as many namesakes as in the whole."""
    made = world(folder, seed, json.loads((mix or folder / "mixes/dev.json").read_text("utf-8")))
    found, truth = [], []
    people = made.people(size)
    governorates, moves = sorted({person["gov"] for person in people}), random.Random(f"moves of {seed}")
    for person in people:
        if share < 1 and random.Random(f"{seed} {person['ids'][:2]}").random() >= share:
            continue
        same = [made.stored(person)]
        drawn = made.r.random()
        same += [written_again(made, person, number, heavy=heavy) for number in range(1, 1 + (drawn < TWICE) + (drawn < THRICE))]
        for one in same[1:]:
            if moves.random() < MOVED:
                one["gov"] = moves.choice(governorates)
        found += same
        truth += list(combinations((one["id"] for one in same), 2))
    random.Random(seed).shuffle(found)
    return found, truth


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("folder", type=Path)
    ask.add_argument("out", type=Path)
    ask.add_argument("--size", type=int, default=10_000)
    ask.add_argument("--seed", type=int, default=77)
    ask.add_argument("--heavy", action="store_true")
    ask.add_argument("--mix", type=Path)
    given = ask.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    found, truth = records(given.folder, given.size, given.seed, heavy=given.heavy, mix=given.mix)
    lines = {"registry.jsonl": found, "truth.jsonl": [{"a": a, "b": b} for a, b in truth]}
    for name, rows in lines.items():
        with (given.out / name).open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    print(f"{len(found)} records, {len(truth)} pairs of one person")


if __name__ == "__main__":
    main()
