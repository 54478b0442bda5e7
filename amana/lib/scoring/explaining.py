"""A result in sentences, in both languages: what was counted, how, what it means, what follows and why, and what it does not say."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files

from amana.lib.core.text import isolated_ltr, listed
from amana.lib.scoring.instruments import NO_ANSWERS, Band, Dimension, Instrument, Mark, Rule, Words
from amana.lib.scoring.scores import Result, Score


@dataclass(frozen=True)
class Line:
    """kind: counted, absent, not_asked, declined, unknown, formula, prorate, zero, too_many_missing, must_be_asked, nothing_applies, band, no_band,
    alert, advice, made_with, draft, interim, official or says. about: the code of the item, dimension or act that it speaks of, if any."""

    kind: str
    about: str
    words: Words


Filling = Mapping[str, Words | str]


def explain(instrument: Instrument, result: Result) -> tuple[Line, ...]:
    """Alerts first, then each dimension with its answers, then advice, then where it all comes from. `instrument` is the version of the result."""
    if (instrument.code, instrument.version) != (result.instrument, result.version):
        raise ValueError(f"{instrument.name} did not make this result of {result.instrument}/{result.version}")
    return (
        *(_of_rule(instrument, rule) for rule in result.alerts),
        *(line for score in result.scores.values() for line in _of_score(instrument, result, score)),
        *(_of_rule(instrument, rule) for rule in result.rules if rule.kind == "advice"),
        *_of_version(instrument),
    )


def condition(instrument: Instrument, rule: Rule) -> Words:
    """When the rule speaks, in words; for the page of an instrument as well as for a reason."""
    if rule.gaps:
        return _say("gap_in", topics=_topics(instrument, rule.gaps))
    what = instrument.dimensions[rule.dimension].name if rule.dimension else _topics(instrument, rule.items)
    kind = "within" if None not in (rule.at_least, rule.at_most) else "at_most" if rule.at_least is None else "at_least"
    return _say(kind, what=what, least=_number(rule.at_least), most=_number(rule.at_most))


def range_of(dimension: Dimension, band: Band) -> str:
    """From–to with the decimals of the dimension, as a piece that reads left to right."""
    edges = dict.fromkeys(f"{edge:.{dimension.places}f}" for edge in (band.first, band.last))
    return isolated_ltr("–".join(edges))


def _of_rule(instrument: Instrument, rule: Rule) -> Line:
    return Line(rule.kind, rule.act, _say("rule", then=rule.then, condition=condition(instrument, rule)))


def _of_score(instrument: Instrument, result: Result, score: Score) -> Iterator[Line]:
    dimension = instrument.dimensions[score.dimension]
    if not dimension.of_dimensions:
        yield from (_of_answer(instrument, result, part) for part in dimension.parts)
    if score.why_none:
        gaps, of = _number(len(score.missing)), _number(len(score.missing) + len(score.counted))
        never = [part for part in score.missing if part in dimension.missing.never_guessed]
        yield _line(score.why_none, dimension, gaps=gaps, of=of, topics=_names(instrument, dimension, never))
        return
    yield _line("formula", dimension, formula=isolated_ltr(_formula(dimension, score)))
    if score.is_filled:
        gaps, of = _number(len(score.missing)), _number(len(score.missing) + len(score.counted))
        yield _line(dimension.missing.rule, dimension, gaps=gaps, of=of)
    band = score.band
    if band:
        yield _line("band", dimension, shown=_number(score.shown), band=band.name, range=range_of(dimension, band))
    else:
        yield _line("no_band", dimension, shown=_number(score.shown))


def _of_answer(instrument: Instrument, result: Result, code: str) -> Line:
    item, answer = instrument.items[code], result.answers[code]
    if answer in NO_ANSWERS:
        return Line(answer, code, _say(answer, topic=item.topic))
    option = item.options[answer]
    if option.points is None:
        return Line("absent", code, _say("absent", topic=item.topic))
    sentence = "counted" if option.label.en != _plain(option.points) else "marked"
    return Line("counted", code, _say(sentence, topic=item.topic, label=option.label, points=_number(option.points)))


def _of_version(instrument: Instrument) -> Iterator[Line]:
    yield Line("says", "", _say("says", says=instrument.says))
    yield Line("made_with", "", _say("made_with", title=instrument.title, version=isolated_ltr(instrument.version), source=instrument.source))
    if instrument.mark is Mark.OFFICIAL and instrument.confirmed_by and instrument.confirmed_on:
        yield Line("official", "", _say("official", by=instrument.confirmed_by, on=isolated_ltr(instrument.confirmed_on.isoformat())))
    elif instrument.mark_note:
        yield Line(instrument.mark.value, "", _say(instrument.mark.value, note=instrument.mark_note))


def _formula(dimension: Dimension, score: Score) -> str:
    """The sum as somebody would do it by hand, with the exact value and what is shown of it."""
    terms = [_plain(one.value) if one.weight == 1 else f"{_plain(one.value)} × {_plain(one.weight)}" for one in score.counted]
    answered = sum((one.weight for one in score.counted), Fraction(0))
    asked = answered + sum((dimension.weight(part) for part in score.missing), Fraction(0))
    steps = " + ".join(terms)
    divisor = asked if dimension.missing.rule == "zero" else answered
    factors = ""
    if dimension.method == "mean" and divisor != 1:
        factors = f" ÷ {_plain(divisor)}"
    elif dimension.method == "sum" and divisor != asked:
        factors = f" × {_plain(asked)} ÷ {_plain(answered)}"
    if dimension.factor != 1:
        factors += f" × {_plain(dimension.factor)}"
    if factors and len(terms) > 1:
        steps = f"({steps})"
    exact, shown = _plain(score.exact or Fraction(0)), f"{score.shown:f}"
    rounded = "" if Fraction(shown) == score.exact else f" ≈ {shown}"
    return f"{steps}{factors} = {exact if rounded else shown}{rounded}"


def _plain(number: Fraction) -> str:
    """As a decimal where it has a short one, else as a fraction."""
    if 10_000 % number.denominator:
        return f"{number.numerator}/{number.denominator}"
    return f"{Decimal(number.numerator) / Decimal(number.denominator):f}"


def _number(number: Fraction | Decimal | int | None) -> str:
    return "" if number is None else isolated_ltr(_plain(number) if isinstance(number, Fraction) else str(number) if isinstance(number, int) else f"{number:f}")


def _topics(instrument: Instrument, codes: tuple[str, ...]) -> Words:
    return _listed([instrument.items[code].topic for code in codes])


def _names(instrument: Instrument, dimension: Dimension, parts: list[str]) -> Words:
    return _listed([instrument.dimensions[part].name if dimension.of_dimensions else instrument.items[part].topic for part in parts])


def _listed(found: list[Words]) -> Words:
    return Words(listed([one.ar for one in found], "ar"), listed([one.en for one in found], "en"))


def _line(kind: str, dimension: Dimension, **filling: Words | str) -> Line:
    return Line(kind, dimension.code, _say(kind, name=dimension.name, **filling))


def _say(kind: str, **filling: Words | str) -> Words:
    """The sentence of that kind with everything in its place, in both languages."""
    sentence = _sentences()[kind]
    return Words(*(sentence[language].format_map({key: one if isinstance(one, str) else one.said(language) for key, one in filling.items()})
                   for language in ("ar", "en")))


@cache
def _sentences() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("amana.lib.scoring").joinpath("reference/words.toml").read_text("utf-8"))
