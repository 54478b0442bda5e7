"""What the triggers and definer functions do with a deed: stamps, twins, keys, moves, ends. Each deed is undone; each yields what differs.

To extend: in the file of its package, a function decorated with @deed that takes the Scene and yields (what, got, want).
"""
from tests.proof.deeds import (
    access,
    arrivals,
    assessments,
    cases,
    consent,
    elsewhere,
    exceptional,
    ground,
    interpreting,
    notices,
    psychosocial,
    referral,
    registry,
    reintegration,
    webhooks,
)
from tests.proof.deeds.scene import DEEDS, differences

__all__ = ["DEEDS", "access", "arrivals", "assessments", "cases", "consent", "differences", "elsewhere", "exceptional", "ground", "interpreting", "notices", "psychosocial", "referral", "registry", "reintegration", "webhooks"]
