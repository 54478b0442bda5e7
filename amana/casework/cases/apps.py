from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "amana.casework.cases"
    label = "cases"
