from django.urls import path

from amana.insight.journal.pages import office, seen, staff

urlpatterns = [
    path("people/<uuid:person_id>/seen/", seen.seen, name="seen"),
    path("people/<uuid:person_id>/seen.pdf", seen.seen_paper, name="seen_paper"),
    path("staff/<uuid:staff_id>/acts/", staff.acts, name="staff_acts"),
    path("office/acts/", office.acts, name="office_acts"),
    path("my-acts/", staff.my_acts, name="my_acts"),
]
