"""The page of figures: numbers that add up with the rows, each reader her own, nobody small in them, and who is left out said."""
import re
import zipfile
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from amana.casework.assessments import actions as assessments
from amana.casework.registry.models import Journey
from amana.ground.rows.acting import acting, clock
from amana.insight.outcomes import queries
from amana.insight.outcomes.rules import Cell, periods
from amana.lib import scoring
from amana.lib.core.dates import PartialDate, cairo_day
from amana.services.programmes import actions as programmes
from amana.services.programmes import queries as programme_queries
from amana.services.reintegration import actions as reintegration
from tests import builders as make
from tests.insight.path.test_path import HIGHEST, LOWEST
from tests.services.assistance.conftest import Unit, today

pytestmark = pytest.mark.django_db
RSS = scoring.version_of("rss", "1")
AT_MOST = 12  # statements of the page
OF_EVERY_PAGE = 4  # who enters, two counts of the menu, who leaves


class Place(Unit):
    """A unit whose programme has helped people; each is one case with one request for goods."""

    def __init__(self):
        super().__init__()
        self.worker = make.member(of=self.head.organisation, teams=[make.team(self.head.organisation, "وحدة أخرى")])  # of another team than the programme's
        self.cases = []

    def help(self, n: int, *, sex="female", until="deliver", returned=None, amount=500, born=1990):
        for _n in range(n):
            k = len(self.cases)
            case = make.case(self.worker, make.person(self.worker, make.identity(f"اسم{k}", sex=sex, birth=PartialDate.of(born)), phone=""))
            if returned is not None:
                day = today(returned)
                Journey.objects.filter(pk=case.person_id).delete()
                Journey.objects.create(person_id=case.person_id, returned_year=day.year, returned_month=day.month, returned_day=day.day, groups=["returnee_voluntary"])
            self.cases.append(case)
            request = self.ask(case, amount, kind="household_items", method="goods", account="") if until == "ask" else self.approved(case, amount, kind="household_items", method="goods", account="")
            if until in ("order", "deliver"):
                self.move(request, 1, "order", self.officer)
            if until == "deliver":
                self.move(request, 1, "deliver", self.worker, proof="signature")
        return self.cases[-n:]

    def survey(self, cases, answers, days):
        with acting(self.worker.cookie) as actor:
            for case in cases:
                assessments.record(case, RSS, answers=answers, asked_on=today(days), language="arz", remarks="", by=actor)

    def figures(self, by=None, period=""):
        with acting((by or self.head).cookie) as actor:
            one, day = programme_queries.programme(self.programme.pk), cairo_day(clock())
            chosen = next(each for each in periods(one.starts_on, day) if each.code == period)
            return queries.figures_of(one, chosen, actor, day)

    def url(self, name="programme_figures"):
        return reverse(name, args=[self.programme.pk])

    def page(self, by=None, language="en", period=""):
        answer = make.browser(by or self.head, language=language).get(self.url(), {"period": period})
        assert answer.status_code == 200
        return answer.content.decode()


@pytest.fixture
def place():
    return Place()


def numbers_of(whole):
    return {name: cell.n for name, cell in whole.parts}


def test_people_reached_are_told_by_sex_age_and_group_against_the_target(place):
    with acting(place.officer.cookie) as actor:
        programmes.set_target(place.programme, group="returnees", people=20, by=actor)
    place.help(5, returned=-30)
    place.help(6, sex="male", born=1950)
    place.help(2, until="ask")
    found = place.figures()
    assert found.reached == 11 and found.people == Cell(11) and numbers_of(found.sexes) == {"female": 5, "male": 6, "unstated": 0}
    assert found.ages["25–59"] == Cell(5) and found.ages["60+"] == Cell(6) and found.groups["returnees"] == Cell(5) and "survivors" not in found.groups
    shown = place.page()
    assert re.search("11.* of .*20.* people reached, .*55%", shown) and "<svg" in shown and "<table" in shown


def test_a_small_number_stands_on_no_page_and_in_no_file(place):
    place.help(6, returned=-30)
    place.help(3, sex="male", returned=-30)
    for by in (place.head, place.officer):
        found = place.figures(by)
        assert found.sexes["male"] == Cell(None, True) and found.sexes["female"] == Cell(None)
        assert "fewer than 5" in place.page(by) and "withheld" in place.page(by)
    book = CalamineWorkbook.from_filelike(BytesIO(make.browser(place.head).get(place.url("programme_figures_xlsx")).content))
    by_sex = {line: value for table, line, _column, value in book.get_sheet_by_index(0).to_python() if table == "By sex"}
    assert by_sex == {"Female": "withheld", "Male": "fewer than 5", "Not stated": 0}


def test_money_of_each_month_and_line_is_what_the_books_say(place):
    place.help(5, amount=700)
    place.help(2, until="order", amount=300)
    money = place.figures(place.finance).money
    [line], [month] = money.lines, money.months
    assert (line.granted, line.ordered, line.spent, line.left) == (1_000_000, 4100, 3500, 1_000_000 - 4100)
    assert (month.paid[place.line.pk], month.ordered, month.left) == (Decimal(3500), Decimal(4100), line.left)


def test_what_came_back_is_not_paid_and_what_could_not_be_paid_is_not_ordered(place):
    [case] = place.help(1, amount=700)
    from amana.services.assistance.models import Request
    place.move(Request.objects.get(case=case), 1, "return", place.worker, words="لم يناسب")
    paid = place.approved(place.help(1, until="ask")[0], 900)
    payments = place.sent(paid)
    place.take_in(payments, ["failed"])
    [line] = place.figures(place.finance).money.lines
    assert line.spent == 0 and line.ordered == 700 and line.granted == 1_000_000


def test_waits_are_days_between_what_happened_and_who_waits_stands_beside(place):
    place.help(6, until="ask")
    make.move_clock(days=20)
    place.help(6)
    found = place.figures()
    assert (found.decisions.told["done"].n, found.decisions.median, found.decisions.told["waiting"].n, found.decisions.longest) == (6, 0, 6, 20) and found.decisions.waiting["14"] == Cell(6)
    assert (found.deliveries.told["done"].n, found.deliveries.median) == (6, 0)
    assert "Half of them within the same day" in place.page()


def test_bands_at_first_and_later_and_the_change_of_those_with_both(place):
    cases = place.help(12, returned=-250)
    place.survey(cases[:11], LOWEST, -245)
    place.survey(cases[:6], HIGHEST, -5)
    survey, = place.figures().surveys
    composite, *dimensions = survey.scores
    assert survey.instrument.code == "rss" and [one.code for one in dimensions] == ["economic", "social", "psychosocial"]
    assert numbers_of(survey.latest) == {"measured": 6, "due": 0, "not_yet": 6} and numbers_of(composite.latest) == {"low": 0, "medium": 0, "high": 6, "none": 0}
    assert numbers_of(composite.change) == {"better": 6, "same": 0, "worse": 0, "none": 0} and composite.change.cell == Cell(6)
    assert survey.baseline["measured"] == Cell(None) and survey.baseline["due"] == Cell(None, True), "one of twelve is missing"
    assert composite.baseline.cell == Cell(None) and not any(cell.n for _name, cell in composite.baseline.parts)


def test_who_is_missing_is_told_with_the_reason_that_the_file_knows(place):
    place.help(5, returned=-600)
    unreached = place.help(5, returned=-600)
    late = place.help(6, returned=-500)
    place.help(7)
    with acting(place.worker.cookie) as actor:
        for case in unreached:
            reintegration.begin_follow_up(case.pk, returned_on=today(-600), other_contact="", by=actor)
            reintegration.record_attempt(case.pk, way="call", outcome="no_answer", tried_on=today(-1), words="", by=actor)
    place.survey(late, LOWEST, -120)
    survey, = place.figures().surveys
    assert numbers_of(survey.latest) == {"measured": 6, "due": 10, "not_yet": 7} and survey.missing_latest["lost"] == Cell(5)
    assert sum(cell.n for _name, cell in survey.missing_latest.parts) == 10
    assert [(code, measured.n, missed.n) for code, measured, missed in survey.months] == [("months_6_to_9", 0, 16), ("month_12", 6, 10), ("month_18", 0, 10)]
    shown = place.page()
    assert "Not reached" in shown and re.search("Follow-up measured: .*6.* of .*23.* who were helped", shown)


def test_the_programmes_team_finds_no_score_and_is_told_why(place):
    place.survey(place.help(6, returned=-250), LOWEST, -245)
    for by in (place.officer, place.finance):
        found = place.figures(by)
        assert found.surveys is None and found.groups is None and found.money is not None and found.people == Cell(6)
        shown = place.page(by)
        assert "social section, which your role does not read" in shown and "Reintegration sustainability survey" not in shown and "Economic dimension" not in shown


def test_a_head_outside_of_the_team_finds_scores_and_no_money(place):
    head = make.member("case_manager", of=place.worker.organisation, teams=place.worker.teams)
    place.survey(place.help(6, returned=-250), LOWEST, -245)
    found = place.figures(head)
    assert found.money is None and found.reached is None and found.surveys and found.people == Cell(6) and found.deliveries.told["done"] == Cell(6)
    shown = place.page(head)
    assert "people reached whose files you read" not in shown and "No target is set" in shown and "own team reads them" in shown and "Money by line" not in shown and "1,000,000" not in shown


def test_whoever_left_the_readers_sight_is_counted_as_left_out(place):
    place.help(6)
    from amana.services.assistance.models import Request
    for request in Request.objects.all():
        place.decide(request, "reconcile", place.finance)
    make.move_clock(days=40)
    place.help(5)
    found = place.figures(place.officer)
    assert found.reached == 11 and found.people == Cell(5) and found.deliveries.told["done"] == Cell(11), "the books forget nobody"
    assert re.search("6.* of the .*11.* people whom the programme reached", place.page(place.officer))


def test_clinical_instruments_are_in_no_figure():
    assert {one.code for one in queries.instruments(today())} == {"rss"}
    assert not [one for one in queries.instruments(today()) if one.section in ("psychosocial", "health", "protection")]


def test_the_time_stands_in_the_address_and_what_is_none_of_the_programme_means_all(place):
    place.help(5)
    day = today()
    code = f"{day.year}-{(day.month + 2) // 3}"
    assert f'value="{code}" selected' in place.page(period=code) and place.figures(period=code).people == Cell(5)
    before = next(each for each in periods(place.programme.starts_on, day) if "-" in each.code and each.until < day)
    assert place.figures(period=before.code).people == Cell(0) and "Nobody was reached in this time" in place.page(place.officer, period=before.code)
    for said in ("x", "2026-9", "' OR 1=1", "٢٠٢٦"):
        assert 'value="" selected' in place.page(period=said)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_a_programme_without_anything_says_what_will_stand_there(place, language):
    shown = place.page(language=language)
    assert shown.count("am-card-body") >= 4 and ("As soon as help is ordered" in shown or language == "ar") and "<progress" not in shown


def test_it_is_for_who_runs_programmes_or_keeps_books_here_and_linked_for_them_alone(place):
    other = make.member("programme_officer", name="غريب")
    for by, status in ((place.officer, 200), (place.finance, 200), (place.head, 200), (place.worker, 403), (place.supervisor, 403), (other, 404)):
        for name in ("programme_figures", "programme_figures_xlsx"):
            assert make.browser(by).get(place.url(name)).status_code == status
    link = reverse("programme", args=[place.programme.pk])
    assert place.url() in make.browser(place.officer).get(link).content.decode() and place.url() not in make.browser(place.worker).get(link).content.decode()


def test_the_file_says_whose_figures_they_are_and_holds_no_formula(place):
    with acting(place.officer.cookie) as actor:
        programmes.add_line(place.programme, code="=1+1", name_ar="=HYPERLINK(1)", name_en="=cmd|' /C calc'!A0", by=actor)
    place.help(5)
    answer = make.browser(place.finance).get(place.url("programme_figures_xlsx"))
    sheet = zipfile.ZipFile(BytesIO(answer.content)).read("xl/worksheets/sheet1.xml").decode()
    assert "=1+1" in sheet and "<f>" not in sheet and sheet.count("<c ") == sheet.count('t="inlineStr"') + sheet.count('s="5"><v>')
    about = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(1).to_python()
    assert {"Programme", "Time", "Not in these figures", "How it is counted"} <= {row[0] for row in about}


def statements(place, by) -> int:
    browser = make.browser(by)
    browser.get(place.url())
    with CaptureQueriesContext(connection) as run:
        assert browser.get(place.url()).status_code == 200
    return len([one for one in run if "SAVEPOINT" not in one["sql"] and "ROLE" not in one["sql"]])


def test_few_and_many_take_as_many_statements_and_no_more_than_twelve(place):
    place.survey(place.help(1, returned=-250), LOWEST, -245)
    few = [statements(place, by) for by in (place.head, place.officer)]
    place.survey(place.help(9, returned=-250), LOWEST, -245)
    assert [statements(place, by) for by in (place.head, place.officer)] == few
    assert max(few) <= AT_MOST + OF_EVERY_PAGE, few


def test_bars_run_with_the_page_and_months_from_left_to_right(place):
    place.help(5)
    for language in ("ar", "en"):
        shown = place.page(place.finance, language=language)
        assert 'class="am-fig-columns"' in shown and 'direction="ltr"' in shown and "style=" not in shown[shown.index("am-fig-defs"):shown.index("</main>")]
