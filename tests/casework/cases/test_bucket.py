"""Attached content in a bucket instead of a folder: the same promises."""
import pytest
from django.urls import reverse

from amana.casework.cases import actions, files
from amana.casework.cases.models import Attachment
from amana.ground.rows.acting import acting
from tests import builders as make
from tests.casework.cases import buckets, papers
from tests.casework.cases.test_attachments import attached, form, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def bucket(settings):
    with buckets.served() as (address, kept):
        settings.AMANA_FILES, settings.AMANA_FILES_KEYS = address, buckets.KEYS
        yield kept


def test_a_paper_is_attached_and_fetched_and_stands_sealed_under_its_key(office, bucket):
    answer = make.browser(office.worker).post(office.url("attach_to_case"), form("إيصال: ياسمين".encode(), name="note.txt"), follow=True)
    made = Attachment.objects.get()
    assert "The file is attached" in text(answer) and list(bucket) == [f"files/{made.pk}"]
    assert "ياسمين".encode() not in bucket[f"files/{made.pk}"]
    assert text(make.browser(office.worker).get(reverse("fetch_attachment", args=[made.pk]))) == "إيصال: ياسمين"


def test_what_is_withdrawn_leaves_the_bucket(office, bucket, django_capture_on_commit_callbacks):
    made = attached(office)
    with django_capture_on_commit_callbacks(execute=True), acting(office.worker.cookie) as actor:
        actions.withdraw(made, reason="wrong_file", by=actor)
    assert bucket == {}


def test_a_lost_file_and_one_under_anothers_key_are_said_to_be_lost(office, bucket):
    one, other = attached(office, b"one"), attached(office, b"other")
    bucket[f"files/{one.pk}"] = bucket.pop(f"files/{other.pk}")
    for key in (one.pk, other.pk):
        with pytest.raises(files.Lost):
            files.get(key, person_id=office.case.person_id)


def test_a_file_without_a_row_is_swept_and_one_with_a_row_stays(office, bucket):
    made = attached(office)
    bucket[f"files/{made.pk.__class__(int=7)}"] = b"left by a crash"
    assert actions.sweep_files() == 1
    assert list(bucket) == [f"files/{made.pk}"]


@pytest.mark.parametrize("wrong", ["keys", "address"])
def test_a_bucket_that_does_not_answer_keeps_what_was_typed_and_no_row_is_left(office, bucket, settings, wrong):
    made = attached(office)
    if wrong == "keys":
        settings.AMANA_FILES_KEYS = ("AKOTHER", "x")
    else:
        settings.AMANA_FILES = "http://127.0.0.1:9/amana-files"
    answer = make.browser(office.worker).post(office.url("attach_to_case"), form(papers.PDF))
    assert "The place where files are kept does not answer" in text(answer) and "إيصال الإيجار" in text(answer)
    assert list(Attachment.objects.all()) == [made]
    answer = make.browser(office.worker).get(reverse("fetch_attachment", args=[made.pk]), follow=True)
    assert "The place where files are kept does not answer" in text(answer)
