"""The program as a web server loads it."""
import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amana.doors.site.settings")
application = get_wsgi_application()

# The program itself stays: the collector need not go through it again and again for the few thousand things that a page makes and drops.
gc.freeze()
gc.set_threshold(20_000)
