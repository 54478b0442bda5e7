from django.apps import AppConfig


class ReintegrationConfig(AppConfig):
    name = "amana.services.reintegration"
    label = "reintegration"
