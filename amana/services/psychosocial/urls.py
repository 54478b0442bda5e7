from django.urls import path

from amana.services.psychosocial.pages import care, groups

urlpatterns = [
    path("cases/<uuid:case_id>/psychosocial/", care.of_case, name="case_psychosocial"),
    path("cases/<uuid:case_id>/psychosocial/goals/new/", care.set_goal, name="set_care_goal"),
    path("cases/<uuid:case_id>/psychosocial/goals/<uuid:care_goal_id>/", care.move_goal, name="move_care_goal"),
    path("cases/<uuid:case_id>/psychosocial/sessions/new/", care.record_session, name="record_session"),
    path("cases/<uuid:case_id>/psychosocial/sessions/<uuid:care_session_id>/", care.correct_session, name="correct_session"),
    path("cases/<uuid:case_id>/psychosocial/safety/", care.plan_safety, name="plan_safety"),
    path("cases/<uuid:case_id>/psychosocial/safety/paper/", care.safety_paper, name="safety_paper"),
    path("cases/<uuid:case_id>/psychosocial/supervision/", care.supervise, name="supervise_care"),
    path("groups/", groups.groups, name="groups"),
    path("groups/new/", groups.form_group, name="form_group"),
    path("groups/<uuid:care_group_id>/", groups.group, name="group"),
    path("groups/<uuid:care_group_id>/change/", groups.change_group, name="change_group"),
    path("groups/<uuid:care_group_id>/join/", groups.join, name="join_group"),
    path("groups/<uuid:care_group_id>/members/<uuid:care_member_id>/leave/", groups.leave, name="leave_group"),
    path("groups/<uuid:care_group_id>/meet/", groups.meet, name="meet_group"),
]
