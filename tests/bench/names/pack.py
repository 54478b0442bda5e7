"""Pack a folder of name lists into the engine's lexicon: `python -m tests.bench.names.pack FOLDER`.

FOLDER holds lexicon/given.tsv, family.tsv, latin.tsv (columns: see its README); usual.tsv here holds what they lack. Written: amana/lib/names/matching/reference/lexicon.tsv.gz.
"""
import csv
import gzip
import math
import sys
from collections import defaultdict
from pathlib import Path

from amana.lib.names.matching import lexicon
from amana.lib.names.matching.tokens import bare, tokens

REFERENCE = Path(lexicon.__file__).parent / "reference"
# How much each community is met in Egypt, and each region's way of spelling: rough judgements, as all weights of these lists.
COMMUNITIES = {"AR": 0.62, "EG": 0.1, "CO": 0.03, "SD": 0.13, "SS": 0.05, "SY": 0.05, "LV": 0.02, "IQ": 0.01, "YE": 0.01, "MG": 0.01, "TI": 0.05, "AM": 0.025,
               "OR": 0.025, "SO": 0.03}
REGIONS = {"EG": 0.4, "SD": 0.15, "LV": 0.15, "GU": 0.1, "MG": 0.1, "HA": 0.1}
# Of the parts of all names: fathers and grandfathers are men.
PARTS = {("given", "m"): 1.2, ("given", "f"): 0.3, ("given", "u"): 0.75, ("family", "u"): 0.25, ("family", "m"): 0.25, ("family", "f"): 0.25}
LEAST = 2 ** -12
HEAD = """# Names and their spellings. Columns: rate (-log2 of the share of people, halves), the same among the people whose name it is (as the mean of
# those who have it), Arabic spellings (;), Latin spellings (weight:spelling ;), weight = -log2 of the share of the spelling in the name, halves. Everything folded and joined as tokens.py does. Rates are estimates, not statistics.
# Sources and licences: LICENCES.md beside this file. Made by tests/bench/names/pack.py.
"""


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE))


def whole(text: str) -> str:
    return "".join(token.text for token in tokens(text, joined=False))


def pack(folder: Path) -> str:
    rows = [row | {"kind": kind} for kind in ("given", "family") for row in read(folder / "lexicon" / f"{kind}.tsv")]
    totals: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows:
        totals[row["kind"], row["community"]] += float(row["freq_estimate"])
    latin: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in read(folder / "lexicon" / "latin.tsv"):
        latin[row["id"]][whole(row["latin"])] += float(row["weight"]) * REGIONS[row["region"]]
    names: dict[str, dict] = {}
    for row in rows:
        share = COMMUNITIES[row["community"]] * float(row["freq_estimate"]) / totals[row["kind"], row["community"]]
        share *= PARTS[row["kind"], row["sex"]]
        name = names.setdefault(bare(whole(row["ar"])), {"rate": 0.0, "among": 0.0, "ar": {}, "la": defaultdict(float)})
        name["rate"] += share
        name["among"] += share * share / COMMUNITIES[row["community"]]
        name["ar"] |= dict.fromkeys(whole(one) for one in (row["ar"], *row["ar_variants"].split(";")) if one)
        total = sum(latin[row["id"]].values()) or 1
        for spelling, weight in latin[row["id"]].items():
            name["la"][spelling] += weight / total * share
    for row in read(Path(__file__).with_name("usual.tsv")):
        name = names.setdefault(bare(whole(row["name"])), {"rate": float(row["people"] or 0) / 1e4, "among": 0.0, "ar": {whole(row["name"]): None}, "la": defaultdict(float)})
        total = sum(name["la"].values()) or 1
        for share, _, spelling in (one.partition(":") for one in row["latin"].split(";")):
            name["la"][whole(spelling)] = max(name["la"][whole(spelling)], total * float(share) / 100)
    return HEAD + "".join(_line(name) for _, name in sorted(names.items(), key=lambda one: (-one[1]["rate"], one[0])))


def _line(name: dict) -> str:
    rate, total = max(name["rate"], 1e-7), sum(name["la"].values()) or 1
    spellings = sorted(((-weight, spelling) for spelling, weight in name["la"].items() if weight / total >= LEAST and spelling))
    latin = ";".join(f"{_halves(-weight / total)}:{spelling}" for weight, spelling in spellings)
    return f"{_halves(rate)}\t{_halves(max(rate, name['among'] / rate))}\t{';'.join(name['ar'])}\t{latin}\n"


def _halves(share: float) -> int:
    return round(-2 * math.log2(share))


if __name__ == "__main__":
    text = pack(Path(sys.argv[1]))
    (REFERENCE / "lexicon.tsv.gz").write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(len(text.splitlines()), "lines", len(text.encode()) // 1024, "KiB")
