from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "amana.ground.access"
    label = "access"
