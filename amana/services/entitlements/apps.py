from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    name = "amana.services.entitlements"
    label = "entitlements"
