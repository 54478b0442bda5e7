"""From the text of a file to an instrument. `sense` judges whether what was read makes sense; docs/scoring.md says how a file is written."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, cast

from amana.lib.core.errors import Unreadable
from amana.lib.scoring.instruments import (
    NO_ANSWERS,
    SECTIONS,
    Band,
    Dimension,
    Example,
    Instrument,
    Item,
    Mark,
    Missing,
    NoAnswer,
    Occasion,
    Option,
    Rule,
    Words,
)
from amana.lib.scoring.sense import faults_of
from amana.lib.scoring.tables import Fault, Table

_GAP = "-"  # in an example: not asked
_NO_SCORE = "none"
_MOST_PLACES = 4
_MOST_CHOICES = 100

Scales = Mapping[str, Mapping[str, Option]]


def read(text: str, name: str = "instrument") -> Instrument:
    """The instrument that the text describes, whole and with its worked examples tried; name is only for messages.

    Raises Unreadable: instrument.not_toml, or instrument.faulty with every Fault found in `params["faults"]`.
    """
    try:
        row = tomllib.loads(text)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable("instrument.not_toml", f"{name}: {error}") from error
    faults: list[Fault] = []
    instrument = _instrument(Table(row, name, faults))
    if not faults:
        faults += faults_of(instrument, name)
    if faults:
        raise Unreadable("instrument.faulty", "; ".join(map(str, faults)), faults=tuple(faults))
    return instrument


def _instrument(table: Table) -> Instrument:
    scales = {code: _scale(one) for code, one in table.named_tables("scale").items()}
    items = _by_code(table, "item", [_item(one, scales) for one in table.tables("item")])
    for unused in sorted(set(scales) - {item.scale for item in items.values()}):
        table.wrong("file.unused", f"has a scale {unused!r} that no item uses")
    instrument = Instrument(
        code=table.code("code"),
        version=table.code("version"),
        valid_from=table.day("valid_from") or date.min,
        valid_until=table.day("valid_until") if table.has("valid_until") else None,
        mark=Mark(table.one_of("mark", *Mark)),
        mark_note=table.words_or_none("mark_note"),
        confirmed_by=table.words_or_none("confirmed_by"),
        confirmed_on=table.day("confirmed_on") if table.has("confirmed_on") else None,
        title=table.words("title"),
        says=table.words("says"),
        how=table.words_or_none("how"),
        source=table.words("source"),
        licence=table.words("licence"),
        period_days=table.whole("period_days") if table.has("period_days") else None,
        from_age=table.whole("from_age") if table.has("from_age") else None,
        comparable_with=table.codes_if_any("comparable_with"),
        section=table.one_of("section", *SECTIONS),
        total=table.code("total"),
        items=items,
        dimensions=_by_code(table, "dimension", [_dimension(one) for one in table.tables("dimension")]),
        rules=tuple(_rule(one) for one in table.tables("rule")),
        occasions=tuple(_by_code(table, "occasion", [_occasion(one) for one in table.tables("occasion")]).values()),
        examples=tuple(_example(one, items) for one in table.tables("example")),
    )
    table.close()
    return instrument


def _by_code(table: Table, kind: str, found: Sequence) -> dict:
    """By their codes, none twice."""
    codes = [one.code for one in found]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        table.wrong("file.twice", f"has {kind} {code!r} twice")
    return dict(zip(codes, found, strict=True))


def _scale(table: Table) -> Mapping[str, Option]:
    """Options one by one, or whole numbers from … to."""
    if table.has("whole"):
        options = _whole_numbers(table)
    else:
        options = _by_code(table, "option", [_option(one) for one in table.tables("option")])
    for code in sorted(set(options) & {_GAP, *NO_ANSWERS}):
        table.wrong("scale.reserved", f"calls an option {code!r}, which means no answer")
    if sum(option.points is not None for option in options.values()) < 2:
        table.wrong("scale.too_short", "has fewer than two options with points")
    table.close()
    return options


def _whole_numbers(table: Table) -> dict[str, Option]:
    first, last = table.pair("whole")
    if first.denominator > 1 or last.denominator > 1 or not 0 < last - first <= _MOST_CHOICES:
        table.wrong("scale.no_range", "counts from one whole number up to another, at most a hundred")
        return {}
    numbers = range(int(first), int(last) + 1)
    return {str(number): Option(str(number), Words(str(number), str(number)), Fraction(number)) for number in numbers}


def _option(table: Table) -> Option:
    """Without points: the question does not apply."""
    option = Option(table.code("code"), table.words("label"), table.number("points") if table.has("points") else None)
    table.close()
    return option


def _item(table: Table, scales: Scales) -> Item:
    scale = table.code("scale")
    if scale not in scales:
        table.wrong("item.no_scale", f"has a scale {scale!r} that the file does not describe")
    item = Item(table.code("code"), table.words("topic"), table.words_or_none("wording"), scale, scales.get(scale, {}))
    table.close()
    return item


def _dimension(table: Table) -> Dimension:
    of_dimensions = table.has("dimensions")
    lowest, highest = table.pair("range")
    dimension = Dimension(
        code=table.code("code"),
        name=table.words("name"),
        parts=table.codes("dimensions" if of_dimensions else "items"),
        of_dimensions=of_dimensions,
        method=cast(Literal["sum", "mean"], table.one_of("method", "sum", "mean")),
        factor=table.number("factor") if table.has("factor") else Fraction(1),
        weights=table.numbers("weights"),
        missing=_missing(table.table("missing")),
        places=table.whole("places", _MOST_PLACES),
        lowest=_decimal(lowest),
        highest=_decimal(highest),
        higher_is=cast(Literal["better", "worse"], table.one_of("higher_is", "better", "worse")),
        bands=tuple(_by_code(table, "band", [_band(one) for one in table.tables("band")]).values()),
        meaningful_change=_decimal(table.number("meaningful_change")) if table.has("meaningful_change") else None,
        change_source=table.words_or_none("change_source"),
    )
    table.close()
    return dimension


def _missing(table: Table) -> Missing:
    rule = cast(Literal["refuse", "prorate", "zero"], table.one_of("rule", "refuse", "prorate", "zero"))
    at_most, is_share = (Fraction(0), False) if rule == "refuse" else table.share_or_number("at_most")
    missing = Missing(rule, at_most, is_share, frozenset(table.codes_if_any("never_guessed")))
    table.close()
    return missing


def _band(table: Table) -> Band:
    band = Band(table.code("code"), table.words("name"), _decimal(table.number("from")), _decimal(table.number("to")))
    table.close()
    return band


def _rule(table: Table) -> Rule:
    rule = Rule(
        kind=cast(Literal["alert", "advice"], table.one_of("kind", "alert", "advice")),
        act=table.code("act"),
        then=table.words("then"),
        items=table.codes_if_any("items"),
        gaps=table.codes_if_any("gaps"),
        dimension=table.code("dimension") if table.has("dimension") else "",
        at_least=_decimal(table.number("at_least")) if table.has("at_least") else None,
        at_most=_decimal(table.number("at_most")) if table.has("at_most") else None,
    )
    table.close()
    return rule


def _occasion(table: Table) -> Occasion:
    occasion = Occasion(
        table.code("code"), table.words("name"), table.code("event"), table.span("opens"), table.span("due"), table.codes_if_any("dimensions")
    )
    table.close()
    return occasion


def _example(table: Table, items: Mapping[str, Item]) -> Example:
    """answers: an option or gap for each item, in the order of the file, with blanks between."""
    words = table.text("answers").split()
    if len(words) != len(items):
        table.wrong("example.wrong_length", f"answers {len(words)} of {len(items)} items")
    answers = {code: NoAnswer.NOT_ASKED.value if word == _GAP else word for code, word in zip(items, words, strict=False)}
    for code, word in answers.items():
        if word not in {*items[code].options, *NO_ANSWERS}:
            table.wrong("example.not_an_option", f"answers {word!r} to {code}")
    row, bands = table.table("score"), Table(table.left.pop("band", {}), table.place, table.faults)
    scores = {code: _score_or_none(row, code) for code in list(row.left)}
    example = Example(table.words_or_none("about"), answers, scores, {code: bands.code(code) for code in list(bands.left)}, frozenset(table.codes("acts")))
    table.close()
    return example


def _score_or_none(row: Table, code: str) -> Decimal | None:
    if row.left[code] == _NO_SCORE:
        del row.left[code]
        return None
    return _decimal(row.number(code))


def _decimal(number: Fraction) -> Decimal:
    """Exact: what is read has at most nine decimals."""
    return Decimal(int(number)) if number.denominator == 1 else Decimal(f"{int(number * 10**9)}E-9").normalize()
