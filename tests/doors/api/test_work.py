"""A case by the API, from consent to a referral that is answered, and lists of arrivals; each as its page does it."""
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from amana.casework.consent.rules.text import points
from amana.ground.rows.acting import clock
from tests import builders as make
from tests.casework.arrivals.lists import HEADINGS, xlsx
from tests.doors.api.conftest import count

CASE = {"purpose": "case", "agreed": True, "days": 365}


def spoken(*answers):
    return {"answers": list(answers), "points": list(points()), "language": "ara", "given_by": "self", "mode": "oral_witness", "witness": "شاهدة"}


def day(days):
    at = clock() + timedelta(days=days)
    return {"year": at.year, "month": at.month, "day": at.day}


def test_from_consent_to_a_case_with_notes_and_tasks(program):
    worker = make.member()
    person, mine = make.person(worker), program(worker)
    assert mine.post(f"people/{person}/cases").json()["code"] == "case_ground"
    assert mine.post(f"people/{person}/consents", spoken(CASE)).status_code == 201
    assert [(one["purpose"], one["state"]) for one in mine.get(f"people/{person}/consents").json()["consents"]] == [("case", "in_force")]
    case = mine.post(f"people/{person}/cases").json()["id"]
    assert mine.post(f"people/{person}/cases").json()["code"] == "case_open_already"
    assert mine.post(f"cases/{case}/notes", {"section": "social", "kind": "note", "body": "زيارة", "happened_on": day(0)}).status_code == 201
    assert [one["body"] for one in mine.get(f"cases/{case}/notes").json()["notes"]] == ["زيارة"]
    task = mine.post(f"cases/{case}/tasks", {"title": "اتصال", "due_on": day(3)}).json()["id"]
    assert [one["id"] for one in mine.get(f"cases/{case}").json()["tasks"]] == [task]
    assert [one["next_task"] for one in mine.get("cases").json()["cases"]] == ["اتصال"]
    assert mine.post(f"cases/{case}/tasks/{task}/finish", {"outcome": "تم"}).status_code == 200
    late = mine.post(f"cases/{case}/tasks/{task}/cancel", {"reason": "x"})
    assert (late.status_code, late.json()["code"]) == (409, "task_state") and "Already done by" in late.json()["title"]
    assert mine.get(f"cases/{case}").json()["tasks"] == []


def test_answers_are_pointed_at_one_by_one(program):
    worker = make.member()
    person, mine = make.person(worker), program(worker)
    referral = {"purpose": "referral", "agreed": True, "days": 90}
    wrong = mine.post(f"people/{person}/consents", spoken(CASE, referral) | {"witness": "", "points": []})
    assert wrong.status_code == 422
    assert {one["pointer"] for one in wrong.json()["errors"]} == {"/answers/1/receiver", "/answers/1/sections", "/witness", "/points"}
    assert mine.post(f"people/{person}/consents", spoken(CASE, CASE)).json()["errors"][0]["pointer"] == "/answers/1"
    assert count("consent_consent") == 0


def test_the_text_of_consent_is_told_in_both_languages(program):
    worker = make.member()
    told = [program(worker, language).get("consent-text").json() for language in ("ar", "en")]
    assert [one["language"] for one in told] == ["ar", "en"] and all(set(one["points"]) == set(points()) for one in told)


def test_a_note_goes_into_no_section_that_its_writer_does_not_write(program):
    worker = make.member()
    case = make.case(worker)
    answer = program(worker).post(f"cases/{case.pk}/notes", {"section": "health", "kind": "note", "body": "x", "happened_on": day(0)})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/section") and count("cases_note") == 0


def test_a_case_of_others_cannot_be_told_from_none(program):
    case, mine = make.case(make.member()), program(make.member())
    for path in ("", "/notes"):
        assert mine.get(f"cases/{case.pk}{path}").content == mine.get(f"cases/{uuid4()}{path}").content
    assert mine.post(f"cases/{case.pk}/notes", {"section": "social", "kind": "note", "body": "x", "happened_on": day(0)}).status_code == 404


def test_an_answer_that_may_tell_who_she_is_is_pointed_at(program):
    two = make.two()
    made = make.referral(two)
    make.move_clock(seconds=1)
    make.seen(two, made)
    assert program(two.desk_officer).post(f"referrals/{made.pk}/ask", {"question": "متى؟"}).status_code == 200
    make.move_clock(seconds=1)
    sender = program(two.worker)
    refused = sender.post(f"referrals/{made.pk}/reply", {"answer": "اسألوا عن هناء"})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"], count("referral_message")) == (422, "/answer", 1)
    assert sender.post(f"referrals/{made.pk}/reply", {"answer": "اسألوا عن هناء", "confirmed": True}).status_code == 200


def test_a_referral_from_both_sides(program):
    two = make.two()
    sender, desk = program(two.worker), program(two.desk_officer)
    things = sender.get(f"cases/{two.case.pk}/sendable?service={two.service.pk}").json()
    keys = [one["key"] for one in things["things"] if not one["barred"]]
    body = {"service": two.service.pk, "urgency": "urgent", "need": "مبيت آمن", "parts": keys}
    named = sender.post(f"cases/{two.case.pk}/referrals", body | {"need": "مبيت للسيدة هناء"})
    assert (named.status_code, named.json()["errors"][0]["pointer"]) == (422, "/need")
    assert sender.post(f"cases/{two.case.pk}/referrals", body | {"parts": ["note:none"]}).json()["errors"][0]["pointer"] == "/parts/0"
    sent = sender.post(f"cases/{two.case.pk}/referrals", body).json()["id"]
    make.move_clock(seconds=1)
    assert [one["id"] for one in desk.get("referrals").json()["referrals"]] == [sent]
    before = desk.get(f"referrals/{sent}").json()
    assert before["minimum"]["need"] == "مبيت آمن" and before["package"] == {} and before["may"] == ["see"]
    assert desk.post(f"referrals/{sent}/accept", {}).json()["code"] == "referral_state"
    desk.post(f"referrals/{sent}/see")
    assert desk.post(f"referrals/{sent}/accept", {"worker": two.receiver.staff.pk}).json()["state"] == "accepted"
    make.move_clock(seconds=1)
    received = program(two.receiver).get(f"referrals/{sent}").json()
    assert received["package"]["identity"]["name"] == "هناء سعيد الشاذلي" and "start" in received["may"]
    assert program(two.receiver).post(f"referrals/{sent}/start").json()["state"] == "started"
    assert program(two.receiver).post(f"referrals/{sent}/complete", {"outcome": "delivered"}).json()["state"] == "completed"
    assert sender.get("referrals?tab=outgoing").json()["referrals"][0]["state"] == "completed"
    assert program(two.outsider).get(f"referrals/{sent}").status_code == 404
    assert program(two.outsider).post(f"referrals/{sent}/start").status_code == 404


def test_nothing_is_sent_without_a_ground(program):
    two = make.two()
    other = make.service(make.team(make.organisation(), is_desk=True))
    body = {"service": other.pk, "urgency": "urgent", "need": "مبيت", "parts": []}
    answer = program(two.worker).post(f"cases/{two.case.pk}/referrals", body)
    assert (answer.status_code, answer.json()["code"], count("referral_referral")) == (409, "ground_consent", 0)


def test_a_desk_declines_with_a_reason(program):
    two = make.two()
    sent = make.referral(two)
    make.move_clock(seconds=1)
    make.seen(two, sent)
    desk = program(two.desk_officer)
    assert desk.post(f"referrals/{sent.pk}/decline", {"reason": "no_capacity"}, key="one").json()["state"] == "declined"
    assert desk.get(f"referrals/{sent.pk}").status_code == 404
    assert desk.post(f"referrals/{sent.pk}/decline", {"reason": "no_capacity"}, key="one")["Idempotency-Replayed"] == "true"
    assert desk.post(f"referrals/{sent.pk}/decline", {"reason": "no_capacity"}).status_code == 404


@pytest.mark.django_db
def test_a_list_of_arrivals_is_looked_through_then_imported(program):
    member = make.member("reception")
    mine = program(member)
    content = xlsx([HEADINGS, [1, "هناء سعيد الشاذلي", "أنثى", "1/2/1990", "سوداني", "01010000001", "P0000001"]])

    def upload(content, key=None):
        file = SimpleUploadedFile("list.xlsx", content)
        return mine.client.post("/api/v1/arrivals", {"file": file, "flight": "MS 1", "arrives_on": "2026-11-24", "country": "LBY"}, headers={
            "Authorization": f"Bearer {mine.token}", "Accept-Language": "en", "Idempotency-Key": key or uuid4().hex})
    looked = upload(content, "one")
    assert looked.status_code == 201 and (looked.json()["read"], looked.json()["ready"]) == (1, 1)
    assert upload(content, "one")["Idempotency-Replayed"] == "true" and count("registry_person") == 0
    faulty = upload(xlsx([HEADINGS, [1, "سعاد", "زهرة", "1/2/1990", "سوداني", "", ""]])).json()
    assert faulty["faults"] and "زهرة" not in str(faulty), "a stored answer holds no word of a person"
    assert upload(content + b"x", "one").json()["code"] == "other_body"
    wrong = upload(b"<html>")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/file")
    begun = mine.post(f"arrivals/{looked.json()['id']}/import")
    assert begun.json()["state"] == "running", begun.content
    assert [one["state"] for one in mine.get("arrivals").json()["lists"]] == ["draft", "running"], "the latest first"


def test_every_operation_is_described_and_no_two_things_have_one_name():
    from amana.doors.api import door
    described = json.loads(json.dumps(door.description()))
    assert described["openapi"] == "3.1.0" and all(operation["description"] for one in described["paths"].values() for operation in one.values())
    from ninja import Schema
    modules = [module for module in __import__("sys").modules.values() if (getattr(module, "__name__", "") or "").endswith(".api")]
    names = [name for module in modules for name, one in vars(module).items() if isinstance(one, type) and issubclass(one, Schema) and one.__module__ == module.__name__]
    assert sorted(names) == sorted(set(names))
