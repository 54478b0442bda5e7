"""Settings of Amana. What differs between installations comes from AMANA_* variables (DESIGN.md §10)."""
import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from psycopg.conninfo import conninfo_to_dict

from amana.doors.site import installation

ROOT = Path(__file__).resolve().parents[3]
SERVER = installation.is_server()
PORT = installation.number("AMANA_PORT", 8000)

SECRET_KEY = installation.secret("web-key")
AMANA_FIELD_SECRET = installation.secret("field-key")  # seals document numbers; lost with it are the numbers
# What is attached to files and cases, each sealed under the same key: a folder, or the address of a bucket and the pair of keys that opens it.
AMANA_FILES = os.environ.get("AMANA_FILES_URL") or installation.home() / "files"
AMANA_FILES_KEYS = installation.files_keys()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("AMANA_HOSTS", "127.0.0.1,localhost").split(",")
USE_X_FORWARDED_HOST = False
ROOT_URLCONF = "amana.doors.site.urls"
WSGI_APPLICATION = "amana.doors.site.wsgi.application"
APPEND_SLASH = True

# Lower floors first: their policies are laid before those that lean on them.
INSTALLED_APPS = [
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "amana.ground.rows",
    "amana.ground.audit",
    "amana.ground.shell",
    "amana.ground.organisations",
    "amana.ground.access",
    "amana.ground.holidays",
    "amana.ground.directory",
    "amana.ground.lists",
    "amana.casework.registry",
    "amana.casework.consent",
    "amana.casework.cases",
    "amana.casework.assessments",
    "amana.casework.exceptional",
    "amana.casework.interpreting",
    "amana.casework.referral",
    "amana.casework.elsewhere",
    "amana.casework.arrivals",
    "amana.casework.caseload",
    "amana.casework.webhooks",
    "amana.services.programmes",
    "amana.services.assistance",
    "amana.services.psychosocial",
    "amana.services.entitlements",
    "amana.services.livelihoods",
    "amana.services.reintegration",
    "amana.insight.journal",
    "amana.insight.path",
    "amana.insight.outcomes",
    "amana.insight.notices",
    "amana.doors.api",
    "amana.doors.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "amana.ground.shell.middleware.PageHeaders",
    "amana.ground.shell.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "amana.ground.rows.middleware.Doorkeeper",
    "amana.ground.access.middleware.Limits",
    "django.contrib.messages.middleware.MessageMiddleware",
]


# Planning under row policies costs more than most statements: what was asked twice is planned once a connection. 0 switches it off, for a
# PgBouncer older than 1.21 (SECURITY.md §1).
PREPARE_AFTER = installation.number("AMANA_PREPARE_AFTER", 2) or None


def _database(login: str, variable: str, **options) -> dict:
    """Django's form of a connection URL. The pool is per process, so connections must not be kept by Django as well."""
    url = conninfo_to_dict(installation.database_url(login, variable))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.get("dbname"), "USER": url.get("user"), "PASSWORD": url.get("password"),
        "HOST": url.get("host"), "PORT": url.get("port", ""),
        "CONN_MAX_AGE": 0, "ATOMIC_REQUESTS": False,
        "OPTIONS": {"application_name": login, "prepare_threshold": PREPARE_AFTER, **options},
        "TEST": {"MIRROR": None},
    }


# No process has more threads than these connections, so nobody waits for a colleague's: whoever waits, waits for the server, and is soon told that it is away.
_POOL = {"min_size": 1, "max_size": installation.number("AMANA_POOL", 8), "timeout": 4}
DATABASES = {
    # Bound on the server: a value bound in the client would stand in the statement's text (SECURITY.md §1).
    "default": _database("amana_web", "AMANA_DATABASE_URL", pool=_POOL, server_side_binding=True),
    "gate": _database("amana_gate", "AMANA_GATE_URL", pool={**_POOL, "min_size": 0, "max_size": 4 if SERVER else 8}, server_side_binding=True),
    "mail": _database("amana_mail", "AMANA_MAIL_DATABASE_URL", server_side_binding=True),
    "match": _database("amana_match", "AMANA_MATCH_DATABASE_URL", server_side_binding=True),
    "migrate": _database("amana_migrate", "AMANA_MIGRATE_URL", assume_role="amana_owner"),
}
AMANA_LIMITS = os.environ.get("AMANA_LIMITS", "on") != "off"  # off: for measurements, whose one account asks without a pause
# Of whom a second factor is required: off, all, or codes of roles with commas between. Written into the database by `amana migrate`, which decides.
AMANA_SECOND_FACTOR = os.environ.get("AMANA_SECOND_FACTOR") or ("all" if SERVER else "off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {
        "context_processors": [
            "django.template.context_processors.request",
            "django.contrib.messages.context_processors.messages",
            "amana.ground.shell.context.page",
        ],
        "builtins": ["django.templatetags.i18n", "django.templatetags.static", "amana.ground.shell.templatetags.amana"],
    },
}]
FORM_RENDERER = "amana.ground.shell.forms.Renderer"

LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", "العربية"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "amana-language"
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Africa/Cairo"

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Argon2id with the library's parameters; a shift's start queues in `access.gate` rather than falling over.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
_PREFIX = "__Host-" if SERVER else ""
SESSION_COOKIE_NAME = _PREFIX + "amana-session"
DEVICE_COOKIE_NAME = _PREFIX + "amana-device"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SERVER
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = _PREFIX + "amana-csrf"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "amana.ground.shell.errors.forgery"
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("AMANA_ORIGINS", "").split(",") if origin]

SECURE_SSL_REDIRECT = SERVER
SECURE_HSTS_SECONDS = 31_536_000 if SERVER else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SERVER
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = ["security.W002"]  # `shell.middleware.PageHeaders` sets that header
if SERVER and os.environ.get("AMANA_BEHIND_PROXY") == "yes":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {
    "default-src": [NONE], "script-src": [NONCE], "style-src": [NONCE], "img-src": [SELF], "font-src": [SELF],
    "connect-src": [SELF], "form-action": [SELF], "frame-ancestors": [NONE], "base-uri": [NONE],
    "report-uri": ["/policy-report/"],
}}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 21_000_000  # what is taken at all: no photo and no list lies in a temporary folder

LOGGING = {
    "version": 1, "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("AMANA_LOG", "WARNING")},
}

# Links that leave the house begin with it; never with what a request says.
AMANA_ADDRESS = os.environ.get("AMANA_ADDRESS") or (f"https://{ALLOWED_HOSTS[0]}" if SERVER else f"http://127.0.0.1:{PORT}")
AMANA_MAIL = installation.mail_server()
AMANA_NAVIGATION = "amana.doors.site.navigation.navigation"
AMANA_LASTING = "amana.doors.site.navigation.lasting"
AMANA_CASE_TABS = "amana.doors.site.navigation.case_tabs"
AMANA_CLOSURE_EVIDENCE = "amana.doors.site.pages.evidence.of_case"
AMANA_PERSON_PARTS = "amana.doors.site.navigation.person_parts"
AMANA_LISTS = {"cases": "amana.casework.cases.listing.CASES", "people": "amana.casework.registry.listing.PEOPLE",
               "referrals": "amana.casework.referral.listing.REFERRALS"}
AMANA_ROLES = "amana.ground.access.rules.RoleCode"
AMANA_TRAINING = os.environ.get("AMANA_TRAINING") == "yes"  # `amana serve` sets it where the demo's people are
