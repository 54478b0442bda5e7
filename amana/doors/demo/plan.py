"""Who comes to which office on which day of the demo's eighteen months, and what becomes of her case: drawn from a seed, before anything is told."""
from dataclasses import dataclass
from random import Random

DAYS, RECENT = 548, 80
PEOPLE, CASES = 500, 150
ASSISTED = 274  # more who came back, drawn and told apart (`assisted`): with the others 250 returnees at the least have received something
CASES_OF_LATE = 60  # of the cases, those begun in the last 80 days: the offices grew
RECEPTION, PROTECTION = "hoda@example.org", "rania@example.org"
REGISTRARS = (RECEPTION, "maha@example.org", "nadia@example.org", "reem@example.org", "karim@example.org", "amr@example.org")
# Whose case it becomes, and how many of a hundred. Protection gets its records from the reception.
WORKERS = {"maha@example.org": 27, "karim@example.org": 26, PROTECTION: 14, "reem@example.org": 17, "amr@example.org": 16}
LIVES = ("begun", "at_work", "drafted", "submitted", "returned", "approved", "late", "shared", "approved", "asked", "closed", "on_hold", "late", "submitted")
PAST_LIVES = ("closed", "approved", "closed", "shared", "closed", "on_hold", "closed", "closed", "approved")
HOUSEHOLDS = (("child",), ("spouse", "child"), (), ("child", "child"), (), (), ("spouse",), ())


@dataclass(frozen=True)
class Arrival:
    """One person's day at an office. `life`: of her case, empty without one; `household`: who is recorded with her, by relation."""

    day: float
    registrar: str
    worker: str = ""
    life: str = ""
    household: tuple[str, ...] = ()

    @property
    def people(self) -> int:
        return 1 + len(self.household)


def arrivals(draw: Random, people: int = PEOPLE, cases: int = CASES) -> list[Arrival]:
    """All of them by day: the cases over the whole time with their households, the others, as many as are left, in the last 80 days."""
    late = cases * CASES_OF_LATE // CASES
    days = [draw.randrange(DAYS - RECENT) for _n in range(cases - late)] + [DAYS - RECENT + draw.randrange(RECENT - 1) for _n in range(late)]
    with_case = [_with_case(draw, n, day) for n, day in enumerate(sorted(days))]
    rest = people - sum(one.people for one in with_case)
    return sorted(with_case + [Arrival(DAYS - RECENT + draw.randrange(RECENT), draw.choice(REGISTRARS)) for _n in range(rest)], key=lambda one: one.day)


def _with_case(draw: Random, n: int, day: int) -> Arrival:
    (worker,) = draw.choices(list(WORKERS), list(WORKERS.values()))
    lives = LIVES if day >= DAYS - RECENT else PAST_LIVES
    if worker == PROTECTION:
        return Arrival(day, RECEPTION, worker, lives[n % len(lives)])
    return Arrival(day, worker, worker, lives[n % len(lives)], HOUSEHOLDS[n % len(HOUSEHOLDS)])
