"""Webhooks in the proof's world: of members of several roles, as if each were a system; one stands in an organisation that is not its system's."""
from collections.abc import Iterator
from itertools import product

from tests.proof.oracle import Row
from tests.proof.world import ORGANISATION, Attempt, Builder, World, columns, key

PLACES = (("me caseworker", "A"), ("you supervisor", "A"), ("me organisation_administrator", "A"), ("me elsewhere supervisor", "B"), ("me trainer", "B"))


def hooks() -> list[dict]:
    return [{"id": key("hook", place), "organisation": ORGANISATION[of], "membership": key("membership", place)} for place, of in PLACES]


def store(builder: Builder, world: World) -> None:
    builder.insert_past("webhooks_hook", [columns(
        "webhooks_hook", id=one["id"], organisation_id=one["organisation"], membership_id=one["membership"], address="https://example.org/", secret_sealed="\\x00",
        session=f"sealed {one['id']}", made_at=world.now, told_to=world.now, next_at=world.now) for one in hooks()])
    builder.insert_past("webhooks_delivery", [columns(
        "webhooks_delivery", id=key("delivery", one["id"]), hook_id=one["id"], type="ping", object_kind="webhook", object_id=one["id"], at=world.now,
        noticed_at=world.now) for one in hooks()])
    world.rows["webhooks_hook"] = [Row("webhooks_hook", str(one["id"]), facts=one) for one in hooks()]
    world.rows["webhooks_delivery"] = [Row("webhooks_delivery", str(key("delivery", one["id"])), facts=one) for one in hooks()]


def attempts(world: World) -> Iterator[Attempt]:
    """Whatever organisation and maker a hook names, it becomes the actor's own."""
    for place, of in (("you caseworker", "A"), ("me elsewhere caseworker", "B")):
        yield Attempt(Row("webhooks_hook", f"new of {place}", facts={"of": ORGANISATION[of]}), columns(
            "webhooks_hook", id=key("new hook"), organisation_id=ORGANISATION["B"], made_by=key("membership", "you supervisor"), membership_id=key("membership", place),
            address="https://example.org/", secret_sealed="\\x00", session="sealed"))
    for one, kind in product(hooks(), ("ping", "referral.sent")):
        yield Attempt(Row("webhooks_delivery", f"{kind} {one['id']}", facts=one | {"type": kind}), columns(
            "webhooks_delivery", id=key("new delivery"), hook_id=one["id"], type=kind, object_kind="referral", object_id=key("x"), at=world.now, noticed_at=world.now))
