from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    name = "amana.services.assistance"
    label = "assistance"
