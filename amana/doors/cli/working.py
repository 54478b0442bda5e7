"""The job worker of this installation, by itself or as a child of `amana serve`."""
import os

CONCURRENCY = 4


def work(*, graceful_seconds: float) -> None:
    """Run jobs until SIGTERM or Ctrl-C; running ones get `graceful_seconds` to end, and are taken up again later otherwise."""
    from procrastinate.contrib.django import app

    # Not replace_connector(): with it, a job deferred inside a job would leave that job's transaction.
    worker_app = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    worker_app.run_worker(concurrency=CONCURRENCY, shutdown_graceful_timeout=graceful_seconds)


def work_beside(graceful_seconds: float) -> None:
    """As `work`, in a process of its own whose parent has looked over the installation."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "amana.doors.site.settings"
    django.setup()
    work(graceful_seconds=graceful_seconds)
