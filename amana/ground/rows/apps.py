from django.apps import AppConfig


class RowsConfig(AppConfig):
    name = "amana.ground.rows"
    label = "rows"
