"""Learn the price of a name's shape and the worth of a birth: `python -m tests.bench.names.weigh_search FOLDER`. Writes `shape`, `birth` in weights.json."""

import json
import sys
from pathlib import Path

import numpy as np

from amana.lib.names.matching import spelling
from amana.lib.names.matching.birth import Birth, Class
from amana.lib.names.matching.people import People, places_of
from amana.lib.names.matching.ranking import EVIDENCE, SHAPE, laid, shapes_of, ways
from amana.lib.names.matching.search import readings, the_few
from amana.lib.names.matching.table import TokenTable
from tests.bench.names.training import Forgetful, mixes, softmax_weights, world

WEIGHTS = Path(spelling.__file__).parent / "reference/weights.json"
SEEDS, PEOPLE, PER_SLICE, ROOM = (98, 198, 298, 398), 40000, 90, 100
COLUMNS = (*EVIDENCE, "less", *SHAPE, *(f"birth{one}" for one in Class))

BEFORE = len(EVIDENCE) + 1


def examples(folder: Path):
    for turn, seed in enumerate(SEEDS):
        made = world(folder, seed, mixes(folder)[turn % 2])
        people = People(TokenTable(Forgetful(seed, 0.15, 0.2)))
        persons = made.people(PEOPLE)
        records = [made.stored(person) for person in persons]
        place = {}
        for record in records:
            place[record["id"]] = people.add([places_of(name) for name in record["name"].values()], Birth.read(record.get("dob")))
        lost = count = 0
        for query, key in made.queries(persons, records, PER_SLICE):
            few = the_few(people, readings(people.table, query["q"])[0], Birth.read(query.get("dob")))
            count += 1
            if place[key["id"]] in few.who:
                yield few, few.who == place[key["id"]]
            else:
                lost += 1
        print("seed", seed, "lost at the first look", lost / count, flush=True)


def described(few, is_target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    score, best = laid(few.evidence, few.most, few.empty)
    score = score + np.array(spelling.weights()["birth"])[few.birth]
    kept = np.argsort(-score)[:ROOM]
    if not is_target[kept].any():
        kept[-1] = np.flatnonzero(is_target)[0]
    _, typed, places = few.evidence.shape
    way = ways(typed, places)[best[kept]]
    rows = np.zeros((len(kept), len(COLUMNS)), np.float32)
    for token in range(typed):
        for place in range(places):
            here = np.flatnonzero(way[:, token] == place)
            rows[here, min(place, len(EVIDENCE) - 1)] += few.most[token]
            rows[here, len(EVIDENCE)] += few.evidence[kept[here], token, place] - few.most[token]
    for row, person in enumerate(kept):
        rows[row, BEFORE : BEFORE + len(SHAPE)] = shapes_of(typed, places, int(few.empty[person]))[best[person]]
    rows[np.arange(len(kept)), BEFORE + len(SHAPE) + few.birth[kept]] = 1
    return rows, is_target[kept]


def learn(folder: Path) -> None:
    found = list(examples(folder))
    saved = json.loads(WEIGHTS.read_text("utf-8"))
    for _ in range(2):
        spelling.weights.cache_clear()
        rows, offsets, targets = np.zeros((len(found), ROOM, len(COLUMNS)), np.float32), np.full((len(found), ROOM), -1e9, np.float32), np.zeros((len(found), ROOM), np.float32)
        for place, one in enumerate(found):
            described_, is_target = described(*one)
            rows[place, : len(described_)], offsets[place, : len(described_)], targets[place, : len(described_)] = described_, 0, is_target
        start = np.array([*(saved["parts"][name] for name in EVIDENCE), saved["less"], *(saved["shape"][name] for name in SHAPE), *saved["birth"]])
        weight = [round(float(one), 3) for one in softmax_weights(rows, offsets, targets, start=start, ridge=1e-3, rounds=300)]
        saved["parts"] = dict(zip(EVIDENCE, weight, strict=False))
        saved["less"] = weight[len(EVIDENCE)]
        saved["shape"] = dict(zip(SHAPE, weight[BEFORE:], strict=False))
        saved["birth"] = weight[-len(Class) :]
        WEIGHTS.write_text(json.dumps(saved, indent=1) + "\n", "utf-8")
        print(saved["parts"], saved["less"], saved["shape"], saved["birth"])


if __name__ == "__main__":
    learn(Path(sys.argv[1]))
