"""The floors, in the same run: an empty page (F0), a plain list page of the same cases without policies (F1), the bare SQL of it (F2), and that plain page under the rule (F3)."""
from collections.abc import Callable
from datetime import datetime
from functools import cache

import psycopg
from django.db import connection, models
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from amana.casework.cases import queries as cases
from amana.doors.site.urls import urlpatterns as amana
from amana.ground.access.rules import Section
from amana.ground.audit import actions as audit
from amana.ground.rows.doors import page

LIST = ("SELECT c.number, c.name, c.state, c.due_at, w.name FROM bench_case c JOIN bench_staff w ON w.id = c.worker_id"
        " WHERE (c.made_at, c.id) < (%s, %s) ORDER BY c.made_at DESC, c.id DESC LIMIT 26")
TABLES = """
CREATE TABLE bench_staff AS SELECT id, name FROM access_staff;
CREATE TABLE bench_session AS SELECT md5(encode(cookie_hash, 'hex')) AS key, staff AS staff_id FROM keys.session;
CREATE TABLE bench_case AS SELECT c.id, c.number, concat_ws(' ', i.given_ar, i.father_ar, i.family_ar, i.given_latin, i.family_latin) AS name, c.state, c.made_at,
    (SELECT min(t.due_at) FROM cases_task t WHERE t.case_id = c.id) AS due_at, a.staff_id AS worker_id
  FROM cases_case c JOIN registry_identity i USING (person_id) JOIN cases_assignment a ON a.case_id = c.id AND a.until_at IS NULL;
ALTER TABLE bench_staff ADD PRIMARY KEY (id);
CREATE INDEX ON bench_session (key);
ALTER TABLE bench_case ADD PRIMARY KEY (id);
CREATE INDEX ON bench_case (made_at DESC, id DESC);
ANALYZE;
GRANT SELECT ON bench_staff, bench_session, bench_case TO amana_web
"""


class Staff(models.Model):
    id = models.UUIDField(primary_key=True)
    name = models.TextField()

    class Meta:
        app_label, db_table, managed = "bench", "bench_staff", False


class Session(models.Model):
    key = models.TextField(primary_key=True)
    staff = models.ForeignKey(Staff, models.DO_NOTHING)

    class Meta:
        app_label, db_table, managed = "bench", "bench_session", False


class Case(models.Model):
    id = models.UUIDField(primary_key=True)
    number = models.TextField()
    name = models.TextField()
    state = models.TextField()
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    worker = models.ForeignKey(Staff, models.DO_NOTHING)

    class Meta:
        app_label, db_table, managed = "bench", "bench_case", False


PAGE = """<!doctype html><html lang="en"><title>Cases</title><body><h1>Cases</h1><p>{{ staff.name }}, {{ total }}</p><table>
{% for one in rows %}<tr><td><a href="/cases/{{ one.id }}/">{{ one.name }}</a></td><td>{{ one.number }}</td><td>{{ one.state }}</td><td>{{ one.due_at|date }}</td>
<td>{{ one.worker.name }}</td></tr>{% endfor %}</table><a href="?after={{ last.made_at.isoformat|urlencode }}">Next</a></body></html>"""


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


@cache
def _page():
    return engines["django"].from_string(PAGE)


def plain(request: HttpRequest) -> HttpResponse:
    """As one would write it at first: who asks, how many there are (to 1,000), 25 of them."""
    staff = Staff.objects.get(pk=Session.objects.filter(key=request.GET["key"]).values_list("staff_id")[:1])
    rows = Case.objects.select_related("worker").order_by("-made_at", "-id")
    if after := request.GET.get("after"):
        rows = rows.filter(made_at__lt=datetime.fromisoformat(after))
    shown = list(rows[:25])
    return HttpResponse(_page().render({"staff": staff, "total": rows[:1000].count(), "rows": shown, "last": shown[-1]}, request))


@page(may="note")
def ruled(request: HttpRequest) -> HttpResponse:
    """F1's page with what the rule costs: the actor sealed, circles and row policies asked, and who was shown on record; nothing of the shell, no filters, no menu."""
    found = cases.my_cases(request.actor)
    audit.record_listing([one.case.person_id for one in found.rows], sections=request.actor.reads & (Section.IDENTITY | Section.SOCIAL))
    rows = [{"id": one.case.pk, "number": one.case.number, "name": one.identity.full_name if one.identity else "", "state": one.case.state, "made_at": one.case.made_at,
             "due_at": one.next_task.due_at if one.next_task else None, "worker": {"name": one.worker}} for one in found.rows]
    return HttpResponse(_page().render({"staff": {"name": request.actor.staff_name}, "total": found.total, "rows": rows, "last": rows[-1]}, request))


def bare(admin: psycopg.Connection, before: tuple) -> None:
    admin.execute(LIST, before).fetchall()


def counting(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """How many statements a page took stands in its head."""
    def middleware(request: HttpRequest) -> HttpResponse:
        asked = []
        with connection.execute_wrapper(lambda execute, sql, *rest: (asked.append(sql), execute(sql, *rest))[1]):
            response = answer(request)
        response["X-Statements"] = str(len(asked))
        return response

    return middleware


urlpatterns = [path("bench/empty/", empty), path("bench/plain/", plain), path("bench/ruled/", ruled), *amana]
