from django.apps import AppConfig


class ArrivalsConfig(AppConfig):
    name = "amana.casework.arrivals"
    label = "arrivals"
