"""Tables of a person's record: its head, what moves it, and a table with its past for each section."""
from amana.casework.registry.models.contact import Contact, ContactPast, Phone, PhonePast
from amana.casework.registry.models.documents import Clash, Document, DocumentPast
from amana.casework.registry.models.identity import Identity, IdentityPast
from amana.casework.registry.models.journey import Journey, JourneyPast
from amana.casework.registry.models.judgement import Judgement
from amana.casework.registry.models.person import Holding, Person, PersonStep, SearchKey
from amana.casework.registry.models.social import Social, SocialPast

__all__ = ["Clash", "Contact", "ContactPast", "Document", "DocumentPast", "Holding", "Identity", "IdentityPast", "Journey", "JourneyPast",
           "Judgement", "Person", "PersonStep", "Phone", "PhonePast", "SearchKey", "Social", "SocialPast"]
