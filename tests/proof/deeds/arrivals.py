"""Lists of arrivals and caseloads, and their undoing."""
from datetime import timedelta
from uuid import uuid4

from tests.proof import arrivals
from tests.proof.deeds.scene import Scene, deed
from tests.proof.world import ORGANISATION, Builder, columns


@deed
def an_import_is_undone_within_a_day(s: Scene):
    s.by("me reception")
    for begun, want in ((24, "done"), (25, "arrival_list_undo")):
        one = next(one for one in arrivals.lists(s.world) if one["name"].startswith("A1 done me") and one["begun"] == timedelta(hours=begun))
        yield f"after {begun} hours", s.refusal("UPDATE arrivals_arrivallist SET state = 'undone' WHERE id = %s", one["id"]), want
    yield "begun anew as a draft", s.refusal("UPDATE arrivals_arrivallist SET state = 'draft' WHERE id = %s", one["id"]), "arrival_list_state"


def _caseload_row(s: Scene, person: str, of: str = "caseload A1 done 24"):
    return next(one for one in arrivals.rows(s.world) if one["list"]["name"] == of and one["record"] is s.world.records[person])


@deed
def whom_a_caseload_made_is_nobodys_when_it_is_undone(s: Scene):
    row, person = _caseload_row(s, "imported A1 me"), s.person("imported A1 me")
    seen = "SELECT EXISTS (SELECT FROM registry_identity WHERE person_id = %s)"
    s.by("me caseworker")
    yield "before", s.one(seen, person), True
    s.by("both supervisor")
    s.insert("arrivals_arrivalstep", id=uuid4(), row_id=row["id"], step="undo")
    yield "row", s.one("SELECT count(*) FROM arrivals_arrivalrow WHERE id = %s", row["id"]), 0
    s.by("me caseworker")
    yield "afterwards", s.one(seen, person), False
    yield "what was said", s.one("SELECT count(*) FROM caseload_saidcase WHERE person_id = %s", person), 0
    s.keeper()
    yield "state", s.one("SELECT h.state || ' ' || r.state FROM registry_holding h JOIN arrivals_arrivalrow r USING (person_id) WHERE r.id = %s", row["id"]), "undone undone"


@deed
def an_undo_leaves_standing_whom_somebody_has_worked_with(s: Scene):
    row, person, later = _caseload_row(s, "imported A1 me"), s.person("imported A1 me"), s.now + timedelta(hours=1)
    other, head = s.person("A A1 me fresh"), s.world.records["case open me"]
    of = {"person_id": person, "organisation_id": ORGANISATION["A"]}
    work = [
        ("", None, {}),
        ("known", "UPDATE registry_person SET made_at = %(later)s WHERE id = %(person)s", {}),
        ("case", "cases_case", of | {"number": "AC-PROOF", "state": "open", "made_at": s.now}),
        ("consent", "consent_consent", of),
        ("legal", "consent_legalbasis", of | {"to_organisation_id": ORGANISATION["A"], "to_team_id": s.world.teams["A1"].key, "article": "art. 1", "reason": "a court order", "sections": 1, "ends_at": later}),
        ("household", "cases_householdmember", {"case_id": head.cases[0].key, "person_id": head.key, "member_id": person, "relation": "child", "made_at": s.now}),
        ("exceptional", "exceptional_access", of | {"reason": "life", "words": "x", "told": "{}", "made_at": s.now, "closes_at": later}),
        ("paper", "cases_attachment", {"person_id": person, "section": 1, "kind": "other", "title": "x", "media_type": "text/plain", "size": 1}),
        ("", "registry_judgement", {"person_id": min(person, other), "other_id": max(person, other), "verdict": "different", "made_at": s.now}),
        ("judged", "registry_judgement", {"person_id": min(person, other), "other_id": max(person, other), "verdict": "different", "made_at": later}),
        ("", "registry_personstep", {"person_id": person, "step": "pass_on", "made_at": s.now}),
        ("moved", "registry_personstep", {"person_id": person, "step": "pass_on", "made_at": later}),
        *(("corrected", f"UPDATE {table} SET version = version WHERE person_id = %(person)s", {})
          for table in ("registry_identity", "registry_contact", "registry_phone", "registry_document", "registry_journey", "registry_social")),
        ("known", "UPDATE arrivals_arrivalrow SET person_id = %(person)s, moved_at = %(later)s WHERE id = %(row)s", {}),
    ]
    for want, what, values in work:
        s.run("SAVEPOINT worked")
        s.keeper()
        if values:
            Builder(s.comparison.connection).insert_past(what, [columns(what, id=uuid4(), **values)])
        elif what:
            s.run("UPDATE entry.shift SET ahead = ahead + interval '1 hour'")
            s.run(what, {"later": later, "person": person, "row": _caseload_row(s, "A A1 third fresh")["id"]})
        s.by("both supervisor")
        yield f"{want or 'nothing'}: {what}", s.one("SELECT coalesce((SELECT why FROM entry.left_standing(%s) WHERE row_id = %s), '')", row["list"]["id"], row["id"]), want
        s.run("ROLLBACK TO SAVEPOINT worked")


@deed
def of_old_lists_nothing_of_the_file_is_left(s: Scene):
    s.keeper()
    lists = {state: next(one["list"]["id"] for one in arrivals.rows(s.world) if one["list"]["state"] == "done") for state in ("done",)}
    lists["draft"] = s.one("SELECT id FROM arrivals_arrivallist WHERE state = 'draft' LIMIT 1")
    s.run("UPDATE arrivals_arrivallist SET file_sealed = NULL, settings = '{}', review = '{}'")
    full = "file_sealed = 'x', settings = '{\"corrections\": {}, \"sheet\": 0}', review = '{\"faults\": [1], \"read\": 2}'"
    for state, days in (("draft", 14), ("done", 30)):
        for hours, want in ((days * 24 - 1, 0), (days * 24, 1)):
            column = "made_at" if state == "draft" else "finished_at"
            s.run(f"UPDATE arrivals_arrivallist SET {full}, {column} = entry.clock() - %s WHERE id = %s", [timedelta(hours=hours), lists[state]])
            s.by("me reception")
            yield f"{state} after {hours} hours", s.one("SELECT entry.forget_lists()"), want
            s.keeper()
        yield f"{state} forgotten", s.one("SELECT file_sealed, settings, review FROM arrivals_arrivallist WHERE id = %s", lists[state]), (None, {"sheet": 0}, {"faults": [], "read": 2})
        for part in ("file_sealed = 'x'", "settings = '{\"corrections\": {}}'", "review = '{\"faults\": [1]}'"):
            s.run(f"UPDATE arrivals_arrivallist SET {part} WHERE id = %s", [lists[state]])
            s.by("me reception")
            yield f"{state}: {part}", s.one("SELECT entry.forget_lists()"), 1
            s.keeper()
        s.by("me reception")
        yield f"{state} twice", s.one("SELECT entry.forget_lists()"), 0
        s.keeper()


@deed
def what_an_undo_leaves_is_told_to_whoever_may_undo_it(s: Scene):
    row = _caseload_row(s, "case open me")
    for actor, want in (("both supervisor", "case"), ("me supervisor", "case"), ("me reception", ""), ("me caseworker", ""), ("you supervisor", ""), ("me elsewhere reception", "")):
        s.by(actor)
        yield actor, s.one("SELECT coalesce((SELECT why FROM entry.left_standing(%s) WHERE row_id = %s), '')", row["list"]["id"], row["id"]), want
    s.by("both supervisor")
    untouched = _caseload_row(s, "imported A1 me")
    yield "not of whom nobody has worked with", s.one("SELECT count(*) FROM entry.left_standing(%s) WHERE row_id = %s", row["list"]["id"], untouched["id"]), 0
    yield "not of what was not registered", s.one("SELECT count(*) FROM entry.left_standing(%s) WHERE row_id <> ALL (%s)", row["list"]["id"],
                                                  [one["id"] for one in arrivals.rows(s.world) if one["state"] == "registered"]), 0
