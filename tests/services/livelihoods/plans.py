"""Plans of businesses to test with, and a house with a committee of three."""
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from amana.ground.rows.acting import acting, clock
from amana.lib.core.dates import cairo_day
from amana.services.livelihoods import actions
from amana.services.livelihoods.models import Business
from amana.services.livelihoods.rules.figures import Figures, Line, Need, Quote
from tests import builders as make

ANSWERS = {"idea": "خياطة ملابس أطفال في البيت", "market": "أهل الشارع والحضانة", "risks": "موسم ضعيف: بيع بالطلب", "customers_count": "many", "permit": "not_needed"}


def figures(sales=4000, goods=1500, rent=500, needs=(20000,), own=2000, asked=20000, quotes=3) -> Figures:
    def line(kind, name, each):
        return Line(kind, name, tuple(map(Decimal, each if isinstance(each, list | tuple) else [each] * 12)))
    offers = tuple(Quote(f"مورد {n}", Decimal(20000 + n)) for n in range(quotes))
    return Figures((line("income", "مبيعات", sales), line("variable", "قماش", goods), line("fixed", "إيجار", rent)),
                   tuple(Need(f"ماكينة {n}", Decimal(amount), offers) for n, amount in enumerate(needs)), Decimal(own), Decimal(asked))


@dataclass
class House:
    """worker: owner of the case. committee: three who read it and do not work on it."""

    worker: make.Member
    committee: list
    case: object

    def begun(self, name="خياطة في البيت") -> Business:
        with acting(self.worker.cookie) as actor:
            made = actions.begin(self.case.pk, name=name, by=actor)
            actions.write_plan(made, answers=ANSWERS, figures=figures(), after=0, by=actor)
        return made

    def submitted(self) -> Business:
        made = self.begun()
        with acting(self.worker.cookie) as actor:
            actions.submit(made, by=actor)
        return made

    def voted(self, *choices: str) -> Business:
        made = self.submitted()
        self.votes(made, *choices)
        return made

    def votes(self, one, *choices: str) -> None:
        for member, choice in zip(self.committee, choices, strict=False):
            with acting(member.cookie) as actor:
                actions.vote(one, choice=choice, reason="السوق قريب", by=actor)

    def decided(self, step: str = "approve", **more) -> Business:
        made = self.voted(step, step, step)
        self.decide(made, step, **more)
        return made

    def decide(self, one, step, *, by=None, **more) -> None:
        given = approved() if step == "approve" else {}
        with acting((by or self.committee[0]).cookie) as actor:
            actions.decide(one, step=step, told="نبدأ بالماكينة ثم نرى", **given | more, by=actor)

    def started(self, days_ago: int = 100) -> Business:
        made = self.decided()
        with acting(self.worker.cookie) as actor:
            actions.start(made, began_on=day(-days_ago), by=actor)
        return made


def day(days: int = 0):
    return cairo_day(clock()) + timedelta(days=days)


def approved(*amounts, amount=None) -> dict:
    parts = [actions.Part(Decimal(one), f"شرط {n}", day(10 * n)) for n, one in enumerate(amounts or (12000, 6000), start=1)]
    return {"amount": Decimal(amount) if amount is not None else sum((one.amount for one in parts), Decimal(0)), "instalments": parts}


def house() -> House:
    worker = make.member(name="مها القنطري")
    of = {"of": worker.organisation, "teams": worker.teams}
    committee = [make.member("supervisor", **of, name="سلوى الريحاني"), make.member("supervisor", **of, name="هالة السويسي"), make.member("case_manager", **of, name="نادر الفيومي")]
    return House(worker, committee, make.case(worker))
