"""What a colleague did: how much and when, for who runs the staff and for oneself."""
import pytest
from django.urls import reverse

from amana.ground.rows.acting import acting, clock
from amana.insight.journal import queries
from amana.insight.journal.rules import Amount
from tests import builders as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    """A worker who opened two files three times, and the administrator of her organisation."""
    worker = make.member(name="مها القنطري")
    administrator = make.member("organisation_administrator", of=worker.organisation, teams=[])
    one, other = make.person(worker), make.person(worker)
    for person in (one, one, other):
        make.browser(worker).get(reverse("person", args=[person]))
    return worker, administrator, one


def counted(reader, of):
    with acting(reader.cookie):
        return {one.kind: (one.times, one.files) for one in queries.of_staff(of.staff.pk, since=clock().replace(year=2000), until=clock().replace(year=2200))}


def test_views_are_counted_with_the_number_of_files(office):
    worker, administrator, _person = office
    assert counted(administrator, worker)[Amount.VIEWS] == (3, 2)
    assert counted(worker, worker) == counted(administrator, worker), "one sees of oneself what the administrator sees"


def test_nobody_else_reads_a_count(office):
    worker, _administrator, _person = office
    elsewhere = make.member("organisation_administrator", teams=[])
    for reader in (make.member("supervisor", of=worker.organisation, teams=worker.teams), make.member("platform_administrator", of=worker.organisation, teams=[]), elsewhere):
        assert counted(reader, worker) == {}, reader.membership.role_id
    assert make.browser(elsewhere).get(reverse("staff_acts", args=[worker.staff.pk])).status_code == 404
    assert make.browser(worker).get(reverse("staff_acts", args=[worker.staff.pk])).status_code == 403


def test_what_was_done_for_another_organisation_is_not_counted(office):
    worker, administrator, _person = office
    second = make.member(staff=worker.staff)
    make.browser(second).get(reverse("person", args=[make.person(second)]))
    assert counted(administrator, worker)[Amount.VIEWS] == (3, 2)


def test_the_page_names_no_file_and_is_on_record_itself(office):
    worker, administrator, _person = office
    page = make.browser(administrator).get(reverse("staff_acts", args=[worker.staff.pk])).content.decode()
    assert "Files opened" in page and "3 times" in page and "2 files" in page
    assert "AM-" not in page and "الشاذلي" not in page
    assert counted(administrator, administrator)[Amount.ACTS] == (1, 1)


@pytest.mark.parametrize("until", ["", "nonsense", "0001-01-01", "9999-12-31", "2001-02-30"])
def test_a_day_that_is_none_shows_the_latest(office, until):
    worker, _administrator, _person = office
    page = make.browser(worker).get(f"{reverse('my_acts')}?until={until}").content.decode()
    assert "Files opened" in page and "Latest" not in page


def test_days_before_have_their_own_page(office):
    worker, _administrator, _person = office
    page = make.browser(worker).get(f"{reverse('my_acts')}?until=2020-05-31").content.decode()
    assert "Nothing on record in these days." in page and "Latest" in page and "until=2020-05-01" in page
