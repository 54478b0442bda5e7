from django.urls import path

from amana.ground.access.pages import account, factors, passwords, session

urlpatterns = [
    path("sign-in/", session.sign_in, name="sign_in"),
    path("sign-out/", session.sign_out, name="sign_out"),
    path("switch/", session.switch, name="switch"),
    path("switch/<uuid:membership_id>/", session.switch_to, name="switch_to"),
    path("language/", session.set_language, name="set_language"),
    path("second-factor/", factors.second_factor, name="second_factor"),
    path("second-factor/set-up/", factors.set_up, name="set_up_factor"),
    path("second-factor/app/", factors.set_up_app, name="set_up_app"),
    path("second-factor/passkey/", factors.set_up_passkey, name="set_up_passkey"),
    path("account/", account.account, name="account"),
    path("account/codes/", account.new_codes, name="new_codes"),
    path("account/factors/<uuid:factor_id>/remove/", account.remove_factor, name="remove_factor"),
    path("account/password/", passwords.change_password, name="change_password"),
    path("password/<str:token>/", passwords.set_password, name="set_password"),
    path("invitation/<str:token>/", session.invitation, name="invitation"),
]
