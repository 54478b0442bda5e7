from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "amana.casework.assessments"
    label = "assessments"
