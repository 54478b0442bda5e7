from django.urls import path

from amana.services.programmes import pages

urlpatterns = [
    path("programmes/", pages.programmes, name="programmes"),
    path("programmes/new/", pages.begin, name="begin_programme"),
    path("programmes/<uuid:programme_id>/", pages.programme, name="programme"),
    path("programmes/<uuid:programme_id>/change/", pages.change, name="change_programme"),
    path("programmes/<uuid:programme_id>/lines/new/", pages.add_line, name="add_budget_line"),
    path("programmes/<uuid:programme_id>/target/", pages.set_target, name="set_target"),
    path("programmes/<uuid:programme_id>/rate/", pages.tell_rate, name="tell_rate"),
    path("budget-lines/<uuid:budget_line_id>/", pages.line, name="budget_line"),
    path("budget-lines/<uuid:budget_line_id>/xlsx/", pages.export_line, {"kind": "xlsx"}, name="budget_line_xlsx"),
    path("budget-lines/<uuid:budget_line_id>/csv/", pages.export_line, {"kind": "csv"}, name="budget_line_csv"),
    path("budget-lines/<uuid:budget_line_id>/allot/", pages.allot, name="allot"),
    path("budget-lines/<uuid:budget_line_id>/allotments/<uuid:allotment_id>/", pages.take_back, name="take_back_allotment"),
]
