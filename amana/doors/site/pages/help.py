"""Help: what the page one comes from is for, the other topics, and what the words mean. Texts are data, in both languages."""
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLResolver, get_resolver
from django.utils.http import url_has_allowed_host_and_scheme

from amana.ground.rows.doors import page
from amana.ground.shell.values import reading_language


@dataclass(frozen=True)
class Topic:
    """title and text by language; terms: title and meaning by language."""

    key: str
    pages: frozenset[str]
    title: dict[str, str]
    text: dict[str, list[str]]
    terms: list[dict[str, list[str]]]


@page(may=None)
def help(request: HttpRequest) -> HttpResponse:
    """`of`: the name of the page that was asked about; `back`: its address, of this site alone. The other topics are those of pages that the role opens."""
    language = reading_language()
    asked = request.GET.get("of", "")
    about = next((topic for topic in topics() if asked in topic.pages), None)
    back = request.GET.get("back", "")
    return render(request, "site/help.html", {
        "about": _told(about, language) if about else None, "others": [_told(topic, language) for topic in topics() if topic is not about and any(verb is None or request.actor.may(verb) for verb in _verbs(topic.key))],
        "words": sorted((term[language] for term in terms().values()), key=lambda pair: pair[0]),
        "back": back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/") else ""})


def _told(topic: Topic, language: str) -> dict:
    return {"key": topic.key, "title": topic.title[language], "text": topic.text[language], "terms": [term[language] for term in topic.terms]}


@cache
def topics() -> list[Topic]:
    """From reference/help.toml, in its order."""
    return [Topic(one["key"], frozenset(one["pages"]), {code: one[code]["title"] for code in ("ar", "en")}, {code: one[code]["text"] for code in ("ar", "en")},
                  [terms()[term] for term in one["terms"]]) for one in _read("help")["topic"]]


@cache
def _verbs(key: str) -> frozenset[str | None]:
    """What a role needs for one of the pages of the topic; None: nothing."""
    pages = next(topic.pages for topic in topics() if topic.key == key)
    return frozenset(getattr(view, "may", None) for name, view in _views(get_resolver()) if name in pages)


def _views(resolver: URLResolver) -> Iterator[tuple]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _views(one)
        else:
            yield one.name, one.callback


@cache
def terms() -> dict[str, dict[str, list[str]]]:
    """From reference/glossary.toml: key → language → term and meaning."""
    return _read("glossary")


def _read(name: str) -> dict:
    return tomllib.loads(files("amana.doors.site").joinpath(f"reference/{name}.toml").read_text("utf-8"))
