"""The second factor: due by the setting or to whoever has one; without it a session has no actor; each proof counts once; two persons free a colleague."""
import base64
import hashlib
import html
import json
import re
import time
from functools import cache

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.urls import reverse

from amana.ground.access import actions, factors, gate, passkeys, queries, rules
from amana.ground.rows.acting import Hidden, NobodyActs, acting, awaited
from amana.lib.core import totp
from amana.lib.core.errors import Refused
from tests import builders as make
from tests.passkey import Key
from tests.proof.clones import at_once, committed

PASSWORD = "رحلة طويلة إلى البيت"
HOME = {"HTTP_HOST": "localhost"}


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    """A committed clone, for sign-in goes through the gate's own login."""
    with django_db_blocker.unblock(), committed("second_factor"):
        yield make.organisation()


@pytest.fixture
def worker(house):
    member = make.member(of=house)
    give_password(member)
    return member


@pytest.fixture
def admin(house):
    return make.member("organisation_administrator", of=house, teams=[], name="رئيفة الدمرداش")


@pytest.fixture
def required(house):
    run("UPDATE access_role SET second_factor = true WHERE code = 'caseworker'")
    yield
    run("UPDATE access_role SET second_factor = false")


def run(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone() if cursor.description else None


def give_password(member):
    run("INSERT INTO keys.password (staff, hash) VALUES (%s, %s)", member.staff.pk, _hashed())


@cache
def _hashed():
    return make_password(PASSWORD)


class Person:
    """Somebody in front of a browser, with an app on her phone and perhaps a key."""

    def __init__(self, member, address="203.0.113.7"):
        self.member, self.client, self.address = member, Client(**HOME), address
        self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        self.secret, self.codes, self.key, self.ahead = b"", [], Key(), 0
        run("UPDATE access_staff SET language = 'en' WHERE id = %s", member.staff.pk)

    def signs_in(self, **params):
        return self.client.post(reverse("sign_in"), {"email": self.member.staff.email, "password": PASSWORD}, REMOTE_ADDR=self.address, query_params=params)

    def sets_up_app(self, shown=None):
        page = self.client.get(reverse("set_up_app")).content.decode()
        offered = re.search(r'name="offered" value="([^"]+)"', page)[1]
        self.secret = self._typed(re.search(r'<code [^>]*>([A-Z2-7 ]+)<', page)[1])
        answer = self.client.post(reverse("set_up_app"), {"offered": offered, "code": shown or self.shown()})
        return self._kept(answer)

    def _typed(self, letters):
        letters = letters.replace(" ", "")
        return base64.b32decode(letters + "=" * (-len(letters) % 8))

    def _kept(self, answer):
        if found := re.findall(r"<li><bdi[^>]*>(\d{5} \d{5})</bdi>", answer.content.decode()):
            self.codes = [one.replace(" ", "") for one in found]
        return answer

    def shown(self, ahead=0):
        """What the app shows now; the half minute goes on by itself between two proofs, in tests it is pushed on."""
        return totp.code(self.secret, int(time.time()) // 30 + ahead)

    def proves(self, code=None, **where):
        return self.client.post(reverse("second_factor"), {"code": code or self.shown()}, REMOTE_ADDR=where.get("address", self.address))

    def options(self, name):
        page = self.client.get(reverse(name)).content.decode()
        return (json.loads(html.unescape(re.search(r'data-options="([^"]+)"', page)[1])), re.search(r'name="asked_at" value="(\d+)"', page)[1])

    def sets_up_key(self, name="هاتفي"):
        options, asked_at = self.options("set_up_passkey")
        return self._kept(self.client.post(reverse("set_up_passkey"), {"name": name, "answer": self.key.makes(options), "asked_at": asked_at}))

    def proves_by_key(self, key=None):
        options, asked_at = self.options("second_factor")
        return self.client.post(reverse("second_factor"), {"answer": (key or self.key).signs(options), "asked_at": asked_at})

    @property
    def cookie(self):
        return self.client.cookies[settings.SESSION_COOKIE_NAME].value

    def acts(self):
        try:
            with acting(self.cookie):
                return True
        except NobodyActs:
            return False


def next_half_minute(*people):
    """As if half a minute had passed since the app was last used: the mark goes back, for no test can push the database's clock on."""
    for one in people:
        run("UPDATE keys.factor SET mark = mark - 3 WHERE staff = %s AND kind = 'app'", one.member.staff.pk)


@pytest.fixture
def maha(worker):
    """Set up with an app, signed out."""
    person = Person(worker)
    person.signs_in()
    person.sets_up_app()
    person.client.post(reverse("sign_out"))
    next_half_minute(person)
    return person


# Due, and what is without it ----------------------------------------------------------------------------------------------------------------------------
def test_where_none_is_due_the_password_is_enough(worker):
    person = Person(worker)
    assert person.signs_in().status_code == 302 and person.acts() and awaited(person.cookie) is None


def test_a_role_that_requires_one_leads_right_to_setting_it_up_and_shows_nothing_before(worker, required):
    person = Person(worker)
    assert person.signs_in(next="/people/")["Location"] == "/second-factor/set-up/?next=%2Fpeople%2F"
    assert not person.acts() and awaited(person.cookie) == "set_up"
    for path in ("/", "/people/", "/account/", "/switch/"):
        assert person.client.get(path)["Location"].startswith("/second-factor/set-up/"), path
    assert "Your role requires it" in person.client.get("/second-factor/set-up/").content.decode()
    answer = person.sets_up_app()
    assert answer.status_code == 200 and len(person.codes) == 10 and person.acts()
    assert person.client.get("/people/").status_code == 200


def test_whoever_has_one_is_asked_whatever_the_setting(maha):
    assert maha.signs_in(next="/people/")["Location"] == "/second-factor/?next=%2Fpeople%2F"
    assert not maha.acts() and awaited(maha.cookie) == "show"
    assert maha.client.get("/people/")["Location"].startswith("/second-factor/")
    before = maha.cookie
    assert maha.proves().status_code == 302 and maha.acts()
    assert maha.cookie != before, "a new cookie at the second factor"
    with pytest.raises(NobodyActs), acting(before):
        pass


def test_sessions_from_before_it_was_set_up_are_asked_too(worker):
    first, second = Person(worker), Person(worker)
    first.signs_in()
    second.signs_in()
    first.sets_up_app()
    assert first.acts() and not second.acts()


def test_a_session_without_its_factor_opens_no_page_no_other_role_and_no_api(maha):
    other = make.member("supervisor", of=maha.member.organisation, staff=maha.member.staff)
    maha.signs_in()
    assert maha.client.post(f"/switch/{other.membership.pk}/").status_code == 404
    assert maha.client.get("/api/v1/services", headers={"Authorization": f"Bearer {maha.cookie}"}).status_code == 401
    for path in ("/second-factor/app/", "/second-factor/passkey/", "/second-factor/set-up/"):
        assert maha.client.get(path)["Location"].startswith("/second-factor/?"), "no other factor is set up before the present one was shown"


def test_the_password_alone_ends_no_session_of_its_owner(maha):
    maha.signs_in()
    maha.proves()
    thief = Person(maha.member)
    thief.signs_in()
    thief.client.post(reverse("sign_out"), {"everywhere": "yes"})
    assert maha.acts()


def test_the_password_alone_makes_no_browser_known(maha):
    maha.signs_in()
    device = maha.client.cookies[settings.DEVICE_COOKIE_NAME].value
    thief = Person(maha.member)
    thief.signs_in()
    stolen = thief.client.cookies[settings.DEVICE_COOKIE_NAME].value
    assert factors.standing(thief.cookie, stolen).is_known_device is False
    maha.proves()
    assert factors.standing(maha.cookie, device).is_known_device is True


def test_a_switch_carries_the_proof_along(maha):
    other = make.member("supervisor", of=maha.member.organisation, staff=maha.member.staff)
    maha.signs_in()
    maha.proves()
    maha.client.post(f"/switch/{other.membership.pk}/")
    assert maha.acts()


def test_a_switch_to_a_role_that_requires_one_sets_it_up_first(worker, required):
    other = make.member("supervisor", of=worker.organisation, staff=worker.staff)
    person = Person(worker)
    person.client.cookies[settings.SESSION_COOKIE_NAME] = other.cookie
    assert person.acts()
    person.client.post(f"/switch/{worker.membership.pk}/")
    assert not person.acts() and awaited(person.cookie) == "set_up"


def test_tokens_come_from_a_session_that_was_proved_and_are_not_asked_again(maha):
    maha.signs_in()
    maha.proves()
    with acting(maha.cookie) as actor:
        secret = actions.make_token(maha.member.membership.pk, name="cron", days=30, by=actor)
    with acting(secret) as actor:
        assert actor.staff_id == maha.member.staff.pk
    for change in (lambda by: actions.make_codes(by=by), lambda by: actions.remove_factor(queries.factors_of(by.staff_id)[0], by=by)):
        with pytest.raises(Refused), acting(secret) as actor:
            change(actor)


def test_an_invitation_taken_up_with_the_password_alone_shows_nothing(maha, admin):
    with acting(admin.cookie) as actor:
        token = actions.invite(organisation_id=admin.organisation.pk, email=maha.member.staff.email, name="x", role="supervisor",
                               teams=[maha.member.team.pk], by=actor)
    assert maha.client.post(f"/invitation/{token}/", {"password": PASSWORD})["Location"] == "/second-factor/" and not maha.acts()


# Codes of the app ---------------------------------------------------------------------------------------------------------------------------------------
def test_an_app_counts_once_it_has_shown_a_right_code(worker):
    person = Person(worker)
    person.signs_in()
    answer = person.sets_up_app(shown="000000")
    assert "This code is wrong" in answer.content.decode() and not queries_of(person)
    offered = re.search(r'name="offered" value="([^"]+)"', answer.content.decode())[1]
    assert person.client.post("/second-factor/app/", {"offered": offered, "code": person.shown()}).status_code == 200, "the same picture is still good"
    assert [one.kind for one in queries_of(person)] == ["app"]


def queries_of(person):
    with acting(person.cookie) as actor:
        return queries.factors_of(actor.staff_id)


def test_the_key_is_typed_in_groups_of_four_and_sealed_in_the_database(worker):
    person = Person(worker)
    person.signs_in()
    page = person.client.get("/second-factor/app/").content.decode()
    assert re.search(r"<code [^>]*>([A-Z2-7]{4} ){7}[A-Z2-7]{4}</code>", page) and "<svg" in page and "style=" not in page[page.index("<svg"):page.index("</svg>")]
    person.sets_up_app()
    stored = bytes(run("SELECT verifier FROM keys.factor WHERE staff = %s", worker.staff.pk)[0])
    assert person.secret not in stored and totp.letters(person.secret).encode() not in stored


def test_a_picture_offered_to_one_person_is_of_no_use_to_another(worker, house):
    first, second = Person(worker), Person(make.member(of=house))
    give_password(second.member)
    first.signs_in()
    second.signs_in()
    offered = re.search(r'name="offered" value="([^"]+)"', first.client.get("/second-factor/app/").content.decode())[1]
    answer = second.client.post("/second-factor/app/", {"offered": offered, "code": "123456"})
    assert answer.status_code == 200 and offered not in answer.content.decode() and not queries_of(second)


@pytest.mark.parametrize("ahead", [-1, 0, 1])
def test_a_code_counts_one_step_to_either_side_and_once(maha, ahead):
    maha.signs_in()
    code = maha.shown(ahead)
    assert maha.proves(code).status_code == 302 and maha.acts()
    again = Person(maha.member)
    again.signs_in()
    assert "was used already" in again.proves(code).content.decode() and not again.acts()


def test_an_earlier_step_counts_no_more_than_the_last_one(maha):
    maha.signs_in()
    maha.proves(maha.shown(1))
    again = Person(maha.member)
    again.signs_in()
    assert "was used already" in again.proves(maha.shown()).content.decode()


def test_the_same_code_at_the_same_moment_opens_one_session(maha):
    others = [Person(maha.member) for _n in range(2)]
    for one in others:
        one.signs_in()
    code = maha.shown()
    at_once(*(lambda one=one: one.proves(code) for one in others))
    assert sum(one.acts() for one in others) == 1


def test_a_phone_that_is_behind_is_told_so_and_one_that_is_ahead_is_not(maha):
    maha.signs_in()
    assert "is about 5 minutes behind" in maha.proves(maha.shown(-10)).content.decode()
    assert "This code is wrong" in maha.proves(maha.shown(10)).content.decode(), "a code to come could still be used by whoever guessed it"
    assert not maha.acts()


def test_while_it_is_set_up_a_phone_is_told_either_way(worker):
    person = Person(worker)
    person.signs_in()
    page = person.client.get("/second-factor/app/").content.decode()
    person.secret = person._typed(re.search(r"<code [^>]*>([A-Z2-7 ]+)<", page)[1])
    offered = re.search(r'name="offered" value="([^"]+)"', page)[1]
    for ahead, words in ((10, "5 minutes ahead"), (-10, "5 minutes behind")):
        assert words in person.client.post("/second-factor/app/", {"offered": offered, "code": person.shown(ahead)}).content.decode()
    assert not queries_of(person)


def test_the_database_takes_no_step_that_is_not_of_now(maha):
    maha.signs_in()
    app = factors.factors(factors.standing(maha.cookie, ""))[0]
    for step in (int(time.time()) // 30 + 5, int(time.time()) // 30 - 5):
        assert gate.call("SELECT gate.prove(%s, %s, %s, %s, %s)", [maha.cookie, app.id, step, b"new", b"d"])[0] is False


def test_arabic_digits_and_blanks_are_codes_too(maha):
    maha.signs_in()
    code = maha.shown().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert maha.proves(f"{code[:3]} {code[3:]}").status_code == 302


# Tries --------------------------------------------------------------------------------------------------------------------------------------------------
def test_after_three_wrong_codes_the_next_waits_and_the_right_one_too(maha):
    maha.signs_in()
    for _n in range(3):
        assert maha.proves("000000").status_code == 200
    answer = maha.proves()
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) >= 1 and "Too many tries" in answer.content.decode()
    run("UPDATE keys.attempt SET at = at - interval '10 minutes'")
    assert maha.proves().status_code == 302


def test_many_tries_at_the_same_moment_are_no_more_than_in_turn(maha):
    people = [Person(maha.member) for _n in range(6)]
    for one in people:
        one.signs_in()
    answers = []
    at_once(*(lambda one=one: answers.append(one.proves("000000").status_code) for one in people))
    assert answers.count(200) == 3 and answers.count(429) == 3


def test_whoever_tries_from_many_networks_waits_and_a_known_browser_does_not(maha):
    maha.signs_in()
    maha.proves()
    next_half_minute(maha)
    thief = Person(maha.member)
    thief.signs_in()
    waited = [thief.proves("000000", address=f"198.51.{n}.1").status_code for n in range(factors.FREE_TRIES_OF_ALL + 1)]
    assert waited == [200] * factors.FREE_TRIES_OF_ALL + [429]
    assert run("SELECT count(*) FROM audit.entry WHERE verb = 'sign_in.attacked' AND subject = %s", maha.member.staff.pk)[0] == 1
    maha.signs_in()
    assert maha.proves().status_code == 302


# Printed codes ------------------------------------------------------------------------------------------------------------------------------------------
def test_each_printed_code_opens_once(maha):
    assert len(set(maha.codes)) == 10
    maha.signs_in()
    assert maha.proves(maha.codes[0]).status_code == 302 and maha.acts()
    again = Person(maha.member)
    again.signs_in()
    assert "was used already: each opens once" in again.proves(maha.codes[0]).content.decode() and not again.acts()
    assert "none of your printed codes" in again.proves("0123456789").content.decode()
    assert "9 codes of 10 are left" in maha.client.get("/account/").content.decode()


def test_the_database_holds_no_printed_code(maha):
    stored = run("SELECT string_agg(to_jsonb(c)::text, '') FROM keys.printed_code c WHERE staff = %s", maha.member.staff.pk)[0]
    assert not any(code in stored for code in maha.codes)
    assert not any(hashlib.sha256(code.encode()).hexdigest() in stored for code in maha.codes), "keyed, so that a copied table cannot be tried"


def test_whoever_has_no_code_left_is_told_what_to_do(maha):
    run("UPDATE keys.printed_code SET used_at = now() WHERE staff = %s", maha.member.staff.pk)
    maha.signs_in()
    assert "no printed codes left" in maha.proves("0123456789").content.decode()


def test_new_codes_end_the_old_ones(maha):
    maha.signs_in()
    maha.proves()
    page = maha._kept(maha.client.post("/account/codes/"))
    old, new = maha.codes, re.findall(r"(\d{5}) (\d{5})", page.content.decode())
    assert len(new) == 10
    again = Person(maha.member)
    again.signs_in()
    assert again.proves("".join(new[0])).status_code == 302 and old


# Changing it --------------------------------------------------------------------------------------------------------------------------------------------
@pytest.fixture
def signed_in_long_ago(maha):
    maha.signs_in()
    maha.proves()
    run("UPDATE keys.session SET proved_at = now() - interval '16 minutes' WHERE staff = %s", maha.member.staff.pk)
    next_half_minute(maha)
    return maha


def test_whoever_finds_an_open_browser_changes_nothing_of_the_second_factor(signed_in_long_ago):
    person = signed_in_long_ago
    own = queries_of(person)[0]
    assert person.acts()
    for path in ("/account/codes/", f"/account/factors/{own.pk}/remove/"):
        assert person.client.get(path)["Location"] == f"/second-factor/?next={path.replace('/', '%2F')}"
        assert person.client.post(path)["Location"].startswith("/second-factor/")
    for path in ("/second-factor/app/", "/second-factor/passkey/"):
        assert person.client.get(path)["Location"].startswith("/second-factor/?")
    for change in (lambda by: actions.make_codes(by=by), lambda by: actions.remove_factor(own, by=by)):
        with pytest.raises(Refused), acting(person.cookie) as actor:
            change(actor)
    assert gate.call("SELECT gate.add_factor(%s, %s, 'app', '', 'x', NULL, %s, '{}', 'n', 'd')", [
        person.cookie, own.pk, int(time.time()) // 30])[0] == "show_first"


def test_shown_once_more_it_may_be_removed_and_then_none_is_asked(signed_in_long_ago):
    person = signed_in_long_ago
    path = f"/account/factors/{queries_of(person)[0].pk}/remove/"
    assert "once more" in person.client.get(path, follow=True).content.decode()
    answer = person.client.post("/second-factor/", {"code": person.shown()}, query_params={"next": path})
    assert answer["Location"] == path and person.client.get(path).status_code == 200
    person.client.post(path)
    assert not queries_of(person)
    person.signs_in()
    assert person.acts()
    assert run("SELECT count(*) FROM keys.printed_code WHERE staff = %s", person.member.staff.pk)[0] == 0


def test_the_last_one_stays_where_the_role_requires_it(maha, required):
    maha.signs_in()
    maha.proves()
    answer = maha.client.post(f"/account/factors/{queries_of(maha)[0].pk}/remove/", follow=True)
    assert "Set up another one first" in answer.content.decode() and queries_of(maha)


def test_a_new_app_takes_the_place_of_the_old_and_the_sheet_stays_good(maha):
    maha.signs_in()
    maha.proves()
    codes, old = maha.codes, maha.secret
    assert maha.sets_up_app().status_code == 302 and maha.codes == codes, "printed codes are kept"
    assert len(queries_of(maha)) == 1 and maha.secret != old
    again = Person(maha.member)
    again.signs_in()
    assert "This code is wrong" in again.proves(totp.code(old, int(time.time()) // 30 + 1)).content.decode()


def test_nobody_removes_or_sees_a_factor_of_somebody_else(maha, admin, house):
    maha.signs_in()
    maha.proves()
    own = queries_of(maha)[0]
    colleague = Person(make.member(of=house))
    give_password(colleague.member)
    colleague.signs_in()
    colleague.sets_up_app()
    assert colleague.client.get(f"/account/factors/{own.pk}/remove/").status_code == 404
    with pytest.raises(Hidden), acting(colleague.cookie) as actor:
        actions.remove_factor(own, by=actor)
    with acting(colleague.cookie):
        assert queries.factors_of(maha.member.staff.pk) == []
    with acting(make.member("organisation_administrator", teams=[]).cookie):
        assert queries.factors_of(maha.member.staff.pk) == []
    with acting(admin.cookie):
        assert [(one.kind, one.name) for one in queries.factors_of(maha.member.staff.pk)] == [("app", "")]


# Passkeys -----------------------------------------------------------------------------------------------------------------------------------------------
@pytest.fixture
def muna(worker):
    """Set up with a passkey, signed out."""
    person = Person(worker)
    person.signs_in()
    assert len(person.sets_up_key().content) and len(person.codes) == 10
    person.client.post(reverse("sign_out"))
    return person


def test_a_passkey_is_a_second_factor(muna):
    assert muna.signs_in()["Location"] == "/second-factor/" and not muna.acts()
    assert muna.proves_by_key().status_code == 302 and muna.acts()
    own = queries_of(muna)[0]
    assert (own.kind, own.name) == ("passkey", "هاتفي") and own.used_at
    assert "هاتفي" in muna.client.get("/account/").content.decode()


def test_an_answer_is_good_for_one_session_and_once(muna):
    muna.signs_in()
    options, asked_at = muna.options("second_factor")
    answer = {"answer": muna.key.signs(options), "asked_at": asked_at}
    other = Person(muna.member)
    other.signs_in()
    assert "did not answer as it should" in other.client.post("/second-factor/", answer).content.decode() and not other.acts()
    assert muna.client.post("/second-factor/", answer).status_code == 302
    muna.client.post(reverse("sign_out"))
    muna.signs_in()
    assert muna.client.post("/second-factor/", answer).status_code == 200 and not muna.acts()


@pytest.mark.parametrize("key", [Key(), Key(origin="http://evil.example"), Key(host="evil.example")])
def test_another_key_or_another_site_is_refused(muna, key):
    muna.signs_in()
    if key.origin != "http://localhost" or key.host != "localhost":
        key.credential, key.private = muna.key.credential, muna.key.private
    assert "did not answer as it should" in muna.proves_by_key(key).content.decode() and not muna.acts()


def test_a_key_that_counts_backwards_is_a_copy(muna):
    muna.signs_in()
    muna.proves_by_key()
    muna.client.post(reverse("sign_out"))
    muna.signs_in()
    muna.key.counter -= 1
    assert "copied it" in muna.proves_by_key().content.decode() and not muna.acts()


def test_a_key_that_does_not_count_is_taken(worker):
    person = Person(worker)
    person.key.counter = 0
    person.signs_in()
    person.sets_up_key()
    for _time in range(2):
        person.client.post(reverse("sign_out"))
        person.signs_in()
        assert person.proves_by_key().status_code == 302 and person.acts()


def test_a_page_that_is_sent_twice_at_once_opens_one_session(worker):
    person = Person(worker)
    person.key.counter = 0
    person.signs_in()
    person.sets_up_key()
    person.client.post(reverse("sign_out"))
    person.signs_in()
    options, asked_at = person.options("second_factor")
    answer = {"answer": person.key.signs(options), "asked_at": asked_at}
    twins = [Client(**HOME) for _n in range(2)]
    for one in twins:
        one.cookies[settings.SESSION_COOKIE_NAME] = person.cookie
    said = []
    assert all(at_once(*(lambda one=one: said.append(one.post("/second-factor/", answer).status_code) for one in twins)))
    assert said == [302, 302]
    assert run("SELECT count(*) FROM keys.session WHERE staff = %s AND ended_at IS NULL AND proved_at IS NOT NULL", worker.staff.pk)[0] == 1


def test_an_old_page_and_no_answer_at_all_are_refused(muna):
    muna.signs_in()
    options, asked_at = muna.options("second_factor")
    for answer in ({"answer": muna.key.signs(options), "asked_at": str(int(asked_at) - 601)}, {"answer": "", "asked_at": asked_at},
                   {"answer": "[]", "asked_at": "x"}, {"answer": muna.key.makes(options), "asked_at": asked_at}):
        assert muna.client.post("/second-factor/", answer).status_code == 200 and not muna.acts()


def test_the_key_of_a_colleague_opens_nothing_and_is_set_up_once(muna, house):
    other = Person(make.member(of=house))
    give_password(other.member)
    other.key = muna.key
    other.signs_in()
    assert "set up already" in other.sets_up_key().content.decode() and not queries_of(other)


def test_a_passkey_has_a_name(worker):
    person = Person(worker)
    person.signs_in()
    assert "am-summary" in person.sets_up_key(name=" ").content.decode() and not queries_of(person)


def test_passkeys_belong_to_the_address_that_is_set(muna, settings):
    settings.AMANA_ADDRESS, settings.ALLOWED_HOSTS = "https://amana.example", ["*"]
    assert passkeys.host() == "amana.example"
    assert passkeys.work_at("https://amana.example") and passkeys.work_at("https://amana.example:8443")
    assert not any(passkeys.work_at(one) for one in ("http://amana.example", "https://evil.example", "https://amana.example.evil.example"))
    muna.signs_in()
    assert "only under the address" in muna.client.get("/second-factor/").content.decode()


# Two persons --------------------------------------------------------------------------------------------------------------------------------------------
def test_an_administrator_frees_a_colleague_and_all_her_sessions_end(maha, admin):
    maha.signs_in()
    maha.proves()
    with acting(maha.cookie) as actor:
        secret = actions.make_token(maha.member.membership.pk, name="cron", days=30, by=actor)
    path = f"/staff/{maha.member.staff.pk}/second-factor/"
    browser = make.browser(admin)
    assert browser.post(path, {}).status_code == 200 and maha.acts(), "without a reason nothing is done"
    assert browser.post(path, {"reason": "lost"}).status_code == 302
    for cookie in (maha.cookie, secret, maha.member.cookie):
        with pytest.raises(NobodyActs), acting(cookie):
            pass
    entry = run("SELECT staff, subject, details ->> 'reason' FROM audit.entry WHERE verb = 'factor.reset' AND subject = %s", maha.member.staff.pk)
    assert entry == (admin.staff.pk, maha.member.staff.pk, "lost")
    maha.signs_in()
    assert maha.acts() and not run("SELECT count(*) FROM keys.printed_code WHERE staff = %s", maha.member.staff.pk)[0]


def test_nobody_frees_herself_and_no_stranger_frees(maha, admin, house):
    stranger = make.member("organisation_administrator", teams=[])
    supervisor = make.member("supervisor", of=house)
    path = f"/staff/{maha.member.staff.pk}/second-factor/"
    assert make.browser(stranger).get(path).status_code == 404 and make.browser(supervisor).get(path).status_code == 403
    with pytest.raises(Hidden), acting(stranger.cookie) as actor:
        actions.reset_second_factor(maha.member.staff.pk, reason="lost", by=actor)
    give_password(admin)
    own = Person(admin)
    own.signs_in()
    own.sets_up_app()
    answer = own.client.post(f"/staff/{admin.staff.pk}/second-factor/", {"reason": "lost"})
    assert "it takes a second person" in answer.content.decode() and own.acts() and queries_of(own)


def test_a_former_colleague_is_freed_by_her_present_organisation_alone(maha, admin, house):
    run("UPDATE access_membership SET ended_at = now() WHERE id = %s", maha.member.membership.pk)
    make.member(staff=maha.member.staff)
    with pytest.raises(Hidden), acting(admin.cookie) as actor:
        actions.reset_second_factor(maha.member.staff.pk, reason="lost", by=actor)


def test_the_only_administrator_is_freed_on_the_machine(admin):
    from amana.doors.site import upkeep
    give_password(admin)
    own = Person(admin)
    own.signs_in()
    own.sets_up_app()
    assert upkeep.free_of_second_factor(admin.staff.email.upper()) and not upkeep.free_of_second_factor(admin.staff.email)
    assert not own.acts()
    assert run("SELECT details ->> 'reason', staff FROM audit.entry WHERE verb = 'factor.reset' AND subject = %s", admin.staff.pk) == ("command_line", None)


# The setting --------------------------------------------------------------------------------------------------------------------------------------------
def test_the_setting_names_roles_all_or_none():
    assert rules.second_factor_roles("off") == frozenset() and rules.second_factor_roles("all") == frozenset(rules.RoleCode.values)
    assert rules.second_factor_roles("supervisor, case_manager") == {"supervisor", "case_manager"}
    for wrong in ("", "everybody", "all,off", "supervisor,boss"):
        with pytest.raises(ValueError):
            rules.second_factor_roles(wrong)


def test_migrating_writes_the_setting_and_a_server_with_another_one_does_not_serve(house, settings):
    from amana.doors.site import upkeep
    from amana.doors.site.localpg import CannotStart
    from amana.ground.access import reference
    settings.AMANA_SECOND_FACTOR = "protection_officer"
    with pytest.raises(CannotStart, match="AMANA_SECOND_FACTOR"):
        upkeep.must_be_migrated()
    try:
        reference.write_roles(connection)
        upkeep.must_be_migrated()
    finally:
        settings.AMANA_SECOND_FACTOR = "off"
        reference.write_roles(connection)
        run("RESET ROLE")


def test_the_account_page_shows_where_one_is_signed_in(worker):
    person = Person(worker)
    person.client.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
    person.signs_in()
    page = person.client.get("/account/").content.decode()
    assert "Firefox, Android" in page and page.count("This browser") == 1 and "Not set up" in page


@pytest.mark.parametrize(("said", "words"), [
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile Safari/604.1", "Safari, iPhone"),
    ("curl/8", "curl/8"), ("", "")])
def test_a_browser_is_named_in_two_words(said, words):
    assert rules.browser_words(said) == words
