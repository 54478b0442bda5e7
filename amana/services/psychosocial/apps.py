from django.apps import AppConfig


class PsychosocialConfig(AppConfig):
    name = "amana.services.psychosocial"
    label = "psychosocial"
