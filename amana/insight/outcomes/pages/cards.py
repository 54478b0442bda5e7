"""The cards of the page in words: a sentence, bars or columns, the tables behind them, and what is counted."""
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amana.casework.registry.rules import Sex
from amana.ground.shell.values import count_text, month_names, reading_language
from amana.insight.outcomes.queries import Figures, Money, Scores, Survey
from amana.insight.outcomes.rules import WAITING, Cell, Missing, Waits, Whole
from amana.services.programmes.rules import TargetGroup

Value = Cell | Decimal | int | str | None
BANDS = ("b1", "b2", "b3", "b4", "b5")  # styles of the bands of a score, from the lowest
CHANGES = {"better": "b3", "same": "b1", "worse": "worse", "none": "none"}


@dataclass(frozen=True)
class Table:
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class Bar:
    """parts: style and share of a hundred, from the start. value: what is written beside it."""

    label: str
    parts: tuple[tuple[str, float], ...]
    value: Value


@dataclass(frozen=True)
class Column:
    label: str
    amount: Decimal


@dataclass(frozen=True)
class Bars:
    title: str
    bars: tuple[Bar, ...]
    legend: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Card:
    """finding: one sentence that says what is seen. empty: said in place of all that where there is nothing yet."""

    key: str
    title: str
    finding: str = ""
    charts: tuple[Bars, ...] = ()
    columns: tuple[Column, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    empty: str = ""


def cards(found: Figures) -> list[Card]:
    made = [_people(found), *([_money(found.programme.currency, found.money)] if found.money else []), _waiting(found)]
    for one in found.surveys or ():
        made += [_scores(one, found.people), _missing(one, found.people)]
    return made


def left_out(found: Figures) -> list[str]:
    """What the reader must not think to be in the figures."""
    lines = []
    if found.reached is not None and found.people.n is not None and found.reached > found.people.n:
        rest = Cell(found.reached - found.people.n) if found.reached - found.people.n >= 5 else Cell(None, True)
        lines.append(_("%(rest)s of the %(all)s people whom the programme reached: their request or their case has ended, or their file is protected, and you do not read it any more.") % {
            "rest": _isolated(plain(rest)), "all": _isolated(count_text(found.reached))})
    else:
        lines.append(_("Whoever has left your sight: a programme's team reads a request until 30 days after it has ended, everybody else until 30 days after the case was closed."))
    if found.surveys is None:
        lines.append(_("Scores and who was not reached: they stand in the social section, which your role does not read. A head of unit sees them on this page."))
    if found.groups is None:
        lines.append(_("Groups of the target: they stand in the journey section, which your role does not read."))
    if found.money is None:
        lines.append(_("Money, and how many people were reached in all: the programme's own team reads them."))
    lines.append(_("Clinical instruments, and everything of the sections psychosocial, health and protection: survivors of trafficking are counted with the others, never as a group."))
    return lines


# People ----------------------------------------------------------------------------------------------------------------------------------------------------------
def _people(found: Figures) -> Card:
    target = sum(found.targets.values())
    reached = Cell(found.reached) if found.reached is not None and (found.reached >= 5 or not found.reached) else Cell(None, True) if found.reached else found.people
    notes = (_("Reached: who has received something of the programme, or will, each person once. A time counts those who asked in it."),
             _("Age on the day of the first request; of an age that is not sure the lowest that is possible."))
    if not found.people.n and not found.people.is_small and not found.reached:
        return Card("people", _("People and targets"), empty=_("Nobody was reached in this time. As soon as help is ordered for the first person, she is counted here by sex, age and group, against the targets of the programme."))
    share = 100 * reached.n // target if target and reached.n is not None else None
    finding = (_("%(n)s people reached whose files you read; the target of the whole programme is %(of)s.") % {"n": _isolated(plain(reached)), "of": _isolated(count_text(target))} if found.reached is None and target
               else _("%(n)s of %(of)s people reached, %(share)s of the target.") % {"n": _isolated(plain(reached)), "of": _isolated(count_text(target)), "share": _isolated(f"{share}%")} if share is not None
               else _("People reached: %(n)s. No target is set.") % {"n": _isolated(plain(reached))} if not target else _("People reached: %(n)s.") % {"n": _isolated(plain(reached))})
    rows = [(_("All"), reached, target or None, _percent(reached, target))]
    bars = [Bar(_("All"), (("b3", _share(reached, target or reached.n)),), _of(reached, target))]
    for group, cell in (found.groups or {}).items():
        if group in found.targets or cell.n or cell.is_small:
            aim = found.targets.get(group, 0)
            rows.append((str(TargetGroup(group).label), cell, aim or None, _percent(cell, aim)))
            bars.append(Bar(str(TargetGroup(group).label), (("b3", _share(cell, aim or found.people.n)),), _of(cell, aim)))
    if found.groups is None:
        rows += [(str(TargetGroup(group).label), "", aim, "") for group, aim in found.targets.items()]
    targets = Table(_("Reached and target"), (_("Group"), _("People reached"), _("Target"), _("Share")), tuple(rows))
    charts = [Bars(_("Reached and target"), tuple(bars))]
    tables = [targets]
    if found.people.n is not None:
        sexes = [(str(Sex(name).label), cell) for name, cell in found.sexes.parts]
        ages = [(_("not known") if name == "unknown" else _isolated(name), cell) for name, cell in found.ages.parts]
        charts += [_plain_bars(_("By sex"), sexes, found.people), _plain_bars(_("By age in years"), ages, found.people)]
        tables += [Table(_("By sex"), (_("Sex"), _("People")), tuple(sexes)), Table(_("By age in years"), (_("Age"), _("People")), tuple(ages))]
        notes += (_("Sex, age and group are those of %(n)s whose files you read.") % {"n": _n_people(found.people.n)}, *([_("Somebody may belong to several groups.")] if found.groups else []))
    else:
        notes += (_("Sex, age and group are told from five people on."),)
    return Card("people", _("People and targets"), finding, tuple(charts), tables=tuple(tables), notes=notes)


# Money -----------------------------------------------------------------------------------------------------------------------------------------------------------
def _money(currency: str, money: Money) -> Card:
    title = _("Money by line and month (%(currency)s)") % {"currency": _isolated(currency)}
    if not money.months:
        return Card("money", title, empty=_("Nothing moved in this time. Once the donor's money is written down and a request is approved, each month shows what was ordered, what was paid and what is left."))
    spent, left = sum((one.spent for one in money.months), Decimal(0)), sum((one.left for one in money.lines), Decimal(0))
    finding = _("%(spent)s paid in this time; %(left)s are still free at its end.") % {"spent": _isolated(count_text(spent)), "left": _isolated(count_text(left))}
    lines = Table(_("By budget line"), (_("Budget line"), _("Granted until the end of the time"), _("Ordered in the time"), _("Paid in the time"), _("Left at its end")), tuple(
        (f"{_isolated(one.line.code)} {one.line}", one.granted, one.ordered, one.spent, one.left) for one in money.lines))
    by_line = tuple(one.line for one in money.lines)
    months = Table(_("By month"), (_("Month"), *(_("Paid: %(line)s") % {"line": _isolated(one.code)} for one in by_line), _("Paid, all lines"), _("Ordered, all lines"), _("Left at the end of the month")), tuple(
        (_month(one.first), *(one.paid.get(line.pk, Decimal(0)) for line in by_line), one.spent, one.ordered, one.left) for one in money.months))
    charts = (Bars(_("Of what was granted"), tuple(Bar(f"{_isolated(one.line.code)} {one.line}", _shares_of_line(one), None) for one in money.lines),
                   (("b3", _("Paid in the time")), ("b1", _("Approved, under way or paid before")), ("rest", _("Left at its end")))),)
    columns = tuple(Column(f"{one.first.month}/{one.first.year}", one.spent) for one in money.months)
    return Card("money", title, finding, charts, columns, (lines, months), (
        _("Ordered: released for payment or ordered from who provides it, less what could not be paid. Paid: received by the person, less what came back. Left: what can still be promised."),
        _("Each movement counts in the month in which it was written into the books."),))


def _shares_of_line(one) -> tuple[tuple[str, float], ...]:
    """Of all that was granted until the end of the time; what was paid before it is among what is bound."""
    if not one.granted:
        return ()
    paid, left = max(one.spent, Decimal(0)), one.left
    return (("b3", _part(paid, one.granted)), ("b1", _part(max(one.granted - paid - left, Decimal(0)), one.granted)), ("rest", _part(left, one.granted)))


# Waiting ---------------------------------------------------------------------------------------------------------------------------------------------------------
def _waiting(found: Figures) -> Card:
    title = _("How long people wait")
    if not found.requests.n and not found.requests.is_small and not found.deliveries.told.cell.n:
        return Card("waiting", title, empty=_("No request in this time. From the first one on this shows how many days pass until somebody decides, and how many more until something is received."))
    steps = ((_("From the request to the decision"), found.decisions), (_("From the approval to the first payment or delivery"), found.deliveries))
    rows = tuple((name, one.told["done"], _days(one.median), _days(one.ninth), one.told["waiting"], _days(one.longest), one.told["over"]) for name, one in steps)
    tables = [Table(_("Days until it came"), (_("Step"), _("Requests"), _("Half of them within"), _("Nine of ten within"), _("Still waiting"), _("Longest wait until today"), _("Ended without")), rows)]
    charts = []
    for name, one in steps:
        bands = [(_band_words(code), cell) for code, cell in one.waiting.parts]
        tables.append(Table(_("Still waiting: %(step)s") % {"step": name}, (_("Days until today"), _("Requests")), tuple(bands)))
        if one.waiting.cell.n:
            charts.append(_plain_bars(_("Still waiting: %(step)s") % {"step": name}, bands, one.waiting.cell))
    return Card("waiting", title, _finding_of_waits(found.decisions), tuple(charts), tables=tuple(tables), notes=(
        _("Calendar days. The half and the nine of ten are of those that have come; who still waits is not in them and stands beside them."),
        _("Requests made in this time, of which you read the case.") if not found.money else
        _("Until the decision: requests made in this time of which you still read the case. Until the first payment or delivery: all that were approved in this time, from the books."),))


def _finding_of_waits(one: Waits) -> str:
    if one.median is None:
        return _("Too few decisions yet to say how long one takes.")
    return _("Decided: %(n)s. Half of them within %(median)s, nine of ten within %(ninth)s.") % {
        "n": _isolated(plain(one.told["done"])), "median": _days(one.median), "ninth": _days(one.ninth)}


def _band_words(code: str) -> str:
    edges = [0, *WAITING]
    at = edges.index(int(code))
    if at == len(edges) - 1:
        return _("%(first)s and more") % {"first": edges[at]}
    return _isolated(f"{edges[at]}–{edges[at + 1] - 1}")


# Surveys -----------------------------------------------------------------------------------------------------------------------------------------------------------
def _scores(one: Survey, people: Cell) -> Card:
    title = one.instrument.title.said(reading_language())
    measured = one.baseline["measured"]
    if measured.n == 0 and one.latest["measured"].n == 0:
        return Card(f"scores-{one.instrument.code}", title, empty=_("Nobody whom the programme helped in this time was asked yet. The first survey is due within three months after a return; from the second on the change is shown."))
    charts, tables, changes = [], [], []
    for each in one.scores:
        dimension = one.instrument.dimensions[each.code]
        name = dimension.name.said(reading_language())
        styles = {band.code: style for band, style in zip(dimension.bands, BANDS, strict=False)} | {"none": "none"}
        legend = [*((styles[band.code], band.name.said(reading_language())) for band in dimension.bands), ("none", _("no score")), ("hidden", _("withheld")), ("missing", _("not measured"))]
        rounds = ((_("Baseline"), each.baseline), (_("Latest follow-up"), each.latest))
        charts.append(Bars(name, tuple(Bar(words, _stack(told, styles, people), _n_of(told.cell, people)) for words, told in rounds), tuple(legend)))
        tables.append(Table(name, (_("When"), *(band.name.said(reading_language()) for band in dimension.bands), _("no score"), _("Measured"), _("Helped")),
                            tuple((words, *(cell for _name, cell in told.parts), told.cell, people) for words, told in rounds)))
        changes.append((name, each))
    charts.append(Bars(_("Change of those with both"), tuple(Bar(name, _stack(each.change, CHANGES, each.change.cell), _n_only(each.change.cell)) for name, each in changes),
                       (("b3", _("better")), ("b1", _("the same")), ("worse", _("worse")), ("none", _("no score")), ("hidden", _("withheld")))))
    tables.append(Table(_("Change of those with both"), (_("Score"), _("better"), _("the same"), _("worse"), _("no score"), _("With both")),
                        tuple((name, *(cell for _name, cell in each.change.parts), each.change.cell) for name, each in changes)))
    notes = [_("Baseline: the first survey that counts after the return. Latest follow-up: the last one of the later rounds. The two bars are not of the same people; the change is of those with both alone."),
             _("Better and worse: by any difference of the score as it was shown, however small. A score measures nobody's effort.")]
    if one.instrument.mark_note:
        notes.append(one.instrument.mark_note.said(reading_language()))
    return Card(f"scores-{one.instrument.code}", title, _finding_of_scores(one.scores[0], one, people), tuple(charts), tables=tuple(tables), notes=tuple(notes))


def _finding_of_scores(each: Scores, one: Survey, people: Cell) -> str:
    both, better = each.change.cell, each.change["better"]
    words = {"people": _isolated(plain(people)), "first": _isolated(plain(one.baseline["measured"])), "later": _isolated(plain(one.latest["measured"])), "both": _isolated(plain(both)), "better": _isolated(plain(better))}
    if both.n:
        return _("Helped: %(people)s. Measured at first: %(first)s, later: %(later)s, both: %(both)s; of these better: %(better)s.") % words
    return _("Helped: %(people)s. Measured at first: %(first)s, later: %(later)s.") % words


def _missing(one: Survey, people: Cell) -> Card:
    title = _("Who is missing: %(survey)s") % {"survey": one.instrument.title.said(reading_language())}
    standing = {"measured": _("Measured"), "due": _("Due and not measured"), "not_yet": _("Not due yet, or the day of return is not known")}
    both = ((_("Baseline"), one.baseline, one.missing_baseline), (_("Follow-up"), one.latest, one.missing_latest))
    if people.n is None or not people.n:
        return Card("missing", title, empty=_("Told from five people on."))
    styles = {"measured": "b3", "due": "worse", "not_yet": "rest"}
    charts = (Bars(_("Of those who were helped"), tuple(Bar(words, _stack(told, styles, people), _n_of(told["measured"], people)) for words, told, _why in both),
                   (("b3", standing["measured"]), ("worse", standing["due"]), ("rest", standing["not_yet"]), ("hidden", _("withheld")))),)
    tables = (
        Table(_("Of those who were helped"), (_("Standing"), *(words for words, _told, _why in both)), tuple((name, *(told[code] for _words, told, _why in both)) for code, name in standing.items())),
        Table(_("Why it is missing"), (_("As far as the file says"), *(words for words, _told, _why in both)), tuple((str(why.label), *(missing[why.value] for _words, _told, missing in both)) for why in Missing)),
        Table(_("Follow-up by the month in which it is due"), (_("Month"), _("Measured"), _("Due and not measured")),
              tuple((next(each.name.said(reading_language()) for each in one.instrument.occasions if each.code == code), measured, missed) for code, measured, missed in one.months)))
    measured = one.latest["measured"]
    finding = _("Follow-up measured: %(n)s of %(of)s who were helped. What the scores say is said of them alone.") % {"n": _isolated(plain(measured)), "of": _isolated(plain(people))}
    return Card("missing", title, finding, charts, tables=tables, notes=(
        _("Due: the time of the survey has passed, counted from the day of the return. A case that was closed leaves your sight 30 days later, and with it whoever it was about."),))


# Parts -------------------------------------------------------------------------------------------------------------------------------------------------------------
def _plain_bars(title: str, rows: Iterable[tuple[str, Cell]], of: Cell) -> Bars:
    return Bars(title, tuple(Bar(name, (("b3", _share(cell, of.n)),) if cell.n is not None else (("hidden", 100.0),), cell) for name, cell in rows))


def _stack(told: Whole, styles: dict[str, str], of: Cell) -> tuple[tuple[str, float], ...]:
    """Parts that are told, then what is withheld of them together, then who is in none of them."""
    if not of.n:
        return ()
    if told.cell.n is None:
        return (("hidden", 100.0),)
    parts = [(styles[name], _part(cell.n, of.n)) for name, cell in told.parts if cell.n]
    hidden = told.cell.n - sum(cell.n or 0 for _name, cell in told.parts)
    return (*parts, *([("hidden", _part(hidden, of.n))] if hidden else []), *([("missing", _part(of.n - told.cell.n, of.n))] if of.n > told.cell.n else []))


def _share(cell: Cell, of: int | None) -> float:
    return min(_part(cell.n, of), 100.0) if cell.n and of else 0.0


def _part(n: float | Decimal, of: float | Decimal) -> float:
    return round(float(100 * n / of), 2)


def _percent(cell: Cell, of: int) -> str:
    return f"{100 * cell.n // of}%" if of and cell.n is not None else ""


def _of(cell: Cell, target: int) -> Value:
    return _("%(n)s of %(of)s") % {"n": _isolated(plain(cell)), "of": _isolated(count_text(target))} if target else cell


def _n_of(cell: Cell, of: Cell) -> str:
    return _("%(n)s of %(of)s") % {"n": _isolated(plain(cell)), "of": _isolated(plain(of))}


def _n_only(cell: Cell) -> str:
    return _("n = %(n)s") % {"n": _isolated(plain(cell))}


def _n_people(n: int) -> str:
    return ngettext("%(n)s person", "%(n)s people", n) % {"n": _isolated(count_text(n))}


def _days(days: int | None) -> str:
    return "" if days is None else ngettext("%(n)s day", "%(n)s days", days) % {"n": days} if days else _("the same day")


def _month(first) -> str:
    return f"{month_names()[first.month - 1]} {first.year}"


def _isolated(text: str) -> str:
    return f"\u2066{text}\u2069"


def plain(value: Value) -> str:
    """As text, the same on the page and in the file."""
    if value is None:
        return ""
    if isinstance(value, Cell):
        return count_text(value.n) if value.n is not None else _("fewer than 5") if value.is_small else _("withheld")
    return count_text(value) if isinstance(value, Decimal | int) else value


def bare(value: Value) -> str | int | Decimal:
    """For the file: numbers are such; nothing that only steers the direction of a line."""
    if isinstance(value, Cell) and value.n is not None:
        return value.n
    return value if isinstance(value, Decimal | int) else plain(value).replace("\u2066", "").replace("\u2069", "")
