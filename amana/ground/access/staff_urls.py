from django.urls import path

from amana.ground.access.pages import account, agreements, passwords, staff, tokens

urlpatterns = [
    path("staff/", staff.staff, name="staff"),
    path("staff/invite/", staff.invite, name="invite"),
    path("staff/<uuid:staff_id>/", staff.member, name="member"),
    path("staff/<uuid:staff_id>/role/", staff.add_role, name="add_role"),
    path("staff/<uuid:staff_id>/second-factor/", account.reset_factor, name="reset_factor"),
    path("staff/<uuid:staff_id>/password/", passwords.give_link, name="give_password_link"),
    path("memberships/<uuid:membership_id>/teams/", staff.change_teams, name="change_teams"),
    path("memberships/<uuid:membership_id>/suspend/", staff.suspend, name="suspend_membership"),
    path("memberships/<uuid:membership_id>/resume/", staff.resume, name="resume_membership"),
    path("memberships/<uuid:membership_id>/end/", staff.end, name="end_membership"),
    path("invitations/", staff.invitations, name="invitations"),
    path("invitations/<uuid:invitation_id>/renew/", staff.renew_invitation, name="renew_invitation"),
    path("invitations/<uuid:invitation_id>/withdraw/", staff.withdraw_invitation, name="withdraw_invitation"),
    path("organisations/<uuid:organisation_id>/administrator/", staff.invite_administrator, name="invite_administrator"),
    path("organisations/<uuid:organisation_id>/administrator/<uuid:invitation_id>/renew/", staff.renew_administrator, name="renew_administrator"),
    path("organisations/<uuid:organisation_id>/administrator/<uuid:invitation_id>/withdraw/", staff.withdraw_administrator,
         name="withdraw_administrator"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<uuid:token_id>/end/", tokens.end_token, name="end_token"),
    path("memberships/<uuid:membership_id>/token/", tokens.make_token, name="make_token"),
    path("systems/new/", tokens.add_system, name="add_system"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/new/", agreements.record_agreement, name="record_agreement"),
    path("agreements/<uuid:agreement_id>/", agreements.agreement, name="agreement"),
    path("agreements/<uuid:agreement_id>/confirm/", agreements.confirm_agreement, name="confirm_agreement"),
    path("agreements/<uuid:agreement_id>/decline/", agreements.decline_agreement, name="decline_agreement"),
    path("agreements/<uuid:agreement_id>/end/", agreements.end_agreement, name="end_agreement"),
]
