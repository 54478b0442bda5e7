"""Every promise of THREAT_MODEL.md names a test that exists."""
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROWS = [line for line in (ROOT / "THREAT_MODEL.md").read_text().splitlines() if line.startswith("|") and not line.startswith(("|---", "| Part"))]


def _exists(named: str) -> bool:
    path, _colons, test = named.partition("::")
    text = (ROOT / path).read_text() if (ROOT / path).is_file() else ""
    return bool(text) and (not test or f"\ndef {test}(" in text)


def test_every_line_names_a_test_that_exists():
    assert len(ROWS) > 20
    missing = [row for row in ROWS if not (named := re.findall(r"`(tests/[^`]+)`", row)) or not all(map(_exists, named))]
    assert not missing


def test_a_test_that_does_not_exist_is_noticed():
    assert not _exists("tests/proof/test_actor.py::test_of_nothing") and not _exists("tests/none.py")
