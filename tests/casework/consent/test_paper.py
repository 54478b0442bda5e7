"""The consent on paper, as PDF."""

import os
import re
import shutil
import subprocess

import pytest
from django.urls import reverse

from amana.casework.consent.rules import Answer
from amana.ground.shell import paper
from tests import builders as make

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not (paper.FONTS.exists() or os.environ.get("CI")), reason="the fonts are built with the assets")]


@pytest.fixture
def worker():
    return make.member()


@pytest.fixture
def person(worker):
    return make.person(worker)


def text_of(pdf: bytes, tmp_path) -> str:
    """Words as pdftotext reads them; those without ligatures come out whole (STACK.md §6)."""
    if not shutil.which("pdftotext"):
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no pdftotext on this machine: install poppler-utils")
    (tmp_path / "paper.pdf").write_bytes(pdf)
    found = subprocess.run(["pdftotext", "-layout", tmp_path / "paper.pdf", "-"], capture_output=True, check=True).stdout.decode()
    return re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", found)


def printed(member, person, made, language="ar") -> bytes:
    page = make.browser(member, language=language).get(reverse("consent_paper", args=[person, made.pk]))
    assert (page.status_code, page.headers["Content-Type"]) == (200, "application/pdf")
    return page.content


def consent(worker, person, shelter, **paper_facts):
    return make.consent(
        worker,
        person,
        Answer("case", True, 1023, 365),
        Answer("referral", True, 3, 90, shelter.pk),
        Answer("statistics", False, 0, 90),
        **paper_facts,
    )


def test_the_paper_is_a_tagged_pdf_in_the_readers_language(worker, person, tmp_path):
    """Field report B62: the account's language decides, also in the PDF."""
    made = consent(worker, person, make.organisation("مأوى"))
    pdf = printed(worker, person, made)
    assert pdf.startswith(b"%PDF-") and b"/StructTreeRoot" in pdf and re.search(rb"/Lang ?\(ar", pdf)
    english = text_of(printed(worker, person, made, "en"), tmp_path)
    assert "Sending a request for a service to" in english and "I do not agree" in english and "Page 1 of" in english


def test_the_paper_says_who_knows_what_until_when(worker, person, tmp_path):
    """Field report B65: names and fixed words are shaped alike."""
    shelter = make.organisation("مأوى النور")
    words = text_of(printed(worker, person, consent(worker, person, shelter)), tmp_path)
    assert "مأوى النور" in words
    assert "أوافق" in words and "الهاتف والعنوان" in words


def test_the_paper_carries_no_name(worker, person, tmp_path):
    made = consent(worker, person, make.organisation("مأوى"), witness="Souad Hassan", guardian="Khaled")
    words = text_of(printed(worker, person, made, "en"), tmp_path)
    assert "هناء" not in words and "Souad" not in words and "Khaled" not in words
    assert "No name stands here" in words


def test_each_print_has_a_number_of_its_own_on_record(worker, person, tmp_path):
    made = consent(worker, person, make.organisation("مأوى"))
    first, second = (re.search(r"V-\w{4}-\w{4}", text_of(printed(worker, person, made), tmp_path))[0] for _n in range(2))
    assert first != second
    assert {first, second} <= set(prints(person))


def prints(person) -> list[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT details ->> 'print_number' FROM audit.entry WHERE verb = 'consent.printed' AND subject = %s", [person])
        return [row[0] for row in cursor.fetchall()]


def test_what_a_name_contains_never_becomes_source_of_the_paper(worker, person, tmp_path):
    shelter = make.organisation()
    shelter.name_en = '#panic("x") *bold* $a$ @ref <b> // \\'
    shelter.save()
    assert '#panic("x") *bold*' in text_of(printed(worker, person, consent(worker, person, shelter), "en"), tmp_path)


def test_a_long_consent_goes_over_several_pages(worker, person):
    answers = [Answer("referral", True, 1023, 90, make.organisation("منظمة ذات اسم طويل جدًا للمساعدة الاجتماعية والنفسية").pk) for _n in range(12)]
    made = make.consent(worker, person, *answers)
    assert len(re.findall(rb"/Type ?/Page\b", printed(worker, person, made))) >= 2


def test_the_signature_is_drawn_from_its_strokes(worker, person):
    signed = {"mode": "written", "witness": "", "signature": {"box": [640, 160], "strokes": [[[10, 10, 0], [600, 150, 40]]]}}
    with_it, without = (printed(worker, person, consent(worker, person, make.organisation("مأوى"), **facts)) for facts in (signed, {}))
    assert b"/Figure" in with_it and b"/Figure" not in without


def test_the_empty_form_has_room_for_what_is_written_by_hand(worker, person, tmp_path):
    page = make.browser(worker).get(reverse("consent_form", args=[person]))
    words = text_of(page.content, tmp_path)
    assert "Thumb print or signature" in words and "How consent can be withdrawn" in words
    assert words.count("I do not agree") == 6
    assert make.browser(make.member("desk_officer")).get(reverse("consent_form", args=[person])).status_code == 403


def test_the_paper_may_be_had_in_the_persons_language(worker, person, tmp_path):
    page = make.browser(worker, language="ar").get(reverse("consent_form", args=[person]), {"in": "en"})
    assert "Thumb print or signature" in text_of(page.content, tmp_path)
