from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "amana.insight.journal"
    label = "journal"
