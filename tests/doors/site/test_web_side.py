"""What a browser is told and what is asked of it: cookies, policies, headers, hosts, forgery, tries, and the end of sessions (SECURITY.md §8)."""
import json
import os
import re
import subprocess
import sys
import uuid

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from amana.ground.access import actions, gate
from amana.ground.rows.acting import NobodyActs, acting
from tests import builders as make
from tests.conftest import ROOT
from tests.proof.clones import committed

PASSWORD = "رحلة طويلة إلى البيت"


@pytest.fixture(scope="module")
def place(django_db_setup, django_db_blocker):
    """A committed place, for sign-in goes through the gate's own login; its member has a password."""
    with django_db_blocker.unblock(), committed("web_side"):
        member = make.member("caseworker")
        member.administrator = make.member("organisation_administrator", of=member.organisation, teams=[])
        give_password(member)
        yield member


@pytest.fixture(autouse=True)
def fresh_budgets(place):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM keys.attempt")


def give_password(member) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO keys.password (staff, hash) VALUES (%s, %s)", [member.staff.pk, make_password(PASSWORD)])


def sign_in(member, password=PASSWORD, client=None, address="203.0.113.7", **headers):
    return (client or Client()).post(reverse("sign_in"), {"email": member.staff.email, "password": password}, REMOTE_ADDR=address, headers=headers)


def scalar(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


# Cookies and sessions ---------------------------------------------------------------------------------------------------------------------------------
def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(place):
    cookie = sign_in(place).cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/" and not cookie["domain"]
    assert len(cookie.value) >= 40


def test_the_database_keeps_the_cookies_digest_alone(place):
    cookie = sign_in(place).cookies[settings.SESSION_COOKIE_NAME].value
    assert scalar("SELECT count(*) FROM keys.session WHERE cookie_hash = sha256(convert_to(%s, 'UTF8'))", cookie) == 1
    assert scalar("SELECT count(*) FROM keys.session k WHERE k::text LIKE %s", f"%{cookie}%") == 0


def test_a_new_sign_in_is_a_new_cookie_and_signing_out_ends_the_old(place):
    place = make.member("caseworker")
    give_password(place)
    first, second = Client(), Client()
    cookies = [sign_in(place, client=client).cookies[settings.SESSION_COOKIE_NAME].value for client in (first, second)]
    assert cookies[0] != cookies[1]
    first.post(reverse("sign_out"), {"everywhere": "1"})
    assert second.get("/people/").status_code == 302


def test_a_cookie_set_by_somebody_else_is_not_taken_over(place):
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "chosen-by-another"
    assert sign_in(place, client=client).cookies[settings.SESSION_COOKIE_NAME].value != "chosen-by-another"


def test_the_end_of_a_membership_ends_its_sessions_in_the_same_transaction(place):
    for change in (actions.suspend, actions.end):
        member = make.member("caseworker", of=place.organisation, teams=[place.team])
        with acting(place.administrator.cookie) as actor:
            change(member.membership, by=actor)
            connection.cursor().execute("RESET ROLE")
            assert scalar("SELECT ended_at IS NOT NULL FROM keys.session WHERE membership = %s", member.membership.pk)
        with pytest.raises(NobodyActs), acting(member.cookie):
            pass


# Tries ------------------------------------------------------------------------------------------------------------------------------------------------
def test_after_three_failures_the_next_try_waits_and_no_password_is_hashed_meanwhile(place, monkeypatch):
    for _try in range(gate.FREE_TRIES):
        assert sign_in(place, "wrong").status_code == 200
    monkeypatch.setattr(gate, "check_password", lambda *_: pytest.fail("hashed before the limit"))
    answer = sign_in(place)
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) >= 1


def test_the_wait_doubles_up_to_a_quarter_of_an_hour_and_ends(place):
    budget = gate.digest("a budget of its own")
    waits = []
    for _try in range(16):
        scalar("SELECT gate.failed(%s)", budget)
        waits.append(scalar("SELECT gate.wait_seconds(%s, 3)", budget))
    assert waits[:2] == [0, 0] and waits[2] in (1, 2) and waits == sorted(waits) and waits[-1] == 900
    with connection.cursor() as cursor:
        cursor.execute("UPDATE keys.attempt SET at = at - interval '1 hour' WHERE budget = %s", [budget])
    assert scalar("SELECT gate.wait_seconds(%s, 3)", budget) == 0


def test_an_attacker_elsewhere_cannot_keep_the_owner_out(place):
    known = Client()
    sign_in(place, client=known)
    for _try in range(5):
        sign_in(place, "wrong", address="198.51.100.9")
    assert sign_in(place, address="198.51.100.9").status_code == 429
    assert sign_in(place, client=known).status_code == 302, "a known browser has a budget of its own"
    assert sign_in(place, address="192.0.2.1").status_code == 302, "another network too"


def test_one_network_that_tries_many_names_waits_too(place):
    budget = gate.budget_of("address", gate.prefix("198.51.100.9"))
    for _try in range(gate.FREE_TRIES_OF_AN_ADDRESS):
        scalar("SELECT gate.failed(%s)", budget)
    assert sign_in(place, address="198.51.100.200").status_code == 429
    assert sign_in(place, address="203.0.113.7").status_code == 302


def emptied(like: str) -> None:
    """For ten minutes: however busy the machine is, it does not fill before the test has asked."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE keys.bucket SET tokens = -600 * a_second, at = now() WHERE budget LIKE %s", [f"{like}%"])
        assert cursor.rowcount == 1


@pytest.fixture
def limits(settings):
    settings.AMANA_LIMITS = True
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM keys.bucket")


@pytest.mark.parametrize(("bucket", "who_waits"), [("account", "owner"), ("network", "owner neighbour guest"), ("organisation", "owner colleague")])
def test_whoever_asks_too_often_waits_and_nobody_else(place, limits, bucket, who_waits):
    colleague, stranger = make.browser(place.administrator), make.browser(make.member())
    askers = {"owner": (make.browser(place), "203.0.113.7", "home"), "colleague": (colleague, "192.0.2.1", "home"),
              "neighbour": (stranger, "203.0.113.99", "home"), "stranger": (stranger, "192.0.2.9", "home"), "guest": (Client(), "203.0.113.8", "sign_in")}
    browser, address, name = askers["owner"]
    assert browser.get(reverse(name), REMOTE_ADDR=address).status_code == 200
    emptied(bucket)
    answers = {who: browser.get(reverse(name), REMOTE_ADDR=address) for who, (browser, address, name) in askers.items()}
    assert {who for who, answer in answers.items() if answer.status_code == 429} == set(who_waits.split())
    assert {answer.status_code for answer in answers.values()} == {200, 429}
    assert 0 < int(answers["owner"].headers["Retry-After"]) <= 601 and "أعد تحميل الصفحة" in answers["owner"].content.decode()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE keys.bucket SET at = now() - interval '1 hour'")
    browser, address, name = askers["owner"]
    assert browser.get(reverse(name), REMOTE_ADDR=address).status_code == 200, "a bucket fills again"


def test_a_bucket_gives_its_burst_and_then_what_flows_in(place, limits):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FILTER (WHERE gate.draw(%s, 'x') = 0) FROM generate_series(1, 320)", [place.cookie])
        assert cursor.fetchone()[0] == 300, "all in one moment of the database"
        cursor.execute("UPDATE keys.bucket SET at = now() - interval '1 hour'")
        cursor.execute("SELECT count(*) FILTER (WHERE gate.draw(%s, 'x') = 0) FROM generate_series(1, 320)", [place.cookie])
        assert cursor.fetchone()[0] == 300, "and never more than a full one"


@pytest.mark.parametrize(("one", "other", "is_same"), [
    ("198.51.100.9", "198.51.100.200", True), ("198.51.100.9", "198.51.101.9", False), ("2001:db8:1:2::5", "2001:db8:1:ff::9", True),
    ("2001:db8:1:2::5", "2001:db8:1:102::5", False), ("2001:db8::1", "2001:db8:0:0:5::", True), ("::ffff:198.51.100.9", "198.51.100.7", True)])
def test_a_budget_is_of_the_network_that_one_subscriber_has(one, other, is_same):
    assert (gate.prefix(one) == gate.prefix(other)) is is_same


def test_an_unknown_address_gets_the_same_answer_and_the_same_work(place, monkeypatch):
    checked = []
    check = gate.check_password
    monkeypatch.setattr(gate, "check_password", lambda *given: checked.append(1) or check(*given))
    known = Client().post(reverse("sign_in"), {"email": place.staff.email, "password": "wrong"})
    unknown = Client().post(reverse("sign_in"), {"email": "nobody@example.org", "password": "wrong"})
    bare = [re.sub(rb'(nonce|value|name="csrf-token" content)="[^"]*"', b"", one.content) for one in (known, unknown)]
    assert bare[0] == bare[1] and len(checked) == 2


# Forgery, hosts, headers ------------------------------------------------------------------------------------------------------------------------------
def test_a_form_without_its_token_changes_nothing(place):
    client = Client(enforce_csrf_checks=True)
    assert sign_in(place, client=client).status_code == 403
    client.cookies[settings.SESSION_COOKIE_NAME] = place.cookie
    assert client.post(reverse("set_language"), {"language": "en"}).status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_of_another_site_changes_nothing_even_with_a_token(place, site):
    assert sign_in(place, **{"Sec-Fetch-Site": site}).status_code == 403


def test_only_the_own_hosts_are_answered_and_a_proxys_word_for_it_is_not_taken(place, settings):
    settings.ALLOWED_HOSTS = ["amana.example"]
    assert Client().get("/sign-in/", headers={"Host": "evil.example"}).status_code == 400
    assert Client().get("/sign-in/", headers={"Host": "evil.example", "X-Forwarded-Host": "amana.example"}).status_code == 400


def test_links_that_leave_the_house_begin_with_the_configured_address(place, settings):
    settings.AMANA_ADDRESS, settings.ALLOWED_HOSTS = "https://amana.example", ["*"]
    page = make.browser(place.administrator).post(
        reverse("invite"), {"name": "هدى", "email": "huda@example.org", "role": "analyst"}, headers={"Host": "evil.example"}).content.decode()
    assert "https://amana.example/invitation/" in page and "evil.example" not in page
    assert not mail.outbox, "nothing is mailed: the link is handed over by the administrator"


@pytest.mark.parametrize("path", ["/sign-in/", "/people/", "/people/register/", "/no-such-page/", "/staff/", "/people/?q=%00"])
def test_every_page_says_what_it_may_load_and_that_nobody_keeps_it(place, path):
    browser = make.browser(place)
    answer, again = browser.get(path), browser.get(path)
    policy = answer.headers["Content-Security-Policy"]
    first, second = (set(re.findall(r"'nonce-([^']+)'", one.headers["Content-Security-Policy"])) for one in (answer, again))
    assert len(first) <= 1 and not first & second
    for directive in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "report-uri /policy-report/"):
        assert directive in policy
    assert "unsafe" not in policy and "*" not in policy
    page = answer.content.decode()
    assert all(f'nonce="{"".join(first)}"' in tag for tag in re.findall(r"<(?:script|style|link rel=.stylesheet)[^>]*>", page))
    assert not re.findall(r"<[^>]+\s(?:on\w+|style)=", page)
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin" and answer.headers["X-Frame-Options"] == "DENY"


def test_a_browsers_report_is_logged_without_the_key_of_anybody(place, caplog):
    key = uuid.uuid4()
    report = {"csp-report": {"effective-directive": "img-src\nFORGED", "document-uri": f"http://testserver/people/{key}/?q=هناء", "blocked-uri": "data"}}
    client = Client(enforce_csrf_checks=True)
    caplog.set_level("WARNING")
    for _time in range(2):
        assert client.post("/policy-report/", json.dumps(report), content_type="application/csp-report").status_code == 204
    assert [record.message for record in caplog.records if record.name == "amana.policy"] == ["The policy of img-srcFORGED kept something out of /people/ID/"]
    assert client.post("/policy-report/", "[1", content_type="application/csp-report").status_code == 400


def test_a_page_that_fails_says_nothing_of_what_it_held(place, monkeypatch):
    monkeypatch.setattr("amana.doors.site.pages.home.cases.day_of", lambda *_: {}["قصة هناء"])
    client = make.browser(place)
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500 and "هناء" not in answer.content.decode() and "Traceback" not in answer.content.decode()


# A server ---------------------------------------------------------------------------------------------------------------------------------------------
ON_A_SERVER = """
import django, io, json
django.setup()
from django.conf import settings as s
from django.core.management import call_command
said = io.StringIO()
call_command("check", "--deploy", "--fail-level", "WARNING", stderr=said, stdout=said)
print(json.dumps({name: getattr(s, name) for name in ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "DEVICE_COOKIE_NAME", "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE", "CSRF_COOKIE_SAMESITE", "LANGUAGE_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT", "DEBUG",
    "USE_X_FORWARDED_HOST", "ALLOWED_HOSTS", "DATA_UPLOAD_MAX_NUMBER_FIELDS", "SECRET_KEY", "AMANA_FIELD_SECRET", "AMANA_ADDRESS")}, default=str))
"""


def test_a_server_binds_its_cookies_to_host_and_tls_and_passes_djangos_list(tmp_path):
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}  # of tests that drive a browser
    environment = kept | {"AMANA_ENV": "server", "AMANA_HOSTS": "amana.example", "AMANA_BEHIND_PROXY": "yes", "AMANA_HOME": str(tmp_path),
                          "AMANA_DATABASE_URL": "postgresql://amana_web@host/amana", "AMANA_GATE_URL": "postgresql://amana_gate@host/amana",
                          "AMANA_MIGRATE_URL": "postgresql://amana_migrate@host/amana", "DJANGO_SETTINGS_MODULE": "amana.doors.site.settings"}
    done = subprocess.run([sys.executable, "-c", ON_A_SERVER], env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert all(found[name].startswith("__Host-") for name in ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "DEVICE_COOKIE_NAME"))
    assert found["SESSION_COOKIE_SECURE"] and found["CSRF_COOKIE_SECURE"] and found["LANGUAGE_COOKIE_SECURE"] and found["CSRF_COOKIE_SAMESITE"] == "Strict"
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000 and found["SECURE_SSL_REDIRECT"] and not found["DEBUG"] and not found["USE_X_FORWARDED_HOST"]
    assert found["ALLOWED_HOSTS"] == ["amana.example"] and found["AMANA_ADDRESS"] == "https://amana.example" and found["SECRET_KEY"] != found["AMANA_FIELD_SECRET"]


# Places ------------------------------------------------------------------------------------------------------------------------------------------------
def test_taking_up_an_invitation_is_judged_again_where_its_desk_has_become_the_polices(place):
    desk = make.team(place.organisation, is_desk=True)
    with acting(place.administrator.cookie) as actor:
        token = actions.invite(organisation_id=place.organisation.pk, email="late@example.org", name="ليلى", role="caseworker", teams=[desk.pk], by=actor)
    with connection.cursor() as cursor:  # as two administrators could in the same moment
        cursor.execute("ALTER TABLE access_membership DISABLE TRIGGER b_fact")
        make.member("police_focal_point", of=place.organisation, teams=[desk])
        cursor.execute("ALTER TABLE access_membership ENABLE TRIGGER b_fact")
    assert gate.accept(token, name="ليلى", password=PASSWORD) is None
    assert gate.offer(token), "the link is not used up: the administrator may mend the desk"
