from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "amana.casework.registry"
    label = "registry"
