from django.urls import path

from amana.casework.caseload.pages import lists, rows

urlpatterns = [
    path("", lists.lists, name="caseloads"),
    path("template/", lists.template, name="caseload_template"),
    path("new/", lists.upload, name="caseload_upload"),
    path("<uuid:list_id>/", lists.report, name="caseload_list"),
    path("<uuid:list_id>/columns/", lists.columns, name="caseload_columns"),
    path("<uuid:list_id>/words/", lists.words, name="caseload_words"),
    path("<uuid:list_id>/review/", lists.review, name="caseload_review"),
    path("<uuid:list_id>/begin/", lists.begin, name="caseload_begin"),
    path("<uuid:list_id>/progress/", lists.progress, name="caseload_progress"),
    path("<uuid:list_id>/errors/", lists.errors, name="caseload_errors"),
    path("<uuid:list_id>/undo/", lists.undo, name="caseload_undo"),
    path("row/<uuid:row_id>/", rows.row, name="caseload_row"),
    path("of/<uuid:person_id>/", rows.said, name="caseload_said"),
]
