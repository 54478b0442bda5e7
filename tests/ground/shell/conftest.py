"""The gallery as a small site of its own, without a database, and a browser to look at it."""

import threading
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import Client

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
SHELL = ROOT / "amana/ground/shell"
BUILT = SHELL / "static/built"


@pytest.fixture(autouse=True)
def gallery_site(settings):
    """Settings of the project, with the pages of `gallery` in place of its own."""
    settings.ROOT_URLCONF = "tests.ground.shell.gallery"
    settings.AMANA_NAVIGATION = "tests.ground.shell.gallery.navigation"
    settings.AMANA_LASTING = "tests.ground.shell.gallery.lasting"
    settings.AMANA_TRAINING = True
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [HERE / "templates"]}]
    return settings


@pytest.fixture
def visit():
    """Ask for a page in a language, as a browser would."""

    def ask(path: str, language: str = "ar", **cookies):
        client = Client(raise_request_exception=False)
        client.cookies.load({"amana-language": language, **cookies})
        return client.get(path)

    return ask


class _Silent(WSGIRequestHandler):
    def log_message(self, *_args):
        pass


@pytest.fixture
def address(gallery_site):
    gallery_site.ALLOWED_HOSTS = ["127.0.0.1"]
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Silent)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def open_page(browser, address):
    """Open a page in a language, theme and width; what the console complains about fails the test."""
    contexts, complaints = [], []

    def opened(
        path: str, *, language: str = "ar", theme: str = "light", width: int = 1440, height: int = 900, **options
    ):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="ar-EG" if language == "ar" else "en-GB",
            reduced_motion="reduce",
            **options,
        )
        context.add_cookies(
            [
                {"name": "amana-language", "value": language, "url": address},
                {"name": "amana-theme", "value": theme, "url": address},
            ]
        )
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address + path)
        contexts.append(context)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [text for text in complaints if "status of 403" not in text] == []
