"""`amana names matcher`, as a process that reads and writes lines of JSON."""
import json
import subprocess
import sys

import pytest

from tests.doors.conftest import environment

pytestmark = pytest.mark.proof

PEOPLE = [
    {"id": "P1", "hh": "H1", "name": {"ar": {"given": "أحمد", "father": "محمد", "grandfather": "علي"}}, "sex": "m", "dob": "1990-05-12", "dob_prec": "day"},
    {"id": "P2", "hh": "H1", "name": {"ar": {"given": "محمود", "father": "محمد", "grandfather": "علي"}}, "sex": "m", "dob": "1992", "dob_prec": "year"},
    {"id": "P3", "hh": "H2", "name": {"la": {"given": "Fatma", "father": "Abd El-Rahman", "family": "El-Sayed"}}},
    {"id": "P4", "hh": "H3", "name": {"ar": {"given": "تسفاي", "father": "برهاني"}, "la": {"given": "Tesfay", "father": "Berhane"}}, "dob": None},
    {"id": "P5", "hh": "H4", "name": {}},
]


@pytest.fixture
def asked(tmp_path):
    """Sends requests (or raw lines) to a matcher that has read PEOPLE and gives its answers."""
    registry = tmp_path / "registry.jsonl"
    registry.write_text("".join(json.dumps(person, ensure_ascii=False) + "\n" for person in PEOPLE), "utf-8")

    def ask(*requests):
        lines = [one if isinstance(one, bytes) else json.dumps(one, ensure_ascii=False).encode() for one in ({"op": "load", "registry": str(registry)}, *requests)]
        done = subprocess.run([sys.executable, "-m", "amana.doors.cli.main", "names", "matcher"], input=b"\n".join(lines) + b"\n", env=environment(tmp_path / "home"),
                              cwd="/", capture_output=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        assert answers[0] == {"op": "ready", "n": len(PEOPLE)}
        return answers[1:]

    return ask


def test_a_person_is_found_by_either_script(asked):
    typed = {"Ahmed Mohamed Aly": "P1", "احمد محمد": "P1", "Mahmood Mohammed": "P2", "فاطمة عبدالرحمن السيد": "P3", "Berhane Tesfay": "P4", "تسفاى برهانى": "P4"}
    answers = asked(*({"op": "search", "qid": str(number), "q": text, "k": 3} for number, text in enumerate(typed)))
    assert [answer["qid"] for answer in answers] == [str(number) for number in range(len(typed))]
    assert [answer["ids"][0] for answer in answers] == list(typed.values())
    assert all(len(answer["ids"]) <= 3 for answer in answers)


def test_a_birth_helps_and_may_be_missing(asked):
    by_day, by_year, without = asked(*({"op": "search", "qid": "q", "q": "محمد علي"} | birth for birth in (
        {"dob": "1990-05-12", "dob_prec": "day"}, {"dob": "1992", "dob_prec": "year"}, {"dob": None, "dob_prec": None})))
    assert by_day["ids"][0] == "P1" and by_year["ids"][0] == "P2" and set(without["ids"]) >= {"P1", "P2"}


def test_pairs_have_probabilities_in_their_order_without_a_load(asked):
    same = {"pid": "a", "a": PEOPLE[0], "b": {"name": {"la": {"given": "Ahmad", "father": "Mohamed", "grandfather": "Ali"}}, "sex": "m", "dob": "1990-05-12"}}
    other = {"pid": "b", "a": PEOPLE[0], "b": PEOPLE[1]}
    answer, = asked({"op": "pairs", "items": [same, other]})
    assert answer["p"][0] > 0.8 > 0.2 > answer["p"][1]


def test_a_bad_line_is_answered_with_an_error_and_the_next_as_ever(asked):
    bad = [b"", b"no json", b"[]", b"{}", b'{"op":7}', b'{"op":"dance"}', b"\xff\xfe", b"[" * 5000, b'{"op":"load"}', b'{"op":"load","registry":"/nowhere/at/all"}',
           b'{"op":"search"}', b'{"op":"search","q":"x","k":-1}', b'{"op":"search","q":"x","k":true,"dob":{}}', b'{"op":"pairs"}', b'{"op":"pairs","items":[{"a":1}]}']
    *answers, last = asked(*bad, {"op": "search", "qid": "q", "q": "Ahmed Mohamed"})
    assert len(answers) == len(bad) and [one for one in answers if "error" not in one] in ([], [answers[12]])
    assert last["ids"][0] == "P1"


def test_a_registry_with_a_broken_line_is_refused_and_the_former_stays(asked, tmp_path):
    (tmp_path / "broken.jsonl").write_text('{"id":"P1","name":{"ar":{"given":"سلمى"}}}\n{"id":', "utf-8")
    refused, found = asked({"op": "load", "registry": str(tmp_path / "broken.jsonl")}, {"op": "search", "qid": "q", "q": "أحمد"})
    assert "registry" in refused["error"] and found["ids"][0] == "P1"


def test_quit_ends_it(asked):
    assert asked({"op": "quit"}, {"op": "search", "qid": "q", "q": "أحمد"}) == []


def test_the_same_is_found_through_the_database_which_is_gone_afterwards(tmp_path, folder):
    registry, broken = tmp_path / "registry.jsonl", tmp_path / "broken.jsonl"
    broken.write_text('{"id":"P9","name":{"ar":{"given":"أحمد","father":"محمد","grandfather":"علي"}}}\n{"id":', "utf-8")
    registry.write_text("".join(json.dumps(person, ensure_ascii=False) + "\n" for person in PEOPLE), "utf-8")
    requests = [{"op": "search", "qid": "0", "q": "محمد"}, {"op": "load", "registry": str(registry)}, {"op": "search", "qid": "1", "q": "Ahmed Mohamed Aly"},
                {"op": "search", "qid": "2", "q": "محمد علي", "dob": "1992", "k": 1}, {"op": "search", "qid": "3", "q": "فاطمة عبدالرحمن السيد"},
                {"op": "load", "registry": str(broken)}, {"op": "search", "qid": "4", "q": "Ahmed Mohamed Aly"},
                {"op": "load", "registry": str(registry)}, {"op": "search", "qid": "5", "q": "Berhane Tesfay"}]
    home = environment(folder / "home")
    done = subprocess.run([sys.executable, "-m", "amana.doors.cli.main", "names", "matcher", "--registry"], input="\n".join(map(json.dumps, requests)).encode(), env=home, cwd="/",
                          capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    nobody, ready, *found, refused, former, again, last = [json.loads(line) for line in done.stdout.splitlines()]
    assert nobody["ids"] == [] and ready == again == {"op": "ready", "n": len(PEOPLE)}
    assert [one["ids"][0] for one in found] == ["P1", "P2", "P3"]
    assert "registry" in refused["error"] and former["ids"][0] == "P1" and last["ids"] == ["P4"]
    databases = subprocess.run([sys.executable, "-c", "import psycopg\nfrom amana.doors.site.installation import local_server\n"
                                "print([name for name, in psycopg.connect(local_server().url()).execute('SELECT datname FROM pg_database')])"],
                               env=home, cwd="/", capture_output=True, timeout=60, check=True)
    assert b"postgres" in databases.stdout and b"names" not in databases.stdout


SAME_AS_EVER = """
import json, sys
from amana.doors.cli import main, thrown_away
from amana.doors.site.installation import CannotStart

with thrown_away.database("names"):
    main._prepare()
    from amana.doors.cli import matcher
    kept = "SELECT section, hash, place, born FROM registry_searchkey k JOIN registry_person p ON p.id = k.person_id WHERE p.id = %s ORDER BY 2"
    held = "SELECT team_id, staff_id, state, is_protected, first_case_at, since = made_at, made_in > 1, version FROM registry_holding JOIN registry_person ON id = person_id LEFT JOIN registry_identity i USING (person_id) WHERE id = %s"
    seen = "SELECT case_id, basis, basis_id = person, sections, writes, needs, protected, opens_at - now(), closes_at - opens_at FROM ring.circle WHERE person = %s ORDER BY basis, needs"
    def told(admin, sql):
        return [[repr(row[:-2] + row[-1:] if sql is seen else row) for row in admin.execute(sql, [key])] for key, in admin.execute(
            "SELECT id FROM registry_person ORDER BY id OFFSET %s LIMIT 5", [before]).fetchall()]
    register = matcher.Registry(main._migrate)
    found, lines = [], sys.stdin.readlines()
    for quick in (matcher._QUICK, "SET session_replication_role = origin"):
        matcher._QUICK = quick
        before = 5 * len(found)
        assert register.load(lines) == 5
        with matcher._connected() as admin:
            found.append([told(admin, sql) for sql in (kept, held, seen)])
            assert admin.execute("SELECT count(*) FROM ring.drift()").fetchone()[0] == 0
    print(json.dumps(found))
"""


def test_what_is_loaded_quickly_is_kept_and_seen_as_what_the_triggers_of_every_door_write(folder):
    people = "".join(json.dumps(person, ensure_ascii=False) + "\n" for person in PEOPLE)
    done = subprocess.run([sys.executable, "-c", SAME_AS_EVER], input=people.encode(), env=environment(folder / "home"), cwd="/", capture_output=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr.decode()
    quick, ever = json.loads(done.stdout)
    assert quick == ever
    kept, held, seen = quick
    assert [len(one) for one in kept] == [6, 6, 6, 6, 0] and all(map(len, held)) and all(map(len, seen))
