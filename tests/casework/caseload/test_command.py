"""`amana caseload import`, on an installation of its own: 0 done, 1 errors in the input, 2 could not run."""

import pytest

from tests.casework.arrivals.lists import xlsx
from tests.casework.arrivals.test_command import office  # noqa: F401
from tests.casework.caseload.sheets import HEADINGS, people, row
from tests.doors.conftest import amana, house  # noqa: F401

pytestmark = pytest.mark.proof


@pytest.fixture
def unit(house, office):  # noqa: F811
    """A supervisor of the same team."""
    office.eyes.execute("""
        INSERT INTO access_staff (id, email, name, language, is_active) VALUES ('01a00000-0000-7000-8000-000000000013', 'salwa@example.org', 'سلوى', 'en', true) ON CONFLICT DO NOTHING;
        INSERT INTO access_membership (id, staff_id, organisation_id, role_id, teams)
          VALUES ('01a00000-0000-7000-8000-000000000014', '01a00000-0000-7000-8000-000000000013', '01a00000-0000-7000-8000-000000000001', 'supervisor',
            '{01a00000-0000-7000-8000-000000000002}') ON CONFLICT DO NOTHING;""")

    def run(content: bytes, *words: str, by: str = "salwa@example.org"):
        (office.folder / "cases.xlsx").write_bytes(content)
        return amana(house, "caseload", "import", str(office.folder / "cases.xlsx"), "--organisation", "WASL", "--as", by, *words)

    run.eyes = office.eyes
    return run


def test_a_caseload_is_imported_once_and_an_unsaid_word_is_asked_about(unit):
    unsaid = unit(xlsx([HEADINGS, row(worker="الباحث القديم")]))
    assert unsaid.returncode == 1 and "الباحث القديم" in unsaid.stderr, unsaid.stderr
    content = xlsx([HEADINGS, *people(3, worker="سلوى"), row(9, "وليد المنصوري", birth="31/11/1998")])
    dry = unit(content, "--dry-run")
    assert dry.returncode == 1 and "3 ready" in dry.stderr, dry.stderr
    assert unit.eyes.execute("SELECT count(*) FROM caseload_saidcase").fetchone() == (0,)
    done = unit(content)
    assert done.returncode == 1 and "3 imported" in done.stderr and "31" in done.stderr, done.stderr
    again = unit(content)
    assert again.returncode == 0 and "imported before" in again.stderr
    assert unit.eyes.execute("SELECT count(*), count(DISTINCT h.staff_id) FROM caseload_saidcase JOIN registry_holding h USING (person_id) WHERE h.state = 'registered'").fetchone() == (3, 1)


def test_reception_cannot_run_it(unit):
    no = unit(xlsx([HEADINGS, row()]), by="hoda@example.org")
    assert no.returncode == 2 and "imports caseloads" in no.stderr
