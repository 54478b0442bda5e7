"""Every address has a verdict for every role, signed out, and for objects of another organisation."""
import pytest

from tests.proof import routes


@pytest.fixture(scope="module")
def cast(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), routes.cast() as made:
        yield made


def test_every_address_has_a_verdict_and_every_verdict_an_address():
    assert sorted(map(str, routes.written())) == sorted(map(str, routes.doors()))


def test_every_verdict_is_an_answer_of_a_working_program():
    wrong = [(str(door), who, status) for door, verdicts in routes.written().items() for who, status in verdicts.items() if status not in routes.VERDICTS]
    assert not wrong


def test_every_role_gets_the_answer_that_the_table_says(cast):
    wrong = []
    for door, verdicts in routes.written().items():
        for who in (routes.NOBODY, *routes.ROLES):
            if (got := routes.answer(cast, door, who)) != verdicts.get(who):
                wrong.append(f"{door}: {who} gets {got}, not {verdicts.get(who)}")
    assert not wrong, "\n".join(wrong)


def test_nobody_but_a_public_page_is_shown_without_signing_in():
    public = {address for address, pattern in routes.patterns() if pattern.callback.is_public}
    shown = {door.pattern for door, verdicts in routes.written().items() if verdicts[routes.NOBODY] == 200}
    assert shown <= public


def test_objects_of_another_organisation_are_hidden_from_every_role():
    """The platform's administrator sees organisations, and nothing of theirs."""
    told = [str(door) for door, verdicts in routes.written().items() for role in routes.ROLES
            if door.of == "elsewhere" and verdicts[role] not in (403, 404, 405)
            and not (role == "platform_administrator" and door.pattern.startswith("organisations/"))]
    assert not told


def test_every_view_is_framed_by_the_doors():
    bare = [address for address, pattern in routes.patterns() if not hasattr(pattern.callback, "is_public")]
    assert not bare
