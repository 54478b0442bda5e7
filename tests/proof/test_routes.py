"""Every address has a verdict for every role, signed out, and for the files of a colleague, another team, another organisation, and what was referred;
and what one may not see stands nowhere in the answers: no word of it, no count, no place in an order.

`make test` compares the table with the addresses. `make proof` knocks: every role at every door (AMANA_PROOF_DOORS=all), or in `.ci/run` one role at each
door, and every role for its own file, for the first pages of others' and for what has no key (AMANA_PROOF_DOORS=many).
"""
import json
import os
import re
import zipfile
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test import override_settings

from amana.ground.access.rules import Section
from amana.ground.lists import actions as lists
from amana.ground.lists.listing import lists_of
from amana.ground.lists.rules import Format
from amana.ground.rows.acting import acting, clock
from amana.insight.notices import post
from tests.proof import canaries, routes

proof = pytest.mark.proof  # what takes the house

# Pages that gather what there is, with what they may be asked for; the last is the warning beside registration.
GATHERING = ("/", "/find/options/?q=هناء", "/find/options/?q=0100",
             "/people/", "/people/?q=هناء", "/people/?q=0100", "/people/duplicates/", "/cases/", "/referrals/", "/referrals/?tab=running",
             "/referrals/?tab=outgoing", "/arrivals/", "/caseloads/", "/staff/", "/contact-requests/", "/hand-overs/", "/notices/", "/notices/new/", "/assistance/", "/programmes/", "/follow-up/",
             "/api/v1/people", "/api/v1/people?q=هناء", "/api/v1/cases", "/api/v1/referrals?tab=running", "/api/v1/arrivals")
ALIKE = ("/people/register/alike/", {"given_ar": "هناء", "father_ar": "سعيد", "family_ar": "الشاذلي"})


# Who is shown what comes into the house, one after the other.
SHOWN = {"_elsewhere": lambda rights: False, "_protected": lambda rights: rights.reach == "organisation",
         "_other_team": lambda rights: "organisation" in (rights.reach, rights.finds)}
SHOWN_TO = "case_manager"  # somebody who is shown the last of it


@pytest.fixture(scope="module")
def gathered():
    """Role → the pages before something came that it is not shown, and when it had come; of SHOWN_TO also when all had come."""
    return {}


@pytest.fixture(scope="module")
def knocker(django_db_setup, django_db_blocker, gathered):
    times = []

    def watch(knocker, coming):
        times.append(clock() + timedelta(minutes=30))  # the same for all pages, and later than all that is still to come
        steps = [*SHOWN, ""]
        for role in routes.ROLES:
            if routes.alike(role) == role and coming in (steps[0], steps[_hidden(role)], *steps[-1:] * (role == SHOWN_TO)):
                gathered.setdefault(role, []).append(_gathered(knocker, role, times[0]))

    with django_db_blocker.unblock(), routes.house(asks=os.environ.get("AMANA_PROOF_DOORS", "many"), watch=watch) as made:
        made.canaries = canaries.plant(made.house)
        yield made


def _hidden(role: str) -> int:
    """How much of what comes, from the first on, this role is not shown."""
    return next((place for place, shown_to in enumerate(SHOWN.values()) if shown_to(routes.ROLES[role])), len(SHOWN))


def _gathered(knocker, role, at) -> dict:
    member = knocker.house.member(role, "own")
    pages = {address: knocker.send("GET", address, member, at=at) for address in GATHERING}
    return {address: _bare(page)[1] for address, page in (pages | {"alike": knocker.send("POST", ALIKE[0], member, ALIKE[1], at=at)}).items()}


def test_every_address_has_a_verdict_and_every_verdict_an_address():
    unmatched = sorted(map(str, routes.written().keys() ^ set(routes.doors())))
    assert not unmatched, "\n".join(unmatched)


def test_every_verdict_is_an_answer_of_a_working_program():
    wrong = [(str(door), who, status) for door, verdicts in routes.written().items() for who, status in verdicts.items() if status not in routes.VERDICTS]
    assert not wrong


@proof
def test_every_role_gets_the_answer_that_the_table_says(knocker):
    wrong = []
    for door, verdicts in routes.written().items():
        for who in (routes.NOBODY, *routes.ROLES):
            if (got := knocker.verdict(door, who)) not in (None, verdicts.get(who)):
                wrong.append(f"{door}: {who} gets {got}, not {verdicts.get(who)}")
    assert not wrong, "\n".join(wrong)


@proof
def test_what_is_hidden_looks_like_what_does_not_exist(knocker):
    """The same body and headers for a hidden key as for one that belongs to nothing, but for the seals of the page's own forms."""
    told = []
    for (door, who), answer in list(knocker.answers.items()):
        if answer.status_code == 404 and door.of not in ("", "unknown"):
            missing = knocker.answer(routes.Door(door.pattern, door.method, routes.UNKNOWN), who)
            if _bare(answer) != _bare(missing):
                told.append(f"{door} to {who}")
    assert not told, "\n".join(told)


@proof
def test_a_key_that_belongs_to_nothing_opens_nothing(knocker):
    shown = [f"{door} to {who}: {answer.status_code}" for (door, who), answer in knocker.answers.items()
             if door.of == routes.UNKNOWN and answer.status_code not in (403, 404, 405)]
    assert not shown


@pytest.fixture(scope="module")
def heard(knocker):
    """(Door, who) → the canaries in its answer: body, headers and redirects, papers, pages of errors."""
    for door in routes.written():  # asked already, unless another worker runs the test of the verdicts
        for who in (routes.NOBODY, *routes.ROLES):
            knocker.verdict(door, who)
    by_value = {one.value: one for one in knocker.canaries}
    return {key: [by_value[word] for word in canaries.found_in(f"{_read(answer.content)}{answer.headers}{answer.cookies}") & set(by_value)]
            for key, answer in knocker.answers.items()}


def _read(content: bytes) -> str:
    """A page, or what stands inside the file of a table program, which is packed."""
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    with zipfile.ZipFile(BytesIO(content)) as packed:
        return "\n".join(packed.read(name).decode(errors="replace") for name in packed.namelist())


@proof
def test_no_answer_holds_a_word_that_the_role_may_not_read(heard):
    told = {f"{door} tells {who} {one.field} of {one.of}" for (door, who), canaries_ in heard.items() for one in canaries_
            if who == routes.NOBODY or not canaries.may_read(who, one)}
    assert not told, "\n".join(sorted(told))


CLINICAL = Section.PSYCHOSOCIAL | Section.HEALTH


@proof
def test_clinical_words_reach_those_roles_alone_that_read_them(heard):
    """On pages, in charts, in papers, in files and over the API; whatever else opens a file to a role."""
    found = {(door, who, one) for (door, who), canaries_ in heard.items() for one in canaries_ if one.section & CLINICAL}
    told = {f"{door} tells {who} {one.field} of {one.of}" for door, who, one in found if who == routes.NOBODY or not routes.ROLES[who].reads & one.section}
    assert not told, "\n".join(sorted(told))
    assert {one.field.partition("_")[0] for _door, _who, one in found} >= {"psychosocial", "assessments", "cases"}, "else nothing was tried"


@proof
def test_every_paper_was_read(knocker, heard):
    """What is typeset says what it would print, in words (routes.py); a paper that were made in another way could hold anything."""
    papers = {door.pattern for (door, _who), answer in knocker.answers.items() if answer.headers.get("Content-Type") == "application/pdf"}
    unread = {str(door) for (door, _who), answer in knocker.answers.items() if answer.headers.get("Content-Type") == "application/pdf" and not answer.content.startswith(b"%PDF {")}
    assert not unread and any(pattern.endswith("summary.pdf") for pattern in papers) and any("safety/paper" in pattern for pattern in papers)


@proof
@pytest.mark.parametrize("kind", Format.values)
def test_no_file_of_a_list_holds_a_word_that_the_role_may_not_read(knocker, kind):
    """With every column that the role can choose."""
    by_value, told, taken = {one.value: one for one in knocker.canaries}, set(), set()
    for role in (role for role in routes.ROLES if routes.alike(role) == role):
        with transaction.atomic():
            with acting(knocker.house.member(role, "own").cookie) as actor:
                files = {name: lists.export(of, query="", columns=[one.code for one in of.columns_of(actor)], kind=kind, by=actor) for name, of in lists_of(actor).items()}
            transaction.set_rollback(True)
        assert all(made.content for made in files.values()), "a job would write it"
        taken |= files.keys()
        told |= {f"{name} as {kind} tells {role} {one.field} of {one.of}" for name, made in files.items() for word in canaries.found_in(_read(made.content)) & set(by_value)
                 if not canaries.may_read(role, one := by_value[word])}
    assert not told, "\n".join(sorted(told))
    assert taken >= {"people", "cases", "referrals"}


@proof
def test_no_mail_holds_a_word_of_anybody(knocker):
    """Everybody's at nine in the morning: kinds and how many, also of an alarm."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE entry.shift SET ahead = ahead + (date_trunc('day', entry.clock(), 'Africa/Cairo') + interval '1 day 9 hours' - entry.clock()); SET LOCAL ROLE amana_keeper")
        while cursor.execute("SELECT post.fill(true)").fetchone()[0]:
            pass
        waiting = []
        while row := cursor.execute("SELECT id, address, language, is_urgent, counts FROM post.take()").fetchone():
            waiting.append(post.Waiting(*row[:4], counts=json.loads(row[4]) if isinstance(row[4], str) else row[4]))
        transaction.set_rollback(True)
    server = SimpleNamespace(sender="amana@example.org", backend="django.core.mail.backends.locmem.EmailBackend", options={})
    with override_settings(AMANA_MAIL=server, AMANA_ADDRESS="https://amana.example.org"):
        letters = [post.message(one).message().as_string() + post.message(one).body for one in waiting]
    assert not canaries.found_in("\n".join(letters))
    assert any("alarm_raised" in one.counts for one in waiting) and len(letters) > len(routes.ROLES) // 2, "else nothing was tried"


@proof
def test_the_log_holds_no_word_of_anybody(knocker):
    log = "\n".join(knocker.log)
    assert knocker.log and not canaries.found_in(log)


@proof
def test_the_canaries_sing(knocker, heard):
    """What may be read is read by somebody: the words are where the pages look for them."""
    silent = {one.field for one in knocker.canaries} - {one.field for found in heard.values() for one in found}
    assert silent == SHOWN_NOWHERE


# What came of a task, while all of them are open; the first action, which is a task of its own with its day; of a paper's number more than its end;
# and of help what a part costs in the programme's own currency, with the day of its rate, where that is the pound.
SHOWN_NOWHERE = {"cases_task.outcome", "cases_risk.first_action_due_at", "registry_document.number", "assistance_instalment.charged", "assistance_request.pounds_on"}


@proof
def test_what_is_hidden_changes_no_page_that_gathers(knocker, gathered):
    """Counts, order, facets and empty states are those of a world without it."""
    told = [f"{address} to {role}" for role, (before, after, *_shown) in gathered.items() for address in before if before[address] != after[address]]
    assert not told, "\n".join(told)


@proof
def test_what_is_shown_changes_the_pages_that_gather(knocker, gathered):
    """Else the test above could not fail."""
    _before, before, after = gathered[SHOWN_TO]
    assert before["/people/"] != after["/people/"]


def _bare(answer) -> tuple:
    body = re.sub(rb'(nonce|value|action|name="csrf-token" content)="[^"]*"', b"", answer.content)
    headers = {name: re.sub(r"'nonce-[^']*'", "", value) for name, value in answer.headers.items() if name != "Content-Length"}
    return answer.status_code, body, headers


@proof
def test_nobody_but_a_public_page_is_shown_without_signing_in():
    public = {address for address, pattern in routes.patterns() if pattern.callback.is_public}
    shown = {door.pattern for door, verdicts in routes.written().items() if verdicts[routes.NOBODY] == 200}
    assert shown <= public


@proof
def test_objects_of_another_organisation_are_hidden_from_every_role():
    """The platform's administrator sees organisations, and nothing of theirs."""
    told = [str(door) for door, verdicts in routes.written().items() for role in routes.ROLES
            if door.of in ("elsewhere", "other-desk") and verdicts[role] not in (403, 404, 405)
            and not (role == "platform_administrator" and door.pattern.startswith("organisations/"))]
    assert not told


@proof
def test_every_view_is_framed_by_the_doors():
    bare = [address for address, pattern in routes.patterns() if not hasattr(pattern.callback, "is_public")]
    assert not bare
