"""Writes docs/field-reports.md: which field report (by its number) is a test, and which tests. `--check` only compares.

A test names the reports it stands for by their number inside itself, mostly in its docstring: `Field report B46`. A number that stands in no test counts for
nothing, and is refused: nobody could say which test it means.
"""
import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/field-reports.md"
NAMED = re.compile(r"\bB\d\d\b")
HEAD = """# Field reports that are tests
Sixty reports of what went wrong for people who do this job, from the public trackers of other systems, are the yardstick; the number is the report's.
A report that is missing here waits for a part that does not exist yet. Made by `scripts/field_reports.py`; a test keeps it true.

| Report | Tests |
|---|---|
"""


def named(file: Path) -> Iterator[tuple[str, str]]:
    """Number of a report, and the test in which it stands; of none where it stands outside all tests."""
    text = file.read_text("utf-8")
    tests = [(min([one.lineno, *(mark.lineno for mark in one.decorator_list)]), one.end_lineno, one.name)
             for one in ast.walk(ast.parse(text)) if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")]
    for number, line in enumerate(text.splitlines(), 1):
        for report in NAMED.findall(line):
            yield report, next((name for first, last, name in tests if first <= number <= last), "")


def reports() -> dict[str, list[tuple[str, str]]]:
    """Number of a report → file and name of each test that stands for it."""
    found: dict[str, set[tuple[str, str]]] = {}
    for file in sorted(ROOT.glob("tests/**/test_*.py")):
        for report, test in named(file):
            found.setdefault(report, set()).add((file.relative_to(ROOT).as_posix(), test))
    return {report: sorted(tests) for report, tests in sorted(found.items())}


def page() -> str:
    return HEAD + "".join(f"| {report} | {'<br>'.join(f'`{file}::{test}`' for file, test in tests)} |\n" for report, tests in reports().items())


if __name__ == "__main__":
    if loose := [f"{report} in {file}" for report, tests in reports().items() for file, test in tests if not test]:
        sys.exit("These numbers stand outside every test: " + ", ".join(loose))
    if "--check" in sys.argv:
        sys.exit(0 if PAGE.exists() and PAGE.read_text("utf-8") == page() else "docs/field-reports.md is out of date: run scripts/field_reports.py")
    PAGE.write_text(page(), "utf-8")
