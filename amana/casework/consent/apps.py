from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "amana.casework.consent"
    label = "consent"
