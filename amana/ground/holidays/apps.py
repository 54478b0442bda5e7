from django.apps import AppConfig


class HolidaysConfig(AppConfig):
    name = "amana.ground.holidays"
    label = "holidays"
