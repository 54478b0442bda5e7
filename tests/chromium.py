"""The machine's Chromium, first the one without a window, for tests that need a browser: missing, it fails continuous integration and skips on a laptop."""
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

FLAGS = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-gpu"]


def find() -> str | None:
    names = filter(None, (os.environ.get("AMANA_CHROMIUM"), "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"))
    return next((path for path in map(shutil.which, names) if path), None)


@contextmanager
def started() -> Iterator[Browser]:
    path = find()
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("No Chromium on this machine. Install the package chromium, or set AMANA_CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
