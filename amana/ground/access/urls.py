from django.urls import path

from amana.ground.access.pages import session

urlpatterns = [
    path("sign-in/", session.sign_in, name="sign_in"),
    path("sign-out/", session.sign_out, name="sign_out"),
    path("switch/", session.switch, name="switch"),
    path("switch/<uuid:membership_id>/", session.switch_to, name="switch_to"),
    path("language/", session.set_language, name="set_language"),
    path("invitation/<str:token>/", session.invitation, name="invitation"),
]
