"""Addresses of cases. The first page of a case (`cases/<id>/`) gathers packages and is the site's."""
from django.urls import path

from amana.casework.cases.pages import cases, closing, notes, people, plan, tasks, together

urlpatterns = [
    path("cases/", cases.cases, name="cases"),
    path("cases/together/assign/", together.assign, name="assign_together"),
    path("cases/together/task/", together.plan_task, name="plan_task_together"),
    path("people/<uuid:person_id>/open-case/", cases.open_case, name="open_case"),
    path("cases/<uuid:case_id>/risk/", cases.decide_risk, name="decide_risk"),
    path("cases/<uuid:case_id>/notes/", notes.notes, name="case_notes"),
    path("cases/<uuid:case_id>/notes/new/", notes.write_note, name="write_note"),
    path("cases/<uuid:case_id>/tasks/new/", tasks.plan_task, name="plan_task"),
    path("cases/<uuid:case_id>/tasks/<uuid:task_id>/finish/", tasks.finish_task, name="finish_task"),
    path("cases/<uuid:case_id>/tasks/<uuid:task_id>/cancel/", tasks.cancel_task, name="cancel_task"),
    path("cases/<uuid:case_id>/plan/", plan.plan, name="case_plan"),
    path("cases/<uuid:case_id>/plan/begin/", plan.begin_plan, name="begin_plan"),
    path("cases/<uuid:case_id>/plan/goals/new/", plan.set_goal, name="set_goal"),
    path("cases/<uuid:case_id>/plan/goals/<uuid:goal_id>/", plan.change_goal, name="change_goal"),
    path("cases/<uuid:case_id>/plan/goals/<uuid:goal_id>/actions/new/", plan.plan_action, name="plan_action"),
    path("cases/<uuid:case_id>/plan/actions/<uuid:action_id>/", plan.move_action, name="move_action"),
    path("cases/<uuid:case_id>/plan/submit/", plan.submit_plan, name="submit_plan"),
    path("cases/<uuid:case_id>/plan/approve/", plan.approve_plan, name="approve_plan"),
    path("cases/<uuid:case_id>/plan/return/", plan.return_plan, name="return_plan"),
    path("cases/<uuid:case_id>/hand-over/", people.hand_over, name="hand_over"),
    path("cases/<uuid:case_id>/assign/", people.assign, name="assign"),
    path("cases/<uuid:case_id>/coworkers/add/", people.add_coworker, name="add_coworker"),
    path("cases/<uuid:case_id>/coworkers/<uuid:coworker_id>/remove/", people.remove_coworker, name="remove_coworker"),
    path("cases/<uuid:case_id>/household/", people.household, name="case_household"),
    path("cases/<uuid:case_id>/household/add/", people.add_member, name="add_member"),
    path("cases/<uuid:case_id>/household/<uuid:row_id>/remove/", people.remove_member, name="remove_member"),
    path("cases/<uuid:case_id>/hold/", closing.hold, name="hold"),
    path("cases/<uuid:case_id>/resume/", closing.resume, name="resume"),
    path("cases/<uuid:case_id>/ask-closure/", closing.ask_closure, name="ask_closure"),
    path("cases/<uuid:case_id>/approve-closure/", closing.approve_closure, name="approve_closure"),
    path("cases/<uuid:case_id>/refuse-closure/", closing.refuse_closure, name="refuse_closure"),
    path("cases/<uuid:case_id>/reopen/", closing.reopen_case, name="reopen_case"),
]
