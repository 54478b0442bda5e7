"""Every change of a person's record. One public verb per change: one transaction, one audit entry."""
from amana.casework.registry.actions.background import correct_journey, correct_social
from amana.casework.registry.actions.contact import correct_contact
from amana.casework.registry.actions.documents import correct_documents
from amana.casework.registry.actions.expected import Expected, expect, give, receive, register_expected, take_on, undo_import
from amana.casework.registry.actions.holding import pass_on, register, reopen
from amana.casework.registry.actions.identity import correct_identity
from amana.casework.registry.actions.judging import judge, link, note_likely, note_linked

__all__ = ["Expected", "correct_contact", "correct_documents", "correct_identity", "correct_journey", "correct_social", "expect", "give", "judge",
           "link", "note_likely", "note_linked", "pass_on", "receive", "register", "register_expected", "reopen", "take_on", "undo_import"]
