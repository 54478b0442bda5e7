"""Every change of a model has its migration. Looks at the files alone, so no database has to run."""
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "amana.doors.site.settings"
django.setup()

from django.apps import apps  # noqa: E402
from django.db.migrations.autodetector import MigrationAutodetector  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402
from django.db.migrations.state import ProjectState  # noqa: E402
from django.utils import translation  # noqa: E402

translation.deactivate_all()  # migrations hold the texts as they stand in the code

loader = MigrationLoader(None)
wrong = [f"{app}: two migrations claim to be the last: {', '.join(names)}" for app, names in loader.detect_conflicts().items()]
changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(loader.graph)
wrong += [f"{app}: {operation.describe()}" for app, migrations in changes.items() for migration in migrations for operation in migration.operations]
if wrong:
    sys.exit("Changes of models without a migration (manage.py makemigrations):\n  " + "\n  ".join(wrong))
