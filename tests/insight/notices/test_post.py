"""Mails go out through a true mail server and the true login, each once; what fails waits, and nothing in them names anybody."""
from threading import Thread

import psycopg
import pytest
from django.db import connections, transaction

from amana.doors.site import installation
from amana.ground.access.models import Staff
from amana.insight.notices import post, tasks
from tests import builders as make
from tests.insight.notices import postman
from tests.proof.clones import committed
from tests.proof.database import connect
from tests.proof.oracle import TABLES


@pytest.fixture
def office(django_db_setup, django_db_blocker):
    """A committed desk with a referral that waits, and a digest for its officer and for nobody else."""
    with django_db_blocker.unblock(), committed("post"):
        with transaction.atomic():
            two = make.two()
            sent = make.referral(two)
        make.move_clock(seconds=1)
        yield two, sent


@pytest.fixture
def letters(settings, monkeypatch):
    with postman.at_work() as running:
        monkeypatch.setenv("AMANA_MAIL_URL", f"smtp://127.0.0.1:{running.port}/?from=amana@example.org&tls=none")
        settings.AMANA_MAIL = installation.mail_server()
        settings.AMANA_ADDRESS = "https://amana.example.org"
        yield running


def fill() -> None:
    """As at nine in the morning of a working day."""
    with connections["default"].cursor() as cursor:
        cursor.execute("UPDATE entry.shift SET ahead = ahead + (date_trunc('day', entry.clock(), 'Africa/Cairo') + interval '1 day 9 hours' - entry.clock())")
    post.fill(is_working_day=True)


def again() -> None:
    """The time until the next try has passed."""
    make.move_clock(minutes=6)
    post.send_all()


@pytest.mark.parametrize(("language", "words", "subject"), [
    ("en", "Referrals wait for an answer of your desk: 1", "Amana: something new waits for you"), ("ar", ": 1", "أمانة")])
def test_a_mail_says_how_much_of_which_kind_in_the_readers_language_and_names_nobody(office, letters, language, words, subject):
    two, sent = office
    Staff.objects.filter(pk=two.desk_officer.staff.pk).update(language=language)
    fill()
    assert post.send_all() == 1
    (to, letter), = letters.letters
    text = letter.get_content()
    assert to == [two.desk_officer.staff.email] and letter["From"] == "amana@example.org"
    assert words in text and subject in letter["Subject"] and "https://amana.example.org/notices/" in text
    for hidden in ("هناء", "الشاذلي", "داليا", sent.number, two.case.number, "Safe shelter", "مأوى", two.worker.organisation.name_ar, two.worker.organisation.name_en, str(sent.pk)):
        assert hidden not in text + letter["Subject"] + str(letter.items())
    assert post.send_all() == 0 and len(letters.letters) == 1


def test_a_mail_server_that_is_away_gets_the_same_mail_later(office, letters, settings):
    there = settings.AMANA_MAIL
    fill()
    settings.AMANA_MAIL = installation.MailServer(there.backend, there.options | {"port": 1}, there.sender, "", False)
    assert post.send_all() == 0
    settings.AMANA_MAIL = there
    assert post.send_all() == 0, "not at once"
    again()
    assert len(letters.letters) == 1


def test_what_the_server_took_without_saying_so_comes_again_under_the_same_number(office, letters):
    fill()
    letters.hangs_up = True
    assert post.send_all() == 0
    letters.hangs_up = False
    again()
    (_to, first), (_again, second) = letters.letters
    assert first["Message-ID"] == second["Message-ID"]


def test_one_address_that_is_refused_keeps_no_other_waiting(office, letters):
    two, _sent = office
    with transaction.atomic():
        make.member("desk_officer", of=two.desk_officer.organisation, teams=two.desk_officer.teams)
    fill()
    letters.refused = {two.desk_officer.staff.email}
    assert post.send_all() == 1 and len(letters.letters) == 1


def test_a_worker_that_is_killed_between_taking_and_sending_leaves_the_mail_waiting(office, letters):
    fill()
    with connect("amana_mail") as killed:
        assert killed.execute("SELECT id FROM post.take()").fetchone()
        assert post.send_all() == 0, "it is another's for the moment"
        killed.rollback()
    assert post.send_all() == 1


def test_two_workers_at_once_send_each_mail_once(office, letters):
    two, _sent = office
    with transaction.atomic():
        for _n in range(6):
            make.member("desk_officer", of=two.desk_officer.organisation, teams=two.desk_officer.teams)

    def work() -> None:
        try:
            post.fill(is_working_day=True)
            post.send_all()
        finally:
            connections.close_all()

    fill()
    workers = [Thread(target=work) for _n in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    addresses = [to for (to,), _letter in letters.letters]
    assert len(addresses) == 7 and len(set(addresses)) == 7


def test_of_two_workers_that_fill_the_outbox_at_once_one_does(office):
    fill()  # everybody has a row
    with connect("amana_admin") as admin:
        admin.execute("DELETE FROM keys.outbox; UPDATE keys.mailing SET digest_on = NULL, told_at = NULL")
    with connect("amana_mail") as first, connect("amana_mail") as second:
        looked = first.execute("SELECT post.fill(true)").fetchone()
        waiting = Thread(target=lambda: second.execute("SELECT post.fill(true)"))
        waiting.start()
        waiting.join(0.5)
        assert looked[0] > 1 and waiting.is_alive(), "the second waits for the first"
        first.commit()
        waiting.join()
        second.commit()
    with connect("amana_admin") as admin:
        admin.execute("UPDATE keys.mailing SET told_at = NULL")
        assert admin.execute("SELECT count(*) FROM keys.outbox").fetchone() == (1,)


def test_a_mail_that_is_on_its_way_keeps_nobody_from_filling_and_one_that_waits_is_replaced(office):
    two, _sent = office
    fill()
    with transaction.atomic():
        make.referral(two)
    make.move_clock(seconds=1)
    with connect("amana_mail") as sending:
        assert sending.execute("SELECT counts FROM post.take()").fetchone() == ({"referral_arrived": 1},)
        fill()
        sending.commit()
    with transaction.atomic():
        make.referral(two)
        make.referral(two)
    make.move_clock(seconds=1)
    fill()
    with connect("amana_mail") as sending:
        assert sending.execute("SELECT counts FROM post.take()").fetchone() == ({"referral_arrived": 3},), "the first one's time ran out meanwhile"
        assert sending.execute("SELECT counts FROM post.take()").fetchone() is None


def test_the_job_does_nothing_where_no_mail_is_set_up_and_sends_where_it_is(office, letters, settings):
    there, settings.AMANA_MAIL = settings.AMANA_MAIL, None
    tasks.mail(0)
    with connect("amana_admin") as admin:
        assert admin.execute("SELECT count(*) FROM keys.mailing").fetchone() == (0,)
    settings.AMANA_MAIL = there
    tasks.mail(0)
    with connect("amana_admin") as admin:
        assert admin.execute("SELECT count(*) > 0 FROM keys.mailing").fetchone() == (True,)


def test_on_a_laptop_mails_may_go_into_a_folder(office, settings, monkeypatch, tmp_path):
    monkeypatch.setenv("AMANA_MAIL_URL", "file:")
    monkeypatch.setattr(installation, "home", lambda: tmp_path)
    settings.AMANA_MAIL = installation.mail_server()
    fill()
    assert post.send_all() == 1
    (letter,) = (tmp_path / "mail").iterdir()
    assert office[0].desk_officer.staff.email in letter.read_text()


def test_the_mail_login_reaches_no_row_and_opens_no_session_and_no_other_login_reaches_the_outbox(office):
    two, _sent = office
    with connect("amana_mail") as mail:
        for table in (*(f"public.{name}" for name in TABLES), "keys.session", "keys.outbox", "keys.mailing", "keys.notices_seen", "audit.entry", "ring.circle"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), mail.transaction():
                mail.execute(f"SELECT * FROM {table}")
        for call in ("entry.enter('x', gen_random_uuid())", "entry.notices()", "entry.clock()", "post.counts()", f"post.counts_of('{two.worker.staff.pk}')",
                     f"post.put('{two.worker.staff.pk}', true, '[]')", "gate.credential('x', 'x')", f"gate.open_session('{two.worker.staff.pk}', 'x', 'x', '')"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), mail.transaction():
                mail.execute(f"SELECT * FROM {call}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege), mail.transaction():
            mail.execute("SET ROLE amana_web")
    for login in ("amana_web", "amana_gate"):
        with connect(login) as other:
            for call in ("post.fill(true)", "post.take()", "post.put_off(gen_random_uuid())", "post.counts()", f"post.counts_of('{two.worker.staff.pk}')"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege), other.transaction():
                    other.execute(f"SELECT * FROM {call}")


def test_after_the_mails_are_counted_the_connection_is_nobody(office):
    fill()
    make.move_clock(days=1)
    with connect("amana_mail") as mail, mail.transaction():
        assert mail.execute("SELECT post.fill(true)").fetchone()[0] > 0
        assert mail.execute("SELECT current_setting('amana.facts', true)").fetchone()[0] == ""
