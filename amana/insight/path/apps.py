from django.apps import AppConfig


class PathConfig(AppConfig):
    name = "amana.insight.path"
    label = "path"
