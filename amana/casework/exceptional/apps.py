from django.apps import AppConfig


class ExceptionalConfig(AppConfig):
    name = "amana.casework.exceptional"
    label = "exceptional"
