"""People by the API: found, read, registered once, corrected under their version."""
import base64

import pytest
from django.db import connection

from tests import builders as make
from tests.doors.api.conftest import count

HANAA = {"given_ar": "هناء", "father_ar": "سعيد", "family_ar": "الشاذلي", "sex": "female", "birth": {"year": 1990}}


def test_a_file_is_read_by_section_as_far_as_its_reader_may(program):
    worker = make.member()
    person = make.person(worker)
    file = program(worker).get(f"people/{person}").json()
    assert file["identity"]["name"] == "هناء سعيد الشاذلي" and file["phones"][0]["number"] == "+201005550142"
    assert "psychosocial" not in file["sections"]


def test_hidden_and_missing_look_alike(program):
    hidden = make.person(make.member())
    mine = program(make.member())
    answers = [mine.get(f"people/{key}") for key in (hidden, "01900000-0000-7000-8000-000000000000")]
    assert [one.status_code for one in answers] == [404, 404] and answers[0].json() == answers[1].json()
    assert answers[0]["Content-Type"] == "application/problem+json"


def test_whoever_is_registered_is_found_by_name(program):
    mine = program(make.member())
    made = mine.post("people", HANAA)
    assert made.status_code == 201, made.content
    assert [one["id"] for one in mine.get("people?q=hanaa").json()["people"]] == [made.json()["id"]]


def test_a_list_goes_on_by_key_without_a_gap(program):
    worker = make.member()
    people = {str(make.person(worker, phone="")) for _n in range(60)}
    mine, seen, after = program(worker), [], ""
    while True:
        part = mine.get(f"people?after={after}").json()
        seen += [one["id"] for one in part["people"]]
        if not (after := part["next"]):
            break
    assert len(seen) == 60 and set(seen) == people


@pytest.mark.parametrize("path", ["people", "people?q=hanaa", "cases", "referrals", "services", "cases/{case}/notes", "caseloads/{none}/rows"])
def test_a_mark_that_no_list_gave_is_refused_in_every_list(program, path):
    worker = make.member("supervisor")
    path = path.format(case=make.case(make.member(of=worker.organisation, teams=worker.teams)).pk, none="01900000-0000-7000-8000-000000000000") if "{" in path else path
    for after in ("garbage", "!!", base64.urlsafe_b64encode(b"x_01900000-0000").decode().rstrip("=")):
        answer = program(worker).get(f"{path}{'&' if '?' in path else '?'}after={after}")
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "after"), (after, answer.content)


def test_the_same_act_with_one_key_is_done_once(program):
    mine = program(make.member())
    first, again = (mine.post("people", HANAA, key="one") for _n in range(2))
    assert first.json() == again.json() and again["Idempotency-Replayed"] == "true" and count("registry_person") == 1


def test_one_key_stands_for_one_request(program):
    mine = program(make.member())
    mine.post("people", HANAA, key="one")
    other = mine.post("people", HANAA | {"given_ar": "سعاد"}, key="one")
    assert other.status_code == 422 and other.json()["code"] == "other_body" and count("registry_person") == 1


def test_one_key_of_two_members_stands_for_two_acts(program):
    worker = make.member()
    for member in (worker, make.member("reception", of=worker.organisation, teams=worker.teams)):
        assert program(member).post("people", HANAA | {"distinct": True}, key="one").status_code == 201
    assert count("registry_person") == 2


def test_without_a_key_nothing_is_done(program):
    answer = program(make.member()).post("people", HANAA, **{"Idempotency-Key": ""})
    assert (answer.status_code, answer.json()["code"], count("registry_person")) == (400, "no_idempotency_key", 0)


def test_likely_the_same_person_is_a_warning_without_a_word_of_her(program):
    worker = make.member()
    known = make.person(worker)
    mine = program(worker)
    warned = mine.post("people", HANAA, key="one")
    assert warned.status_code == 409 and warned.json()["code"] == "likely_duplicate"
    assert [one["id"] for one in warned.json()["candidates"]] == [str(known)] and "هناء" not in str(warned.json()["candidates"])
    assert mine.post("people", HANAA | {"different_from": [known]}, key="two").status_code == 201
    assert mine.post("people", HANAA | {"distinct": True}, key="three").status_code == 201


def test_what_is_wrong_is_pointed_at_in_the_readers_language(program):
    worker = make.member()
    english, arabic = (program(worker, language).post("people", HANAA | {"given_ar": ""}) for language in ("en", "ar"))
    assert (english.status_code, english.json()["errors"][0]["pointer"]) == (422, "/given_ar")
    assert english.json()["errors"][0]["detail"].startswith("Enter the first name") and not arabic.json()["errors"][0]["detail"].isascii()
    assert count("registry_person") == 0


def test_nul_and_too_long_texts_and_unknown_names_are_refused(program):
    mine = program(make.member())
    for wrong in ({"given_ar": "a\0b"}, {"given_ar": "a" * 81}, {"given_arr": "x"}, {"sex": "x"}, {"birth": {"year": 10**30}}):
        assert mine.post("people", HANAA | wrong).status_code == 422, wrong


def test_a_role_without_the_verb_is_told_so_before_anything_is_looked_at(program):
    answer = program(make.member("desk_officer")).post("people", {"nonsense": 1})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_what_was_read_of_an_identity_is_sent_back_in_the_shape_that_the_documents_name(program):
    worker = make.member()
    mine, path = program(worker), f"people/{make.person(worker)}/identity"
    mine.put(path, HANAA | {"birth": {"year": 1971, "month": 3}, "nationality": "SDN", "second_nationality": "ERI"}, **{"If-Match": mine.get(path)["ETag"]})
    read = mine.get(path)
    said = dict(read.json())
    assert said["birth"] == "1971-03" and mine.put(path, said, **{"If-Match": read["ETag"]}).status_code == 422
    first, second = said.pop("nationalities")
    del said["version"], said["name"]
    back = mine.put(path, said | {"birth": {"year": 1971, "month": 3}, "nationality": first, "second_nationality": second}, **{"If-Match": read["ETag"]})
    assert (back.status_code, back.json() | {"version": 0}) == (200, read.json() | {"version": 0}), back.content


def test_a_correction_names_the_version_that_was_read(program):
    worker = make.member()
    path = f"people/{make.person(worker)}/identity"
    mine = program(worker)
    read = mine.get(path)
    assert mine.put(path, HANAA).status_code == 428
    done = mine.put(path, HANAA | {"given_ar": "سعاد"}, **{"If-Match": read["ETag"]})
    assert (done.status_code, done.json()["given_ar"], done["ETag"]) == (200, "سعاد", '"2"')
    late = mine.put(path, HANAA, **{"If-Match": read["ETag"]})
    assert (late.status_code, late.json()["present"]["given_ar"], late["ETag"]) == (412, "سعاد", '"2"')


ADDRESS = {"safe_hours": "الأحد 10:00", "governorate": "EG01", "district": "EG0101", "address": "شارع النيل 5"}


def test_contact_and_address_are_corrected_under_their_version_and_phones_stay(program):
    worker = make.member()
    person = make.person(worker)
    path, mine = f"people/{person}/contact", program(worker)
    read = mine.get(path)
    assert mine.put(path, ADDRESS).status_code == 428
    done = mine.put(path, ADDRESS, **{"If-Match": read["ETag"]})
    assert (done.status_code, done.json()["address"], done["ETag"]) == (200, "شارع النيل 5", '"2"')
    assert [one["number"] for one in mine.get(f"people/{person}").json()["phones"]] == ["+201005550142"]
    late = mine.put(path, {}, **{"If-Match": read["ETag"]})
    assert (late.status_code, late.json()["present"]["address"], late["ETag"]) == (412, "شارع النيل 5", '"2"')
    wrong = mine.put(path, ADDRESS | {"district": "EG0201"}, **{"If-Match": done["ETag"]})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/district")


def test_contact_of_which_nothing_is_recorded_is_recorded_once(program):
    worker = make.member()
    person = make.person(worker)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM registry_contact WHERE person_id = %s", [person])
    path, mine = f"people/{person}/contact", program(worker)
    assert mine.get(path).status_code == 404
    assert mine.put(path, ADDRESS, **{"If-Match": '"1"'}).status_code == 404
    done = mine.put(path, ADDRESS, **{"If-None-Match": "*"})
    assert (done.status_code, done["ETag"]) == (200, '"1"')
    again = mine.put(path, ADDRESS | {"address": "x"}, **{"If-None-Match": "*"})
    assert (again.status_code, again.json()["present"]["address"]) == (412, "شارع النيل 5")


def test_contact_of_a_file_that_is_only_read_or_not_seen_is_corrected_by_nobody_else(program):
    worker = make.member()
    path = f"people/{make.person(worker)}/contact"
    for other in (make.member(), make.member("psychosocial_worker", of=worker.organisation, teams=worker.teams)):
        assert program(other).put(path, ADDRESS, **{"If-Match": '"1"'}).status_code == 404
    assert program(make.member("desk_officer")).put(path, ADDRESS, **{"If-Match": '"1"'}).status_code == 403


def test_a_misspelt_filter_is_not_passed_over(program):
    answer = program(make.member()).get("cases?stat=closed")
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "stat")


def test_methods_that_an_address_does_not_take_and_addresses_that_are_none_are_problems(program):
    mine = program(make.member())
    wrong = mine.put("people", {})
    assert (wrong.status_code, wrong["Allow"], wrong["Content-Type"]) == (405, "GET, POST", "application/problem+json")
    assert mine.get("nothing").json()["status"] == 404


def test_what_is_no_json_is_told_so(program):
    mine = program(make.member())
    answer = mine.client.post("/api/v1/people", "{", content_type="application/json", headers={"Authorization": f"Bearer {mine.token}", "Idempotency-Key": "x"})
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")


@pytest.mark.parametrize("path", ["people", "caseloads/rows"])
def test_a_body_of_another_kind_is_pointed_at_as_a_whole(program, path):
    answer = program(make.member("supervisor")).post(path, [])
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, ""), answer.content


def test_too_much_at_once_is_told_so(program):
    answer = program(make.member()).post("people", HANAA | {"other_names": "x" * 1_100_000})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_big")


def test_whoever_has_several_teams_reads_their_keys_and_names(program):
    one = make.member("supervisor")
    other, strange = make.team(one.organisation), make.team(one.organisation)
    found = program(make.member("supervisor", of=one.organisation, teams=[one.team, other])).get("teams").json()["teams"]
    assert [(team["id"], team["name_ar"]) for team in found] == [(str(team.pk), team.name_ar) for team in (one.team, other)] and str(strange.pk) not in str(found)
