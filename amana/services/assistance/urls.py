from django.urls import path

from amana.services.assistance.pages import payments, requests

urlpatterns = [
    path("cases/<uuid:case_id>/assistance/", requests.of_case, name="case_help"),
    path("cases/<uuid:case_id>/assistance/new/", requests.ask, name="ask_help"),
    path("assistance/", requests.assistance, name="assistance"),
    path("assistance/<uuid:help_id>/", requests.help_request, name="help_request"),
    path("assistance/<uuid:help_id>/<slug:help_step>/", requests.decide, name="decide_help"),
    path("assistance/<uuid:help_id>/<int:number>/<slug:help_step>/", requests.move, name="move_help"),
    path("programmes/<uuid:programme_id>/payments/", payments.payment_lists, name="payment_lists"),
    path("programmes/<uuid:programme_id>/payments/new/", payments.make_list, name="make_payment_list"),
    path("payments/<uuid:payment_list_id>/", payments.payment_list, name="payment_list"),
    path("payments/<uuid:payment_list_id>/xml/", payments.payment_file, {"kind": "xml"}, name="payment_file_xml"),
    path("payments/<uuid:payment_list_id>/csv/", payments.payment_file, {"kind": "csv"}, name="payment_file_csv"),
    path("payments/<uuid:payment_list_id>/answers/", payments.take_in, name="take_in_answers"),
    path("payments/<uuid:payment_list_id>/rows/<uuid:payment_id>/", payments.answer, name="answer_payment"),
    path("payments/<uuid:payment_list_id>/<slug:list_step>/", payments.move_list, name="move_payment_list"),
]
