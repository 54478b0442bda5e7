"""The list of people: its pages meet everybody once, and a search takes whatever is typed."""
from datetime import timedelta

import pytest
from django.urls import reverse

from amana.casework.consent import actions as consents
from amana.casework.registry import queries
from amana.casework.registry.queries import found
from amana.ground.rows.acting import acting, clock
from tests import builders as make

pytestmark = pytest.mark.django_db


def walked(cookie: str) -> list:
    """The people of all pages, one after the other."""
    people, after = [], None
    with acting(cookie):
        for _n in range(20):
            page = queries.recent(after=after)
            people += [one.id for one in page.people]
            after = page.after
            if after is None:
                return people
    raise AssertionError("the list does not end")


def test_pages_go_by_key_and_meet_everybody_once(monkeypatch):
    monkeypatch.setattr(found, "PAGE", 2)
    worker = make.member()
    known = [make.person(worker, phone="") for _n in range(5)]
    assert walked(worker.cookie) == known[::-1]


def test_many_circles_of_one_record_end_no_page(monkeypatch):
    monkeypatch.setattr(found, "PAGE", 1)
    officer = make.member("protection_officer")
    older, newer = (make.person(officer, phone="") for _n in range(2))
    with acting(officer.cookie) as actor:
        for _n in range(4):
            consents.record_legal_basis(newer, case_id=None, to_organisation_id=officer.organisation.pk, to_team_id=None, to_staff_id=officer.staff.pk,
                                        article="قانون الطفل", reason="طفل في خطر ولا يوجد ولي أمر", is_vital=True, sections=17,
                                        ends_at=clock() + timedelta(days=1), by=actor)
    make.move_clock(minutes=1)
    assert walked(officer.cookie) == [newer, older]


@pytest.mark.parametrize("mark", ["x", "2026-11-25_x", "_", "٢٠٢٦", "2026-11-25T00:00:00_" + "0" * 36, "\x00"])
def test_a_mark_that_nobody_gave_is_the_first_page(mark):
    worker = make.member()
    make.person(worker, phone="")
    assert "هناء سعيد" in make.browser(worker).get(reverse("people"), {"after": mark}).content.decode()


@pytest.mark.parametrize("typed", ["م", "م" * 500, "هناء " * 120, "ء", "'", "%_\\", "\x00", "١" * 300, "-", "\u200d", "A" * 5000, "محمد 1990 " * 40, "ﷺ", "𝒜", "<b>"])
def test_a_search_takes_whatever_is_typed(typed):
    """Field report B70: short queries answer, long ones are cut politely."""
    worker = make.member()
    make.person(worker, phone="")
    browser = make.browser(worker)
    assert browser.get(reverse("people"), {"q": typed}).status_code == 200
    assert browser.get(reverse("people"), {"q": f"{typed[:60]} "}, headers={"HX-Target": "people"}).status_code == 200


def test_a_long_query_is_cut_and_still_finds():
    """Field report B70."""
    worker = make.member()
    make.person(worker, phone="")
    assert "هناء سعيد" in make.browser(worker).get(reverse("people"), {"q": "هناء سعيد " + " " * 480 + "x"}).content.decode()


def test_exact_folded_sound_and_similar_hits_stand_in_that_order():
    """Field report B08: what is found inexactly always contains what is found exactly."""
    worker = make.member()
    spelt = ["أحمد", "احمد", "Ahmed", "حماده"]
    known = [make.person(worker, make.identity(given, "محمود", "حسن"), phone="") for given in spelt]
    with acting(worker.cookie):
        hits = [one.id for one in queries.search("أحمد محمود").people]
        for some in ("أحمد محمود حسن", "أحمد حسن", "محمود حسن", "حسن أحمد"):
            assert known[0] in [one.id for one in queries.search(some).people], some
    assert hits[:2] == known[:2] and hits[2] == known[2]
