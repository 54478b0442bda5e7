"""Dates, ages, counts and clocks as they read in both languages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils.translation import override

from amana.ground.shell import values
from amana.ground.shell.templatetags import amana
from amana.lib.core.dates import PartialDate

TODAY = date(2026, 11, 25)
NOON = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)  # 12:00 in Cairo


@pytest.mark.parametrize(("size", "arabic", "english"), [
    (0, "0 بايت", "0 bytes"), (1, "بايت واحد", "1 byte"), (999, "999 بايت", "999 bytes"), (19_046, "18.6 كيلوبايت", "18.6 KB"), (10 * 1024**2, "10.0 ميجابايت", "10.0 MB")])
def test_the_size_of_a_file_has_western_digits_and_a_point(size, arabic, english):
    with override("ar"):
        assert values.size_text(size) == arabic
    with override("en"):
        assert values.size_text(size) == english


@pytest.mark.parametrize(("language", "words"), [("ar", "25 نوفمبر 2026"), ("en", "25 November 2026")])
def test_a_date_is_written_with_the_name_of_its_month(language, words):
    with override(language):
        assert values.day_words(TODAY) == words


def test_the_year_falls_off_in_the_current_one_alone():
    with override("ar"):
        assert values.day_words(date(2026, 3, 1), today=TODAY) == "1 مارس"
        assert values.day_words(date(2025, 3, 1), today=TODAY) == "1 مارس 2025"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (PartialDate.of(2001, 3, 14), "14 مارس 2001"),
        (PartialDate.of(2001, 3), "مارس 2001"),
        (PartialDate.of(2001), "2001"),
        (PartialDate.estimated(26, TODAY), "نحو 2000"),
        (PartialDate.of(1446), "1446 هـ (2024/2025)"),
        (PartialDate.of(1429), "1429 هـ (2008)"),
        (PartialDate.of(1743), "1743 للشهداء (2026/2027)"),
    ],
)
def test_a_date_known_in_part_shows_that_part(value, words):
    with override("ar"):
        assert values.partial_words(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (PartialDate.of(2001, 3, 14), "25 سنة"),
        (PartialDate.estimated(26, TODAY), "نحو 26 سنة"),
        (PartialDate.of(2024, 11, 25), "سنتان"),
        (PartialDate.of(2026, 8, 26), "شهران"),
        (PartialDate.of(2023, 1, 1), "3 سنوات"),
        (PartialDate.of(2025), "نحو أقل من سنة"),
    ],
)
def test_an_age_is_said_to_be_about_where_it_is_not_sure(value, words):
    with override("ar"):
        assert values.age_words(value, today=TODAY) == words


@pytest.mark.parametrize(
    ("value", "arabic", "english"),
    [
        (NOON, "الآن", "now"),
        (NOON - timedelta(minutes=2), "قبل دقيقتين", "2 minutes ago"),
        (NOON - timedelta(hours=3), "اليوم 09:00", "Today 09:00"),
        (NOON - timedelta(hours=20), "أمس 16:00", "Yesterday 16:00"),
        (date(2026, 11, 26), "غدًا", "Tomorrow"),
        (date(2026, 11, 29), "الأحد 29 نوفمبر", "Sunday 29 November"),
        (date(2026, 12, 18), "18 ديسمبر", "18 December"),
        (date(2027, 1, 18), "18 يناير 2027", "18 January 2027"),
    ],
)
def test_near_times_are_relative_and_far_ones_are_dates(value, arabic, english):
    with override("ar"):
        assert values.relative_words(value, now=NOON) == arabic
    with override("en"):
        assert values.relative_words(value, now=NOON) == english
        assert values.relative_words(value, now=NOON, in_sentence=True).split()[0] == (english.split()[0].lower() if english.split()[0] in ("Today", "Yesterday", "Tomorrow") else english.split()[0])


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, ""),
        (1, "متأخر يومًا"),
        (2, "متأخر يومين"),
        (3, "متأخر 3 أيام"),
        (11, "متأخر 11 يومًا"),
        (100, "متأخر 100 يوم"),
    ],
)
def test_arabic_counts_days_in_all_its_forms(days, words):
    with override("ar"):
        assert values.late_words(TODAY - timedelta(days=days), today=TODAY) == words


@pytest.mark.parametrize(
    ("left", "kind", "words"),
    [
        (timedelta(hours=12), "", "باقي 12 ساعة"),
        (timedelta(hours=3), "warn", "باقي 3 ساعات"),
        (timedelta(hours=4) - timedelta(seconds=1), "warn", "باقي 3 ساعات و59 دقيقة"),
        (timedelta(hours=2, minutes=5), "warn", "باقي ساعتان و5 دقائق"),
        (timedelta(hours=6, minutes=59), "", "باقي 6 ساعات"),
        (timedelta(minutes=40), "warn", "باقي 40 دقيقة"),
        (timedelta(hours=-1), "danger", "تجاوزت المهلة بساعة"),
        (timedelta(0), "danger", "باقي أقل من دقيقة"),
    ],
)
def test_a_clock_speaks_in_words_and_warns_in_time(left, kind, words):
    with override("ar"):
        clock = values.clock(NOON + left - timedelta(hours=24), NOON + left, now=NOON)
    assert (clock.kind, clock.words) == (kind, words)


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ '+201005550142'|phone }}", '<bdi dir="ltr" class="am-whole">+20 100 555 0142</bdi>'),
        ("{{ 1482|count }}", '<bdi dir="ltr" class="am-whole">1,482</bdi>'),
        ("{{ 0|count }}", '<bdi dir="ltr" class="am-whole">0</bdi>'),
        ("{{ said|numbers_whole }}", 'سُجّل <bdi dir="ltr" class="am-whole">AM-2K9H-846Y</bdi>، &lt;b&gt; AM-2K9H-846Y-1'),
        ("{{ about|isolated }}", '<bdi>البديل <bdi dir="ltr" class="am-whole">AR-8QHC-8YDE</bdi> &lt;b&gt;</bdi>'),
        ("{{ 'EGP'|currency_name }} {{ 'USD'|currency_name }}", 'جنيه <bdi dir="ltr" class="am-whole">USD</bdi>'),
        ("{{ evil|ltr }}", '<bdi dir="ltr" class="am-whole">&lt;b&gt;</bdi>'),
        ("{{ ''|ltr }}{{ None|phone }}{{ None|date_long }}", ""),
        ("{{ 'Hanaa'|person_name }}", "<bdi>Hanaa</bdi>"),
        ("{{ ''|person_name }}", "شخص لم يُذكر اسمه"),
        ("{{ 'مها القنطري'|initials }}", "م\u200cق"),
        ("{{ 'Hanaa El Shazly'|initials }}", "HE"),
        ("{{ 'x'|in_navigation:none }}", "False"),
    ],
)
def test_values_are_isolated_as_a_whole(template, shown):
    with override("ar"):
        assert Template(template).render(Context({"none": [], "evil": "<b>", "said": "سُجّل AM-2K9H-846Y، <b> AM-2K9H-846Y-1", "about": "البديل \u2066AR-8QHC-8YDE\u2069 <b>"})) == shown


def test_a_date_is_never_isolated_but_readable_by_machines():
    with override("ar"):
        assert amana.date_long(TODAY) == '<time datetime="2026-11-25">25 نوفمبر 2026</time>'
        assert 'title="25 نوفمبر 2026 12:00"' in amana.date_relative(NOON)


def test_icons_along_the_line_of_reading_turn_with_it_and_others_never_do():
    assert "am-icon-flip" in amana.icon("chevron-right")
    assert "am-icon-flip" not in amana.icon("clock")
    assert 'aria-hidden="true"' in amana.icon("clock")
    assert 'aria-label="بحث"' in amana.icon("search", "بحث")
