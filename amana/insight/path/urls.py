from django.urls import path

from amana.insight.path import pages

urlpatterns = [path("cases/<uuid:case_id>/path/", pages.of_case, name="case_path")]
