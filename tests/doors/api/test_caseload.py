"""A caseload by the API: rows or a file, what their words mean, the report with its wrong rows, and the undoing."""
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from procrastinate.contrib.django.models import ProcrastinateJob

from amana.casework.arrivals.models import ArrivalList
from amana.casework.caseload import tasks
from amana.casework.caseload.models import SaidCase
from amana.casework.registry.models import Holding
from tests import builders as make
from tests.casework.arrivals.lists import xlsx
from tests.casework.caseload import sheets
from tests.doors.api.conftest import count

HANAA = {"full_name": "هناء سعيد الشاذلي", "sex": "أنثى", "birth": "1991-03-14", "phone": "01005000001", "nationality": "سوداني", "risk": "عالي", "own_number": "17/2026"}
WRONG = {"full_name": "وليد المنصوري", "birth": "1990-11-31", "sex": "ذكر"}
WORDS = {"words": {"risk": {"بنفسجي": "high"}}}


@pytest.fixture
def head(db):
    return make.member("supervisor")


@pytest.fixture
def mine(head, program):
    return program(head)


def sent(mine, *rows, **more):
    return mine.post("caseloads/rows", {"listed_on": "2026-11-24", "rows": list(rows)}, **more)


def work() -> None:
    """What the worker does with the job that the last import left."""
    tasks.run(session=ProcrastinateJob.objects.filter(task_name="caseload.run").latest("id").args["session"])


def imported(mine, *rows) -> str:
    made = sent(mine, *rows).json()["id"]
    assert mine.post(f"caseloads/{made}/import", {}).status_code == 200
    work()
    return made


def test_rows_are_looked_through_imported_told_of_and_undone(mine):
    looked = sent(mine, HANAA, WRONG)
    assert looked.status_code == 201, looked.content
    said = looked.json()
    assert (said["state"], said["read"], said["ready"], said["wrong"], said["unsaid"]) == ("draft", 2, 1, 1, 0) and count("registry_person") == 0
    assert said["faults"][0]["row"] == 3 and "وليد" not in str(said), "a stored answer holds no word of a person"
    path = f"caseloads/{said['id']}"
    begun = mine.post(f"{path}/import", {})
    assert begun.json()["state"] == "running" and begun.json()["undo_until"], begun.content
    work()
    report = mine.get(path).json()
    assert (report["state"], report["read"], report["made"], report["wrong"], report["unsaid"]) == ("done", 2, 1, 1, [])
    (wrong,) = mine.get(f"{path}/wrong").json()["rows"]
    assert (wrong["row"], wrong["faults"][0]["code"]) == (3, "date.no_such_day") and "وليد المنصوري" in wrong["cells"].values()
    (row,) = mine.get(f"{path}/rows").json()["rows"]
    file = mine.get(f"people/{row['person']}").json()
    assert file["identity"]["name"] == HANAA["full_name"] and file["phones"][0]["number"] == "+201005000001"
    assert SaidCase.objects.get().risk == "high" and count("cases_case") == 0, "a case opens under a consent alone"
    undone = mine.post(f"{path}/undo")
    assert undone.json() == {"id": said["id"], "state": "undone", "rows": 1, "left": {}} and mine.get(f"people/{row['person']}").status_code == 404
    again = mine.post(f"{path}/undo")
    assert (again.status_code, again.json()["code"], again.json()["title"]) == (409, "arrival_list_state", "This list is undone already.")


def test_the_same_rows_again_are_the_same_list_and_nobody_comes_twice(mine):
    made = imported(mine, HANAA)
    again = sent(mine, HANAA).json()
    assert (again["id"], again["state"]) == (made, "done") and count("arrivals_arrivallist") == 1
    other = sent(mine, HANAA, HANAA | {"full_name": "منى سليم حداد", "phone": "01005000002", "own_number": "18/2026"}).json()
    assert (other["known"], other["ready"]) == (1, 1)
    first = sent(mine, HANAA, WRONG, key="one")
    assert sent(mine, HANAA, WRONG, key="one")["Idempotency-Replayed"] == "true" and sent(mine, HANAA, key="one").json()["code"] == "other_body" and first.status_code == 201


def test_the_same_row_twice_in_one_list_is_one_person(mine):
    twice = sent(mine, HANAA, HANAA | {"phone": "+20 100 500 0001"}).json()
    assert (twice["read"], twice["ready"], twice["known"]) == (2, 1, 1) and [(one["row"], one["code"], one["same_as"]) for one in twice["faults"]] == [(3, "row.repeated", 2)]
    assert mine.post(f"caseloads/{twice['id']}/import", {}).status_code == 200
    work()
    report = mine.get(f"caseloads/{twice['id']}").json()
    assert (report["made"], report["known"], report["waiting"]) == (1, 1, 0) and count("registry_person") == 1


def test_a_total_is_told_as_left_out_and_no_row_vanishes(mine):
    said = sent(mine, HANAA, {"full_name": "إجمالي"}, {"full_name": "إجمالي الحالات: ٥"}, {"full_name": "NULL"}, {"full_name": '=HYPERLINK("http://evil","x")'}).json()
    assert (said["read"], said["ready"], said["wrong"], said["left_out"]) == (3, 1, 2, 2)
    assert [(one["row"], one["code"]) for one in said["faults"]] == [(5, "name.nothing"), (6, "name.signs"), (3, "row.totals"), (4, "row.totals")]
    mine.post(f"caseloads/{said['id']}/import", {})
    work()
    report = mine.get(f"caseloads/{said['id']}").json()
    assert (report["made"], report["wrong"], report["left_out"]) == (1, 2, 2) and [one["row"] for one in report["faults"]] == [5, 6, 3, 4]


def test_a_word_that_nobody_has_said_the_meaning_of_is_asked_about_and_remembered(mine):
    violet = HANAA | {"risk": "بنفسجي"}
    looked = sent(mine, violet).json()
    path = f"caseloads/{looked['id']}"
    assert (looked["unsaid"], looked["ready"]) == (1, 0) and "بنفسجي" not in str(looked)
    assert mine.get(path).json()["unsaid"] == [{"field": "risk", "word": "بنفسجي"}]
    refused = mine.post(f"{path}/import", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "caseload_words") and ArrivalList.objects.get().state == "draft"
    for wrong, pointer in (({"risk": {"بنفسجي": "purple"}}, "/words/risk/بنفسجي"), ({"risk": {"بنفسجي": "high", "أزرق": "low"}}, "/words/risk/أزرق"), ({"mood": {"x/y": "z"}}, "/words/mood/x~1y")):
        answer = mine.post(f"{path}/import", {"words": wrong})
        assert answer.status_code == 422 and pointer in [one["pointer"] for one in answer.json()["errors"]], answer.content
    assert ArrivalList.objects.get().state == "draft"
    assert mine.post(f"{path}/import", WORDS).json()["state"] == "running"
    work()
    assert SaidCase.objects.get().risk == "high"
    assert sent(mine, violet | {"full_name": "منى سليم حداد", "phone": "01005000002"}).json()["unsaid"] == 0


def test_a_file_goes_the_same_way(mine):
    def upload(content):
        return mine.client.post("/api/v1/caseloads", {"file": SimpleUploadedFile("cases.xlsx", content), "listed_on": "2026-11-24"}, headers={
            "Authorization": f"Bearer {mine.token}", "Accept-Language": "en", "Idempotency-Key": uuid4().hex})
    looked = upload(xlsx([sheets.HEADINGS, sheets.row()]))
    assert (looked.status_code, looked.json()["ready"], looked.json()["unsaid"]) == (201, 1, 0), looked.content
    wrong = upload(b"<html>")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/file")
    assert mine.post(f"caseloads/{looked.json()['id']}/undo").json()["rows"] == 0 and mine.get("caseloads/" + looked.json()["id"]).json()["state"] == "undone"


def test_what_a_cell_holds_stays_in_its_cell(mine):
    odd = HANAA | {"full_name": "هناء\tسعيد\r\nالشاذلي", "address": 'شارع "النيل"، 5; ب', "case_reason": "=1+1"}
    imported(mine, odd)
    (person,) = mine.get("people").json()["people"]
    file, contact = mine.get(f"people/{person['id']}").json(), mine.get(f"people/{person['id']}/contact").json()
    assert (file["identity"]["name"], contact["address"]) == (HANAA["full_name"], odd["address"])
    assert SaidCase.objects.get().reason == "=1+1"


def test_rows_without_sense_are_refused_where_they_stand(mine, head, program):
    for body, pointer in (({"rows": []}, "/rows"), ({"rows": [HANAA | {"nam": "x"}]}, "/rows/0/nam"), ({"rows": [HANAA | {"address": "a\0b"}]}, "/rows/0/address"), ({"rows": [HANAA], "team": str(uuid4())}, "/team")):
        two = make.member("supervisor", of=head.organisation, teams=[head.team, make.team(head.organisation)])
        answer = program(two).post("caseloads/rows", {"listed_on": "2026-11-24"} | body)
        assert answer.status_code == 422 and answer.json()["errors"][0]["pointer"] == pointer, answer.content
    assert sent(mine, {"birth": "1990"}).json()["wrong"] == 1
    assert count("registry_person") == 0


def test_only_who_imports_caseloads_and_only_lists_of_her_own(mine, head, program):
    made = imported(mine, HANAA)
    worker, reception, stranger = make.member(of=head.organisation, teams=head.teams), make.member("reception", of=head.organisation, teams=head.teams), make.member("supervisor")
    for other, status in ((worker, 403), (reception, 403), (stranger, 404)):
        other = program(other)
        assert sent(other, HANAA).status_code == (201 if status == 404 else 403)
        for method, path in ((other.get, ""), (other.get, "/rows"), (other.get, "/wrong"), (other.post, "/undo")):
            assert method(f"caseloads/{made}{path}").status_code == status, path
        assert other.post(f"caseloads/{made}/import", {}).status_code == status
    assert Holding.objects.filter(state="registered").count() == 1
