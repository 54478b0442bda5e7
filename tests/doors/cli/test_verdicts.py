"""Every command of the program's own list has a verdict: whom it lets reach the data of people. A new command without one fails the build."""
import pytest
import typer

from amana.doors.cli.main import app
from amana.ground.access import gate
from tests import builders as make
from tests.proof.clones import committed
from tests.proof.oracle import ROLES

NOBODY = "reads nobody's data"
INVENTED = "writes invented people, never on a server"
COUNTS = "reads sums and keys of the books as the keeper, and writes nothing"
SESSIONS = "reads what each job's own session may"
VERDICTS = {
    "serve": NOBODY, "stop": NOBODY, "init": NOBODY, "migrate": NOBODY, "check": NOBODY, "server-sql": NOBODY, "remove-second-factor": NOBODY, "password-link": NOBODY, "names matcher": NOBODY, "demo": INVENTED, "ledger verify": COUNTS, "worker": SESSIONS,
    "caseload import": "assign", "arrivals import": "import", "people link": "judge",  # the verb that whoever is named by --as must have
}


def commands(of, before: str = "") -> list[str]:
    found = typer.main.get_command(of)
    return [name for name in _names(found, before)]


def _names(group, before: str):
    for name, one in group.commands.items():
        yield from _names(one, f"{before}{name} ") if hasattr(one, "commands") else (before + name,)


def test_every_command_has_a_verdict_and_every_verdict_a_command():
    assert sorted(commands(app)) == sorted(VERDICTS)


@pytest.mark.parametrize("verb", [verdict for verdict in VERDICTS.values() if " " not in verdict])
def test_a_command_acts_for_those_alone_whose_role_has_its_verb(django_db_setup, django_db_blocker, verb):
    with django_db_blocker.unblock(), committed("commands"):
        of, other = make.organisation(), make.organisation()
        let_in = set()
        for role in ROLES:
            member = make.member(role, of=of)
            try:
                gate.open_command_session(member.staff.email, of.code, verb=verb)
                let_in.add(role)
            except gate.NoPlace:
                pass
            with pytest.raises(gate.NoPlace):
                gate.open_command_session(member.staff.email, other.code, verb=verb)
        assert let_in == {role for role in ROLES if verb in ROLES[role].verbs}
