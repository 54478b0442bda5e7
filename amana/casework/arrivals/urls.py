from django.urls import path

from amana.casework.arrivals.pages import lists, rows

urlpatterns = [
    path("", lists.lists, name="arrivals"),
    path("new/", lists.upload, name="arrival_upload"),
    path("template/", lists.template, name="arrival_template"),
    path("<uuid:list_id>/", rows.flight, name="arrival_list"),
    path("<uuid:list_id>/columns/", lists.columns, name="arrival_columns"),
    path("<uuid:list_id>/review/", lists.review, name="arrival_review"),
    path("<uuid:list_id>/begin/", lists.begin, name="arrival_begin"),
    path("<uuid:list_id>/progress/", lists.progress, name="arrival_progress"),
    path("<uuid:list_id>/errors/", lists.errors, name="arrival_errors"),
    path("<uuid:list_id>/undo/", lists.undo, name="arrival_undo"),
    path("row/<uuid:row_id>/", rows.row, name="arrival_row"),
    path("row/<uuid:row_id>/move/", rows.move, name="arrival_move"),
]
