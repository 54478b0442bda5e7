"""The job worker of this installation. As a program of its own it takes the seconds that running jobs get to end."""
import os
import sys

CONCURRENCY = 4


def work(*, graceful_seconds: float) -> None:
    """Run jobs until SIGTERM or Ctrl-C; running ones get `graceful_seconds` to end, and are taken up again later otherwise."""
    from procrastinate.contrib.django import app

    # Not replace_connector(): with it, a job deferred inside a job would leave that job's transaction.
    worker_app = app.with_connector(app.connector.get_worker_connector())
    worker_app.run_worker(concurrency=CONCURRENCY, shutdown_graceful_timeout=graceful_seconds)


if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "amana.doors.site.settings"
    django.setup()
    work(graceful_seconds=float(sys.argv[1]))
