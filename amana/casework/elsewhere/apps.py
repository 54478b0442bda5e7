from django.apps import AppConfig


class ElsewhereConfig(AppConfig):
    name = "amana.casework.elsewhere"
    label = "elsewhere"
