"""Learn how one name is written in two ways: `python -m tests.bench.names.spellings FOLDER`.

FOLDER: generate.py with its lexicon, mixes and real words. From pairs of spellings of one name (invented clerks, seeds of training alone; half of the real
words) three tables of operations are learned by repeated alignment: Arabic with Arabic, Latin with Latin, Arabic with Latin.
Written: amana/lib/names/matching/reference/channels.tsv.gz.
"""
import gzip
import json
import math
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path

from amana.lib.names.matching import channel
from amana.lib.names.matching.channel import CONTEXT, SHAPES, heard
from amana.lib.names.matching.tokens import tokens
from tests.bench.names.training import generator

SEED, EACH, ROUNDS = 99, 14, 3
REFERENCE = Path(channel.__file__).parent / "reference"
HEAD = """# What one name costs to be written in another way: channel (a Arabic-Arabic, l Latin-Latin, x Arabic-Latin), letters, letters, cost (-ln share of all operations).
# ^ and $ are the ends; B U M D L stand for Abd-, Abu-, Umm-, -El-Din, -Allah. Learned by tests/bench/names/spellings.py from invented spellings (seed 99) and
# half of the real word pairs mined from Wikipedia (Google, Apache-2.0): LICENCES.md. Learned on {day}.
"""


def one_token(text: str) -> str | None:
    found = tokens(text, joined=False)
    return "".join(token.text for token in found) if found else None


def spelled_pairs(folder: Path) -> dict[str, list[tuple[str, str]]]:
    made = generator(folder)
    mix = json.loads((folder / "mixes/dev.json").read_text("utf-8"))
    world = made.World(made.Lexicon([str(folder / "lexicon")], 1), mix, SEED)
    random_ = world.r
    pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
    regions = sorted(made.REGION)

    def written(name: str, script: str) -> str:
        clerk = mix[random_.choice(("registry", "query"))]
        text = world.ar(name, clerk) if script == "ar" else world.la(name, clerk, random_.choice(regions))
        if script == "la" and random_.random() < 0.03:
            arabic = world.lex.e[name]["ar"]
            for letter, latin, digit in (("ح", "h", "7"), ("ع", "a", "3"), ("خ", "kh", "5"), ("ق", "q", "9"), ("ط", "t", "6"), ("ء", "a", "2")):
                text = text.lower().replace(latin, digit, 1) if letter in arabic else text
        if random_.random() < 0.06:
            text = (world.typo if random_.random() < 0.5 else world.ocr)(text)
        return text

    for name in sorted(world.lex.latin):
        often = EACH + round(2 * math.log2(1 + world.lex.e[name]["w"]))
        for _ in range(often):
            for kind, scripts in (("a", ("ar", "ar")), ("l", ("la", "la")), ("x", ("ar", "la"))):
                one, other = (one_token(written(name, script)) for script in scripts)
                if one and other and (one != other or random_.random() < 0.15):
                    pairs[kind].append((one, other))
    real = [line.rstrip("\n").split("\t") for line in (folder / "real/wiki_pairs.tsv").open(encoding="utf-8")][1:]
    for arabic, latin in real[::2]:
        if (one := one_token(arabic)) and (other := one_token(latin)):
            pairs["x"] += [(one, other)] * 3
    return pairs


def start(kind: str, a: str, b: str) -> float:
    """What an operation costs before anything is learned: equal is cheap, sounds alike is cheap, vowels come and go."""
    if a in CONTEXT or b in CONTEXT:
        return 0.1 if a == b else 50.0
    if kind != "x":
        if len(a) == len(b) == 2:
            return 6.0 if a == b[::-1] and a != b else 9.0
        return {(1, 1): 0.5 if a == b else 6.0, (0, 1): 5.0, (1, 0): 5.0}.get((len(a), len(b)), 9.0)
    sounds = dict(zip("ابتثجحخدذرزسشصضطظعغفقكلمنهويءBUMDL", ["a", "b", "t", "t", "j", "h", "kh", "d", "d", "r", "z", "s", "sh", "s", "d", "t", "z", "a", "gh", "f", "q", "k", "l", "m", "n", "h", "w", "y", "a", "B", "U", "M", "D", "L"], strict=True))
    if len(a) == 1 and b:
        wanted = sounds.get(a, "?")
        if b == wanted or (a in "اعء" and b in "aeiou") or (a == "و" and b in ("o", "u", "ou")) or (a == "ي" and b in ("i", "e", "ee", "ei", "ai")):
            return 1.0
        return 7.0 if len(b) == 1 else 9.0
    if not a:
        return 2.0 if b in "aeiou" else 6.0
    return 3.0 if a in "اعهءوي" else 6.0 if len(a) == 1 else 9.0


def is_allowed(kind: str, a: str, b: str) -> bool:
    """Longer operations only where single ones do not say it: swapped or different letters, one sound for two letters."""
    if len(a) <= 1 and len(b) <= 1:
        return True
    if kind != "x" and len(b) > 2:
        return False
    if ("^" in a) != ("^" in b) or ("$" in a) != ("$" in b):
        return False
    if kind != "x" and len(a) == len(b):
        return a[0] != b[0] and a[-1] != b[-1]
    return not (kind != "x" and len(a) + len(b) > 2 and (a[:1] == b[:1] or a[-1:] == b[-1:]) and len(a) + len(b) > 4)


def aligned(kind: str, x: str, y: str, cost: dict[tuple[str, str], float]) -> list[tuple[str, str]]:
    n, m = len(x), len(y)
    best = [[1e9] * (m + 1) for _ in range(n + 1)]
    back: list[list[tuple[str, str] | None]] = [[None] * (m + 1) for _ in range(n + 1)]
    best[0][0] = 0.0
    get = cost.get
    for i in range(n + 1):
        for j in range(m + 1):
            here = best[i][j]
            if here > 1e8:
                continue
            for a, b in SHAPES:
                if i + a <= n and j + b <= m:
                    op = (x[i : i + a], y[j : j + b])
                    if (c := get(op)) is not None and here + c < best[i + a][j + b]:
                        best[i + a][j + b] = here + c
                        back[i + a][j + b] = op
    ops, i, j = [], n, m
    while i or j:
        op = back[i][j]
        if op is None:
            return []
        ops.append(op)
        i, j = i - len(op[0]), j - len(op[1])
    return ops


def learned(kind: str, pairs: list[tuple[str, str]], rounds: int = ROUNDS) -> dict[tuple[str, str], float]:
    heard_pairs = [(heard(a), heard(b)) for a, b in pairs]
    seen = Counter()
    for x, y in heard_pairs:
        seen.update({(x[i : i + a], y[j : j + b]) for a, b in SHAPES for i in range(len(x) - a + 1) for j in range(len(y) - b + 1)
                     if (a + b <= 2 or abs(i - j) <= 4) and is_allowed(kind, x[i : i + a], y[j : j + b])})
    cost = {op: start(kind, *op) for op, times in seen.items() if times >= (1 if len(op[0]) <= 1 and len(op[1]) <= 1 else 8)}
    for turn in range(rounds):
        counts: Counter = Counter()
        failed = 0
        for x, y in heard_pairs:
            ops = aligned(kind, x, y, cost)
            failed += not ops
            counts.update(ops)
            if kind != "x":
                counts.update((b, a) for a, b in ops)
        total = sum(counts.values())
        singles = {op for op in cost if len(op[0]) <= 1 and len(op[1]) <= 1}
        kept = singles | {op for op, times in counts.items() if times >= 4 and (len(op[0]) > 1 or len(op[1]) > 1)}
        cost = {op: -math.log((counts[op] + (0.2 if op in singles else -2)) / total) for op in kept if op in singles or counts[op] >= 4}
        print(kind, turn, len(pairs), "failed", failed, "ops", len(cost), "bits", round(sum(counts[op] * cost.get(op, 12) for op in counts) / len(pairs), 3), flush=True)
    return cost


if __name__ == "__main__":
    found = spelled_pairs(Path(sys.argv[1]))
    lines = []
    for kind in "alx":
        random.Random(SEED).shuffle(found[kind])
        for (a, b), cost in sorted(learned(kind, found[kind][: int(sys.argv[2]) if len(sys.argv) > 2 else 30000]).items()):
            lines.append(f"{kind}\t{a}\t{b}\t{cost:.2f}\n")
    from datetime import date
    text = HEAD.format(day=date.today()) + "".join(lines)
    (REFERENCE / "channels.tsv.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(len(lines), "operations")
