from django.urls import path

from amana.casework.registry import pages

urlpatterns = [
    path("", pages.people, name="people"),
    path("register/", pages.register, name="register"),
    path("districts/", pages.districts, name="districts"),
    path("<uuid:person_id>/", pages.person, name="person"),
    path("<uuid:person_id>/identity/", pages.correct_identity, name="correct_identity"),
    path("<uuid:person_id>/contact/", pages.correct_contact, name="correct_contact"),
    path("<uuid:person_id>/pass-on/", pages.pass_on, name="pass_on"),
    path("<uuid:person_id>/reopen/", pages.reopen, name="reopen"),
]
