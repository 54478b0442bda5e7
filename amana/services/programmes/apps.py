from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "amana.services.programmes"
    label = "programmes"
