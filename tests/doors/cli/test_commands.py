"""The commands of `amana` and how they end: 0 done, 1 the input has errors, 2 could not run."""
import pytest
from typer.testing import CliRunner

from amana.doors.cli import main
from amana.doors.demo.cast import ORGANISATIONS
from amana.doors.site.localpg import LocalPostgres
from tests.doors.conftest import amana, furnish

pytestmark = pytest.mark.proof


@pytest.mark.parametrize("words", [["--help"], ["serve", "--help"], ["demo", "--help"]])
def test_help_needs_no_installation(tmp_path, words):
    done = amana(tmp_path / "home", *words)
    assert done.returncode == 0 and "Usage" in done.stdout
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("words", [["conquer"], ["serve", "--port", "many"], ["serve", "--port", "70000"], ["serve", "now"]])
def test_a_command_that_is_none_ends_with_2(tmp_path, words):
    assert amana(tmp_path, *words).returncode == 2


def test_migrate_can_run_again(house):
    done = amana(house, "migrate")
    assert done.returncode == 0, done.stderr
    assert "up to date" in done.stderr


def test_a_second_factor_that_nobody_has_is_not_removed(house):
    done = amana(house, "remove-second-factor", "nobody@example.org")
    assert done.returncode == 1 and "Nobody with this address" in done.stderr


def test_of_an_unknown_address_no_link_for_a_password_is_made(house):
    done = amana(house, "password-link", "nobody@example.org")
    assert done.returncode == 1 and "Nobody has this address" in done.stderr and not done.stdout


def test_a_setting_that_names_no_role_stops_the_program(house):
    done = amana(house, "migrate", AMANA_SECOND_FACTOR="supervisor,boss")
    assert done.returncode == 2 and "AMANA_SECOND_FACTOR names boss" in done.stderr and "Traceback" not in done.stderr


def test_the_demonstration_has_no_second_factor(house):
    done = amana(house, "demo", "--no-serve", AMANA_SECOND_FACTOR="all")
    assert done.returncode == 2 and "have no second factor" in done.stderr


def test_a_demonstration_that_is_only_prepared_says_how_it_goes_on(monkeypatch):
    monkeypatch.setattr(main, "_prepare_demo", lambda: None)
    done = CliRunner().invoke(main.app, ["demo", "--no-serve"])
    assert done.exit_code == 0 and all(words in done.stderr for words in ("is ready", "`amana serve`", "demo-sign-ins.json", "maha@example.org"))
    assert any(staff.email == "maha@example.org" and staff.role == "caseworker" for one in ORGANISATIONS for staff in one.staff)


def test_a_worker_with_another_setting_than_the_database_waits(house):
    done = amana(house, "worker", AMANA_SECOND_FACTOR="all")
    assert done.returncode == 2 and "AMANA_SECOND_FACTOR is not what the database was told" in done.stderr


def test_check_warns_and_passes_on_a_laptop(house):
    done = amana(house, "check")
    assert done.returncode == 0, done.stderr
    assert "fit to run" in done.stderr


def test_check_lists_what_is_wrong_and_ends_with_1(house):
    done = amana(house, "check", AMANA_ENV="server", AMANA_HOSTS="", **_urls(house))
    assert done.returncode == 1
    assert "Wrong: AMANA_HOSTS must name" in done.stderr and "Wrong: AMANA_BEHIND_PROXY" in done.stderr


def test_check_tells_of_tables_that_are_missing(house):
    done = amana(house, "check", AMANA_DATABASE="amana_empty")
    assert done.returncode == 1 and "run `amana migrate` first" in done.stderr and "fit to run" not in done.stderr


@pytest.mark.parametrize("address", ["foo", "amana.example.org", "https://", "https://amana.example.org/", "https://a.example.org:many"])
def test_check_tells_of_an_address_that_is_none(house, address):
    done = amana(house, "check", AMANA_ADDRESS=address)
    assert done.returncode == 1 and f"AMANA_ADDRESS is {address}:" in done.stderr and "fit to run" not in done.stderr


@pytest.mark.parametrize("variable", ["AMANA_POOL", "AMANA_PREPARE_AFTER", "AMANA_PORT"])
def test_a_number_that_is_none_is_a_sentence(house, variable):
    done = amana(house, "check", **{variable: "many"})
    assert done.returncode == 2 and f"{variable} is many" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [["serve"], ["worker"], ["migrate"]])
def test_an_unsafe_server_does_not_start_and_says_what_to_do(house, words):
    done = amana(house, *words, AMANA_ENV="server", **_urls(house))
    assert done.returncode == 2
    assert "AMANA_HOSTS must name" in done.stderr and "Traceback" not in done.stderr


def test_a_server_without_a_database_is_refused(tmp_path):
    done = amana(tmp_path, "serve", AMANA_ENV="server")
    assert done.returncode == 2
    assert "AMANA_DATABASE_URL is not set" in done.stderr and "Traceback" not in done.stderr


def test_invented_people_never_come_to_a_server(house):
    done = amana(house, "demo", AMANA_ENV="server", **_urls(house))
    assert done.returncode == 2 and "no place" in done.stderr


IMPORT = "import", __file__, "--organisation", "MOSS", "--as", "maha@example.org"


@pytest.mark.parametrize("words", [["worker"], ["ledger", "verify"], ["remove-second-factor", "a@b.c"], ["people", "link", "--organisation", "MOSS", "--as", "maha@example.org"],
                                   ["caseload", *IMPORT], ["arrivals", *IMPORT]], ids=lambda words: words[0])
def test_what_needs_the_tables_waits_for_them(house, words):
    done = amana(house, *words, AMANA_DATABASE="amana_empty")
    assert done.returncode == 2 and "run `amana migrate` first" in done.stderr and "Traceback" not in done.stderr


def test_a_misspelt_environment_is_a_sentence(house):
    done = amana(house, "check", AMANA_ENV="serevr")
    assert done.returncode == 2 and "either laptop or server" in done.stderr and "Traceback" not in done.stderr


def test_stop_ends_the_database_once(folder):
    furnish(folder)
    assert amana(folder, "migrate").returncode == 0
    first, second = amana(folder, "stop"), amana(folder, "stop")
    assert (first.returncode, second.returncode) == (0, 0)
    assert "has stopped" in first.stderr and "did not run" in second.stderr
    assert not LocalPostgres(folder / "database").running()


def test_stop_leaves_a_given_server_alone(house):
    done = amana(house, "stop", **_urls(house))
    assert done.returncode == 0 and "its administrator stops it" in done.stderr
    assert LocalPostgres(house / "database").running()


def test_the_sql_for_an_administrator_is_all_that_is_printed(tmp_path):
    done = amana(tmp_path, "server-sql")
    assert done.returncode == 0 and done.stdout.startswith("-- Amana's logins") and done.stdout.endswith("COMMIT;\n")


def _urls(house) -> dict[str, str]:
    server = LocalPostgres(house / "database")
    names = {"AMANA_DATABASE_URL": "amana_web", "AMANA_GATE_URL": "amana_gate", "AMANA_MIGRATE_URL": "amana_migrate"}
    return {variable: server.url(login, (house / "secrets" / f"{login}-password").read_text(), "amana") for variable, login in names.items()}
