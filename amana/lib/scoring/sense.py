"""Whether an instrument makes sense: every name known, bands without gap or overlap, weights and ranges that add up, examples that hold."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from amana.lib.scoring.instruments import Dimension, Example, Instrument, Mark, Occasion, Rule
from amana.lib.scoring.schedule import later
from amana.lib.scoring.scores import score
from amana.lib.scoring.tables import Fault

_SOME_DAY = date(2026, 1, 31)
Found = Iterator[tuple[str, str, str]]  # code, place within the file, detail


def faults_of(instrument: Instrument, name: str) -> list[Fault]:
    """All that is wrong with it. What is counted comes first, since without it nothing else can be judged; the examples are tried last."""
    checks: tuple[Callable[[Instrument], Found], ...] = (_of_mark, _of_dimensions, _of_rules, _of_occasions)
    found = list(_of_parts(instrument)) or [one for check in checks for one in check(instrument)] or list(_of_examples(instrument))
    return [Fault(code, f"{name}, {place}" if place else name, detail) for code, place, detail in found]


def _of_mark(instrument: Instrument) -> Found:
    official = instrument.mark is Mark.OFFICIAL
    if official and (not instrument.confirmed_by or not instrument.confirmed_on):
        yield "mark.not_confirmed", "", "is official, so it says who confirmed it and when (confirmed_by, confirmed_on)"
    if official and (unworded := [item.code for item in instrument.items.values() if not item.wording]):
        yield "mark.no_wording", "", f"is official, so each item has its official wording; {', '.join(unworded)} have none"
    if not official and not instrument.mark_note:
        yield "mark.no_note", "", "is not official, so mark_note says what is to be confirmed"
    if instrument.valid_until and instrument.valid_until < instrument.valid_from:
        yield "version.ends_before", "", "ends before it begins"


def _of_parts(instrument: Instrument) -> Found:
    counted = {part for one in instrument.dimensions.values() if not one.of_dimensions for part in one.parts}
    for code in sorted(instrument.items.keys() - counted):
        yield "item.uncounted", f"item {code}", "is counted in no dimension"
    if not instrument.items:
        yield "item.none", "", "has no items"
    if instrument.total not in instrument.dimensions:
        yield "total.unknown", "", f"has no dimension {instrument.total!r} for its total"
    for dimension in instrument.dimensions.values():
        if not dimension.parts:
            yield "dimension.empty", f"dimension {dimension.code}", "counts nothing"
        for part in dimension.parts:
            if not _is_part(instrument, dimension, part):
                yield "dimension.unknown_part", f"dimension {dimension.code}", f"counts {part!r}, which the file does not describe"


def _is_part(instrument: Instrument, dimension: Dimension, part: str) -> bool:
    if dimension.of_dimensions:
        return part in instrument.dimensions and not instrument.dimensions[part].of_dimensions
    return part in instrument.items


def _of_dimensions(instrument: Instrument) -> Found:
    for dimension in instrument.dimensions.values():
        for code, detail in (*_of_counting(instrument, dimension), *_of_bands(dimension)):
            yield code, f"dimension {dimension.code}", detail


def _of_counting(instrument: Instrument, dimension: Dimension) -> Iterator[tuple[str, str]]:
    weights = dimension.weights
    if weights and weights.keys() != set(dimension.parts):
        yield "weights.not_the_parts", "gives weights to other parts than it counts"
    elif any(weight <= 0 for weight in weights.values()) or dimension.factor <= 0:
        yield "weights.not_positive", "has a weight or factor of nothing"
    elif weights and dimension.method == "mean" and sum(weights.values()) != 1:
        yield "weights.no_whole", f"is a mean whose weights give {sum(weights.values())}, not 1"
    if dimension.missing.never_guessed - set(dimension.parts):
        yield "missing.unknown_part", "never guesses a part that it does not count"
    if dimension.missing.rule != "refuse" and not 0 < dimension.missing.at_most < (1 if dimension.missing.is_share else len(dimension.parts)):
        yield "missing.out_of_range", "allows no gap at all, or nothing but gaps"
    if dimension.method == "sum" and _may_be_absent(instrument, dimension):
        yield "dimension.absent_in_sum", "is a sum of parts that may not apply; only a mean can leave them out"
    if (reached := _range(instrument, dimension)) != (Fraction(dimension.lowest), Fraction(dimension.highest)):
        yield "dimension.wrong_range", f"can reach {reached[0]} to {reached[1]}, not {dimension.lowest} to {dimension.highest}"
    if (dimension.meaningful_change is None) != (dimension.change_source is None):
        yield "change.no_source", "gives a meaningful change and its source together or not at all"
    if dimension.meaningful_change is not None and not 0 < dimension.meaningful_change <= dimension.highest - dimension.lowest:
        yield "change.out_of_range", "has a meaningful change that its scores cannot show"


def _may_be_absent(instrument: Instrument, dimension: Dimension) -> bool:
    return not dimension.of_dimensions and any(one.points is None for part in dimension.parts for one in instrument.items[part].options.values())


def _range(instrument: Instrument, dimension: Dimension) -> tuple[Fraction, Fraction]:
    """The lowest and highest score that answers can give; of a mean, that its parts can give."""
    if dimension.of_dimensions:
        ends = [_range(instrument, instrument.dimensions[part]) for part in dimension.parts]
    else:
        ends = [(min(instrument.items[part].points), max(instrument.items[part].points)) for part in dimension.parts]
    low, high = [Fraction(0) if dimension.missing.rule == "zero" else first for first, _ in ends], [last for _, last in ends]
    if dimension.method == "mean":
        return min(low) * dimension.factor, max(high) * dimension.factor
    weights = [dimension.weight(part) for part in dimension.parts]
    return _weighed(low, weights) * dimension.factor, _weighed(high, weights) * dimension.factor


def _weighed(values: list[Fraction], weights: list[Fraction]) -> Fraction:
    return sum((value * weight for value, weight in zip(values, weights, strict=True)), Fraction(0))


def _of_bands(dimension: Dimension) -> Iterator[tuple[str, str]]:
    bands = dimension.bands
    if not bands:
        return
    for band in bands:
        if band.last < band.first:
            yield "band.upside_down", f"band {band.code} ends before it begins"
        if any(edge % dimension.step for edge in (band.first, band.last)):
            yield "band.between_steps", f"band {band.code} has an edge that a score rounded to {dimension.places} places never shows"
    for before, after in pairwise(bands):
        gap = after.first - before.last
        if gap != dimension.step:
            kind, verb = ("band.gap", "leave a gap") if gap > dimension.step else ("band.overlap", "overlap")
            yield kind, f"bands {before.code} and {after.code} {verb} at {before.last} and {after.first}"
    if (bands[0].first, bands[-1].last) != (dimension.lowest, dimension.highest):
        yield "band.not_the_range", f"bands cover {bands[0].first} to {bands[-1].last}, not {dimension.lowest} to {dimension.highest}"


def _of_rules(instrument: Instrument) -> Found:
    for rule in instrument.rules:
        for code, detail in _of_rule(instrument, rule):
            yield code, f"rule {rule.act}", detail


def _of_rule(instrument: Instrument, rule: Rule) -> Iterator[tuple[str, str]]:
    if sum(map(bool, (rule.items, rule.gaps, rule.dimension))) != 1:
        yield "rule.no_subject", "looks at items, at gaps or at a dimension: at one of them"
        return
    if unknown := [code for code in (*rule.items, *rule.gaps) if code not in instrument.items]:
        yield "rule.unknown_item", f"looks at {', '.join(unknown)}, which the file does not describe"
        return
    if rule.dimension and rule.dimension not in instrument.dimensions:
        yield "rule.unknown_dimension", f"looks at {rule.dimension!r}, which the file does not describe"
        return
    bounds = [bound for bound in (rule.at_least, rule.at_most) if bound is not None]
    if bool(bounds) == bool(rule.gaps):
        yield "rule.no_bound", "has a bound (at_least, at_most) for points and scores, and none for gaps"
    elif len(bounds) == 2 and bounds[0] > bounds[1]:
        yield "rule.upside_down", "asks for more than it allows"
    elif not all(low <= bound <= high for low, high in _reach(instrument, rule) for bound in bounds):
        yield "rule.out_of_reach", "has a bound that no answer reaches"


def _reach(instrument: Instrument, rule: Rule) -> list[tuple[Decimal | Fraction, Decimal | Fraction]]:
    if rule.dimension:
        dimension = instrument.dimensions[rule.dimension]
        return [(dimension.lowest, dimension.highest)]
    return [(min(instrument.items[code].points), max(instrument.items[code].points)) for code in rule.items]


def _of_occasions(instrument: Instrument) -> Found:
    for occasion in instrument.occasions:
        if later(_SOME_DAY, occasion.due_after) < later(_SOME_DAY, occasion.opens_after):
            yield "occasion.upside_down", f"occasion {occasion.code}", "is due before it opens"
        if unknown := set(occasion.dimensions) - instrument.dimensions.keys():
            yield "occasion.unknown_dimension", f"occasion {occasion.code}", f"measures {', '.join(sorted(unknown))}, which the file does not describe"
    for event in sorted({occasion.event for occasion in instrument.occasions}):
        in_order = sorted((one for one in instrument.occasions if one.event == event), key=_opening)
        for before, after in pairwise(in_order):
            if _opening(after) <= later(_SOME_DAY, before.due_after):
                yield "occasion.overlap", f"occasion {after.code}", f"opens before {before.code} is past its due day"


def _opening(occasion: Occasion) -> date:
    return later(_SOME_DAY, occasion.opens_after)


def _of_examples(instrument: Instrument) -> Found:
    """Each example holds; each band and each rule is shown by one."""
    for number, example in enumerate(instrument.examples, 1):
        for detail in _of_example(instrument, example):
            yield "example.does_not_hold", f"example {number}", detail
    shown = {(code, band) for example in instrument.examples for code, band in example.bands.items()}
    acts = {act for example in instrument.examples for act in example.acts}
    for dimension in instrument.dimensions.values():
        for band in dimension.bands:
            if (dimension.code, band.code) not in shown:
                yield "example.lacks", f"dimension {dimension.code}", f"band {band.code} is in no example"
    for rule in instrument.rules:
        if rule.act not in acts:
            yield "example.lacks", f"rule {rule.act}", "is in no example"
    if not instrument.examples:
        yield "example.none", "", "has no worked example"


def _of_example(instrument: Instrument, example: Example) -> Iterator[str]:
    if unknown := {*example.scores, *example.bands} - instrument.dimensions.keys():
        yield f"names {', '.join(sorted(unknown))}, which the file does not describe"
        return
    if unsaid := instrument.dimensions.keys() - example.scores.keys():
        yield f"does not say what {', '.join(sorted(unsaid))} comes to"
        return
    result = score(instrument, example.answers)
    for code, expected in example.scores.items():
        if result.scores[code].shown != expected:
            yield f"says {code} is {expected}, but it comes to {result.scores[code].shown}"
    for code, one in result.scores.items():
        band = one.band.code if one.band else None
        if band != example.bands.get(code):
            yield f"says {code} lies in {example.bands.get(code)}, but it lies in {band}"
    if result.acts != example.acts:
        yield f"says acts {sorted(example.acts)}, but they are {sorted(result.acts)}"
