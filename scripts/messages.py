"""The one catalogue per language: `messages.py` brings it up to date with the texts in the code, `--check` only compares. Needs no gettext.

Both fail while a text has no translation, or a fuzzy one.
"""
import re
import sys
from datetime import datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import templatize

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("ar",)  # the texts themselves are English
KEYWORDS = {name + suffix: spec for suffix in ("", "_lazy") for name, spec in {
    "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}.items()} | {"_": None, "gettext_noop": None}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")


def texts_in_code() -> Catalog:
    """Every text that Python and templates ask a translation for, with the files that do."""
    catalog = Catalog()
    for path in sorted([*ROOT.glob("amana/**/*.py"), *ROOT.glob("amana/**/templates/**/*.*")]):
        for _, text, comments, context in extract("python", BytesIO(_as_python(path)), keywords=KEYWORDS, comment_tags=["Translators:"]):
            catalog.add(text, locations=[(path.relative_to(ROOT).as_posix(), 0)], auto_comments=comments, context=context)
    return catalog


def _as_python(path: Path) -> bytes:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text.encode()
    # Django's own stand-in for xgettext; without indents, which are those of the page and not of Python.
    return "\n".join(line.strip() for line in templatize(text).splitlines()).encode()


def compared(catalog: Catalog, code: Catalog) -> list[str]:
    """What keeps the catalogue from being whole."""
    wrong = [f"not in the catalogue: {_shown(message)}" for message in code if message.id and catalog.get(_key(message), message.context) is None]
    for message in catalog:
        if not message.id:
            continue
        if code.get(_key(message), message.context) is None:
            wrong.append(f"no longer in the code: {_shown(message)}")
        elif message.fuzzy:
            wrong.append(f"fuzzy: {_shown(message)}")
        elif not all(_translations(message)):
            wrong.append(f"not translated: {_shown(message)}")
        elif missing := _lost_placeholders(message):
            wrong.append(f"the translation lacks or invents {', '.join(sorted(missing))}: {_shown(message)}")
    return wrong


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _shown(message: Message) -> str:
    return f"{_key(message)!r} ({', '.join(sorted({name for name, _ in message.locations})) or 'nowhere'})"


def _translations(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or [""])


def _lost_placeholders(message: Message) -> set[str]:
    """A plural form may leave its number out (one, two); nothing may be invented."""
    asked = set(PLACEHOLDER.findall(message.id if isinstance(message.id, str) else " ".join(message.id)))
    given = [set(PLACEHOLDER.findall(text)) for text in _translations(message)]
    invented = set().union(*given) - asked
    return invented if not isinstance(message.id, str) else invented | (asked - given[0])


def _updated(catalog: Catalog, code: Catalog) -> Catalog:
    catalog.update(code, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.project, catalog.version, catalog.last_translator, catalog.language_team = "Amana", "1", "Amana", "Amana"
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1)  # a date of today would be a change in every commit
    return catalog


def _read(path: Path) -> Catalog:
    if not path.exists():
        sys.exit(f"There is no catalogue {path.relative_to(ROOT)}.")
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], abort_invalid=True)


def main() -> int:
    settings.configure(USE_I18N=True)
    code, problems = texts_in_code(), []
    for language in LANGUAGES:
        path = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
        catalog = _read(path)
        if "--check" not in sys.argv:
            catalog = _updated(catalog, code)
            with path.open("wb") as file:
                write_po(file, catalog, width=120, sort_output=True, include_lineno=False)
        problems += [f"{path.relative_to(ROOT)}: {words}" for words in compared(catalog, code)]
    print("\n".join(problems[:60] + ([f"… and {len(problems) - 60} more"] if len(problems) > 60 else [])), end="\n" if problems else "")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
