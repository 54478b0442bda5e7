"""What a rule refuses is told in a sentence, where the one who is refused can read it."""
import ast
import re
from pathlib import Path

import pytest

from amana.casework.cases import actions as cases
from amana.casework.cases.models import CaseStep, Note
from amana.casework.referral import actions as referral
from amana.casework.registry import actions as registry
from amana.ground.rows.acting import acting
from amana.lib.core.errors import Refused
from tests import builders as make

AMANA = Path(__file__).resolve().parents[1] / "amana"
# Told by the pages of another package, whose act the rule refuses.
ELSEWHERE = {"casework/registry": "casework/arrivals", "casework/assessments": "casework/cases", "casework/interpreting": "casework/cases", "casework/referral": "casework/cases", "services/assistance": "casework/cases",
         "services/entitlements": "casework/cases", "services/livelihoods": "casework/cases", "services/psychosocial": "casework/cases", "ground/organisations": "ground/access"}
# Without a sentence: what no form of the program can send, and what is told by who was faster.
UNTOLD = {
    "consent_points": "the form always sends every point of the text", "draft_with_alarm": "the page never keeps such a draft", "refused": "a constraint without a name",
    "referral_state": "pages/frame.too_late", "results.of_others": "pages compare results of one instrument", "results.versions_differ": "pages compare results of one instrument",
    "service_places_only": "a desk's form holds the places alone", "token_days": "the form offers the days that are allowed"}


def package(file: Path) -> str:
    return "/".join(file.relative_to(AMANA).parts[:2])


def raised() -> set[tuple[str, str]]:
    """Package and code of each refusal, of the database and of the program."""
    found = {(package(file), code) for file in AMANA.rglob("*.sql") for code in re.findall(r"entry\.refuse\('([\w.]+)'\)", file.read_text("utf-8"))}
    for file in AMANA.rglob("*.py"):
        calls = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused" and node.args]
        found |= {(package(file), one.value) for call in calls for part in _outcomes(call.args[0]) for one in ast.walk(part) if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return found


def _outcomes(node: ast.expr) -> list[ast.expr]:
    return [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]


def told() -> set[tuple[str, str]]:
    """Package and code of each sentence: a key of a table of sentences, or what a page or a form looks at by name."""
    found = set()
    for file in (*AMANA.rglob("pages/**/*.py"), *AMANA.rglob("forms/**/*.py"), *AMANA.rglob("pages.py"), *AMANA.rglob("forms.py"), *AMANA.rglob("sentences.py"), *AMANA.rglob("factors.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            looked_at = node.keys if isinstance(node, ast.Dict) else node.comparators if isinstance(node, ast.Compare) else []
            found |= {(package(file), one.value) for part in looked_at if part for one in ast.walk(part) if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return found


def test_every_code_that_a_rule_refuses_with_has_a_sentence_where_it_is_met():
    sentences = told()
    found = {(of, code) for of, code in raised() if code not in UNTOLD}
    assert len(found) > 100, "the walk finds the codes"
    assert sorted((of, code) for of, code in found if not {(of, code), (ELSEWHERE.get(of, ""), code)} & sentences) == []


def closing(reason: str) -> dict:
    asked = [code for code in ("no_open_action", "risk_low", "plan_reviewed", "feedback", "referrals_ended", "told_how_to_return")]
    return {"reason": reason, "summary": "تحققت الأهداف"} | dict.fromkeys(asked, "not_met") | {f"{code}_evidence": "زيارة يوم الأحد" for code in asked}


@pytest.mark.django_db
def test_closure_over_an_open_referral_is_refused_in_the_form_and_what_was_typed_stays():
    of = make.two()
    sent = make.referral(of)
    browser, url = make.browser(of.worker), f"/cases/{of.case.pk}/ask-closure/"
    page = browser.get(url).content.decode()
    assert "The case cannot be closed before these referrals have ended" in page and sent.number in page
    answer = browser.post(url, closing("goals_met"))
    assert answer.status_code == 409 and "A referral of this case is open" in answer.content.decode()
    assert "زيارة يوم الأحد" in answer.content.decode() and "تحققت الأهداف" in answer.content.decode()
    assert not CaseStep.objects.exists() and not Note.objects.filter(case_id=of.case.pk).exists()
    with acting(of.worker.cookie) as actor:
        referral.withdraw(sent, by=actor)
    assert "before these referrals have ended" not in browser.get(url).content.decode()
    answer = browser.post(url, closing("transferred"))
    assert "No transfer has arrived yet" in str(answer.context["form"].errors["reason"])
    assert browser.post(url, closing("goals_met")).status_code == 302


@pytest.mark.django_db
def test_a_case_is_not_closed_over_a_referral_that_was_sent_meanwhile_and_who_decides_is_told():
    of = make.two()
    with acting(of.worker.cookie) as actor:
        cases.ask_closure(of.case, reason="goals_met", summary="", by=actor)
    make.referral(of)
    answer = make.browser(of.supervisor).post(f"/cases/{of.case.pk}/approve-closure/", follow=True)
    assert answer.status_code == 200 and "A referral of this case is open" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "words"), [("person_state", "still expected from a list"), ("team_member", "in no team"), ("own_record", "your own organisation")])
def test_a_case_that_cannot_be_opened_says_why(monkeypatch, code, words):
    worker = make.member()
    person_id = make.person(worker)
    make.consent(worker, person_id)

    def refused(*_of, **_by):
        raise Refused(code)
    monkeypatch.setattr("amana.casework.cases.pages.cases.actions.open_case", refused)
    answer = make.browser(worker).post(f"/people/{person_id}/open-case/")
    assert answer.status_code == 409 and words in answer.content.decode()


@pytest.mark.django_db
def test_a_registration_for_a_team_that_is_not_ones_own_any_more_keeps_what_was_typed(monkeypatch):
    def refused(**_of):
        raise Refused("team_member")
    monkeypatch.setattr(registry, "register", refused)
    typed = {"name_kind": "given", "given_ar": "هناء", "father_ar": "سعيد", "family_ar": "الشاذلي", "sex": "female", "nationality": "SDN"}
    answer = make.browser(make.member()).post("/people/register/", typed)
    assert answer.status_code == 200 and "Choose one of your own teams." in answer.content.decode() and "الشاذلي" in answer.content.decode()
