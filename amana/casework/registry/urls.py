from django.urls import path

from amana.casework.registry.pages import corrections, duplicates, people, person

urlpatterns = [
    path("", people.people, name="people"),
    path("register/", people.register, name="register"),
    path("register/alike/", duplicates.beside, name="registration_duplicates"),
    path("duplicates/", duplicates.pairs, name="duplicates"),
    path("duplicates/<uuid:first_id>/<uuid:second_id>/", duplicates.judge, name="judge_pair"),
    path("districts/", people.districts, name="districts"),
    path("<uuid:person_id>/", person.person, name="person"),
    path("<uuid:person_id>/identity/", corrections.correct_identity, name="correct_identity"),
    path("<uuid:person_id>/contact/", corrections.correct_contact, name="correct_contact"),
    path("<uuid:person_id>/documents/", corrections.correct_documents, name="correct_documents"),
    path("<uuid:person_id>/journey/", corrections.correct_journey, name="correct_journey"),
    path("<uuid:person_id>/social/", corrections.correct_social, name="correct_social"),
    path("<uuid:person_id>/pass-on/", person.pass_on, name="pass_on"),
    path("<uuid:person_id>/reopen/", person.reopen, name="reopen"),
]
