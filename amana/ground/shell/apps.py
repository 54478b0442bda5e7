from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "amana.ground.shell"
    label = "shell"
