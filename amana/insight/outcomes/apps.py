from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "amana.insight.outcomes"
    label = "outcomes"
