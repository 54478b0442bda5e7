"""No statement is put together from what somebody typed: constants only, outside the one file that lays the policies (SECURITY.md §4)."""
import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "amana"
LAYS_POLICIES = {ROOT / "ground/rows/policies.py", ROOT / "doors/site/installation.py"}
RUNS = {"execute", "executemany", "copy", "stream", "callproc", "mogrify", "executescript"}
CARRIES_SQL = {"RawSQL", "RunSQL", "SQL", "Composed"}
RAW = {"raw", "extra"}
TEMPLATES = {"template", "function", "arg_joiner"}  # of a Func: they go into the statement as they are


def _faults(tree: ast.AST) -> list[str]:
    constants, called = _constants(tree), {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    found = [fault for node in ast.walk(tree) if isinstance(node, ast.Call) for fault in _of_call(node, constants)]
    # Under another name it would pass by the rest.
    return found + [f"line {node.lineno}: .{node.attr} without a call" for node in ast.walk(tree)
                    if isinstance(node, ast.Attribute) and node.attr in RUNS - {"copy", "stream"} and id(node) not in called]


def _constants(tree: ast.AST) -> set[str]:
    """Names that are never anything but a constant, wherever in the file they are given a value."""
    given = {name for node in ast.walk(tree) if isinstance(node, ast.Assign) and _is_constant(node.value, set()) for name in _names(node)}
    return given - set(_changing(tree))


def _changing(tree: ast.AST):
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and not _is_constant(node.value, set()):
            yield from _names(node)
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.AugAssign | ast.AnnAssign | ast.NamedExpr | ast.For | ast.comprehension):
            yield from (one.id for one in ast.walk(node.target) if isinstance(one, ast.Name))


def _names(node: ast.Assign) -> list[str]:
    return [one.id for target in node.targets for one in ast.walk(target) if isinstance(one, ast.Name)]


def _of_call(node: ast.Call, constants: set[str]):
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in CARRIES_SQL or (name in RAW and isinstance(node.func, ast.Attribute)):
        yield f"line {node.lineno}: {name}("
    if name == "getattr" and len(node.args) > 1 and isinstance(node.args[1], ast.Constant) and node.args[1].value in {*RUNS, *RAW}:
        yield f"line {node.lineno}: getattr for {node.args[1].value}"
    for one in node.keywords:
        if one.arg in TEMPLATES and name[:1].isupper() and not _is_constant(one.value, constants):
            yield f"line {node.lineno}: {name}({one.arg}=)"
    statements = [*node.args[:1], *(one.value for one in node.keywords if one.arg in ("query", "sql", "statement", "params_seq"))]
    if name in RUNS and statements and not _is_constant(statements[0], constants):
        yield f"line {node.lineno}: {name}({ast.unparse(statements[0])[:60]})"


def _is_constant(node: ast.AST, constants: set[str]) -> bool:
    """A literal, literals joined, or a name for one; not an f-string with values, not %."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _is_constant(node.left, constants) and _is_constant(node.right, constants)
    if isinstance(node, ast.IfExp):
        return _is_constant(node.body, constants) and _is_constant(node.orelse, constants)
    return (isinstance(node, ast.Constant) and isinstance(node.value, str)) or (isinstance(node, ast.Name) and node.id in constants)


# Functions whose only use is to pass a constant on; wherever they are called, they are checked by name.
PASSES_ON = {("gate.py", "statement"), ("safety.py", "question"), ("books.py", "sql")}
PASSING = {"call": 0, "rows": 0, "_counted": 0, "_ask": 1}
CALLERS = ("ground/access/gate.py call", "ground/access/gate.py rows", "ground/access/factors.py call", "ground/access/factors.py rows",
           "ground/access/factors.py _counted", "doors/site/safety.py _ask")


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_statement_is_a_constant(path):
    if path in LAYS_POLICIES or "migrations" in path.parts:
        return
    found = [one for one in _faults(ast.parse(path.read_text())) if not any(path.name == file and f"execute({name})" in one for file, name in PASSES_ON)]
    assert not found


@pytest.mark.parametrize("where", CALLERS)
def test_what_is_passed_on_is_a_constant(where):
    path, function = where.split()
    tree = ast.parse((ROOT / path).read_text())
    calls = _calls_outside_of_passing(tree, function)
    assert (calls or where == "ground/access/gate.py rows") and all(_is_constant(node.args[PASSING[function]], _constants(tree)) for node in calls)


def test_what_the_books_are_asked_is_constant():
    tree = ast.parse((ROOT / "services/assistance/books.py").read_text())
    (checks,) = (node.value for node in ast.walk(tree) if isinstance(node, ast.Assign | ast.AnnAssign) and "CHECKS" in ast.unparse(node).partition("=")[0])
    assert isinstance(checks, ast.Dict) and checks.values
    plain = _constants(tree)
    joined = plain | {name for node in ast.walk(tree) if isinstance(node, ast.Assign) and _is_constant(node.value, plain) for name in _names(node)}
    assert [ast.unparse(one) for one in checks.values if not _is_constant(one, joined)] == []


def _calls_outside_of_passing(tree: ast.AST, function: str) -> list[ast.Call]:
    """One that passes on hands over what was handed to it."""
    passing = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name in PASSING]
    inside = {id(node) for one in passing for node in ast.walk(one)}
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and (id(node) not in inside or not _is_own(node, passing))
            and function in (getattr(node.func, "id", ""), getattr(node.func, "attr", ""))]


def _is_own(node: ast.Call, passing: list[ast.FunctionDef]) -> bool:
    return any(isinstance(node.args[0], ast.Name) and node.args[0].id == one.args.args[0].arg and node in ast.walk(one) for one in passing if node.args)


def test_nobody_else_asks_as_the_gate():
    users = [path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py") if re.search(r"gate\.(call|rows)\(|access\.gate import .*\b(call|rows)\b", path.read_text())]
    assert users == ["ground/access/factors.py"]


@pytest.mark.parametrize("statement", [
    "cursor.execute(f'SELECT {x}')", "cursor.execute('SELECT %s' % x)", "cursor.execute('SELECT ' + x)", "cursor.execute('SELECT {}'.format(x))",
    "Model.objects.raw('SELECT 1')", "Model.objects.extra(where=['1'])", "RawSQL('1', [])", "expressions.RawSQL('1', [])", "cursor.execute(text)",
    "cursor.execute(query=text)", "cursor.executemany(text, rows)", "connection.stream(text)", "sql.SQL(text).format(x)", "run = cursor.execute",
    "getattr(cursor, 'execute')(text)", "Func(x, template=text)", "Func(x, function=f'{x}')", "q = 'SELECT 1'\nq = q + x\ncursor.execute(q)",
    "q = 'SELECT 1'\nq += x\ncursor.execute(q)", "q = 'SELECT 1'\ndef f(q): cursor.execute(q)", "q = 'SELECT 1'\nfor q in x: cursor.execute(q)"])
def test_the_check_sees_what_it_should(statement):
    assert _faults(ast.parse(statement))


@pytest.mark.parametrize("statement", [
    "cursor.execute('SELECT %s', [x])", "Q = 'SELECT 1'\ncursor.execute(Q, [x])", "cursor.execute('SELECT 1' if x else 'SELECT 2')",
    "Model.objects.filter(extra=1)", "shutil.copy"])
def test_the_check_lets_constants_pass(statement):
    assert not _faults(ast.parse(statement))
