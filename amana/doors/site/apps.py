"""The site: what gathers several packages."""
from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "amana.doors.site"
    label = "site"
