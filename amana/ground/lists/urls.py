from django.urls import path

from amana.ground.lists import pages

urlpatterns = [
    path("lists/<str:list_name>/columns/", pages.choose_columns, name="choose_columns"),
    path("lists/<str:list_name>/views/new/", pages.save_view, name="save_view"),
    path("lists/<str:list_name>/export/", pages.export_list, name="export_list"),
    path("views/<uuid:view_id>/", pages.change_view, name="change_view"),
    path("views/<uuid:view_id>/remove/", pages.remove_view, name="remove_view"),
    path("exports/", pages.exports, name="exports"),
    path("exports/<uuid:export_id>/", pages.export, name="export"),
    path("exports/<uuid:export_id>/progress/", pages.progress, name="export_progress"),
    path("exports/<uuid:export_id>/file/", pages.file, name="export_file"),
]
