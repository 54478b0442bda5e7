"""`amana arrivals import`, on an installation of its own: 0 done, 1 errors in the input, 2 could not run."""

import pytest
from python_calamine import CalamineWorkbook

from amana.doors.site.localpg import LocalPostgres
from tests.casework.arrivals.lists import HEADINGS, people, xlsx
from tests.doors.conftest import amana, house  # noqa: F401

pytestmark = pytest.mark.proof


@pytest.fixture
def office(house, tmp_path):  # noqa: F811
    """A reception officer of the organisation WASL."""
    import psycopg

    with psycopg.connect(LocalPostgres(house / "database").url(database="amana"), autocommit=True) as eyes:
        eyes.execute("""SET ROLE amana_migrate;
            INSERT INTO organisations_organisation (id, code, name_ar, name_en, kind, is_active, areas, plans_need_approval)
              VALUES ('01a00000-0000-7000-8000-000000000001', 'WASL', 'الوصل', 'Wasl', 'NGO', true, '{}', true) ON CONFLICT DO NOTHING;
            INSERT INTO organisations_team (id, organisation_id, code, name_ar, name_en, is_desk, is_active)
              VALUES ('01a00000-0000-7000-8000-000000000002', '01a00000-0000-7000-8000-000000000001', 'GATE', 'ب', 'Gate',
                false, true) ON CONFLICT DO NOTHING;
            INSERT INTO access_staff (id, email, name, language, is_active)
              VALUES ('01a00000-0000-7000-8000-000000000003', 'hoda@example.org', 'هدى', 'en', true) ON CONFLICT DO NOTHING;
            INSERT INTO access_membership (id, staff_id, organisation_id, role_id, teams)
              VALUES ('01a00000-0000-7000-8000-000000000004', '01a00000-0000-7000-8000-000000000003', '01a00000-0000-7000-8000-000000000001',
                'reception',
                '{01a00000-0000-7000-8000-000000000002}') ON CONFLICT DO NOTHING;
        """)

        def run(content: bytes, *words: str, name: str = "list.xlsx"):
            (tmp_path / name).write_bytes(content)
            return amana(house, "arrivals", "import", str(tmp_path / name), "--organisation", "WASL", "--as", "hoda@example.org", *words)

        run.folder, run.eyes = tmp_path, eyes
        yield run


def test_a_list_is_imported_once_and_its_errors_stand_in_a_file(office):
    content = xlsx([HEADINGS, *people(3), [9, "وليد", "ذكر", "31/02/1998", "سوداني", "", ""]])
    dry = office(content, "--dry-run")
    assert dry.returncode == 1 and "3 ready" in dry.stderr, dry.stderr
    assert office.eyes.execute("SELECT count(*) FROM arrivals_arrivalrow").fetchone() == (0,)
    done = office(content)
    assert done.returncode == 1 and "3 imported" in done.stderr and "31" in done.stderr, done.stderr
    assert (office.folder / "list-errors.xlsx").exists()
    again = office(content)
    assert again.returncode == 0 and "imported before" in again.stderr
    assert office.eyes.execute("SELECT count(*) FROM arrivals_arrivalrow").fetchone() == (3,)
    assert office.eyes.execute("SELECT count(*) > 0 FROM audit.entry WHERE verb = 'session.command_line'").fetchone() == (True,)


def test_what_is_no_list_is_named_and_who_may_not_import_cannot_run(office):
    no = office(b"%PDF-1.7", name="list.pdf")
    assert no.returncode == 1 and "PDF" in no.stderr
    nobody = amana_as(office, "nobody@example.org")
    assert nobody.returncode == 2 and "imports arrival lists" in nobody.stderr


def amana_as(office, email):
    return office(xlsx([HEADINGS, *people(1)]), "--as", email)


def test_what_is_printed_is_english_and_the_file_of_errors_is_in_the_language_of_whoever_imports(office):
    office.eyes.execute("UPDATE access_staff SET language = 'ar' WHERE email = 'hoda@example.org'")
    done = office(xlsx([HEADINGS, *people(1), [9, "Walid Mansour", "ذكر", "31/02/1998", "سوداني", "", ""]]), "--dry-run")
    assert done.returncode == 1 and "There is no day 31 in that month." in done.stderr, done.stderr
    file = CalamineWorkbook.from_path(office.folder / "list-errors.xlsx")
    assert file.get_sheet_by_index(0).to_python()[0][0] == "الصف"
    assert "This is a PDF" in office(b"%PDF-1.7", name="list.pdf").stderr
