from django.urls import path

from amana.insight.notices import pages

urlpatterns = [
    path("notices/", pages.notices, name="notices"),
    path("notices/new/", pages.new, name="new_notices"),
    path("notices/seen/", pages.see, name="see_notices"),
    path("account/mail/", pages.mailing, name="mailing"),
]
