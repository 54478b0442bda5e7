"""Social protection: screenings, the steps of applications, the rules of programmes and the effect of a change."""
import json
from datetime import timedelta
from uuid import uuid4

from amana.lib.core.dates import cairo_day
from tests.proof.deeds.scene import Scene, deed, member
from tests.proof.world import key


@deed
def screenings_and_applications_are_stamped_and_go_their_way(s: Scene):
    case, person = (s.one(f"SELECT {what} FROM cases_case WHERE person_id = %s", s.person("case open me")) for what in ("id", "person_id"))
    other, closed = (s.one("SELECT id FROM cases_case WHERE person_id = %s", s.person(name)) for name in ("case coworker all", "case grace me"))
    today, forged = cairo_day(s.now), {"made_by": member("you caseworker"), "made_at": s.now.replace(year=2001), "person_id": s.person("A A1 me fresh")}
    stamped = (person, member("me caseworker"), s.now)
    s.by("me caseworker")
    row, made = uuid4(), uuid4()
    of = {"asked_on": today, "facts": "{}", "findings": "{}"}
    s.insert("entitlements_screening", id=row, case_id=case, **of, **forged)
    yield "screening", s.one("SELECT person_id, made_by, made_at FROM entitlements_screening WHERE id = %s", row), stamped
    applied = {"case_id": case, "screening_id": row, "programme": "forsa", "version": "1"}
    s.insert("entitlements_application", id=made, **applied, state="approved", **forged)
    yield "application", s.one("SELECT state, person_id, made_by, made_at FROM entitlements_application WHERE id = %s", made), ("prepared", *stamped)
    yield "of another case's screening", s.refused("entitlements_application", id=uuid4(), **applied | {"screening_id": key(other, "entitled"), "programme": "nasser"}), "42501"
    yield "twice", s.refused("entitlements_application", id=uuid4(), **applied), "application_once"
    step = {"application_id": made, "happened_on": today, "office": "x", "words": "x"}
    yield "tomorrow", s.refused("entitlements_applicationstep", id=uuid4(), **step | {"happened_on": today + timedelta(days=1)}, step="submit"), "application_in_future"
    yield "nowhere", s.refused("entitlements_applicationstep", id=uuid4(), **step | {"office": ""}, step="submit"), "application_step_says_where"
    first = uuid4()
    s.insert("entitlements_applicationstep", id=first, **step, step="submit", case_id=other, **forged)
    yield "step", s.one("SELECT case_id, person_id, made_by, made_at FROM entitlements_applicationstep WHERE id = %s", first), (case, *stamped)
    yield "without a reason", s.refused("entitlements_applicationstep", id=uuid4(), **step | {"words": ""}, step="refuse"), "application_step_says_why"
    for name, reaches in (("ask", "asked"), ("supply", "submitted"), ("refuse", "refused"), ("complain", "complained"), ("uphold", "approved")):
        s.insert("entitlements_applicationstep", id=uuid4(), **step, step=name)
        yield name, s.one("SELECT state FROM entitlements_application WHERE id = %s", made), reaches
    yield "no way back", s.refused("entitlements_applicationstep", id=uuid4(), **step, step="submit"), "application_state"
    yield "another's untouched", s.one("SELECT state FROM entitlements_application WHERE id = %s", key(case, "applied")), "submitted"
    yield "applies again", s.refused("entitlements_application", id=uuid4(), **applied), "done"
    s.keeper()
    moves = {("submit", "prepared"): "submitted", ("ask", "submitted"): "asked", ("supply", "asked"): "submitted", ("approve", "submitted"): "approved", ("approve", "asked"): "approved",
             ("refuse", "submitted"): "refused", ("refuse", "asked"): "refused", ("complain", "refused"): "complained", ("uphold", "complained"): "approved", ("reject", "complained"): "rejected",
             **{("drop", state): "dropped" for state in ("prepared", "submitted", "asked", "refused", "complained")}}
    for name in ("submit", "ask", "supply", "approve", "refuse", "complain", "uphold", "reject", "drop"):
        for state in ("prepared", "submitted", "asked", "approved", "refused", "complained", "rejected", "dropped"):
            s.run("UPDATE entitlements_application SET state = %s WHERE id = %s", [state, made])
            said = s.refusal("INSERT INTO entitlements_applicationstep (id, application_id, step, happened_on, office, number, words) VALUES (%s, %s, %s, %s, 'x', '', 'x')", uuid4(), made, name, today)
            yield f"{name} from {state}", said, "done" if (name, state) in moves else "application_state"
    yield "a closed case", s.refused("entitlements_screening", id=uuid4(), case_id=closed, **of), "case_state"
    yield "applied for in a closed case", s.refused("entitlements_application", id=uuid4(), **applied | {"case_id": closed, "screening_id": key(closed, "entitled")}), "case_state"
    yield "step in a closed case", s.refused("entitlements_applicationstep", id=uuid4(), **step | {"application_id": key(closed, "applied")}, step="approve"), "case_state"


@deed
def a_rule_is_published_as_it_was_looked_at_and_its_effect_told_in_fives(s: Scene):
    today, stamped, forged = cairo_day(s.now), (member("me platform_administrator"), s.now), {"made_by": member("you caseworker"), "made_at": s.now.replace(year=2001)}
    s.by("me platform_administrator")
    first, second, third = uuid4(), uuid4(), uuid4()
    of = {"programme": "takaful", "text": "x", "why": "x"}
    s.insert("entitlements_ruledraft", id=first, **of, version="7", **forged)
    yield "draft", s.one("SELECT made_by, made_at FROM entitlements_ruledraft WHERE id = %s", first), stamped
    yield "of another programme", s.refused("entitlements_ruledraft", id=uuid4(), **of | {"programme": "karama"}, version="7", replaces_id=first), "rule_of_another"
    another = uuid4()
    s.insert("entitlements_ruledraft", id=another, **of | {"programme": "karama"}, version="7")
    yield "that is there as well", s.refused("entitlements_ruledraft", id=uuid4(), **of, version="7", replaces_id=another), "rule_of_another"
    s.insert("entitlements_ruledraft", id=second, **of, version="7", replaces_id=first)
    published = {"valid_from": today, "confirmed": "x"}
    yield "replaced", s.refused("entitlements_publication", rule_id=first, **published), "rule_replaced"
    s.insert("entitlements_ruledraft", id=third, **of, version="7", replaces_id=second, is_withdrawn=True)
    yield "withdrawn", s.refused("entitlements_publication", rule_id=third, **published), "rule_replaced"
    fourth = uuid4()
    s.insert("entitlements_ruledraft", id=fourth, **of, version="8")
    yield "yesterday", s.refused("entitlements_publication", rule_id=fourth, **published | {"valid_from": today - timedelta(days=1)}), "rule_in_past"
    s.insert("entitlements_publication", rule_id=fourth, **published, programme="karama", version="99", **forged)
    yield "publication", s.one("SELECT programme, version, made_by, made_at FROM entitlements_publication WHERE rule_id = %s", fourth), ("takaful", "8", *stamped)
    yield "changed when published", s.refused("entitlements_ruledraft", id=uuid4(), **of, version="9", replaces_id=fourth), "rule_published_once"
    more, none = [[{"fact": "children", "least": 3}]], [[{"fact": "land", "is": "no"}, {"fact": "children", "most": 1}]]
    s.keeper()
    open_cases = s.one("SELECT count(DISTINCT e.case_id) FROM entitlements_screening e JOIN cases_case k ON k.id = e.case_id WHERE k.state <> 'closed'")
    few = [one for one, in s.run("SELECT DISTINCT e.case_id FROM entitlements_screening e JOIN cases_case k ON k.id = e.case_id WHERE k.state <> 'closed' ORDER BY 1 LIMIT 4").fetchall()]
    effect = "SELECT coalesce(json_agg(e), '[]') FROM entry.rule_effect(%s, %s) AS e"
    s.by("me platform_administrator")
    told = s.one(effect, json.dumps(more), json.dumps(none))
    yield "in fives", told, [{"was": "unlikely", "becomes": "ask", "households": open_cases // 5 * 5}]
    yield "none before", s.one(effect, None, json.dumps(more)), [{"was": "", "becomes": "unlikely", "households": open_cases // 5 * 5}]
    for facts, becomes in (({"children": "1"}, "likely"), ({"land": "no"}, "likely"), ({"land": "yes"}, "ask"), ({"land": "yes", "children": "2"}, "unlikely"), ({"children": "x"}, "ask"), ({}, "ask")):
        s.keeper()
        got = s.one("SELECT ring.judged(%s, %s)", json.dumps(none), json.dumps(facts))
        yield f"judged {facts}", got, becomes
    s.keeper()
    for case in few:  # a later screening of four households: too few to be told
        s.run("INSERT INTO entitlements_screening (id, case_id, asked_on, facts, findings, remarks) VALUES (%s, %s, %s, '{\"children\": \"5\"}', '{}', '')", [uuid4(), case, today])
    s.run("UPDATE entitlements_screening SET made_at = made_at + interval '1 hour' WHERE facts = '{\"children\": \"5\"}'")
    s.by("me platform_administrator")
    yield "fewer than five", s.one(effect, json.dumps(more), json.dumps(none)), [{"was": "unlikely", "becomes": "ask", "households": (open_cases - 4) // 5 * 5}]
    s.by("me caseworker")
    yield "to nobody else", s.one(effect, json.dumps(more), json.dumps(none)), []
