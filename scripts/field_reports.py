"""Writes docs/field-reports.md: which field report (by its number) is a test, and where. `--check` only compares.

A test names the reports it stands for by their number in a docstring or a comment: `Field report B46`.
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/field-reports.md"
NAMED = re.compile(r"\bB\d\d\b")
HEAD = """# Field reports that are tests
Sixty reports of what went wrong for people who do this job, from the public trackers of other systems, are the yardstick; the number is the report's.
A report that is missing here waits for a part that does not exist yet. Made by `scripts/field_reports.py`; a test keeps it true.

| Report | Test |
|---|---|
"""


def reports() -> dict[str, set[str]]:
    """Number of a report → the files whose tests stand for it."""
    found: dict[str, set[str]] = {}
    for file in sorted(ROOT.glob("tests/**/test_*.py")):
        for name in NAMED.findall(file.read_text("utf-8")):
            found.setdefault(name, set()).add(file.relative_to(ROOT).as_posix())
    return found


def page() -> str:
    return HEAD + "".join(f"| {name} | {', '.join(f'`{file}`' for file in sorted(files))} |\n" for name, files in sorted(reports().items()))


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(0 if PAGE.exists() and PAGE.read_text("utf-8") == page() else "docs/field-reports.md is out of date: run scripts/field_reports.py")
    PAGE.write_text(page(), "utf-8")
