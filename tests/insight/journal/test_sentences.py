"""Every verb that the code records, in Python or SQL, is told in a sentence of its own: found in the code, not in a list that somebody keeps."""
import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from amana.casework.arrivals.rules import RowStep
from amana.casework.cases.rules import CaseVerb, PlanVerb
from amana.casework.cases.rules.handing import HandoverVerb
from amana.casework.referral.rules import Step
from amana.insight.journal.rules import OF_THE_OFFICE, OTHER, SENTENCES, sentence
from amana.services.assistance.rules import Step as HelpStep
from amana.services.livelihoods.rules import Verb
from tests.conftest import ROOT

VERB = re.compile(r"[a-z]+(?:_[a-z]+)*\.[a-z]+(?:_[a-z]+)*")
IN_SQL = re.compile(r"INSERT INTO audit\.entry.*?;", re.DOTALL)
# What a verb that is put together may become. A pattern that is not here fails the test that reads it.
BUILT = {
    "agreement.{step}": ("confirm", "decline", "end"), "case.handover_{verb}": HandoverVerb.values, "case.{verb}": CaseVerb.values, "plan.{verb}": PlanVerb.values,
    "arrival.{step}": [step for step in RowStep if step not in (RowStep.JUDGE, RowStep.UNDO)],  # these two are recorded as `arrival.judged` and `arrivals.undone`
    "business.{verb}": Verb.values, "referral.{step}": Step.values, "help.{step}": HelpStep.values, "payments.{step}": ("release", "file", "send", "drop", "close"),
    **{f"{{{one}.acts}}.{act}": [f"{kind}.{act}" for kind in ("arrivals", "caseload")]  # lists of both kinds
       for one, act in (("made", "uploaded"), *(("one", act) for act in ("discarded", "begun", "imported", "finished", "undone")))}}


def recorded() -> set[str]:
    """Verbs handed to `audit.record` as they are, put together, or by way of a parameter; and those that functions of the database write."""
    trees = [ast.parse(path.read_text("utf-8")) for path in (ROOT / "amana").rglob("*.py")]
    plain = {verb for tree in trees for verb in _first_arguments(tree)}
    told = {verb for verb in plain if "{" not in verb}
    for pattern in plain - told:
        told |= {pattern[:pattern.index("{")] + code for code in BUILT[pattern]}
    return told | {verb for tree in trees for verb in _handed_on(tree)} | set(_of_the_database())


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""


def _first_arguments(tree: ast.AST) -> Iterator[str]:
    """Of every call of `record`; a pattern where the verb is put together."""
    for call in _calls(tree):
        for first in _either(call.args[0]) if _name(call.func) == "record" else ():
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and VERB.fullmatch(first.value):
                yield first.value
            elif isinstance(first, ast.JoinedStr):
                yield "".join(part.value if isinstance(part, ast.Constant) else "{" + ast.unparse(part.value) + "}" for part in first.values)


def _either(one: ast.expr) -> tuple[ast.expr, ...]:
    """Both sides of a choice."""
    return (*_either(one.body), *_either(one.orelse)) if isinstance(one, ast.IfExp) else (one,)


def _handed_on(tree: ast.Module) -> Iterator[str]:
    """What is given to a function of the module that records its parameter."""
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        names = [one.arg for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
        on = {call.args[0].id for call in _calls(function) if _name(call.func) == "record" and isinstance(call.args[0], ast.Name)} & set(names)
        for call in _calls(tree) if on else ():
            if _name(call.func) == function.name:
                yield from (one.value for one in (*call.args, *(word.value for word in call.keywords)) if isinstance(one, ast.Constant) and VERB.fullmatch(str(one.value)))


def _of_the_database() -> Iterator[str]:
    for path in (ROOT / "amana").rglob("*.sql"):
        for statement in IN_SQL.findall(path.read_text("utf-8")):
            yield from (word for word in re.findall(r"'([^']*)'", statement) if VERB.fullmatch(word))


def test_every_verb_that_the_code_records_has_a_sentence():
    found = recorded()
    assert len(found) > 120
    assert {"session.proved", "factor.reset", "staff.acts_read", "service.closed", "case.task_done", "exceptional.opened", "referral.accept"} <= found, "of every way of writing one"
    assert sorted(found - {*SENTENCES, *OF_THE_OFFICE}) == []


def test_no_call_of_record_escapes_the_reading():
    """A verb from somewhere else, of which nothing is known here, would be told as "act on the file"."""
    for path in (ROOT / "amana").rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        parameters = {one.arg for function in ast.walk(tree) if isinstance(function, ast.FunctionDef) for one in (*function.args.args, *function.args.kwonlyargs)}
        for call in _calls(tree):
            if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id == "audit" and call.func.attr == "record":
                for first in _either(call.args[0]):
                    assert isinstance(first, ast.Constant | ast.JoinedStr) or (isinstance(first, ast.Name) and first.id in parameters), f"{Path(path).name}: {ast.unparse(call)}"


def test_a_verb_stands_in_one_of_the_two_tables():
    assert not SENTENCES.keys() & OF_THE_OFFICE.keys()


@pytest.mark.parametrize("verb", ["session.proved", "factor.removed", "factor.reset", "factor.codes_made", "staff.acts_read"])
def test_what_is_done_with_an_account_is_not_told_as_an_act_on_a_file(verb):
    assert sentence(verb, {}) != str(OTHER[1])
