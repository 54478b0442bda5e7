"""What a page costs grows with what its reader reaches, not with the register; and what an organisation reaches is derived, not copied case by case."""
import pytest
from django.db import connection

from amana.ground.organisations import actions as organisations
from amana.ground.rows.acting import acting
from tests import builders as make
from tests.bench import run

pytestmark = pytest.mark.proof
CASES = 12_000


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), run.town_of(CASES) as made:
        with connection.cursor() as cursor:
            cursor.execute("SET plan_cache_mode = auto")  # as on a server
        yield made


def rows_read(admin, act) -> int:
    """By the act's connection, of whichever tables."""
    def told() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_force_next_flush()")
            cursor.execute("SELECT 1")
        return admin.execute("SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint FROM pg_stat_user_tables").fetchone()[0]
    before = told()
    act()
    return told() - before


@pytest.mark.parametrize("path", ["/", "/cases/", "/cases/?sort=due", "/cases/?sort=risk", "/cases/?late=on", "/people/"])
def test_who_reaches_some_of_many_cases_reads_fewer_rows_than_there_are_cases(town, path):
    """Field report B67: a worker who may see 50 of 12,000 opens the list and the home page."""
    there, admin = town
    browser = make.browser(there.offices[0].worker)
    for _n in range(8):  # until the database has chosen between its general plan and one for the values
        assert browser.get(path).status_code == 200
    read = rows_read(admin, lambda: browser.get(path))
    assert 0 < read < CASES, f"{path} reads {read} rows"


@pytest.mark.parametrize("path", ["/", "/referrals/", "/referrals/?tab=running", "/referrals/?tab=running&sort=oldest"])
def test_a_desk_with_many_open_referrals_reads_no_more_of_them_than_a_page_tells(town, path):
    there, admin = town
    browser = make.browser(there.desk_officer)
    for _n in range(8):
        assert browser.get(path).status_code == 200
    read = rows_read(admin, lambda: browser.get(path))
    assert 0 < read < CASES, f"{path} reads {read} rows of {CASES // run.REFERRED} referrals with two windows each"


def test_an_organisation_with_many_cases_moves_in_one_row_and_nobody_sees_more_or_less(town):
    """Field report B71."""
    there, admin = town
    above = make.organisation("الوزارة العليا", "CentralGovernmentOrganisation")
    outside = make.browser(make.member("case_manager", of=above))
    worker = make.browser(there.offices[1].worker)
    platform = make.member("platform_administrator", of=make.organisation())

    def state() -> tuple:
        return (admin.execute("SELECT count(*), md5(string_agg(c::text, '' ORDER BY c::text)) FROM ring.circle c").fetchone(),
                *(one.get("/cases/").content.count(b"AC-") for one in (worker, outside)))
    before = state()
    assert before[1] > 0 == before[2]
    with acting(platform.cookie) as actor:
        organisations.change_organisation(there.ministry, parent_id=above.pk, by=actor)
    assert state() == before
