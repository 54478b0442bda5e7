from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "amana.doors.api"
    label = "api"
