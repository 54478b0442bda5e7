from django.urls import path

from amana.casework.exceptional import pages

urlpatterns = [
    path("exceptional/", pages.accesses, name="exceptional"),
    path("exceptional/new/", pages.open_exceptionally, name="open_exceptionally"),
    path("exceptional/<uuid:access_id>/", pages.access, name="exceptional_access"),
    path("exceptional/<uuid:access_id>/end/", pages.end, name="end_exceptional"),
    path("exceptional/<uuid:access_id>/review/", pages.review, name="review_exceptional"),
]
