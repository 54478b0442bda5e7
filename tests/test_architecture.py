"""What the import contracts cannot say: whose tables are touched, where foreign keys point, what documents promise."""
import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.db.migrations.loader import MigrationLoader

from amana.ground.rows import policies

ROOT = Path(__file__).resolve().parents[1]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
# Floors and the packages of a floor, counted from below, as the contracts name them.
HEIGHT = {f"{container}.{name}": height for one in CONTRACTS if one["type"] == "layers" for container in one["containers"] if "*" not in container
          for height, layer in enumerate(reversed(one["layers"])) for name in re.findall(r"\w+", layer)}
FREE_FLOORS = ("amana.insight", "amana.doors")  # their packages have no order among themselves


def _height(package: str) -> tuple[int, int]:
    """Where `amana.floor.package` stands."""
    floor = ".".join(package.split(".")[:2])
    return HEIGHT[floor], 0 if floor in FREE_FLOORS else HEIGHT[".".join(package.split(".")[:3])]


def test_every_package_is_installed_and_stands_in_a_contract():
    packages = {".".join(file.relative_to(ROOT).parts[:-1]) for file in ROOT.glob("amana/*/*/apps.py")}
    assert packages == {app.name for app in policies.own_apps()}
    assert {package for package in packages if not package.startswith(FREE_FLOORS)} - set(HEIGHT) == set()


DRAWN_ALONE = {"CreateModel", "AddField", "RemoveField", "AlterField", "AddConstraint", "AddConstraintNotValid", "RemoveConstraint", "AddIndex", "RemoveIndex", "AlterModelOptions", "AlterModelTable",
               "RunSQL", "RunProcrastinateSQL", "RunPython"}


def test_every_migration_is_of_a_kind_for_which_a_changed_model_is_drawn_alone():
    """`upkeep.migrate` draws no tied model anew. A renamed or deleted model, or another key, needs the tied ones: then let such a change draw them, and compare the schemas."""
    of = [(name, one) for name, migration in MigrationLoader(None).disk_migrations.items() for one in migration.operations]
    assert {(name, type(one).__name__) for name, one in of if type(one).__name__ not in DRAWN_ALONE} == set()
    assert {(name, one.name) for name, one in of if type(one).__name__ == "AlterField" and (one.field.primary_key or one.field.unique or one.field.is_relation)} == set()


def _imports_of_models(file: Path) -> list[str]:
    """Packages whose `models` a file imports at run time."""
    tree = ast.parse(file.read_text("utf-8"))
    for_types = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test) for inner in ast.walk(node)}
    names = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module and id(node) not in for_types]
    return [name.removesuffix(".models") for name in names if re.fullmatch(r"amana\.\w+\.\w+\.models(\.\w+)?", name)]


def test_nobody_imports_the_models_of_another_package_but_for_type_hints():
    strangers = {}
    # A debt: the reads of referral still ask tables of lower packages instead of their queries.
    debts = {"amana/casework/referral/queries/referrals.py"}
    for file in ROOT.glob("amana/*/*/**/*.py"):
        home = ".".join(file.relative_to(ROOT).parts[:3])
        if file.relative_to(ROOT).as_posix() not in debts and (others := [package for package in _imports_of_models(file) if not package.startswith(home)]):
            strangers[file.relative_to(ROOT).as_posix()] = others
    assert strangers == {}


def test_foreign_keys_point_downwards():
    upwards = [f"{model.__name__}.{field.name}" for app in policies.own_apps() for model in app.get_models() for field in model._meta.get_fields()
               if field.many_to_one and field.concrete and _height(field.related_model.__module__) > _height(model.__module__)]
    assert upwards == []


@pytest.mark.parametrize("document", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_paths_that_documents_name_exist(document):
    text = (ROOT / document).read_text("utf-8")
    named = re.findall(r"`((?:amana|tests|docs|scripts)/[\w./-]+)`", text) + re.findall(r"\]\((docs/[\w./-]+|[A-Z]+\.md)\)", text)
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_list_of_field_reports_is_true():
    run = subprocess.run([sys.executable, ROOT / "scripts/field_reports.py", "--check"], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_every_test_that_the_list_of_field_reports_names_is_there():
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs/field-reports.md").read_text("utf-8"))
    missing = [f"{file}::{test}" for file, test in named if f"def {test}(" not in (ROOT / file).read_text("utf-8")]
    assert len(named) > 100 and missing == []


def test_a_field_report_that_stands_in_no_test_is_refused(tmp_path):
    from runpy import run_path
    file = tmp_path / "test_x.py"
    told = '"""#01."""\n\n\n@mark(#02)\ndef test_this():\n    """Field report #46."""\n    assert x  # #17\n\n\ndef other():\n    """#03."""\n'
    file.write_text(told.replace("#", "B").replace("B B", "# B"), "utf-8")
    found = list(run_path(str(ROOT / "scripts/field_reports.py"))["named"](file))
    assert [(report[1:], test) for report, test in found] == [("01", ""), ("02", "test_this"), ("46", "test_this"), ("17", "test_this"), ("03", "")]
