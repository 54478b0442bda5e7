"""Outcomes, states and rules as tags and words in the reader's language."""
from collections.abc import Mapping

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from amana.ground.shell.templatetags.amana import ltr, tag
from amana.ground.shell.values import reading_language
from amana.lib.eligibility import Alternative, Fact, Programme
from amana.lib.scoring import Words
from amana.services.entitlements.rules import AppState

register = template.Library()
KINDS = {AppState.APPROVED: ("ok", "check-lg"), AppState.REFUSED: ("danger", "x-lg"), AppState.REJECTED: ("danger", "x-lg"), AppState.ASKED: ("warn", "exclamation-triangle-fill"),
         AppState.DROPPED: ("", "slash-circle")}


@register.filter
def words(said: Words | None) -> str:
    return said.said(reading_language()) if said else ""


@register.filter
def outcome_words(outcome: str) -> str:
    return {"likely": _("Likely eligible"), "ask": _("Cannot say yet: ask"), "unlikely": _("Not likely now")}.get(outcome, _("No rule in force"))


@register.simple_tag
def outcome_tag(outcome: str) -> SafeString:
    kind, icon = {"likely": ("ok", "check-lg"), "ask": ("warn", "question-lg")}.get(outcome, ("", "slash-circle"))
    return tag(outcome_words(outcome), kind, icon)


@register.simple_tag
def application_tag(state: str) -> SafeString:
    return tag(str(AppState(state).label), *KINDS.get(AppState(state), ("info", "send")))


@register.simple_tag
def rule_mark(rule: Programme) -> SafeString:
    if rule.mark == "official":
        return tag(_("Official"), "ok", "check-lg")
    return tag(_("Draft: to be confirmed") if rule.mark == "draft" else _("Interim: to be confirmed"), "warn", "pencil")


@register.filter
def question(code: str, facts: Mapping[str, Fact]) -> str:
    return words(facts[code].question) if code in facts else code


@register.filter
def answer(said: str, fact: Fact) -> SafeString | str:
    return words(fact.options[said]) if said in fact.options else ltr(said)


@register.filter
def known(facts: Mapping[str, str], asked: Mapping[str, Fact]) -> list[tuple[str, SafeString | str]]:
    """Question and answer of each fact, in the order in which they are asked."""
    return [(words(one.question), answer(facts[code], one)) for code, one in asked.items() if code in facts]


@register.simple_tag
def way(one: Alternative, facts: Mapping[str, Fact]) -> str:
    """One way in which a condition is met, exactly as the rule says it."""
    asked = question(one.fact, facts)
    if one.value:
        wanted = answer(one.value, facts[one.fact])
    elif one.at_least is not None and one.at_most is not None:
        wanted = _("%(least)s to %(most)s") % {"least": one.at_least, "most": one.at_most}
    elif one.at_least is not None:
        wanted = pgettext("number", "%(least)s or more") % {"least": one.at_least}
    else:
        wanted = pgettext("number", "%(most)s or fewer") % {"most": one.at_most}
    return f"{asked} {wanted}"
