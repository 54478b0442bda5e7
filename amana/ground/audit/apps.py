from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "amana.ground.audit"
    label = "audit"
