from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "amana.ground.lists"
    label = "lists"
