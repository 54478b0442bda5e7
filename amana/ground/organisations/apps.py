from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "amana.ground.organisations"
    label = "organisations"
