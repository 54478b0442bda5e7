"""Over a real server: an act is done once although the server is killed in the middle of it, and the client of the documents works as it stands there."""
import http.client
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

import pytest
from django.db import connection, connections, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from amana.casework.caseload import tasks
from tests import builders as make
from tests.conftest import ROOT
from tests.doors.api.conftest import Program, count
from tests.doors.api.test_people import HANAA

pytestmark = pytest.mark.proof


def post(url, token, key="one"):
    """The status, the answer and whether it had been given before; None where the server died over it."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": key}
    try:
        with urllib.request.urlopen(urllib.request.Request(f"{url}/api/v1/people", json.dumps(HANAA).encode(), headers), timeout=60) as answer:
            return answer.status, json.load(answer), answer.headers.get("Idempotency-Replayed")
    except (http.client.RemoteDisconnected, ConnectionResetError):
        return None


@pytest.mark.parametrize(("die", "stands"), [("before the act", 0), ("before the answer is stored", 0), ("after the commit", 1)])
def test_what_is_sent_again_after_a_kill_is_done_once(served, die, stands):
    token, start = served
    assert post(start(die), token) is None
    assert count("registry_person") == stands
    url = start()
    status, made, replayed = post(url, token)
    assert (status, replayed) == (HTTPStatus.CREATED, "true" if stands else None)
    assert post(url, token) == (HTTPStatus.CREATED, made, "true") and count("registry_person") == 1


def test_two_at_once_with_one_key_are_one_act(served):
    token, start = served
    urls = [start(), start()]
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda url: post(url, token), urls)
    assert first[1] == second[1] and {first[2], second[2]} == {None, "true"} and count("registry_person") == 1


def test_the_client_of_the_documents_registers_and_says_what_is_wrong(served):
    token, start = served
    environment = {**os.environ, "AMANA_URL": start(), "AMANA_TOKEN": token}

    def run(*words):
        return subprocess.run([sys.executable, ROOT / "docs/api/register.py", *words], env=environment, text=True, capture_output=True, check=False)
    for wrong in ((), ("هناء",), ("هناء", "الشاذلي", "female", "سنة")):
        assert run(*wrong).stderr.startswith("Usage: register.py") and run(*wrong).returncode == 1
    done = run("هناء", "الشاذلي", "female", "1990")
    assert done.returncode == 0 and done.stdout.startswith("AM-") and "هناء الشاذلي" in done.stdout, done.stderr
    assert done.stdout.split()[0] in run("هناء", "الشاذلي", "female", "1990").stderr
    assert "/sex" in run("هناء", "الشاذلي", "x", "1990").stderr


def test_the_client_of_the_documents_imports_a_caseload_and_undoes_it(served, tmp_path):
    _token, start = served
    with transaction.atomic():
        head = make.member("supervisor")
        head = make.member("supervisor", of=head.organisation, teams=[head.team, make.team(head.organisation)])
        token = Program(head).token
    url = start()
    (tmp_path / "cases.csv").write_text("full_name,birth,phone,risk\nهناء سعيد الشاذلي,1991-03-14,01005000001,بنفسجي\nوليد المنصوري,1990-11-31,,\n", "utf-8-sig")
    environment = {**os.environ, "AMANA_URL": url, "AMANA_TOKEN": token}

    def run(*words):
        return subprocess.run([sys.executable, ROOT / "docs/api/import_caseload.py", *words], env=environment, text=True, capture_output=True, check=False)
    for wrong in ((), ("undo",), ("there is none.csv", "2026-11-24"), (str(tmp_path / "cases.csv"), "2026-11-24", "{")):
        assert "Usage: import_caseload.py" in (told := run(*wrong).stderr) and "Traceback" not in told
    assert "Say which team: " in (told := run(str(tmp_path / "cases.csv"), "2026-11-24").stderr) and str(head.team.pk) in told
    team = str(head.team.pk)
    assert "بنفسجي" in run(str(tmp_path / "cases.csv"), "2026-11-24", "{}", team).stderr
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(run, str(tmp_path / "cases.csv"), "2026-11-24", '{"risk": {"بنفسجي": "high"}}', team)
        while not (job := ProcrastinateJob.objects.filter(task_name="caseload.run").last()):
            time.sleep(0.1)
            assert not running.done(), running.result().stderr
        tasks.run(session=job.args["session"])
    done = running.result()
    assert done.returncode == 0 and "1 made" in done.stdout and "row 3: Date of birth: date.no_such_day" in done.stdout, done.stderr
    undone = run("undo", done.stdout.partition(":")[0])
    assert "1 rows undone" in undone.stdout, undone.stderr


def test_who_asks_too_often_waits(served):
    token, start = served
    url = start()
    with connection.cursor() as cursor:
        cursor.execute("SELECT gate.draw(%s, 'elsewhere')", [token])
        cursor.execute("UPDATE keys.bucket SET tokens = -3000")  # as after a long rush
    connections.close_all()
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(urllib.request.Request(f"{url}/api/v1/services", headers={"Authorization": f"Bearer {token}"}), timeout=60)
    assert refused.value.code == HTTPStatus.TOO_MANY_REQUESTS and int(refused.value.headers["Retry-After"]) > 0
    assert refused.value.headers["Content-Type"] == "application/problem+json" and json.load(refused.value)["code"] == "too_many"
