"""What the browser is sent: built whole, light enough, without sides, addresses or inline code."""

import gzip
import json
import re

import pytest

from amana.ground.shell.templatetags.amana import MIRRORED
from tests.ground.shell.conftest import BUILT, ROOT, SHELL

STYLES = sorted((SHELL / "assets/css").glob("*.css"))
TEMPLATES = sorted(ROOT.glob("amana/**/templates/**/*.html"))
TOKENS = json.loads((SHELL / "assets/tokens.json").read_text())
ICONS = set(json.loads((SHELL / "assets/icons.json").read_text())) | {"amana"}
SIDES = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-)?(?:left|right|top|bottom)(?:-[a-z]+)*\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
)


def gzipped(name: str) -> float:
    return len(gzip.compress((BUILT / name).read_bytes(), 9)) / 1024


@pytest.mark.parametrize("sheet", STYLES, ids=lambda path: path.name)
def test_own_style_knows_start_and_end_but_no_sides(sheet):
    found = SIDES.findall(re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL))
    assert found == []


@pytest.mark.parametrize(
    ("name", "most"), [("amana.css", 18), ("amana.rtl.css", 18), ("amana.js", 25), ("passkey.js", 1), ("icons.svg", 12)]
)
def test_built_files_keep_to_their_weight(name, most):
    assert gzipped(name) <= most


def test_the_fonts_of_an_arabic_page_weigh_no_more_than_allowed_and_carry_their_licence():
    fonts = BUILT / "fonts"
    assert sum(file.stat().st_size for file in fonts.glob("*.woff2") if "latin-ext" not in file.name) <= 140 * 1024
    assert "SIL OPEN FONT LICENSE" in (fonts / "LICENSE.txt").read_text().upper()


@pytest.mark.parametrize("name", ["amana.css", "amana.rtl.css"])
def test_the_style_needs_nothing_that_the_security_policy_blocks(name):
    assert not re.search(r"data:|https?://|@import", (BUILT / name).read_text())


def test_the_lock_names_no_address_and_each_package_one_version():
    lock = json.loads((ROOT / "package-lock.json").read_text())
    wanted = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    assert "resolved" not in (ROOT / "package-lock.json").read_text()
    assert all(part.get("integrity") for path, part in lock["packages"].items() if path)
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())


def test_each_icon_that_is_asked_for_is_in_the_sprite():
    pattern = re.compile(
        r'{% icon "([\w-]+)"|{% tag [^%]*"([a-z0-9]+(?:-[a-z0-9]+)+)" ?%}|{% note "\w+" "([\w-]+)"|icon_name="([\w-]+)"'
    )
    asked = {name for file in TEMPLATES for names in pattern.findall(file.read_text()) for name in names if name}
    assert asked - ICONS == set()
    assert set() == MIRRORED - ICONS
    assert all(f'id="{name}"' in (BUILT / "icons.svg").read_text() for name in ICONS)


FILES = ("linkage",)  # of these the command makes a file that is opened from a disk: no server, no policy, its look lies in it


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda path: path.stem)
def test_templates_hold_no_inline_style_and_no_inline_code(file):
    text = file.read_text()
    assert not re.search(r"""\sstyle=|\son[a-z]+=["']|javascript:""", text)
    assert file.stem in FILES or "<style" not in text
    assert not re.search(r"<script(?![^>]*nonce)", text)


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda path: path.stem)
def test_numbers_phones_and_codes_are_printed_by_the_filters_that_isolate_them(file):
    text = re.sub(r"{% block title %}.*?{% endblock %}", "", file.read_text())  # a title holds no elements
    bare = re.findall(r"{{\s*[\w.]*(?:phone|e164|email|_number|\.number|\.count|\.code)\s*}}", text)
    assert bare == []


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    return sum(
        weight * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
        for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True)
    )


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


KINDS = ["danger", "warn", "ok", "info", "private", "neutral"]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("text", "sunken"),
        ("text-2", "sunken"),
        ("text-3", "sunken"),
        ("on-primary", "primary"),
        ("on-primary", "primary-hover"),
        ("link", "bg"),
        ("primary", "primary-tint"),
        ("text", "mark"),
        *((kind, f"{kind}-bg") for kind in KINDS),
    ],
)
def test_text_can_be_read_on_its_ground(text, ground, theme):
    assert contrast(TOKENS[text][theme], TOKENS[ground][theme]) >= 4.5
