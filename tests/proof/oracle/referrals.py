"""Who sends, answers and carries out referrals (DESIGN.md §6.3, §7)."""
from datetime import datetime

from tests.proof.oracle.circles import WAITING_REFERRALS, handed, leave_ends, near, sending, works
from tests.proof.oracle.facts import Actor, Agreement, Circle, Legal, Record, Referral, Row


def refers(actor: Actor, row: Row, now: datetime) -> bool:
    return actor.may("refer") and any(works(sight.circle) for sight in sending(actor, row, now))


def opens_only_what_it_reads(actor: Actor, row: Row, sections: int, now: datetime) -> bool:
    """§6.3 "Nobody opens by referral, or packs, a section that he does not read himself through that case circle"."""
    return actor.may("refer") and any(works(sight.circle) and sight.sections & sections == sections for sight in sending(actor, row, now))


def sends(actor: Actor, row: Row, now: datetime) -> bool:
    """With the head, once; from an open case, inside its leave, to a desk of another organisation, on a ground. facts: referral, desk_fits, agreements, police."""
    one = row.facts["referral"]
    case = next(one for one in row.record.cases if one.key == row.case)
    return (one.is_of_this_transaction and one.made_at < one.expires_at and opens_only_what_it_reads(actor, row, one.sections, now) and row.facts["desk_fits"]
            and case.state != "closed" and leave_ends(row.record) > now and grounded(row.record, one, row.facts["agreements"], row.facts["police"], now))


def grounded(record: Record, one: Referral, agreements: tuple[Agreement, ...], police: bool, now: datetime) -> bool:
    """A constraint of the database: inside a legal basis, or inside a consent and, with it, an agreement. Law enforcement is never implied."""
    ground, purpose = one.ground, "law_enforcement" if police else "referral"
    in_force = ground.ended_at is None and now < ground.ends_at and one.sections & ~ground.sections == 0
    if isinstance(ground, Legal):
        return in_force and ground.approved_at is not None and ground.to_organisation == one.to_organisation
    return (in_force and ground.agreed and ground.purpose == purpose and ground.receiver == one.to_organisation and any(
        agreement.in_force(now) and agreement.giver == record.organisation and agreement.receiver == one.to_organisation
        and purpose in agreement.purposes and one.sections & ~agreement.sections == 0 for agreement in agreements))


def packs(actor: Actor, row: Row, now: datetime) -> bool:
    one = row.facts["referral"]
    return one.is_of_this_transaction and one.has_receiver and row.section & ~one.sections == 0 and opens_only_what_it_reads(actor, row, row.section, now)


# §7 "Referral": from which states. Only what the desk has seen is answered.
LEFT_BY = {"see": ("sent",), "ask": ("seen",), "reply": ("clarification",), "accept": ("seen", "clarification"), "decline": ("seen", "clarification"), "withdraw": WAITING_REFERRALS,
           "remind": WAITING_REFERRALS, "assign": ("accepted", "started"), "start": ("accepted",), "complete": ("started",), "feed_back": ("completed",),
           "end": ("accepted", "started")}


def works_on_it(actor: Actor, circle: Circle) -> bool:
    """§6.4: the desk, where it answers; and whom the referral names."""
    return circle.basis == "accepted" and (actor.may("answer") if circle.staff is None else circle.staff == actor.staff)


def moves_referral(actor: Actor, row: Row, now: datetime) -> bool:
    """facts: referral, step, worker_fits."""
    step, one, windows = row.facts["step"], row.facts["referral"], [sight.circle for sight in handed(actor, row, now)]
    if one.state not in LEFT_BY[step] or not row.facts["worker_fits"]:
        return False
    if step in ("see", "ask", "accept", "decline"):
        return actor.may("answer") and any(circle.basis == "offered" for circle in windows)
    if step in ("reply", "withdraw", "remind"):
        return actor.may(step) and any(works(sight.circle) for sight in sending(actor, row, now))
    if step == "assign":
        return any(circle.staff is None and works_on_it(actor, circle) for circle in windows)
    return actor.may(step) and (any(works_on_it(actor, circle) for circle in windows)
                                or (step == "end" and any(works(sight.circle) for sight in sending(actor, row, now))))


def writes_message(actor: Actor, row: Row, now: datetime) -> bool:
    """Words of whoever may move it: the desk that answers, the worker it names, the sender's case."""
    windows = [sight.circle for sight in handed(actor, row, now)]
    return (any(actor.may("answer") if circle.staff is None else circle.staff == actor.staff and actor.may("feed_back") for circle in windows)
            or refers(actor, row, now))


def takes_over(actor: Actor, row: Row, now: datetime) -> bool:
    """The worker it names, into a record of the own organisation on which she works. facts: referral, of."""
    return (actor.may("take_over") and any(sight.circle.basis == "accepted" and sight.circle.staff == actor.staff for sight in handed(actor, row, now))
            and any(map(works, near(actor, row, now))) and row.record.organisation == row.facts["referral"].to_organisation)
