from django.apps import AppConfig


class LivelihoodsConfig(AppConfig):
    name = "amana.services.livelihoods"
    label = "livelihoods"
