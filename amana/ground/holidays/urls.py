from django.urls import path

from amana.ground.holidays import pages

urlpatterns = [
    path("reference/holidays/", pages.holidays, name="holidays"),
    path("reference/holidays/new/", pages.add_holiday, name="add_holiday"),
    path("reference/holidays/<uuid:holiday_id>/", pages.change_holiday, name="change_holiday"),
    path("reference/holidays/<uuid:holiday_id>/withdraw/", pages.withdraw_holiday, name="withdraw_holiday"),
]
