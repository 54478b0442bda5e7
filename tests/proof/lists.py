"""Saved views and exports in the proof's world: whose they are, with whom they are shared, how old."""
from collections.abc import Iterator
from datetime import timedelta
from itertools import product

from tests.proof.oracle import Row
from tests.proof.world import ORGANISATION, Attempt, Builder, World, columns, key

MAKERS = {"me caseworker": "A", "me supervisor": "A", "you supervisor": "A", "me case_manager": "A", "me elsewhere supervisor": "B", "me elsewhere case_manager": "B"}
TEAMS = {"A": ("A1", "A2", "A-desk"), "B": ("B1", "B2")}
AGES = {"now": timedelta(0), "23h": timedelta(hours=23), "24h": timedelta(hours=24), "old": timedelta(days=2)}


def views(world: World) -> list[dict]:
    """Each maker's own, and as if each had shared with every team and the organisation: a role may have changed since."""
    made = []
    for maker, of in MAKERS.items():
        for team in (None, "all", *TEAMS[of]):
            made.append({"id": key("saved view", maker, team), "organisation": ORGANISATION[of], "made_by": key("membership", maker), "is_shared": team is not None,
                         "team": world.teams[team].key if team not in (None, "all") else None, "name": str(team)})
    return made


def exports(world: World) -> list[dict]:
    return [{"id": key("export", maker, age), "organisation": ORGANISATION[of], "made_by": key("membership", maker), "age": AGES[age]}
            for (maker, of), age in product(MAKERS.items(), AGES)]


def store(builder: Builder, world: World) -> None:
    builder.insert_past("lists_savedview", [columns(
        "lists_savedview", id=one["id"], organisation_id=one["organisation"], made_by=one["made_by"], made_at=world.now, of_list="cases", name=one["name"],
        is_shared=one["is_shared"], team_id=one["team"]) for one in views(world)])
    builder.insert_past("lists_export", [columns(
        "lists_export", id=one["id"], organisation_id=one["organisation"], made_by=one["made_by"], made_at=world.now - one["age"],
        expires_at=world.now - one["age"] + timedelta(hours=24), of_list="cases", format="csv", language="ar", file_sealed="\\x00", asked_sealed="\\x00") for one in exports(world)])
    world.rows["lists_savedview"] = [Row("lists_savedview", str(one["id"]), facts=one) for one in views(world)]
    world.rows["lists_export"] = [Row("lists_export", str(one["id"]), facts=one) for one in exports(world)]


def attempts(world: World) -> Iterator[Attempt]:
    """Whatever organisation and maker a row names, it becomes the actor's own."""
    for team in (None, "all", "A1", "A2", "B1"):
        facts = {"is_shared": team is not None, "team": world.teams[team].key if team not in (None, "all") else None}
        yield Attempt(Row("lists_savedview", f"new {team}", facts=facts), columns(
            "lists_savedview", id=key("new saved view"), organisation_id=ORGANISATION["B"], made_by=key("membership", "you supervisor"), of_list="cases", name="new",
            is_shared=facts["is_shared"], team_id=facts["team"]))
    yield Attempt(Row("lists_export", "new"), columns("lists_export", id=key("new export"), organisation_id=ORGANISATION["B"], made_by=key("membership", "you supervisor"),
                                                     of_list="cases", format="csv", language="ar"))
