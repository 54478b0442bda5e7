from django.urls import path

from amana.casework.interpreting import pages

urlpatterns = [
    path("interpreters/", pages.interpreters, name="interpreters"),
    path("interpreters/new/", pages.add_interpreter, name="add_interpreter"),
    path("interpreters/<uuid:interpreter_id>/", pages.change_interpreter, name="change_interpreter"),
    path("cases/<uuid:case_id>/interpreters/", pages.of_case, name="case_interpreters"),
    path("cases/<uuid:case_id>/interpreters/book/", pages.book_interpreter, name="book_interpreter"),
    path("cases/<uuid:case_id>/interpreters/<uuid:booking_id>/cancel/", pages.cancel_booking, name="cancel_booking"),
]
