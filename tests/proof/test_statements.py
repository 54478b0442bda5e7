"""No statement is put together from what somebody typed: constants only, outside the one file that lays the policies (SECURITY.md §4)."""
import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "amana"
LAYS_POLICIES = {ROOT / "ground/rows/policies.py", ROOT / "doors/site/installation.py"}
RUNS = {"execute", "executemany", "copy"}
RAW = {"raw", "extra"}


def _faults(tree: ast.AST) -> list[str]:
    constants = _constants(tree)
    return [fault for node in ast.walk(tree) if isinstance(node, ast.Call) for fault in _of_call(node, constants)]


def _constants(tree: ast.AST) -> set[str]:
    return {name for node in ast.walk(tree) if isinstance(node, ast.Assign) and _is_constant(node.value, set()) for name in _names(node)}


def _names(node: ast.Assign) -> list[str]:
    return [target.id for target in node.targets if isinstance(target, ast.Name)]


def _of_call(node: ast.Call, constants: set[str]):
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name == "RawSQL" or (name in RAW and isinstance(node.func, ast.Attribute)):
        yield f"line {node.lineno}: {name}("
    if name in RUNS and node.args and not _is_constant(node.args[0], constants):
        yield f"line {node.lineno}: {name}({ast.unparse(node.args[0])[:60]})"


def _is_constant(node: ast.AST, constants: set[str]) -> bool:
    """A literal, literals joined, or a name for one; not an f-string with values, not %."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _is_constant(node.left, constants) and _is_constant(node.right, constants)
    if isinstance(node, ast.IfExp):
        return _is_constant(node.body, constants) and _is_constant(node.orelse, constants)
    return (isinstance(node, ast.Constant) and isinstance(node.value, str)) or (isinstance(node, ast.Name) and node.id in constants)


# A function whose only use is to pass a constant on; its callers are checked by name.
PASSES_ON = {("gate.py", "statement"): "ground/access/gate.py _call 0", ("safety.py", "question"): "doors/site/safety.py _ask 1"}


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_statement_is_a_constant(path):
    if path in LAYS_POLICIES or "migrations" in path.parts:
        return
    found = [one for one in _faults(ast.parse(path.read_text())) if not any(path.name == file and f"execute({name})" in one for file, name in PASSES_ON)]
    assert not found


@pytest.mark.parametrize("where", PASSES_ON.values())
def test_what_is_passed_on_is_a_constant(where):
    path, function, place = where.split()
    tree = ast.parse((ROOT / path).read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == function]
    assert calls and all(_is_constant(node.args[int(place)], _constants(tree)) for node in calls)


@pytest.mark.parametrize("statement", [
    "cursor.execute(f'SELECT {x}')", "cursor.execute('SELECT %s' % x)", "cursor.execute('SELECT ' + x)", "cursor.execute('SELECT {}'.format(x))",
    "Model.objects.raw('SELECT 1')", "Model.objects.extra(where=['1'])", "RawSQL('1', [])", "cursor.execute(text)"])
def test_the_check_sees_what_it_should(statement):
    assert _faults(ast.parse(statement))
