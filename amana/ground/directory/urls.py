from django.urls import path

from amana.ground.directory import pages

urlpatterns = [
    path("directory/", pages.directory, name="directory"),
    path("directory/places/", pages.open_places, name="open_places"),
    path("directory/places/<uuid:service_id>/", pages.set_open_places, name="set_open_places"),
    path("directory/services/", pages.services, name="services"),
    path("directory/services/new/", pages.offer_service, name="offer_service"),
    path("directory/services/<uuid:service_id>/", pages.change_service, name="change_service"),
    path("directory/services/<uuid:service_id>/close/", pages.close_service, name="close_service"),
    path("directory/services/<uuid:service_id>/reopen/", pages.reopen_service, name="reopen_service"),
]
