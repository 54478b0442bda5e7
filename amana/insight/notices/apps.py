from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "amana.insight.notices"
    label = "notices"
