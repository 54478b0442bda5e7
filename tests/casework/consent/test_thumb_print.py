"""A thumb print on paper, photographed, as the way in which consent is given."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from amana.casework.consent.models import ConsentPaper
from amana.lib.core.errors import Refused
from tests import builders as make
from tests.casework.consent.test_paper import printed
from tests.casework.consent.test_take_consent import errors, form, take, told
from tests.photos import opened, picture, turned

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker():
    return make.member()


@pytest.fixture
def person(worker):
    return make.person(worker)


def photo(content: bytes | None = None, name: str = "print.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if content is None else content, content_type="image/jpeg")


def by_thumb(member, person, sent=None, **changes):
    return take(member, person, mode="thumb", witness="", **({"thumb_photo": sent} if sent else {}), **changes)


def address(person, consent_id) -> str:
    return reverse("consent_thumb_photo", args=[person, consent_id])


def test_the_page_takes_a_photo_from_the_camera(worker, person):
    html = told(make.browser(worker).get(reverse("take_consent", args=[person])))
    box = re.search(r'<input type="file"[^>]*name="thumb_photo"[^>]*>', html)[0]
    assert 'accept="image/*"' in box and 'capture="environment"' in box
    assert 'enctype="multipart/form-data"' in html


def test_the_photo_is_kept_with_the_consent_and_shown_on_its_page(worker, person):
    assert by_thumb(worker, person, photo(turned(6))).status_code == 302
    kept = ConsentPaper.objects.get()
    assert (kept.mode, kept.signature, opened(kept.thumb_photo).size) == ("thumb", None, (600, 800))
    browser = make.browser(worker)
    assert address(person, kept.pk) in told(browser.get(reverse("consent", args=[person, kept.pk])))
    shown = browser.get(address(person, kept.pk))
    assert (shown.status_code, shown.headers["Content-Type"], shown.content) == (200, "image/jpeg", bytes(kept.thumb_photo))
    assert "no-store" in shown.headers["Cache-Control"] and shown.headers["X-Content-Type-Options"] == "nosniff"
    assert b"Cairo" not in shown.content


def test_whoever_looks_at_the_photo_is_on_record(worker, person):
    by_thumb(worker, person, photo())
    consent = ConsentPaper.objects.get().pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit.entry WHERE verb = 'file.read' AND subject = %s", [person])
        before = cursor.fetchone()[0]
        make.browser(worker).get(address(person, consent))
        cursor.execute("SELECT count(*) FROM audit.entry WHERE verb = 'file.read' AND subject = %s", [person])
        assert cursor.fetchone()[0] == before + 1


def test_the_paper_shows_the_photo(worker, person):
    by_thumb(worker, person, photo())
    spoken = make.consent(worker, person)
    assert b"/Figure" in printed(worker, person, ConsentPaper.objects.get(mode="thumb").consent)
    assert b"/Figure" not in printed(worker, person, spoken)


def test_a_thumb_print_needs_its_photo(worker, person):
    page = by_thumb(worker, person)
    assert errors(page) == {"thumb_photo": ["Take a photo of the thumb print on the paper, or choose another way."]}
    assert not ConsentPaper.objects.exists()


@pytest.mark.parametrize(("sent", "sentence"), [
    (b"MZ this is a program", "This file is no photo. Choose a photo: JPEG, PNG or WebP."),
    (picture("GIF"), "This file is no photo. Choose a photo: JPEG, PNG or WebP."),
    (picture(size=(3000, 2000))[:9000], "The photo could not be read to its end. Take it anew, or choose another one."),
    (picture() + bytes(10_000_000), "The photo is larger than 10 MB. Take it anew with a smaller size, or choose another one."),
])
def test_what_is_no_photo_gets_a_sentence_at_its_field_and_nothing_typed_is_lost(worker, person, sent, sentence):
    page = by_thumb(worker, person, photo(sent), interpreter="Selam, 0100 555 0142")
    assert (page.status_code, errors(page)) == (200, {"thumb_photo": [sentence]})
    html = told(page)
    assert "Selam, 0100 555 0142" in html and "thumb_photo_kept" not in html
    assert re.search(r'name="case-answer" value="agree"[^>]* checked', html) and re.search(r'name="mode" value="thumb"[^>]* checked', html)
    assert 'aria-describedby="id_thumb_photo_helptext id_thumb_photo_error"' in html
    assert not ConsentPaper.objects.exists()


def test_an_empty_file_is_no_photo_yet(worker, person):
    assert "thumb_photo" in errors(by_thumb(worker, person, photo(b"")))


def test_a_good_photo_comes_back_with_the_page_when_something_else_is_missing(worker, person):
    page = by_thumb(worker, person, photo(), language="")
    assert set(errors(page)) == {"language"}
    kept = re.search(r'name="thumb_photo_kept" value="([^"]+)"', told(page))[1]
    assert "The photo is kept." in told(page)
    assert by_thumb(worker, person, thumb_photo_kept=kept).status_code == 302
    assert opened(ConsentPaper.objects.get().thumb_photo).size == (800, 600)


def test_a_good_photo_comes_back_when_a_question_is_added(worker, person):
    page = by_thumb(worker, person, photo(), add="referral")
    assert "thumb_photo_kept" in told(page) and 'name="referral-0-answer"' in told(page)


def test_what_comes_back_as_kept_is_looked_at_again(worker, person):
    for forged in ("TVogcHJvZ3JhbQ==", "not base64!", "ملف"):
        assert "thumb_photo" in errors(by_thumb(worker, person, thumb_photo_kept=forged))
    assert not ConsentPaper.objects.exists()


def test_a_photo_that_the_way_chosen_does_not_need_is_neither_kept_nor_judged(worker, person):
    for sent in (photo(), photo(b"no photo")):
        assert make.browser(worker).post(reverse("take_consent", args=[person]), form(thumb_photo=sent)).status_code == 302
    assert set(ConsentPaper.objects.values_list("mode", "thumb_photo")) == {("oral_witness", None)}


def test_the_photo_is_there_for_those_alone_who_read_the_paper(worker, person):
    by_thumb(worker, person, photo())
    consent = ConsentPaper.objects.get().pk
    other = make.person(worker)
    assert make.browser(worker).get(address(other, consent)).status_code == 404
    assert make.browser(make.member()).get(address(person, consent)).status_code == 404
    assert make.browser(make.member("desk_officer")).get(address(person, consent)).status_code == 404


def test_a_consent_without_a_photo_has_no_picture(worker, person):
    spoken = make.consent(worker, person)
    browser = make.browser(worker)
    assert browser.get(address(person, spoken.pk)).status_code == 404
    assert "thumb.jpg" not in told(browser.get(reverse("consent", args=[person, spoken.pk])))


def test_the_database_takes_no_thumb_print_without_its_photo(worker, person):
    with pytest.raises(Refused, match="consent_thumb_has_a_photo"):
        make.consent(worker, person, mode="thumb", witness="")
