from django.apps import AppConfig
from django.db.backends.signals import connection_created

PLANS = 500


def _keep_plans(connection, **_said) -> None:
    """Pages and jobs ask some hundreds of different statements; psycopg keeps the plans of a hundred."""
    connection.connection.prepared_max = PLANS


class RowsConfig(AppConfig):
    name = "amana.ground.rows"
    label = "rows"

    def ready(self) -> None:
        connection_created.connect(_keep_plans)
