from uuid import uuid4

import pytest

from amana.ground.rows import sealed_fields

PERSON = uuid4()


def test_what_was_sealed_opens_again_for_the_same_person_and_field():
    sealed = sealed_fields.seal("A-123 ٤٥٦", person_id=PERSON, field="document.number")
    assert sealed_fields.unseal(sealed, person_id=PERSON, field="document.number") == "A-123 ٤٥٦"


def test_the_text_does_not_stand_in_the_sealed_bytes_and_no_two_seals_are_alike():
    first, second = (sealed_fields.seal("29901011234567", person_id=PERSON, field="document.number") for _n in range(2))
    assert b"2990101" not in first
    assert first != second


@pytest.mark.parametrize("other", [{"person_id": uuid4()}, {"field": "address"}])
def test_a_value_copied_to_another_person_or_field_does_not_open(other):
    sealed = sealed_fields.seal("A123456", person_id=PERSON, field="document.number")
    with pytest.raises(sealed_fields.Broken):
        sealed_fields.unseal(sealed, **{"person_id": PERSON, "field": "document.number", **other})


@pytest.mark.parametrize("broken", [b"", b"\x01", b"\x02" + bytes(40), b"\x01" + bytes(40)])
def test_what_is_no_seal_is_said_to_be_broken(broken):
    with pytest.raises(sealed_fields.Broken):
        sealed_fields.unseal(broken, person_id=PERSON, field="document.number")


def test_a_changed_byte_is_noticed():
    sealed = bytearray(sealed_fields.seal("A123456", person_id=PERSON, field="document.number"))
    sealed[-1] ^= 1
    with pytest.raises(sealed_fields.Broken):
        sealed_fields.unseal(bytes(sealed), person_id=PERSON, field="document.number")


def test_nothing_opens_and_nothing_equals_under_another_installations_secret(settings):
    sealed = sealed_fields.seal("A123456", person_id=PERSON, field="document.number")
    hashed = sealed_fields.equality_hash("A123456", field="document")
    settings.AMANA_FIELD_SECRET = "another"
    assert sealed_fields.equality_hash("A123456", field="document") != hashed
    with pytest.raises(sealed_fields.Broken):
        sealed_fields.unseal(sealed, person_id=PERSON, field="document.number")


def test_equal_texts_have_equal_hashes_within_a_field_only():
    assert sealed_fields.equality_hash("A1", field="document") == sealed_fields.equality_hash("A1", field="document")
    assert sealed_fields.equality_hash("A1", field="document") != sealed_fields.equality_hash("A1", field="document.number")
