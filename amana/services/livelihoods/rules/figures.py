"""What the table of a business comes to: exact, in `Decimal`, month by month. Amounts stand in plans as words with two places."""
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from amana.services.livelihoods.rules import MONTHS, LineKind

ZERO = Decimal(0)
CENT = Decimal("0.01")
NEVER = MONTHS + 1  # a month that does not come within the table


@dataclass(frozen=True)
class Line:
    """What comes in or goes out under one name, in each of 12 months."""

    kind: str
    name: str
    months: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        return sum(self.months, ZERO)

    @property
    def monthly(self) -> Decimal:
        """What it is in most months; the earliest of several."""
        return max(self.months, key=self.months.count)


@dataclass(frozen=True)
class Quote:
    supplier: str
    amount: Decimal


@dataclass(frozen=True)
class Need:
    """Something to be bought for the start, with the offers of suppliers."""

    name: str
    amount: Decimal
    quotes: tuple[Quote, ...]


@dataclass(frozen=True)
class Figures:
    """A whole year: own and asked are what the person brings and what is asked for."""

    lines: tuple[Line, ...]
    needs: tuple[Need, ...]
    own: Decimal
    asked: Decimal

    def month(self, kind: str) -> list[Decimal]:
        return [sum((one.months[n] for one in self.lines if one.kind == kind), ZERO) for n in range(MONTHS)]

    @property
    def income(self) -> list[Decimal]:
        return self.month(LineKind.INCOME)

    @property
    def costs(self) -> list[Decimal]:
        return [fixed + variable for fixed, variable in zip(self.month(LineKind.FIXED), self.month(LineKind.VARIABLE), strict=True)]

    @property
    def net(self) -> list[Decimal]:
        return [income - cost for income, cost in zip(self.income, self.costs, strict=True)]

    @property
    def start_up(self) -> Decimal:
        return sum((one.amount for one in self.needs), ZERO)

    @property
    def opening(self) -> Decimal:
        """Left to work with after the start was paid."""
        return self.own + self.asked - self.start_up

    @property
    def balance(self) -> list[Decimal]:
        """At the end of each month."""
        found, at = [], self.opening
        for net in self.net:
            at += net
            found.append(at)
        return found

    @property
    def lowest(self) -> tuple[int, Decimal]:
        """The month (0 for the start) with the lowest balance, and that balance; the first of several."""
        ordered = [self.opening, *self.balance]
        return ordered.index(min(ordered)), min(ordered)

    @property
    def has_sales(self) -> bool:
        return any(self.income)

    @property
    def break_even_month(self) -> int:
        """The first month whose sales cover its costs; NEVER without one."""
        return next((n for n, (income, net) in enumerate(zip(self.income, self.net, strict=True), start=1) if income and net >= 0), NEVER)

    @property
    def sustaining_month(self) -> int:
        """From this month on, sales cover costs in each; NEVER where the last month does not."""
        found = NEVER
        for n in range(MONTHS, 0, -1):
            if not self.has_sales or self.net[n - 1] < 0:
                break
            found = n
        return found

    @property
    def margin(self) -> Decimal | None:
        """Of 100 of sales, what is left after the costs that come with them; None without sales."""
        sales, variable = sum(self.income, ZERO), sum(self.month(LineKind.VARIABLE), ZERO)
        return (100 * (sales - variable) / sales).quantize(Decimal("0.1"), ROUND_HALF_UP) if sales else None

    @property
    def break_even_sales(self) -> Decimal | None:
        """Sales of a month at which nothing is left and nothing is missing; None where the margin is none."""
        sales, variable, fixed = sum(self.income, ZERO), sum(self.month(LineKind.VARIABLE), ZERO), sum(self.month(LineKind.FIXED), ZERO)
        return (fixed / MONTHS * sales / (sales - variable)).quantize(CENT, ROUND_HALF_UP) if sales > variable else None


def read(content: dict) -> Figures:
    """From what stands in a plan."""
    lines = tuple(Line(one["kind"], one["name"], tuple(Decimal(amount) for amount in one["months"])) for one in content.get("lines", ()))
    needs = tuple(Need(one["name"], Decimal(one["amount"]), tuple(Quote(quote["supplier"], Decimal(quote["amount"])) for quote in one["quotes"])) for one in content.get("needs", ()))
    return Figures(lines, needs, Decimal(content.get("own") or 0), Decimal(content.get("asked") or 0))


def written(figures: Figures) -> dict:
    """As it stands in a plan."""
    return {"lines": [{"kind": one.kind, "name": one.name, "months": [f"{amount:.2f}" for amount in one.months]} for one in figures.lines],
            "needs": [{"name": one.name, "amount": f"{one.amount:.2f}", "quotes": [{"supplier": quote.supplier, "amount": f"{quote.amount:.2f}"} for quote in one.quotes]} for one in figures.needs],
            "own": f"{figures.own:.2f}", "asked": f"{figures.asked:.2f}"}
