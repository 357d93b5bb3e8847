"""Django settings, and the only reader of the environment.

Every variable starts with ARCHIVE_; docs/operators.md lists them all and a test holds the two together.
"""

import json
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def _folder(name: str, default: Path) -> Path:
    # links are kept: the edition that is served is one, and moves
    return Path(os.path.abspath(Path(os.environ.get(name) or default).expanduser()))


def _count(name: str, default: int) -> int:
    said = os.environ.get(name) or str(default)
    if not (said.isascii() and said.isdigit()):
        raise ImproperlyConfigured(f"{name}={said} is no whole number from 0 up")
    return int(said)


# Where editions and collected static files are built.
VAR_DIR = _folder("ARCHIVE_VAR", BASE_DIR / "var")
# Where the page texts lie, if they are held; any file whose SHA-256 a fixture names is used.
PAGES_DIR = _folder("ARCHIVE_PAGES", BASE_DIR / "pages")
# a folder that somebody named must be there
PAGES_NAMED = bool(os.environ.get("ARCHIVE_PAGES"))
# The catalogue.
FIXTURES_DIR = _folder("ARCHIVE_FIXTURES", BASE_DIR / "fixtures")
# How many editions are kept beside the one that is served.
KEPT_EDITIONS = _count("ARCHIVE_KEEP", 2)
# The edition that is served: a folder with the database and the search index in it.
EDITION_DIR = _folder("ARCHIVE_EDITION", VAR_DIR / "current")

DEBUG = os.environ.get("ARCHIVE_DEBUG") == "1"
ALLOWED_HOSTS = [
    host.strip()
    for host in os.environ.get("ARCHIVE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
    if host.strip()
]

# Scheme and host of the public address, for lasting links: https://archive.example.org
ORIGIN = os.environ.get("ARCHIVE_ORIGIN", "").rstrip("/")

# For harvesters (OAI-PMH): whom to write to, and the domain name in the identifiers of records,
# which must never change.
EMAIL = os.environ.get("ARCHIVE_EMAIL", "")
OAI_DOMAIN = os.environ.get("ARCHIVE_OAI", "")

# Nothing here is signed or encrypted (no sessions, users or forms that write), but Django wants a
# key; one made at start-up cannot leak.
SECRET_KEY = secrets.token_urlsafe(50)

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "archive",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # static files are compressed beforehand; no page holds a secret that its length could betray
    "archive.middleware.CompressionMiddleware",
    "archive.middleware.ContentSecurityPolicyMiddleware",
    "archive.middleware.OpenMiddleware",
    # one edition for all that follows, and for whatever is still being sent
    "archive.pinning.EditionMiddleware",
    "archive.middleware.ReadOnlyMiddleware",
    "archive.middleware.ParametersMiddleware",
    "archive.middleware.UnavailableMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "archive.urls"
WSGI_APPLICATION = "archive.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": ["archive.views.context.site"],
            "builtins": [
                "archive.templatetags.archive",
                "archive.templatetags.search",
                "archive.templatetags.head",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]

DATABASES = {
    "default": {
        # SQLite; the edition that is served is opened read-only
        "ENGINE": "archive.database",
        "NAME": EDITION_DIR / "archive.sqlite3",
        # kept open from request to request
        "CONN_MAX_AGE": None,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The catalogue's own files are read by Django's fixture machinery through these.
SERIALIZATION_MODULES = {
    "yaml": "archive.catalogue.serializer",
    "jsonl": "archive.catalogue.lines_serializer",
}
FIXTURE_DIRS = [FIXTURES_DIR]

# Where articles are searched: an index beside the database, or a cluster (docs/search-cluster.md).
SEARCH_ENGINE = {
    "embedded": "archive.search.engines.tantivy.TantivyEngine",
    "sphinxql": "archive.search.engines.sphinxql.SphinxQLEngine",
}[os.environ.get("ARCHIVE_SEARCH") or "embedded"]
# The cluster, as JSON: {"frontends": ["host:port"], "shards": [["host:port"]], "tables": ["…"]}
SEARCH_SPHINXQL = json.loads(os.environ.get("ARCHIVE_SPHINXQL") or "{}")

LANGUAGE_CODE = "zh-hans"
USE_I18N = False
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # a stranger's bad address or Host header is no event of ours
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
