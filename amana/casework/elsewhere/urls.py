from django.urls import path

from amana.casework.elsewhere import pages

urlpatterns = [
    path("people/<uuid:person_id>/elsewhere/", pages.elsewhere, name="elsewhere"),
    path("people/<uuid:person_id>/elsewhere/answer/", pages.answer, name="elsewhere_answer"),
    path("people/<uuid:person_id>/elsewhere/contact/", pages.request_contact, name="request_contact"),
    path("contact-requests/", pages.received, name="contact_requests"),
    path("contact-requests/<uuid:message_id>/", pages.reply, name="answer_contact"),
]
