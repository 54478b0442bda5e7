"""Papers and pictures of cases and records: what is taken, how it is kept, who gets it, and what a crash leaves."""
import io
import os
import time
from random import Random
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from amana.casework.cases import actions, files
from amana.casework.cases.files.folder import HALF
from amana.casework.cases.models import Attachment, AttachmentWithdrawal
from amana.casework.cases.rules.attaching import MOST_BYTES, MediaType, accepted, belied, ending
from amana.ground.access.rules import Section
from amana.ground.rows.acting import Hidden, acting
from amana.insight.journal import queries as journal
from amana.lib.core.errors import Refused
from tests import builders as make
from tests.casework.cases import papers
from tests.proof.clones import at_once, by, committed

WORD = papers.office("word/document.xml")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.AMANA_FILES = tmp_path / "files"
    return settings.AMANA_FILES


def text(answer) -> str:
    return answer.content.decode()


def form(content: bytes, *, name: str = "scan.pdf", **other) -> dict:
    return {"file": SimpleUploadedFile(name, content), "title": "إيصال الإيجار", "kind": "receipt", "section": str(int(Section.SOCIAL)), **other}


def attached(office, content: bytes = papers.PDF, section: int = Section.SOCIAL, case=True) -> Attachment:
    with acting(office.worker.cookie) as actor:
        return actions.attach(office.case.person_id, case=office.case if case else None, kind="receipt", title="إيصال", section=section, content=content, by=actor)


def kept(folder) -> list:
    return sorted(path for path in folder.glob("*/*"))


# What is taken ---------------------------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("content", "kind"), [
    (papers.PDF, MediaType.PDF), (papers.picture(), MediaType.JPEG), (papers.picture("PNG"), MediaType.PNG), (papers.picture("WEBP"), MediaType.WEBP),
    ("قائمة\r\nالأوراق".encode(), MediaType.TEXT), ("قائمة".encode("utf-16"), MediaType.TEXT), (WORD, MediaType.DOCX), (papers.office("xl/workbook.xml"), MediaType.XLSX),
    (papers.office("ppt/presentation.xml"), MediaType.PPTX), (papers.open_document(), MediaType.ODT),
    (papers.open_document("application/vnd.oasis.opendocument.spreadsheet"), MediaType.ODS)], ids=lambda one: one if isinstance(one, str) else "")
def test_a_file_is_what_its_content_is(content, kind):
    assert accepted(content).media_type == kind


@pytest.mark.parametrize(("content", "code"), [
    (b"", "file_empty"), (b"\0" * (MOST_BYTES + 1), "file_too_big"), (b"MZ\x90\x00\x03", "file_unknown"), (b"GIF89a\x01\x00\x01\x00", "file_unknown"), (b"\xc7\xe1\xd3\xe1\xc7\xe3", "file_unknown"),
    (b"<svg onload='x()'>", "file_unknown"), (b"  <html><script>", "file_unknown"), (b"#!/bin/sh\n\x00", "file_unknown"), (papers.PDF[:20], "file_damaged"),
    (papers.PDF.replace(b"endobj", b"/OpenAction<</S/JavaScript/JS (app.alert(1))>>endobj"), "file_has_macros"), (papers.picture()[:200], "file_damaged"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file_old_office"), (papers.office("word/document.xml", "word/vbaProject.bin"), "file_has_macros"),
    (papers.office("word/document.xml", types="application/vnd.ms-word.document.macroEnabled.main+xml"), "file_has_macros"),
    (papers.office("word/document.xml", "word/embeddings/oleObject1.bin"), "file_has_macros"), (papers.open_document(
        "application/vnd.oasis.opendocument.text", "Basic/Standard/Module1.xml"), "file_has_macros"), (papers.office("something.xml"), "file_unknown"),
    (papers.open_document("application/epub+zip"), "file_unknown"), (WORD[:-30], "file_damaged"), (papers.picture("PNG", (10_000, 5_000), compress_level=1), "picture_too_big")],
    ids=lambda one: one if isinstance(one, str) else "")
def test_what_is_not_taken_is_refused_by_its_name(content, code):
    with pytest.raises(Refused) as refused:
        accepted(content)
    assert refused.value.code == code


def test_a_name_that_promises_a_scan_is_belied_by_anything_else_and_no_other_name_is():
    names = ("scan.pdf", "bad.JPG", "bad.webp", "bad.txt", "bad", "jpg")
    found = {kind: [name for name in names if belied(name, kind)] for kind in (MediaType.TEXT, MediaType.PDF, MediaType.PNG)}
    assert found == {MediaType.TEXT: ["scan.pdf", "bad.JPG", "bad.webp"], MediaType.PDF: ["bad.JPG", "bad.webp"], MediaType.PNG: ["scan.pdf"]}


def test_a_locked_office_document_is_refused():
    locked = bytearray(WORD)
    place = locked.index(b"PK\x01\x02")
    while place != -1:
        locked[place + 8] |= 1
        place = locked.find(b"PK\x01\x02", place + 4)
    with pytest.raises(Refused, match="file_locked"):
        accepted(bytes(locked))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_drawn_anew_upright_and_without_what_the_camera_wrote(kind):
    given = papers.picture(kind, (40, 20))
    assert papers.PLACE.encode() in given
    drawn = accepted(given).content
    picture = Image.open(io.BytesIO(drawn))
    assert picture.size == (20, 40)
    assert b"Hanaa" not in drawn and papers.PLACE.encode() not in drawn and not picture.getexif() and "exif" not in picture.info


def test_a_picture_with_any_bytes_of_its_head_changed_is_drawn_or_refused():
    chance, answers = Random(1), set()
    pictures = [papers.picture(kind) for kind in ("JPEG", "PNG", "WEBP")]
    for _n in range(2000):
        broken = bytearray(chance.choice(pictures))
        for _change in range(chance.choice((1, 2, 6))):
            broken[chance.randrange(4, min(len(broken), 200))] = chance.randrange(256)
        try:
            answers.add(accepted(bytes(broken)).media_type)
        except Refused as refused:
            answers.add(refused.code)
    assert {"file_damaged", MediaType.JPEG, MediaType.PNG, MediaType.WEBP} <= answers


def test_what_is_hidden_behind_the_end_of_a_picture_does_not_stay():
    assert b"PK\x03\x04 a hidden archive" not in accepted(papers.picture() + b"PK\x03\x04 a hidden archive").content


def test_every_kind_has_an_ending_of_letters():
    assert {ending(kind) for kind in MediaType} == {"pdf", "jpg", "png", "webp", "txt", "docx", "xlsx", "pptx", "odt", "ods"}


# How it is kept --------------------------------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_content_stands_encrypted_and_only_its_owner_may_open_it(office, folder):
    made = attached(office, "كلمة سرّ الأمان: ياسمين".encode())
    [path] = kept(folder)
    assert path.name == str(made.pk)
    assert "ياسمين".encode() not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0 and path.parent.stat().st_mode & 0o077 == 0
    assert files.get(made.pk, person_id=office.case.person_id).decode().endswith("ياسمين")


@pytest.mark.django_db
def test_a_file_put_in_the_place_of_another_does_not_open(office, folder):
    one, other = attached(office, b"one"), attached(office, b"other")
    paths = {path.name: path for path in kept(folder)}
    paths[str(one.pk)].write_bytes(paths[str(other.pk)].read_bytes())
    with pytest.raises(files.Lost):
        files.get(one.pk, person_id=office.case.person_id)


@pytest.mark.django_db
def test_a_lost_file_is_said_with_its_number_and_no_fetching_is_on_record(office, folder):
    made = attached(office)
    kept(folder)[0].unlink()
    answer = make.browser(office.worker).get(reverse("fetch_attachment", args=[made.pk]), follow=True)
    assert answer.redirect_chain[-1][0] == office.url("case_attachments")
    assert "The content of this attachment is lost" in text(answer) and str(made.pk) in text(answer)
    with acting(office.worker.cookie):
        assert "attachment.fetched" not in [entry.verb for entry in journal.of_case(office.case.person_id, office.case.pk, with_reads=True)]


@pytest.mark.django_db
def test_a_file_without_a_row_is_swept_after_a_day_and_one_with_a_row_stays(office, folder):
    made, lonely = attached(office), uuid4()
    files.put(lonely, b"left by a crash", person_id=office.case.person_id)
    half = folder / "ab"
    half.mkdir(exist_ok=True)
    (half / f"{uuid4()}.1234{HALF}").write_bytes(b"ha")
    assert actions.sweep_files() == 0 and len(kept(folder)) == 3, "what was written a moment ago may still get its row"
    for path in kept(folder):
        os.utime(path, (time.time() - 90_000,) * 2)
    assert actions.sweep_files() == 1
    assert [path.name for path in kept(folder)] == [str(made.pk)]
    assert actions.sweep_files() == 0


@pytest.mark.django_db
def test_where_the_row_is_refused_only_a_file_is_left_and_no_row(office, folder):
    """The file is first: a crash between the two leaves what the sweep takes, never a row without its file."""
    with pytest.raises(Hidden), acting(office.colleague.cookie) as actor:
        actions.attach(office.case.person_id, case=office.case, kind="other", title="x", section=Section.SOCIAL, content=b"x", by=actor)
    assert len(kept(folder)) == 1 and not Attachment.objects.exists()
    assert actions.sweep_files(seconds=-1) == 1 and kept(folder) == []


# Who gets it -----------------------------------------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_paper_is_attached_listed_and_fetched_as_a_file_without_a_name(office):
    browser = make.browser(office.worker)
    assert "Nothing attached that you may read" in text(browser.get(office.url("case_attachments")))
    listed = browser.post(office.url("attach_to_case"), form(papers.picture(), name="هناء الشاذلي.exe"), follow=True)
    made = Attachment.objects.get(case_id=office.case.pk)
    assert "إيصال الإيجار" in text(listed) and (made.person_id, made.media_type) == (office.case.person_id, "image/jpeg")
    fetched = browser.get(reverse("fetch_attachment", args=[made.pk]))
    assert fetched.headers["Content-Type"] == "image/jpeg"
    assert fetched.headers["Content-Disposition"] == f'attachment; filename="{office.case.number}-{str(made.pk)[-6:]}.jpg"'
    assert fetched.headers["X-Content-Type-Options"] == "nosniff" and "sandbox" in fetched.headers["Content-Security-Policy"]
    assert "no-store" in fetched.headers["Cache-Control"]
    assert Image.open(io.BytesIO(fetched.content)).size == (20, 40)
    with acting(office.worker.cookie):
        told = [(entry.verb, entry.words) for entry in journal.of_case(office.case.person_id, office.case.pk, with_reads=True)]
    assert ("attachment.fetched", "Attachment fetched") in told and ("attachment.added", "File attached: Receipt or bill") in told


@pytest.mark.django_db
@pytest.mark.parametrize(("content", "sentence"), [
    (b"MZ\x90", "none of the kinds that are taken"), (b"", "This file is empty."), (b"twenty bytes of text", "what is in the file is something else"), (papers.office("word/document.xml", "word/vbaProject.bin"), "macro or script"),
    (b"x" * (MOST_BYTES + 1), "larger than 10 MB")], ids=["program", "empty", "text", "macro", "large"])
def test_a_refusal_stands_at_the_file_and_what_was_typed_stays(office, folder, content, sentence):
    answer = make.browser(office.worker).post(office.url("attach_to_case"), form(content))
    assert sentence in " ".join(answer.context["form"].errors["file"])
    assert "إيصال الإيجار" in text(answer)
    assert not Attachment.objects.exists() and kept(folder) == []


@pytest.mark.django_db
def test_without_a_file_the_form_says_so(office):
    answer = make.browser(office.worker).post(office.url("attach_to_case"), {"title": "x", "kind": "other", "section": "16"})
    assert answer.context["form"].errors["file"] == ["Choose a file."]


@pytest.mark.django_db
def test_a_paper_is_for_those_who_read_its_section(office):
    nurse = make.member("health_worker", of=office.worker.organisation, teams=[office.worker.team])
    with acting(office.worker.cookie) as actor:
        actions.add_coworker(office.case, staff_id=nurse.staff.pk, sections=Section.HEALTH | Section.SOCIAL, by=actor)
    with acting(nurse.cookie) as actor:
        made = actions.attach(office.case.person_id, case=office.case, kind="medical_paper", title="تقرير", section=Section.HEALTH, content=papers.PDF, by=actor)
    url = reverse("fetch_attachment", args=[made.pk])
    assert make.browser(nurse).get(url).status_code == 200
    for stranger in (office.worker, office.supervisor, office.colleague, office.other):
        assert make.browser(stranger).get(url).status_code == 404
    assert "تقرير" not in text(make.browser(office.worker).get(office.url("case_attachments")))
    with pytest.raises(Hidden), acting(office.worker.cookie) as actor:
        actions.attach(office.case.person_id, case=office.case, kind="other", title="x", section=Section.HEALTH, content=papers.PDF, by=actor)


@pytest.mark.django_db
def test_the_first_paper_on_protection_protects_the_file(office):
    officer = make.member("protection_officer", of=office.worker.organisation, teams=[office.worker.team])
    case = make.case(officer)
    with acting(officer.cookie) as actor:
        actions.attach(case.person_id, case=case, kind="other", title="x", section=Section.PROTECTION, content=b"x", by=actor)
    case.person.holding.refresh_from_db()
    assert case.person.holding.is_protected


@pytest.mark.django_db
def test_papers_of_a_record_stand_at_the_record_in_its_own_sections():
    reception = make.member("reception")
    person, browser = make.person(reception), make.browser(reception)
    page = browser.get(reverse("attach_to_record", args=[person]))
    assert [int(value) for value, _label in page.context["form"].fields["section"].choices] == [1, 2, 4, 8, 16]
    listed = browser.post(reverse("attach_to_record", args=[person]), form(papers.PDF, section="4", kind="identity_paper"), follow=True)
    assert "إيصال الإيجار" in text(listed)
    made = Attachment.objects.get(person_id=person)
    assert made.case_id is None and browser.get(reverse("fetch_attachment", args=[made.pk])).status_code == 200
    assert reverse("record_attachments", args=[person]) in text(browser.get(reverse("person", args=[person])))


@pytest.mark.django_db
def test_what_is_attached_to_a_case_is_not_attached_to_another_persons_file(office):
    other = make.person(office.worker)
    with acting(office.worker.cookie) as actor:
        made = actions.attach(other, case=office.case, kind="other", title="x", section=Section.SOCIAL, content=b"x", by=actor)
    assert Attachment.objects.get(pk=made.pk).person_id == office.case.person_id
    assert files.get(made.pk, person_id=office.case.person_id) == b"x"


@pytest.mark.django_db
def test_who_only_finds_the_person_gets_no_page_of_attachments(office):
    person = make.person(office.worker, make.identity("آدم"))
    for address in ("record_attachments", "attach_to_record"):
        assert make.browser(office.colleague).get(reverse(address, args=[person])).status_code == 404
        assert make.browser(office.other).get(reverse(address, args=[person])).status_code == 404


# Withdrawn -------------------------------------------------------------------------------------------------------------------------------------------
def withdrawn(member, made, reason: str = "wrong_file"):
    with acting(member.cookie) as actor:
        actions.withdraw(made, reason=reason, by=actor)


@pytest.mark.django_db
def test_a_wrong_paper_is_withdrawn_for_good_by_who_attached_it(office, folder, django_capture_on_commit_callbacks):
    made, browser = attached(office), make.browser(office.worker)
    url = reverse("withdraw_attachment", args=[made.pk])
    assert url in text(browser.get(office.url("case_attachments")))
    asked = text(browser.get(url))
    assert "This cannot be undone" in asked and "إيصال" in asked
    assert "am-error" in text(browser.post(url, {"reason": ""})) and kept(folder), "without a reason nothing is done"
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(url, {"reason": "other_person"}, follow=True)
    assert answer.redirect_chain[-1][0] == office.url("case_attachments") and "The file is removed" in text(answer)
    assert kept(folder) == [] and "إيصال" not in text(browser.get(office.url("case_attachments")))
    for gone in (url, reverse("fetch_attachment", args=[made.pk])):
        assert browser.get(gone).status_code == 404
    assert "Attachment withdrawn and its file removed: Receipt or bill (It belongs to another person)" in text(browser.get(office.url("case_log")))
    made.refresh_from_db()
    assert made.title == "", "what it was called does not stay either"


@pytest.mark.django_db
def test_the_supervisor_of_the_case_withdraws_what_others_attached_and_nobody_else(office, folder):
    made = attached(office)
    other_team = make.member("supervisor", of=office.worker.organisation)
    coworker = make.member(of=office.worker.organisation, name="زميلة")
    with acting(office.worker.cookie) as actor:
        actions.add_coworker(office.case, staff_id=coworker.staff.pk, sections=Section.SOCIAL, by=actor)
    for stranger in (office.colleague, office.other, other_team, coworker):
        with pytest.raises(Hidden):
            withdrawn(stranger, made)
        assert make.browser(stranger).post(reverse("withdraw_attachment", args=[made.pk]), {"reason": "twice"}).status_code in (403, 404)
    assert reverse("fetch_attachment", args=[made.pk]) in text(make.browser(coworker).get(office.url("case_attachments")))
    assert reverse("withdraw_attachment", args=[made.pk]) not in text(make.browser(coworker).get(office.url("case_attachments")))
    assert reverse("withdraw_attachment", args=[made.pk]) in text(make.browser(office.supervisor).get(office.url("case_attachments")))
    withdrawn(office.supervisor, made)
    with acting(office.worker.cookie):
        assert not Attachment.objects.exists()


@pytest.mark.django_db
def test_a_paper_of_a_record_is_withdrawn_as_well(office, folder):
    made = attached(office, section=Section.DOCUMENTS, case=False)
    page = reverse("record_attachments", args=[office.case.person_id])
    assert reverse("withdraw_attachment", args=[made.pk]) in text(make.browser(office.worker).get(page))
    answer = make.browser(office.worker).post(reverse("withdraw_attachment", args=[made.pk]), {"reason": "unreadable"}, follow=True)
    assert answer.redirect_chain[-1][0] == page and "إيصال" not in text(answer)


@pytest.mark.django_db
def test_a_file_that_a_crash_leaves_after_its_withdrawal_is_swept(office, folder):
    """The file goes after the transaction: without its end (here there is none) it still stands, and the job takes it."""
    withdrawn(office.worker, attached(office))
    assert len(kept(folder)) == 1
    assert actions.sweep_files(seconds=-1) == 1 and kept(folder) == []


def by_two():
    """A worker and the supervisor of her team, in transactions that end, and a way to attach."""
    worker = make.member()
    supervisor, case = make.member("supervisor", of=worker.organisation, teams=[worker.team]), make.case(worker)

    def attach():
        with acting(worker.cookie) as actor:
            return actions.attach(case.person_id, case=case, kind="receipt", title="إيصال", section=Section.SOCIAL, content=papers.PDF, by=actor)
    return worker, supervisor, attach


def withdrawing(member, made):
    return by(member, lambda actor: actions.withdraw(made, reason="twice", by=actor))


def test_of_two_who_withdraw_at_once_one_does_and_its_file_is_gone(django_db_setup, django_db_blocker, folder):
    with django_db_blocker.unblock(), committed("withdrawn_at_once"):
        worker, supervisor, attach = by_two()
        for _round in range(5):
            made = attach()
            assert sorted(at_once(withdrawing(worker, made), withdrawing(supervisor, made))) == [False, True]
            assert AttachmentWithdrawal.objects.filter(pk=made.pk).count() == 1 and kept(folder) == []


def test_what_is_withdrawn_while_it_is_fetched_is_gone_and_not_lost(django_db_setup, django_db_blocker, folder, monkeypatch):
    with django_db_blocker.unblock(), committed("withdrawn_meanwhile"):
        worker, supervisor, attach = by_two()
        made, read = attach(), files.get

        def meanwhile(key, *, person_id):
            assert at_once(withdrawing(supervisor, made)) == [True]
            return read(key, person_id=person_id)
        monkeypatch.setattr(files, "get", meanwhile)
        assert make.browser(worker).get(reverse("fetch_attachment", args=[made.pk])).status_code == 404
