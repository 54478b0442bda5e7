from django.apps import AppConfig


class InterpretingConfig(AppConfig):
    name = "amana.casework.interpreting"
    label = "interpreting"
