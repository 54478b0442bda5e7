from django.urls import path

from amana.ground.shell import pages

urlpatterns = [
    path("language/", pages.set_language, name="set_language"),
    path("theme/", pages.set_theme, name="set_theme"),
]
