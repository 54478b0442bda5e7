"""Lists as files: what the filters show, through row policies, on record, formula-safe, for their maker alone and for a day."""
import io
import json
import re
import zipfile

import pytest
from django.db import connection
from django.urls import reverse
from python_calamine import CalamineWorkbook

from amana.casework.cases import actions as cases
from amana.ground.access import jobs
from amana.ground.access.rules import Section
from amana.ground.lists import actions, queries
from amana.ground.lists.listing import listing
from amana.ground.lists.models import Export
from amana.ground.lists.rules import as_text
from amana.ground.rows.acting import NobodyActs, acting
from tests import builders as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker():
    made = make.member(name="مها القنطري")
    for given in ("هناء", "ليلى", "سارة"):
        make.case(made, make.person(made, make.identity(given)))
        make.move_clock(minutes=1)
    return made


def taken(member, query: str = "", kind: str = "csv", language: str = "en"):
    return make.browser(member, language=language).post(reverse("export_list", args=["cases"]) + query, {"format": kind})


def lines(answer) -> list[str]:
    assert answer.content.startswith(b"\xef\xbb\xbf"), "Excel knows UTF-8 by this mark"
    return answer.content.decode("utf-8-sig").splitlines()


def entries(verb: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sections, details FROM audit.entry WHERE verb = %s ORDER BY at", [verb])
        return [(sections, json.loads(details)) for sections, details in cursor.fetchall()]


def test_a_file_holds_what_the_filters_show_in_their_order_and_the_columns_of_the_list(worker):
    answer = taken(worker, "?sort=oldest")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8" and answer.headers["Content-Disposition"].startswith('attachment; filename="amana-cases-')
    head, *rows = lines(answer)
    assert head == "Person,Number,Next step,Due,Worker,Risk,State,Protected file"
    assert [row.split(",")[0] for row in rows] == ["هناء سعيد الشاذلي", "ليلى سعيد الشاذلي", "سارة سعيد الشاذلي"]
    assert len(lines(taken(worker, "?q=ليلى"))) == 2
    assert lines(taken(worker, "?state=closed")) == [head]


def test_an_excel_file_is_text_from_right_to_left_and_says_who_took_it(worker):
    answer = taken(worker, kind="xlsx", language="ar")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert len(book.sheet_names) == 2
    rows, about = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    assert len(rows) == 4 and all(isinstance(cell, str) for row in rows for cell in row)
    assert "مها القنطري" in [cell for row in about for cell in row]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert b'rightToLeft="1"' in packed.read("xl/worksheets/sheet1.xml") and b"<f>" not in packed.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("value, safe", [
    ("=1+1", "'=1+1"), ("+20 100", "'+20 100"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'\tx"), ("\rx", "'\rx"), ('"=1', "'\"=1"), (" =1", "' =1"),
    ("＝1", "'＝1"), ("\u200f=1", "'\u200f=1"), ("'=1", "''=1"), ("هناء", "هناء"), ("AC-7K4Q-92XH", "AC-7K4Q-92XH"), ("", ""), ("a=1", "a=1")])
def test_a_cell_that_a_table_program_would_calculate_is_text(value, safe):
    assert as_text(value) == safe


def test_formulas_in_names_and_tasks_reach_no_table_program(worker):
    case = make.case(worker, make.person(worker, make.identity("=HYPERLINK(1)")))
    with acting(worker.cookie) as actor:
        cases.decide_risk(case, level="low", reasons="x", by=actor)
    assert "'=HYPERLINK(1) سعيد الشاذلي" in lines(taken(worker))[1]


def test_only_columns_whose_section_the_role_reads_and_only_rows_in_sight(worker):
    coworker = make.member("psychosocial_worker", of=worker.organisation)
    stranger = make.member()
    with acting(worker.cookie) as actor:
        row = listing("cases", actor).part(actor, {}, None, 1).rows[0]
        cases.decide_risk(row.case, level="critical", reasons="x", by=actor)
        cases.add_coworker(row.case, staff_id=coworker.staff.pk, sections=Section.PSYCHOSOCIAL, by=actor)
    assert len(lines(taken(stranger))) == 1
    _head, only = lines(taken(coworker))
    assert row.case.number in only and "Danger to life" not in only and row.identity.full_name in only
    police = make.member("desk_officer")
    assert taken(police).status_code == 404 and taken(make.member("analyst")).status_code == 404
    assert make.browser(worker).post(reverse("export_list", args=["nothing"])).status_code == 404
    assert make.browser(worker).get(reverse("export_list", args=["cases"])).status_code == 405


def test_every_row_that_leaves_is_on_record_with_its_key_and_the_file_with_its_rows(worker, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 2)
    taken(worker)
    gone = entries("files.exported")
    assert sorted(len(details["subjects"]) for _sections, details in gone) == [1, 2]
    assert all(sections & Section.SOCIAL for sections, _details in gone)
    assert entries("list.exported") == [(0, {"of": "cases", "rows": 3, "kind": "csv"})]


@pytest.fixture
def long_list(worker, monkeypatch):
    """A list that is too long to be written while the reader waits: three rows."""
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    monkeypatch.setattr(actions, "BATCH", 2)
    return worker


def asked(member, query: str = "") -> Export:
    answer = taken(member, query)
    assert answer.status_code == 302
    return Export.objects.get(pk=re.search(r"exports/([0-9a-f-]+)/", answer.url)[1])


def written(member, one: Export) -> None:
    """What the job does, with a session as `start` opens it."""
    with acting(member.cookie):
        key = jobs.open_session(["note"], one.pk)
    actions.run(key)


def test_a_long_list_is_a_job_whose_progress_is_shown_and_whose_file_is_fetched(long_list):
    one = asked(long_list, "?q=" + "الشاذلي")
    browser = make.browser(long_list)
    page = browser.get(reverse("export", args=[one.pk])).content.decode()
    assert "The file is being written" in page and "every 2s" in page
    assert browser.get(reverse("export_file", args=[one.pk])).status_code == 404
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs")
        assert "lists.write" in str(cursor.fetchall())
    written(long_list, one)
    page = browser.get(reverse("export_progress", args=[one.pk])).content.decode()
    assert "The file is ready" in page and "tomorrow" in page and ">Tomorrow" not in page
    answer = browser.get(reverse("export_file", args=[one.pk]))
    assert len(lines(answer)) == 4
    assert "Cases" in browser.get(reverse("exports")).content.decode()
    assert [details["rows"] for _sections, details in entries("list.fetched")] == [3]


@pytest.mark.parametrize("role, narrowed_by", [("supervisor", "worker"), ("case_manager", "worker"), ("case_manager", "team")])
def test_a_long_list_of_one_worker_or_team_is_written_as_the_page_shows_it(long_list, role, narrowed_by):
    """By the very session that was opened for the job: it holds few verbs, and the filters of whoever leads are not among them."""
    far = make.team(long_list.organisation, "فريق المعادي") if narrowed_by == "team" else long_list.team
    other = make.member(of=long_list.organisation, teams=[far], name="عمرو البحيري")
    mine = {make.case(other, make.person(other, make.identity(given))).number for given in ("نور", "أمل", "منى")}
    chief = make.member(role, of=long_list.organisation, teams=[long_list.team])
    one = asked(chief, f"?worker={other.staff.pk}" if narrowed_by == "worker" else f"?team={far.pk}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT args ->> 'session' FROM procrastinate_jobs ORDER BY id DESC LIMIT 1")
        actions.run(jobs.from_argument(cursor.fetchone()[0]))
    one.refresh_from_db()
    rows = lines(make.browser(chief).get(reverse("export_file", args=[one.pk])))[1:]
    assert {re.search(r"AC-\w{4}-\w{4}", row)[0] for row in rows} == mine and one.rows_done == one.rows_expected == 3


def test_what_was_asked_for_and_the_file_lie_sealed(long_list):
    one = asked(long_list, "?q=" + "الشاذلي")
    written(long_list, one)
    one.refresh_from_db()
    kept, number = bytes(one.asked_sealed) + bytes(one.file_sealed), re.search(rb"AC-\w{4}-\w{4}", queries.file_of(one.pk)[1])[0]
    assert "الشاذلي".encode() not in kept and number not in kept


def test_a_job_that_is_run_again_begins_anew_and_one_that_is_done_stays(long_list):
    one = asked(long_list)
    Export.objects.filter(pk=one.pk).update(state="running", rows_done=2)
    written(long_list, one)
    one.refresh_from_db()
    assert (one.state, one.rows_done) == ("done", 3)
    before = bytes(one.file_sealed)
    written(long_list, one)
    one.refresh_from_db()
    assert bytes(one.file_sealed) == before


def test_nobody_else_sees_an_export_not_her_supervisor_nor_herself_in_another_role(long_list):
    one = asked(long_list)
    written(long_list, one)
    supervisor = make.member("supervisor", of=long_list.organisation, teams=[long_list.team])
    herself = make.member("supervisor", of=long_list.organisation, teams=[long_list.team], staff=long_list.staff)
    for other in (supervisor, herself, make.member()):
        browser = make.browser(other)
        for name in ("export", "export_progress", "export_file"):
            assert browser.get(reverse(name, args=[one.pk])).status_code == 404
        assert str(one.pk) not in browser.get(reverse("exports")).content.decode()


def test_after_a_day_the_file_is_out_of_sight_and_then_gone(long_list):
    one = asked(long_list)
    written(long_list, one)
    make.move_clock(hours=23)
    assert make.browser(long_list).get(reverse("export_file", args=[one.pk])).status_code == 200
    make.move_clock(hours=1)
    assert make.browser(long_list).get(reverse("export_file", args=[one.pk])).status_code == 404
    with connection.cursor() as cursor:
        cursor.execute("SELECT entry.forget_exports()")
        assert cursor.fetchone() == (1,)
    one.refresh_from_db()
    assert one.file_sealed is None and one.asked_sealed is None


def test_with_her_membership_the_file_is_gone_and_the_job_is_nobodys(long_list):
    done, waiting = asked(long_list), asked(long_list)
    written(long_list, done)
    with acting(long_list.cookie):
        key = jobs.open_session(["note"], waiting.pk)
    long_list.membership.suspended_at = "2026-11-25T00:00:00Z"
    long_list.membership.save()
    for one in (done, waiting):
        one.refresh_from_db()
        assert one.file_sealed is None and one.asked_sealed is None
    with pytest.raises(NobodyActs):
        actions.run(key)


def test_a_list_of_more_rows_than_a_file_takes_is_cut_and_says_so(long_list, monkeypatch):
    from amana.ground.lists import pages
    monkeypatch.setattr(actions, "AT_MOST", 2)
    monkeypatch.setattr(pages, "AT_MOST", 2)
    one = asked(long_list)
    written(long_list, one)
    assert "Only the first 2 rows" in re.sub(r"<[^>]+>", "", make.browser(long_list).get(reverse("export", args=[one.pk])).content.decode())
