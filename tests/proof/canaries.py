"""A value of its own in every free text of every file of the house, and who may read it by DESIGN.md §6; nothing here is looked up in a policy."""
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.apps import apps
from django.db import IntegrityError, models, transaction

from tests.proof import facts_planted
from tests.proof.house import House
from tests.proof.oracle import BIT, ROLES, TABLES, Personal, bits

PACKAGES = {table.partition("_")[0] for table, entry in TABLES.items() if isinstance(entry, Personal)}
# Where rows do not name their own.
SECTION_OF_TABLE = {table: entry.section for table, entry in TABLES.items() if isinstance(entry, Personal) and entry.section}
WORDS = re.compile(r"Z[qn]\d{5}x|A[MCR]-\w{4}-\w{4}")
HEAD = 0  # seen by whoever sees the file's head at all
# Digests and versions: derived from what is planted elsewhere, or the same for everybody.
NO_TEXT = {"consent_consentpaper.text_shown", "arrivals_arrivallist.file_digest", "arrivals_arrivalrow.digest", "registry_judgement.rests_on",
           "elsewhere_message.from_team_ar", "elsewhere_message.from_team_en", "elsewhere_message.from_name",  # and who asks, who is staff
           "assessments_assessment.instrument", "assessments_assessment.version", "assessments_draft.instrument", "assessments_draft.version",
           "entitlements_application.programme", "entitlements_application.version", "livelihoods_plan.version"}  # names of forms
DESK = bits("identity contact documents")
REACHES = ("none", "own", "team", "organisation")


@dataclass(frozen=True)
class Canary:
    """value: nowhere else in the house. of: the story; kind: registry, case, package or list; section: a bit, or HEAD."""

    value: str
    of: str
    kind: str
    section: int
    field: str


def plant(house: House) -> list[Canary]:
    """Twice, so that former values are canaries too; with the numbers of files and the words of the packages' minimum."""
    numbers, facts, made = itertools.count(1), facts_planted.Numbers(), []
    owners = _owners(house)
    for _round in range(2):
        for model in apps.get_models():
            if model._meta.app_label in PACKAGES and not model._meta.db_table.endswith("_past"):
                made += [*_planted(model, owners, numbers), *_planted_facts(model, owners, facts)]
    return made + list(_packed(owners, numbers, facts)) + list(_numbers(owners)) + [
        Canary(story["need"], name, "package", HEAD, "need") for name, story in house.stories.items() if "need" in story]


def _owners(house: House) -> dict:
    """Key of a person, case, referral, list or row → name of its story."""
    from amana.casework.arrivals.models import ArrivalRow
    names = ("person_id", "first_id", "second_id", "case_id", "referral_id", "list_id")
    found = {story[name]: story_name for story_name, story in house.stories.items() for name in names if name in story}
    return found | {row.person_id: found[row.list_id] for row in ArrivalRow.objects.exclude(person=None)}


def _planted(model, owners: dict, numbers) -> Iterator[Canary]:
    table = model._meta.db_table
    texts = [one.attname for one in model._meta.concrete_fields if _is_free_text(one) and f"{table}.{one.attname}" not in NO_TEXT]
    for row in model.objects.all() if texts else []:
        of = next((owners[key] for key in _keys(row) if key in owners), None)
        values = {name: f"Zq{next(numbers):05}x" for name in texts}
        if of and _written(model, row.pk, values):
            yield from (Canary(value, of, _kind(table, row), _section(table, row), f"{table}.{name}") for name, value in values.items())


def _planted_facts(model, owners: dict, facts) -> Iterator[Canary]:
    table = model._meta.db_table
    for row in model.objects.all():
        of = next((owners[key] for key in _keys(row) if key in owners), None)
        for values, told in facts_planted.planted(row, facts) if of else ():
            if _written(model, row.pk, values):
                yield from (Canary(value, of, _kind(table, row), _section(table, row), f"{table}.{name}") for name, value in told.items())


def _packed(owners: dict, numbers, facts) -> Iterator[Canary]:
    """What lies frozen in packages: names, words, days, phones and numbers of papers."""
    from amana.casework.referral.models import PackagePart
    for row in PackagePart.objects.exclude(section=0):
        of = owners.get(row.referral_id) or owners.get(row.case_id) or owners.get(row.person_id)
        body, told = facts_planted.in_package(row.body, facts, lambda: f"Zq{next(numbers):05}x")
        if of and _written(PackagePart, row.pk, {"body": body}):
            yield from (Canary(value, of, "package", row.section, f"referral_packagepart.body {kind}") for kind, value in told)


def found_in(text: str) -> set[str]:
    """The values of canaries that stand there, of this house or of others."""
    return set(WORDS.findall(text)) | facts_planted.found_in(text)


def _is_free_text(one) -> bool:
    is_text = isinstance(one, models.TextField) or (isinstance(one, models.CharField) and (one.max_length or 0) >= 40)
    return is_text and not one.choices and not one.primary_key


def _keys(row) -> Iterator:
    if row._meta.db_table == "arrivals_arrivallist":
        yield row.pk
    yield from (getattr(row, name) for name in ("list_id", "referral_id", "case_id", "person_id", "row_id") if getattr(row, name, None))


def _written(model, key, values: dict) -> bool:
    """False where the row's step has passed and its words stand for good."""
    try:
        with transaction.atomic():
            return bool(model.objects.filter(pk=key).update(**values))
    except IntegrityError:
        return False


def _kind(table: str, row) -> str:
    package, _underscore, name = table.partition("_")
    if table == "cases_attachment":
        return "case" if row.case_id else "registry"
    return {"cases": "case", "assessments": "case", "psychosocial": "case", "assistance": "case", "entitlements": "case", "livelihoods": "case", "referral": "package", "arrivals": "list"}.get(package, "case" if name in ("legalbasis", "consentpaper", "followup", "attempt", "intention") else "registry")


def _section(table: str, row) -> int:
    return getattr(row, "section", None) or SECTION_OF_TABLE.get(table, HEAD)


def _numbers(owners: dict) -> Iterator[Canary]:
    from amana.casework.cases.models import Case
    from amana.casework.referral.models import Referral
    from amana.casework.registry.models import Person
    for model, kind in ((Person, "registry"), (Case, "case"), (Referral, "package")):
        for row in model.objects.exclude(number=""):
            if row.pk in owners:
                yield Canary(row.number, owners[row.pk], kind, HEAD, f"{model._meta.db_table}.number")


# Who may read it: DESIGN.md §6.2-6.4 -----------------------------------------------------------------------------------------------------------------
HELD_BY = {"own": "own", "registered": "own", "asked": "own", "team": "team", "other-team": "organisation", "helped": "organisation", "protected": "organisation"}
HELP = bits("identity economic")


def may_read(role: str, canary: Canary) -> bool:
    """Whether "me" in this role may read it somewhere. More may be hidden; what is not in here must be."""
    rights = ROLES[role]
    if canary.field == "registry_document.number":
        return False  # nobody: pages show the tail only
    if canary.field.startswith("exceptional_access"):  # of hers, and of those of which she was told, in any role: the file decides nothing
        return canary.of in ("own", "other-team")
    if canary.field.startswith("reintegration_intention") and ("note" not in rights.verbs or canary.of not in HELD_BY):
        return False  # of the own organisation alone (docs/decisions/0044)
    if canary.of.endswith(" list"):
        return _reads_list(role, canary.of.removesuffix(" list"))
    if canary.of.endswith(" caseload") and canary.kind == "list":
        return _reads_caseload(role, canary.of.removesuffix(" caseload"))
    if canary.of.endswith(" caseload"):  # whom it made is a record like another
        canary = replace(canary, of=canary.of.removesuffix(" caseload"))
    is_police, story = canary.of.startswith("police "), canary.of.removeprefix("police ")
    if story in ("waiting", "accepted", "named", "named-mate"):
        at_the_desk = is_police == (role == "police_focal_point") or (story == "named" and not is_police)  # whoever is named is so in each of her roles
        return at_the_desk and _reads_window(role, story, canary)
    if story == "team" and canary.field == "cases_case.number" and "hand_over" in rights.verbs:
        return True  # it is offered to her (house.py)
    if story in ("lapsed", "closed"):
        return "reopen" in rights.verbs and _reaches(rights.reach, "team") and canary.section in (HEAD, BIT["identity"])
    if story == "helped" and role != "police_focal_point" and _reaches(rights.reach, "team"):  # asked of a programme of her team: the file's heads, the record's identity, what is economic in the case
        if canary.section == HEAD or rights.reads & HELP & canary.section & (BIT["identity"] if canary.kind == "registry" else HELP):
            return True
    if story not in HELD_BY:
        return False
    held = "organisation" if role == "police_focal_point" and story == "team" else HELD_BY[story]  # the police has a team of its own
    if _reaches(rights.reach, held):
        return canary.section == HEAD or bool(rights.reads & canary.section)
    finds = story != "protected" and _reaches(rights.finds, held)
    return finds and canary.kind == "registry" and canary.section in (HEAD, BIT["identity"]) and bool(rights.reads & BIT["identity"])


def _reads_window(role: str, story: str, canary: Canary) -> bool:
    """Another organisation's file: the fact behind the window, its package, and from acceptance on agreed rows of the record; never the case."""
    rights, is_mine = ROLES[role], story == "named"
    near = _reaches(rights.reach, "own" if is_mine else "team")
    if not near or (canary.kind == "case" and canary.section != HEAD):
        return False
    if canary.kind == "package" and canary.section == HEAD:
        return True
    if story == "waiting" or canary.kind == "case":
        return False
    opened = rights.reads if story in ("named", "named-mate") else rights.reads & DESK
    return canary.section == HEAD or bool(opened & canary.section)


def _reads_list(role: str, story: str) -> bool:
    if "receive" not in ROLES[role].verbs:
        return False
    if story.endswith("draft"):
        return story == "draft" and role == "reception"  # its writer's alone
    return _reaches(ROLES[role].reach, {"own": "team", "other-team": "organisation"}.get(story, "never"))


def _reads_caseload(role: str, story: str) -> bool:
    """For who imports and assigns cases."""
    rights = ROLES[role]
    if not {"import", "assign"} <= rights.verbs:
        return False
    if story.endswith("draft"):
        return story == "draft" and role == "supervisor"  # its writer's alone
    return _reaches(rights.reach, {"own": "team", "other-team": "organisation"}.get(story, "never"))


def _reaches(reach: str, held: str) -> bool:
    return held in REACHES and REACHES.index(reach) >= REACHES.index(held) > 0
