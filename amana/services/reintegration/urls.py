from django.urls import path

from amana.services.reintegration.pages import board, follow_up, returning

urlpatterns = [
    path("arrivals/<uuid:list_id>/board/", board.board, name="reception_board"),
    path("arrivals/<uuid:list_id>/board/<uuid:row_id>/", board.tick, name="reception_tick"),
    path("people/<uuid:person_id>/return/", returning.record_return, name="record_return"),
    path("people/<uuid:person_id>/onward/", returning.arrange, name="arrange_onward"),
    path("people/<uuid:person_id>/onward/move/", returning.move_on, name="move_onward"),
    path("follow-up/", follow_up.call_list, name="call_list"),
    path("cases/<uuid:case_id>/reintegration/", follow_up.of_case, name="case_reintegration"),
    path("cases/<uuid:case_id>/reintegration/begin/", follow_up.begin, name="begin_follow_up"),
    path("cases/<uuid:case_id>/reintegration/attempts/new/", follow_up.record_attempt, name="record_attempt"),
    path("cases/<uuid:case_id>/reintegration/intentions/new/", follow_up.ask_intention, name="ask_intention"),
]
