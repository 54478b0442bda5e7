"""Who may do what with which row, in plain Python. Written from DESIGN.md §6.2–6.4 alone; never looked up in the policies.

Read in this order: roles, facts, circles, kinds, steps, referrals, arrivals, administration, lists, elsewhere, assistance, livelihoods, tables.
"""
from tests.proof.oracle.arrivals import ROW_LEAVES
from tests.proof.oracle.circles import FOREVER, HEADS, NEVER, circles, sights
from tests.proof.oracle.facts import (
    CAIRO,
    Actor,
    Agreement,
    Case,
    Exceptional,
    Held,
    Help,
    HelpPart,
    Household,
    Leave,
    Legal,
    PaymentList,
    Programme,
    Record,
    Referral,
    Row,
    Team,
)
from tests.proof.oracle.kinds import BY_ROW, HEAD, Personal
from tests.proof.oracle.referrals import LEFT_BY
from tests.proof.oracle.roles import ALL, BIT, ODD, REGISTRY, ROLES, SECTIONS, bits
from tests.proof.oracle.tables import OPEN, TABLES, VIEWS

__all__ = ["ALL", "BIT", "BY_ROW", "CAIRO", "FOREVER", "HEAD", "HEADS", "LEFT_BY", "NEVER", "ODD", "OPEN", "REGISTRY", "ROLES", "ROW_LEAVES", "SECTIONS", "TABLES", "VIEWS", "Actor", "Agreement", "Case", "Exceptional", "Held", "Help", "HelpPart", "Household", "Leave", "Legal", "PaymentList", "Personal", "Programme", "Record", "Referral", "Row", "Team", "bits", "circles", "sights"]
