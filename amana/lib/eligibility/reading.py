"""From the text of a file to a programme. All faults at once, each with the line at which its writer looks."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, cast

from amana.lib.core.errors import Unreadable
from amana.lib.eligibility.judging import judge
from amana.lib.eligibility.programmes import NO, YES, Alternative, Condition, Example, Fact, Outcome, Programme, Tried
from amana.lib.scoring import Mark, Words
from amana.lib.scoring.tables import Fault, Table

_YES_NO = {YES: Words("نعم", "Yes"), NO: Words("لا", "No")}
_LINE = re.compile(r"at line (\d+)")
_PART = re.compile(r"(condition|document|example|fact) (\d+)")
_MOST = 999_999


def read(text: str, facts: Mapping[str, Fact], name: str = "programme") -> Programme:
    """The programme that the text describes; whether its worked examples hold is for `tried`.

    Raises Unreadable: programme.not_toml, or programme.faulty with every Fault found in `params["faults"]`; `line_of` finds where.
    """
    faults: list[Fault] = []
    programme = _programme(Table(_toml(text, name), name, faults), facts)
    if faults:
        raise Unreadable("programme.faulty", "; ".join(map(str, faults)), faults=tuple(faults))
    return programme


def read_facts(text: str, name: str = "facts") -> dict[str, Fact]:
    """Question by code, in the order in which they are asked. Raises Unreadable as `read` does."""
    faults: list[Fault] = []
    table = Table(_toml(text, name), name, faults)
    found = [_fact(one) for one in table.tables("fact")]
    for key in ("version", "valid_from", "mark", "source_ar", "source_en"):
        table.left.pop(key, None)
    table.close()
    if twice := _twice([one.code for one in found]):
        table.wrong("file.twice", f"has fact {', '.join(twice)} twice")
    if faults:
        raise Unreadable("programme.faulty", "; ".join(map(str, faults)), faults=tuple(faults))
    return {one.code: one for one in found}


def tried(programme: Programme, facts: Mapping[str, Fact]) -> tuple[Tried, ...]:
    """Each worked example with what the rule makes of it."""
    found = [(one, judge(programme, one.facts, facts)) for one in programme.examples]
    return tuple(Tried(one, of.outcome, frozenset(condition.code for condition in of.unmet), frozenset(of.asks)) for one, of in found)


def line_of(text: str, fault: Fault) -> int:
    """The line at which a writer looks: the key that is wrong, else the part in which it is, else the first."""
    lines = text.splitlines()
    if at_line := _LINE.search(fault.detail):
        return int(at_line[1])
    first, last = 0, len(lines)
    if part := _PART.search(fault.place):
        heads = [n for n, line in enumerate(lines) if line.strip().startswith(f"[[{part[1]}]]")]
        if len(heads) >= int(part[2]):
            first = heads[int(part[2]) - 1]
            last = next((n for n in range(first + 1, len(lines)) if lines[n].lstrip().startswith("[[")), last)
    else:
        last = next((n for n, line in enumerate(lines) if line.lstrip().startswith("[[")), last)
    for word in re.findall(r"[a-z_]+", fault.detail):
        for n in range(first, last):
            if re.search(rf"\b{word}\s*=", lines[n]):
                return n + 1
    return first + 1


def _toml(text: str, name: str) -> dict:
    try:
        return tomllib.loads(text)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable("programme.not_toml", f"{name}: {error}", faults=(Fault("file.not_toml", name, str(error)),)) from error


def _fact(table: Table) -> Fact:
    kind = cast(Literal["yes_no", "choice", "number"], table.one_of("kind", "yes_no", "choice", "number"))
    options = {one.code("code"): one.words("name") for one in table.tables("option")} if kind == "choice" else _YES_NO if kind == "yes_no" else {}
    fact = Fact(
        code=table.code("code"), about=cast(Literal["person", "household"], table.one_of("about", "person", "household")), kind=kind, question=table.words("question"),
        hint=table.words_or_none("hint"), options=options, most=table.whole("most", _MOST) if kind == "number" else 0)
    if kind == "choice" and len(options) < 2:
        table.wrong("fact.no_choice", "has fewer than two options")
    table.close()
    return fact


def _programme(table: Table, facts: Mapping[str, Fact]) -> Programme:
    conditions = tuple(_condition(one, facts) for one in table.tables("condition"))
    programme = Programme(
        code=table.code("code"),
        version=table.code("version"),
        valid_from=table.day("valid_from") or date.min,
        valid_until=table.day("valid_until") if table.has("valid_until") else None,
        mark=Mark(table.one_of("mark", *Mark)),
        mark_note=table.words_or_none("mark_note"),
        confirmed_by=table.words_or_none("confirmed_by"),
        confirmed_on=table.day("confirmed_on") if table.has("confirmed_on") else None,
        name=table.words("name"),
        gives=table.words("gives"),
        source=table.words("source"),
        decided_by=table.words("decided_by"),
        apply_at=table.words("apply_at"),
        documents=tuple(_document(one) for one in table.tables("document")),
        conditions=conditions,
        examples=tuple(_example(one, conditions, facts) for one in table.tables("example")),
    )
    table.close()
    _sense(table, programme)
    return programme


def _document(table: Table) -> Words:
    words = table.words("name")
    table.close()
    return words


def _condition(table: Table, facts: Mapping[str, Fact]) -> Condition:
    condition = Condition(table.code("code"), table.words("text"), tuple(_alternative(one, facts) for one in table.tables("any")))
    if not condition.any:
        table.wrong("condition.empty", "any names no fact")
    table.close()
    return condition


def _alternative(table: Table, facts: Mapping[str, Fact]) -> Alternative:
    code = table.code("fact")
    fact = facts.get(code)
    if fact is None:
        table.wrong("condition.no_fact", f"any asks for {code!r}, which no question asks")
    is_number = fact is not None and fact.kind == "number"
    value = "" if is_number else table.text("is")
    if fact and not is_number and value not in fact.options:
        table.wrong("condition.no_option", f"any wants {code} to be {value!r}; its answers are {', '.join(fact.options)}")
    least, most = ((table.whole(key, fact.most) if table.has(key) else None) for key in ("at_least", "at_most")) if is_number and fact else (None, None)
    if is_number and ((least is None and most is None) or (least is not None and most is not None and least > most)):
        table.wrong("condition.no_range", f"any needs at_least or at_most for {code}, the first not above the second")
    table.close()
    return Alternative(code, value, least, most)


def _example(table: Table, conditions: Sequence[Condition], facts: Mapping[str, Fact]) -> Example:
    row = table.left.pop("facts", {})
    answers = {str(key): str(value) for key, value in row.items()} if isinstance(row, Mapping) else {}
    asked = {one.fact for condition in conditions for one in condition.any}
    for code, answer in answers.items():
        if code not in asked:
            table.wrong("example.no_fact", f"facts knows {code!r}, for which no condition asks")
        elif code in facts and not facts[code].reads(answer):
            table.wrong("example.no_answer", f"facts answers {answer!r} to {code}")
    example = Example(table.words("about"), answers, Outcome(table.one_of("outcome", *Outcome)), frozenset(table.codes_if_any("unmet")), frozenset(table.codes_if_any("asks")))
    for code in sorted(example.unmet - {one.code for one in conditions}):
        table.wrong("example.no_condition", f"unmet names {code!r}, which is no condition")
    table.close()
    return example


def _sense(table: Table, programme: Programme) -> None:
    """What must be there, and once."""
    if not programme.conditions:
        table.wrong("programme.no_condition", "has no condition")
    if twice := _twice([one.code for one in programme.conditions]):
        table.wrong("file.twice", f"has condition {', '.join(twice)} twice")
    if twice := _twice(list(programme.facts)):
        table.wrong("fact.twice", f"asks {', '.join(twice)} in two places; write it once, with from and to or all its alternatives in one condition")
    for outcome in sorted({Outcome.LIKELY, Outcome.UNLIKELY, Outcome.ASK} - {one.outcome for one in programme.examples}):
        table.wrong("example.missing", f"has no worked example that comes out as {outcome}")
    if not programme.documents:
        table.wrong("programme.no_document", "says of no document what to bring")
    if programme.mark is Mark.OFFICIAL and not (programme.confirmed_by and programme.confirmed_on):
        table.wrong("mark.not_confirmed", "mark is official, so confirmed_by and confirmed_on say who confirmed it and when")
    if programme.mark is not Mark.OFFICIAL and not programme.mark_note:
        table.wrong("mark.no_note", "mark is not official, so mark_note_ar and mark_note_en say what is to be confirmed")
    if programme.valid_until and programme.valid_until < programme.valid_from:
        table.wrong("version.ends_before", "valid_until lies before valid_from")


def _twice(codes: list[str]) -> list[str]:
    return sorted({code for code in codes if codes.count(code) > 1})
