"""Learn what speaks for two tokens being one name: `python -m tests.bench.names.weigh_spelling FOLDER`. Writes `spelling` in weights.json."""

import json
import sys
from pathlib import Path

import numpy as np

from amana.lib.names.matching import spelling
from amana.lib.names.matching.spelling import FEATURES, Side
from amana.lib.names.matching.table import TokenTable
from amana.lib.names.matching.tokens import tokens
from tests.bench.names.training import PARTS, Forgetful, mixes, softmax_weights, world

WEIGHTS = Path(spelling.__file__).parent / "reference/weights.json"
SEEDS, PEOPLE, EXAMPLES, ROOM = (99, 199, 299, 399, 499, 599), 12000, 2500, 190


def examples(folder: Path):
    for turn, seed in enumerate(SEEDS):
        made = world(folder, seed, mixes(folder)[turn % 2])
        known = Forgetful(seed, 0.3 if turn % 2 else 0.1, 0.3)
        table = TokenTable(known)
        people = made.people(PEOPLE)
        stored = []
        for person in people:
            record = made.stored(person)
            places: dict[str, set[int]] = {}
            for parts in record["name"].values():
                for part, text in parts.items():
                    places.setdefault(part, set()).update(table.add(token.text) for token in tokens(text))
            stored.append(places)
        left_out = 0
        for _ in range(EXAMPLES):
            at = made.r.randrange(len(people))
            part = made.r.choice([part for part in PARTS if part in stored[at]])
            script = made.r.choice(("ar", "la"))
            text = made.write(people[at], script, made.mix["query"], (part,))[part]
            home = made.lex.nick.get(made.lex.e[people[at]["ids"][0]]["key"])
            if part == "given" and home and made.r.random() < 0.12:
                text = made.r.choice(home)[script == "la"]
            if made.r.random() < 0.2:
                text = (made.typo if made.r.random() < 0.55 else made.ocr)(text)
            for token in tokens(text)[:1]:
                side = Side.of(token.text, known)
                chosen = table.chosen(side)
                is_target = np.isin(chosen, list(stored[at][part]))
                left_out += not is_target.any()
                yield table.features(side, chosen), table.shares(chosen), is_target
        print("seed", seed, "tokens", len(table), "not chosen", left_out / EXAMPLES, flush=True)


def learn(folder: Path) -> None:
    found = list(examples(folder))
    rows = np.zeros((len(found), ROOM, len(FEATURES) + 1), np.float32)
    offsets = np.full((len(found), ROOM), -1e9, np.float32)
    targets = np.zeros((len(found), ROOM), np.float32)
    for place, (features, shares, is_target) in enumerate(found):
        count = len(features)
        rows[place, :count, :-1], offsets[place, :count], targets[place, :count] = features, np.log(shares + 1e-9), is_target
        rows[place, ROOM - 1, -1], offsets[place, ROOM - 1] = 1, 0
        targets[place, ROOM - 1] = not is_target.any()
    start = np.zeros(len(FEATURES) + 1)
    for name in ("cost", "cost_x"):
        start[FEATURES.index(name)] = 5.0
    start[-1] = -18
    weight = softmax_weights(rows, offsets, targets, start=start, ridge=1e-4, rounds=600)
    saved = json.loads(WEIGHTS.read_text("utf-8")) if WEIGHTS.exists() else {}
    saved["spelling"] = {"weights": {name: round(float(value), 4) for name, value in zip(FEATURES, weight, strict=False)}, "unseen": round(float(weight[-1]), 4)}
    WEIGHTS.write_text(json.dumps(saved, indent=1) + "\n", "utf-8")
    print(saved["spelling"])


if __name__ == "__main__":
    learn(Path(sys.argv[1]))
