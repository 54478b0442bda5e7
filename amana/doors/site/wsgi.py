"""The program as a web server loads it."""
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amana.doors.site.settings")
application = get_wsgi_application()
