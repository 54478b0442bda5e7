"""Sections, roles and verbs (DESIGN.md §6.1, §6.4). To extend: a role is a line in ROLES."""
from dataclasses import dataclass

# §6.1 "Section": ten, in this order, a bit each.
SECTIONS = ("identity", "contact", "documents", "journey", "social", "economic", "legal", "psychosocial", "health", "protection")
BIT = {name: 1 << place for place, name in enumerate(SECTIONS)}
ALL = 1023


def bits(names: str) -> int:
    return sum(BIT[name] for name in names.split())


REGISTRY = bits("identity contact documents journey social")
MOST = ALL - bits("psychosocial health protection")


# §6.4 ------------------------------------------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Role:
    finds: str
    reach: str
    reads: int
    writes: int
    verbs: frozenset[str]


def _verbs(names: str) -> frozenset[str]:
    return frozenset(names.split())


_RECEPTION = _verbs("import undo_import register receive judge take_consent pass_on")
_WORK = _verbs("register judge take_consent withdraw_consent open note task hold resume add_coworker remove_coworker household hand_over submit_plan assess"
               " ask_help deliver_help refer reply withdraw remind end ask_closure start complete feed_back take_over")
_SUPERVISION = _WORK | _verbs("assign pass_on receive import undo_import approve_plan approve_closure reopen share protect review_access grant_help")
_LEGAL = _verbs("record_legal_basis approve_legal_basis end_legal_basis protect")
_DESK = _verbs("answer end feed_back capacity start complete")
# Psychosocial support (docs/decisions/0039): whoever gives it, and whoever supervises it.
_CARE = _verbs("counsel")
# Social protection (docs/decisions/0043): who works with cases and writes economic.
_ENTITLEMENTS = _verbs("screen")
# §6.5 "Emergency access: a named verb": leads whose reach ends at their team (docs/decisions/0026); and who judges it.
_EXCEPTIONAL = _verbs("open_exceptionally")
# Micro-businesses (docs/decisions/0045): whoever writes the economic section of cases plans them; leads and programmes decide.
_PLANS, _COMMITTEE = _verbs("plan_business"), _verbs("decide_business")
_NOBODY = Role("none", "none", 0, 0, frozenset())

ROLES = {
    "reception": Role("organisation", "team", REGISTRY, REGISTRY, _RECEPTION),
    "caseworker": Role("organisation", "own", MOST, MOST, _WORK | _ENTITLEMENTS | _PLANS),
    "protection_officer": Role("organisation", "own", ALL - bits("health psychosocial"),
                               bits("identity contact documents journey social legal protection"), _WORK | _LEGAL),
    "psychosocial_worker": Role("organisation", "own", bits("identity contact social psychosocial"), bits("identity contact social psychosocial"), _WORK | _CARE),
    "health_worker": Role("organisation", "own", bits("identity contact social health psychosocial"), bits("identity contact social health"), _WORK),
    "supervisor": Role("organisation", "team", MOST, bits("social economic legal"), _SUPERVISION | _EXCEPTIONAL | _ENTITLEMENTS | _PLANS | _COMMITTEE),
    "clinical_supervisor": Role("team", "team", bits("identity contact social psychosocial health"), bits("psychosocial health"), _SUPERVISION | _CARE | _verbs("supervise")),
    "protection_supervisor": Role("organisation", "team", ALL - bits("psychosocial health"), bits("social legal protection"), _SUPERVISION | _LEGAL | _EXCEPTIONAL),
    "desk_officer": Role("team", "team", bits("identity contact documents"), 0, _DESK),
    "case_manager": Role("organisation", "organisation", bits("identity contact journey social economic legal"), bits("social economic"), _SUPERVISION | _verbs("exceed_help release_payment run_programme") | _ENTITLEMENTS | _PLANS | _COMMITTEE),
    "police_focal_point": Role("team", "team", bits("identity legal protection"), 0, _DESK),
    "programme_officer": Role("team", "team", bits("identity economic"), bits("economic"), _verbs("run_programme check_help grant_help deliver_help") | _COMMITTEE),
    "finance_officer": Role("team", "team", bits("identity economic"), bits("economic"), _verbs("keep_books grant_help release_payment")),
    "emergency_officer": _NOBODY,  # "none until `emergency` exists"
    "trainer": _NOBODY,
    "analyst": _NOBODY,
    "data_protection_officer": Role("none", "none", 0, 0, _verbs("review_access")),
    "organisation_administrator": Role("none", "none", 0, 0, _verbs("staff teams services agreements review_access")),
    "platform_administrator": Role("none", "none", 0, 0, _verbs("organisations reference_data")),
}


# No role of the program: each has every verb but one, so that a verb taken for another is noticed though the roles have both.
VERBS = frozenset().union(*(role.verbs for role in ROLES.values()))
ODD = {"every_verb": Role("organisation", "team", ALL, ALL, VERBS)} | {f"not_{verb}": Role("organisation", "team", ALL, ALL, VERBS - {verb}) for verb in sorted(VERBS)} | {
    "finds_by_team": Role("team", "own", ALL, ALL, frozenset()),
    "imports_alone": Role("organisation", "team", ALL, ALL, VERBS - {"register", "judge"}),  # as the job of an import does
    "not_identity": Role("organisation", "team", ALL - bits("identity"), ALL - bits("identity"), VERBS),
    "registers_alone": Role("organisation", "team", ALL, ALL, VERBS - {"import", "judge"}),
    "receives_alone": Role("organisation", "team", ALL, ALL, VERBS - {"register", "import", "undo_import", "judge"})}
