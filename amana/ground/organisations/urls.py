from django.urls import path

from amana.ground.organisations import pages

urlpatterns = [
    path("organisations/", pages.organisations, name="organisations"),
    path("organisations/new/", pages.found_organisation, name="found_organisation"),
    path("organisations/<uuid:organisation_id>/change/", pages.change_organisation, name="change_organisation"),
    path("organisations/<uuid:organisation_id>/close/", pages.close_organisation, name="close_organisation"),
    path("organisations/<uuid:organisation_id>/reopen/", pages.reopen_organisation, name="reopen_organisation"),
    path("organisation/", pages.own_organisation, name="own_organisation"),
    path("teams/", pages.teams, name="teams"),
    path("teams/new/", pages.form_team, name="form_team"),
    path("teams/<uuid:team_id>/", pages.change_team, name="change_team"),
    path("teams/<uuid:team_id>/close/", pages.close_team, name="close_team"),
    path("teams/<uuid:team_id>/reopen/", pages.reopen_team, name="reopen_team"),
]
