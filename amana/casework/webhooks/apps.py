from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "amana.casework.webhooks"
    label = "webhooks"
