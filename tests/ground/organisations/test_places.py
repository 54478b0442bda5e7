from django.utils import translation

from amana.ground.organisations import places


def test_all_27_governorates_are_known_in_both_languages():
    known = places.governorates()
    assert len(known) == 27
    assert all(place.name_ar and place.name_en for place in known)
    assert known[0].code == "EG01"
    with translation.override("ar"):
        assert str(known[0]) == "القاهرة"
    with translation.override("en"):
        assert str(known[0]) == "Cairo"


def test_all_351_districts_lie_in_a_governorate():
    assert sum(len(places.districts(place.code)) for place in places.governorates()) == 351


def test_a_code_that_is_none_has_no_districts_and_no_place():
    assert places.districts("EG99") == ()
    assert places.place("EG99") is None
    assert places.place("") is None


def test_a_place_is_found_by_its_code_on_either_level():
    assert places.place("EG21").name_en == "Giza"
    assert places.place("EG0130").name_ar == "قسم عين شمس"
