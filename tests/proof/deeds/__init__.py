"""What the triggers and definer functions do with a deed: stamps, twins, keys, moves, ends. Each deed is undone; each yields what differs.

To extend: in the file of its package, a function decorated with @deed that takes the Scene and yields (what, got, want).
"""
from tests.proof.deeds import (
    access,
    arrivals,
    assessments,
    assistance,
    cases,
    consent,
    elsewhere,
    entitlements,
    exceptional,
    ground,
    interpreting,
    livelihoods,
    notices,
    programmes,
    psychosocial,
    referral,
    registry,
    reintegration,
    webhooks,
)
from tests.proof.deeds.scene import DEEDS, differences

__all__ = ["DEEDS", "access", "arrivals", "assessments", "assistance", "cases", "consent", "differences", "elsewhere", "entitlements", "exceptional", "ground", "interpreting", "livelihoods", "notices", "programmes", "psychosocial", "referral", "registry", "reintegration", "webhooks"]
