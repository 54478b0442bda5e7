"""ARCHITECTURE.md's page on adding a table, a page and a role, followed with a throw-away package in a copy of the tree: each omission is red by name."""
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from amana.doors.site import installation
from tests import conftest

pytestmark = pytest.mark.proof

STEPS = (conftest.ROOT / "ARCHITECTURE.md").read_text("utf-8").partition("## To add a table, a page and a role")[2].partition("\n## ")[0]
VISITS, ADDRESS = "amana/casework/visits/", "people/<uuid:person_id>/visits/"
CHECKS = ("tests/test_architecture.py", "tests/proof/test_who_sees_what.py", "tests/proof/test_grants.py", "tests/insight/journal/test_sentences.py",
          "tests/proof/test_routes.py")
QUICK = ("every_package or downwards or nobody_imports or every_table_of or programs_login or names_its or whose_rows or roles_of or every_right"
         " or verb_that_the_code or every_address or working or framed")  # of these, what needs neither world nor house

# What the steps write: file → its text, or (before what, what) in a file that stands.
PACKAGE = {VISITS + "__init__.py": "", VISITS + "apps.py": """
from django.apps import AppConfig
class VisitsConfig(AppConfig):
    name, label = "amana.casework.visits", "visits"
"""}
INSTALLED = {"amana/doors/site/settings.py": ('    "amana.casework.consent"', '    "amana.casework.visits",\n'),
             "pyproject.toml": ('"(consent)", "registry"', '"visits", ')}
TABLE = {VISITS + "models.py": """
from django.db import models
from amana.lib.core.ids import uuid7
class Visit(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey("registry.Person", models.RESTRICT, related_name="+")
    body = models.TextField()
""", VISITS + "migrations/__init__.py": "", VISITS + "migrations/0001_visits_are_recorded.py": """
from django.db import migrations, models
class Migration(migrations.Migration):
    dependencies = [("registry", "0001_people_by_section")]
    operations = [migrations.CreateModel("Visit", [
        ("id", models.UUIDField(primary_key=True)), ("person", models.ForeignKey("registry.person", models.RESTRICT, related_name="+")), ("body", models.TextField())])]
"""}
RULE = {
    "tests/proof/oracle/tables.py": ('    "consent_consent": ', '    "visits_visit": Personal(BIT["social"], verb="note", blind="body = \'x\'"),\n'),
    "tests/proof/world.py": (
        "        for table in SECTIONS_OF_A_RECORD:\n            self.run",
        '        self.insert("visits_visit", [columns("visits_visit", id=key("visit", one.key), person_id=one.key, body="x") for one in every])\n'),
    "tests/proof//world.py": (
        '        yield Attempt(Row("registry_identity"',
        '        yield Attempt(Row("visits_visit", str(one.key), one), columns("visits_visit", id=key("new visit"), person_id=one.key, body="x"))\n')}
SEEN = "EXISTS (SELECT FROM access_my_circle m WHERE m.person_id = visits_visit.person_id AND m.case_id IS NULL AND m.sections & 16 <> 0)"
POLICY = {VISITS + "policies.sql": f"""
GRANT SELECT, INSERT ON visits_visit TO amana_web;
CREATE POLICY seen_with_social ON visits_visit FOR SELECT TO amana_web USING ({SEEN});
CREATE POLICY written_with_social ON visits_visit FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('note')) AND {SEEN.replace("m.sections", "m.writable")});
"""}
DEED = {VISITS + "queries.py": """
from amana.casework.visits.models import Visit
def visits(person_id):
    return list(Visit.objects.filter(person_id=person_id))
""", VISITS + "actions.py": """
from amana.casework.visits.models import Visit
from amana.ground.audit import actions as audit
def record(person_id, *, body, by):
    by.must("note")
    Visit.objects.create(person_id=person_id, body=body)
    audit.record("visit.recorded", person_id, sections=16)
"""}
SENTENCE = {"amana/insight/journal/rules.py": ('    "case.opened"', '    "visit.recorded": (Kind.WORK, "A visit"),\n')}
PAGE = {VISITS + "pages.py": """
from django.http import HttpResponse
from amana.casework.registry import queries as registry
from amana.casework.visits import actions, queries
from amana.ground.rows.doors import page
@page(may="note")
def visits(request, person_id):
    registry.file(person_id)
    if request.method == "POST":
        actions.record(person_id, body="x", by=request.actor)
    return HttpResponse("".join(one.body for one in queries.visits(person_id)))
""", VISITS + "urls.py": """
from django.urls import path
from amana.casework.visits import pages
urlpatterns = [path("<uuid:person_id>/visits/", pages.visits, name="visits")]
""", "amana/doors/site/urls.py": ('    path("people/", include("amana.casework.consent', '    path("people/", include("amana.casework.visits.urls")),\n')}
ROLE = {"amana/ground/access/rules.py": ("    RoleCode.EMERGENCY_OFFICER: Role(", '    "visitor": Role(_TEAM, _TEAM, _I | _S, _S, frozenset({"note"})),\n')}
TYPED = {"tests/proof/oracle/roles.py": ('    "emergency_officer": _NOBODY', '    "visitor": Role("team", "team", bits("identity social"), bits("social"), _verbs("note")),\n')}
PROOF = f"""
import django
django.setup()
from tests import conftest
conftest.use_database(conftest.clone("amana_test_extending"))
from tests.proof import database
with database.compared() as made:
    print("as the rule says:", [str(one) for one in made.differences(tables=["visits_visit"])])
    made.connection.execute("SET ROLE amana_owner; ALTER POLICY seen_with_social ON visits_visit USING ({SEEN.split(" AND m.sections")[0]})); SET ROLE amana_migrate")
    print("widened:", next(made.differences(tables=["visits_visit"])))
"""


@pytest.fixture
def tree(tmp_path, django_db_setup):
    """A copy of the tree, with a template of its own made from this one's."""
    for name in ("amana", "tests", "locale", "pyproject.toml", "requirements.txt"):
        (shutil.copytree if (conftest.ROOT / name).is_dir() else shutil.copy)(conftest.ROOT / name, tmp_path / name)
    yield tmp_path
    template = f"{conftest.TEMPLATE}_extended"
    (installation.home() / f"{template}.rule").unlink(missing_ok=True)
    with psycopg.connect(installation.local_server().url(), autocommit=True) as admin:
        for name in (template, *(f"amana_{purpose}_extending" for purpose in ("test", "grants", "routes"))):
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def follow(tree: Path, number: int, changes: dict) -> None:
    """The step of that number; whatever it writes, the page names."""
    named = re.findall(r"`([\w./]+)`", re.search(rf"^{number}\. \*\*.*?(?=^\d\. |\Z)", STEPS, re.M | re.S)[0])
    for name, what in changes.items():
        assert "migrations/" in name or name.endswith("__init__.py") or any(name.replace("//", "/").endswith(one) for one in named), f"{name} in step {number}"
        file = tree / name
        if isinstance(what, str):
            file.parent.mkdir(exist_ok=True)
            file.write_text(what)
        else:
            text, (before, added) = file.read_text("utf-8"), what
            assert text.count(before) == 1, f"{name}: {before}"
            file.write_text(text.replace(before, added + before))


def python(tree: Path, *command: str) -> str:
    own = {"AMANA_TEST_BASE": conftest.TEMPLATE, "PYTEST_XDIST_WORKER": "extending", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    run = subprocess.run([sys.executable, *command], cwd=tree, env=os.environ | own, capture_output=True, text=True)
    return run.stdout + run.stderr


def told(tree: Path, *names: str, checks: tuple[str, ...] = CHECKS) -> str:
    """The build's checks are red for exactly these; all that was said."""
    said = python(tree, "-m", "pytest", "-p", "no:cacheprovider", *checks, "-k", QUICK)
    red = {name.removeprefix("test_") for name in re.findall(r"^(?:FAILED|ERROR) \S+::(\w+)", said, re.M)}
    assert " passed" in said or "[100%]" in said, said  # they ran
    assert red == set(names), said
    return said


def test_whoever_follows_the_page_is_told_of_each_omission_and_ends_in_green(tree):
    follow(tree, 1, PACKAGE)
    assert "amana.casework.visits" in told(tree, "every_package_is_installed_and_stands_in_a_contract", checks=CHECKS[:1])
    follow(tree, 1, INSTALLED)
    follow(tree, 2, TABLE)
    unguarded, new_right = "every_table_of_the_database_is_guarded_or_on_the_short_list", "every_right_is_a_line_of_the_snapshot"
    assert "visits_visit" in told(tree, "every_table_of_the_program_is_in_the_table_of_tables", "a_table_whose_rows_name_a_person_is_personal", unguarded, new_right)
    follow(tree, 2, RULE)
    assert "'visits_visit'" in told(tree, unguarded, new_right)
    for number, changes in ((3, POLICY), (4, DEED), (5, PAGE), (6, ROLE)):
        follow(tree, number, changes)
    said = told(tree, new_right, "every_verb_that_the_code_records_has_a_sentence", "every_address_has_a_verdict_and_every_verdict_an_address",
                "the_roles_of_the_program_are_those_of_the_design")
    assert all(name in said for name in ("amana_web public.visits_visit INSERT SELECT", "visit.recorded", f"POST /{ADDRESS} of own", "visitor"))
    follow(tree, 4, SENTENCE)
    follow(tree, 6, TYPED)
    python(tree, "-m", "tests.proof.write", "grants", f"routes:{ADDRESS}")
    told(tree)
    said = python(tree, "-c", PROOF)
    assert "as the rule says: []" in said and "widened: me " in said, said
