from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "amana.ground.directory"
    label = "directory"
