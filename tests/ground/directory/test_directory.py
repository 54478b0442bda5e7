import re

import pytest
from django.urls import reverse

from amana.ground.directory import actions
from amana.ground.directory.models import Service
from amana.ground.organisations import actions as organisations
from amana.ground.rows.acting import acting
from amana.lib.core.errors import Refused
from tests import builders as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return make.team(make.organisation("الهلال"), "مكتب الإحالات", is_desk=True)


def found(member, **query):
    return [card["service"].name_ar for card in make.browser(member).get(reverse("directory"), query).context["cards"]]


FACTS = {"kind": "SHE", "name_ar": "مأوى", "name_en": "Shelter", "for_whom_ar": "أسر", "for_whom_en": "Families", "governorates": ["EG01"], "languages": ["ara"],
         "hours": "9:00"}


def test_every_role_reads_the_directory_and_nobody_signed_out(desk, client):
    make.service(desk)
    for role in ("caseworker", "police_focal_point", "analyst", "platform_administrator"):
        assert found(make.member(role)) == ["مأوى آمن لأسرة"]
    assert client.get(reverse("directory")).status_code == 302


def test_filters_narrow_by_group_kind_place_and_words(desk):
    make.service(desk, "SHE", "مأوى أسر", governorates=["EG01"])
    make.service(desk, "HEA", "عيادة", governorates=["EG21"])
    make.service(desk, "PRO-DOC", "أوراق")
    member = make.member()
    assert found(member, kind="SHE") == ["مأوى أسر"]
    assert found(member, kind="PRO") == ["أوراق"]
    assert sorted(found(member, governorate="EG01")) == ["أوراق", "مأوى أسر"], "without governorates it works everywhere"
    assert found(member, q="ماوي") == ["مأوى أسر"], "letters that people use for one another"
    assert found(member, q="clinic الهلال") == [] and len(found(member, q="الهلال")) == 3


def test_unknown_filters_show_all_and_an_empty_result_says_what_to_do(desk):
    make.service(desk)
    assert found(make.member(), kind="NOPE") == ["مأوى آمن لأسرة"]
    assert "No service fits" in make.browser(make.member()).get(reverse("directory"), {"q": "زززز"}).content.decode()


def test_closed_services_and_closed_desks_are_not_offered(desk):
    make.service(desk, name_ar="مغلقة", is_active=False)
    make.service(desk)
    assert found(make.member()) == ["مأوى آمن لأسرة"]
    type(desk).objects.filter(pk=desk.pk).update(is_active=False)
    assert found(make.member()) == []


def test_a_service_whose_team_is_no_desk_any_more_is_not_offered_and_can_be_closed_and_not_reopened(desk):
    """Nobody can refer to it: the database refuses a referral to a team that is no desk."""
    one, member = make.service(desk), make.member()
    administrator = make.member("organisation_administrator", of=desk.organisation, teams=[])
    assert found(member) == ["مأوى آمن لأسرة"]
    with acting(administrator.cookie) as actor:
        organisations.change_team(desk, is_desk=False, by=actor)
    assert found(member) == []
    with acting(administrator.cookie) as actor:
        actions.close(one, by=actor)
    with pytest.raises(Refused, match="service_desk"), acting(administrator.cookie) as actor:
        actions.reopen(one, by=actor)


def test_an_administrator_offers_changes_closes_and_reopens_a_service(desk):
    administrator = make.member("organisation_administrator", of=desk.organisation, teams=[])
    browser = make.browser(administrator)
    assert browser.post(reverse("offer_service"), FACTS | {"desk": str(desk.pk)}).url == reverse("services")
    made = Service.objects.get()
    browser.post(reverse("change_service", args=[made.pk]), FACTS | {"desk": str(desk.pk), "hours": "10:00"})
    assert Service.objects.get().hours == "10:00"
    assert "Close this service?" in browser.get(reverse("close_service", args=[made.pk])).content.decode()
    browser.post(reverse("close_service", args=[made.pk]))
    assert not Service.objects.get().is_active
    browser.post(reverse("reopen_service", args=[made.pk]))
    assert Service.objects.get().is_active


def test_a_desk_of_another_organisation_cannot_answer_for_it(desk):
    administrator = make.member("organisation_administrator", teams=[])
    page = make.browser(administrator).post(reverse("offer_service"), FACTS | {"desk": str(desk.pk)})
    assert page.context["form"].errors["desk"]
    with pytest.raises(Refused, match="service_desk"), acting(administrator.cookie) as actor:
        actions.offer(desk_id=desk.pk, kind="SHE", name_ar="م", name_en="M", by=actor)


def test_services_of_others_cannot_be_changed_and_other_roles_are_turned_away(desk):
    made = make.service(desk)
    other = make.member("organisation_administrator", teams=[])
    for name in ("change_service", "close_service"):
        assert make.browser(other).get(reverse(name, args=[made.pk])).status_code == 404
        assert make.browser(make.member()).get(reverse(name, args=[made.pk])).status_code == 403


def test_a_desk_says_how_many_places_are_open_in_any_digits(desk):
    made, officer = make.service(desk), make.member("desk_officer", of=desk.organisation, teams=[desk])
    browser = make.browser(officer)
    assert "مأوى" in browser.get(reverse("open_places")).content.decode() or "Safe shelter" in browser.get(reverse("open_places")).content.decode()
    browser.post(reverse("set_open_places", args=[made.pk]), {f"{made.pk}-places": "٣"})
    assert Service.objects.get().open_places == 3 and Service.objects.get().places_at
    browser.post(reverse("set_open_places", args=[made.pk]), {f"{made.pk}-places": "-2"})
    assert Service.objects.get().open_places == 3
    browser.post(reverse("set_open_places", args=[made.pk]), {f"{made.pk}-places": ""})
    assert Service.objects.get().open_places is None


def test_a_desk_changes_no_other_desks_places(desk):
    made = make.service(make.team(desk.organisation, "آخر", is_desk=True))
    officer = make.member("desk_officer", of=desk.organisation, teams=[desk])
    assert make.browser(officer).post(reverse("set_open_places", args=[made.pk]), {f"{made.pk}-places": "3"}).status_code == 404
    assert make.browser(make.member()).post(reverse("set_open_places", args=[made.pk])).status_code == 403


def test_open_places_that_were_said_long_ago_are_marked(desk):
    officer = make.member("desk_officer", of=desk.organisation, teams=[desk])
    made = make.service(desk)
    with acting(officer.cookie) as actor:
        actions.set_open_places(Service.objects.get(pk=made.pk), places=2, by=actor)
    assert "Old: ask first" not in make.browser(officer).get(reverse("directory")).content.decode()
    make.move_clock(days=8)
    assert "Old: ask first" in make.browser(officer).get(reverse("directory")).content.decode()


def test_the_form_of_a_service_has_no_field_for_an_address(desk):
    administrator = make.member("organisation_administrator", of=desk.organisation, teams=[])
    page = make.browser(administrator).get(reverse("offer_service"))
    assert "address" not in page.context["form"].fields
    assert re.search("Do not write an address", page.content.decode())
