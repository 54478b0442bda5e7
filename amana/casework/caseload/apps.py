from django.apps import AppConfig


class CaseloadConfig(AppConfig):
    name = "amana.casework.caseload"
    label = "caseload"
