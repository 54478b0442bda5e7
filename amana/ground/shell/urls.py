from django.urls import path

from amana.ground.shell import pages

urlpatterns = [
    path("theme/", pages.set_theme, name="set_theme"),
    path("policy-report/", pages.policy_report, name="policy_report"),
]
