"""Forms of a person's record: the shape of what is typed, nothing else."""
from amana.casework.registry.forms.background import Journey, Social
from amana.casework.registry.forms.documents import Documents
from amana.casework.registry.forms.registration import Contact, Identity, Judgement, PassOn, Phone, Registration

__all__ = ["Contact", "Documents", "Identity", "Journey", "Judgement", "PassOn", "Phone", "Registration", "Social"]
