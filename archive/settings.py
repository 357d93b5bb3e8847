"""Django settings, and the only reader of the environment.

Every variable but DATABASE_URL starts with ARCHIVE_. docs/reference.md lists them all, which a test
checks.
"""

import json
import os
import re
import secrets
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from pythonjsonlogger.core import RESERVED_ATTRS

from archive.catalogue.collection_file import collection_at_start

BASE_DIR = Path(__file__).resolve().parent.parent


def _folder(name: str, default: Path) -> Path:
    # not resolved: the current edition is a symbolic link, which changes
    return Path(os.path.abspath(Path(os.environ.get(name) or default).expanduser()))


def _count(name: str, default: int) -> int:
    value = os.environ.get(name) or str(default)
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name} must be a non-negative integer, got {value!r}")
    return int(value)


def _number(name: str, default: float) -> float:
    value = os.environ.get(name) or str(default)
    try:
        number = float(value)
    except ValueError:
        number = -1
    if not 0 <= number < float("inf"):
        raise ImproperlyConfigured(f"{name} must be a non-negative number, got {value!r}")
    return number


def _one_of(name: str, *choices: str) -> str:
    """Return the value, which must be one of `choices`; the first is the default."""
    value = os.environ.get(name) or choices[0]
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, got {value!r}")
    return value


# A folder with a catalogue, its page texts, page images and editions; without one, the collection
# that comes along, whose texts, images and editions are beside fixtures/.
_COLLECTION = os.environ.get("ARCHIVE_COLLECTION", "")
COLLECTION_DIR = _folder("ARCHIVE_COLLECTION", BASE_DIR / "fixtures")
_BESIDE = BASE_DIR if COLLECTION_DIR == BASE_DIR / "fixtures" else COLLECTION_DIR
if _COLLECTION and not COLLECTION_DIR.is_dir():
    raise ImproperlyConfigured(
        f"ARCHIVE_COLLECTION: {COLLECTION_DIR} is not a folder; "
        "manage.py new_collection makes one (without ARCHIVE_COLLECTION set)"
    )

# Editions and collected static files are built in it.
VAR_DIR = _folder("ARCHIVE_VAR", _BESIDE / "var")
# The page texts, if there are any: every file whose SHA-256 is in a fixture is used.
PAGES_DIR = _folder("ARCHIVE_PAGES", _BESIDE / "pages")
# a directory that was set explicitly must exist
PAGES_DIR_IS_EXPLICIT = bool(os.environ.get("ARCHIVE_PAGES"))
# The page images, if there are any, known by their SHA-256 as the texts are.
IMAGES_DIR = _folder("ARCHIVE_IMAGES", _BESIDE / "images")
IMAGES_DIR_IS_EXPLICIT = bool(os.environ.get("ARCHIVE_IMAGES"))
# The catalogue.
FIXTURES_DIR = _folder("ARCHIVE_FIXTURES", COLLECTION_DIR)
# Old editions kept beside the current one.
KEPT_EDITIONS = _count("ARCHIVE_KEEP", 2)
# The current edition: a directory with the database and the search index.
EDITION_DIR = _folder("ARCHIVE_EDITION", VAR_DIR / "current")

# What the process must know of the collection before it opens an edition. All else is read from
# the edition that is served (archive/editions/collection.py).
_collection = collection_at_start(FIXTURES_DIR, EDITION_DIR)

# Bytes of the page cache of each worker; 0 turns it off.
PAGE_CACHE = _count("ARCHIVE_PAGE_CACHE", 16) * 1024 * 1024

# A font file for share cards; characters that it lacks are set in the bundled font.
CARD_FONT = os.environ.get("ARCHIVE_CARD_FONT", "")

DEBUG = os.environ.get("ARCHIVE_DEBUG") == "1"

# Scheme and host of the public site, for permalinks: https://archive.example.org; if it is not set,
# the collection's.
ORIGIN = os.environ.get("ARCHIVE_ORIGIN", "").rstrip("/")
_origin = urlsplit(ORIGIN)
if ORIGIN and (_origin.scheme not in ("http", "https") or not _origin.hostname or _origin.path):
    raise ImproperlyConfigured(
        "ARCHIVE_ORIGIN must be a scheme and host such as https://archive.example.org, "
        f"got {ORIGIN!r}"
    )

# The path that the site is served below, "/archive"; "" at the root of its host.
PREFIX = "/".join(("", *filter(None, os.environ.get("ARCHIVE_PREFIX", "").split("/"))))
if not re.fullmatch("(/[a-z0-9-]+)*", PREFIX):
    raise ImproperlyConfigured(
        f"ARCHIVE_PREFIX must be a path of a-z, 0-9 and - such as /archive, got {PREFIX!r}"
    )
FORCE_SCRIPT_NAME = PREFIX or None

# Accepted Host headers: the public one, and by default those of this machine.
ALLOWED_HOSTS = [
    host.strip()
    for host in (
        *(os.environ.get("ARCHIVE_HOSTS") or "localhost,127.0.0.1,[::1]").split(","),
        _origin.hostname or "",
        urlsplit(_collection.origin).hostname or "",
    )
    if host.strip()
]

# The contact, and the domain in OAI-PMH's identifiers, which must never change; if they are not
# set, the collection's.
EMAIL = os.environ.get("ARCHIVE_EMAIL", "")
OAI_DOMAIN = os.environ.get("ARCHIVE_OAI", "")

# Nothing is signed or encrypted (no sessions, users or writing forms), but Django requires a key;
# one generated at startup cannot leak.
SECRET_KEY = secrets.token_urlsafe(50)

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "archive",
]

# the functions that answer with an HTML page whatever a request has failed on
ERROR_PAGES = "archive.web.error_pages"

MIDDLEWARE = [
    # logs and times every response, cached ones included
    "archive.http.middleware.access_log.AccessMiddleware",
    # sets Cache-Control and validators, answers 304, puts finished pages with all their headers
    # into the page cache (archive/wsgi.py answers from it)
    "archive.http.middleware.cache_headers.CacheHeadersMiddleware",
    # adds CSP, Permissions-Policy, CORP, HSTS and CORS, to static files and errors as well
    "archive.http.middleware.response_headers.ResponseHeadersMiddleware",
    # adds nosniff, Referrer-Policy and COOP
    "django.middleware.security.SecurityMiddleware",
    # adds X-Frame-Options, for browsers that do not know frame-ancestors
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # serves static files, which are compressed when they are collected
    "archive.http.middleware.static_files.StaticMiddleware",
    # compresses pages; none holds a secret that its compressed length could reveal
    "archive.http.middleware.compression.CompressionMiddleware",
    # answers health checks, whatever the host name and the load
    "archive.http.middleware.request_checks.ProbesMiddleware",
    # takes the language off the path of a page, and answers in it
    "archive.http.middleware.language.LanguageMiddleware",
    # refuses URLs and headers that are too long, unknown hosts, and methods that write
    "archive.http.middleware.request_checks.RequestChecksMiddleware",
    # limits the requests at work and in the queue, and starts the deadline
    "archive.http.middleware.concurrency_limit.ConcurrencyLimitMiddleware",
    # pins one edition for all that follows, until the response is sent; answers 503 when the
    # deadline has passed, or the edition or its search index cannot be read
    "archive.http.middleware.edition.EditionMiddleware",
    # refuses unknown parameters, and redirects to the clean URL
    "archive.http.middleware.parameters.ParametersMiddleware",
    # redirects to the URL with a slash at its end
    "django.middleware.common.CommonMiddleware",
]

ROOT_URLCONF = "archive.urls"
WSGI_APPLICATION = "archive.wsgi.application"
APPEND_SLASH = True

TEMPLATES_DIR = BASE_DIR / "templates"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [TEMPLATES_DIR],
        "OPTIONS": {
            "environment": "archive.web.template_helpers.environment.environment",
            "context_processors": ["archive.web.site_context.site"],
        },
    }
]


def _database(url: str) -> dict:
    if not url:
        return {
            # SQLite, opened read-only
            "ENGINE": "archive.editions.sqlite",
            "NAME": EDITION_DIR / "archive.sqlite3",
            # persistent connections
            "CONN_MAX_AGE": None,
            # pytest-xdist derives a file name from an engine that it does not know to be SQLite
            "TEST": {"NAME": ":memory:"},
        }
    try:
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict
    except ImportError as error:
        raise ImproperlyConfigured(
            f"DATABASE_URL requires psycopg: pip install 'psycopg[binary]' ({error})"
        ) from error
    try:
        # parsed by libpq, so that everything it supports works: several hosts, TLS, timeouts
        options = {"connect_timeout": 3} | conninfo_to_dict(url)
    except ProgrammingError as error:
        raise ImproperlyConfigured(f"DATABASE_URL: {error}") from error
    if "dbname" not in options:
        raise ImproperlyConfigured("DATABASE_URL must name a database")
    return {
        "ENGINE": "archive.editions.postgresql",
        "NAME": options.pop("dbname"),
        "OPTIONS": options,
        # seconds, after which the primary host is tried again
        "CONN_MAX_AGE": 60,
        # a broken connection is replaced before a request, not found during it
        "CONN_HEALTH_CHECKS": True,
    }


# SQLite in the edition's directory, or PostgreSQL (docs/cluster.md).
DATABASES = {"default": _database(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Serializers for the catalogue files, which Django loads as fixtures.
SERIALIZATION_MODULES = {
    "yaml": "archive.catalogue.yaml_serializer",
    "jsonl": "archive.catalogue.jsonl_serializer",
}
FIXTURE_DIRS = [FIXTURES_DIR]

# The search engine: an index beside the database, or a cluster (docs/search-cluster.md).
SEARCH_ENGINE = {
    "embedded": "archive.search.engines.tantivy.TantivyEngine",
    "sphinxql": "archive.search.engines.sphinxql.SphinxQLEngine",
}[os.environ.get("ARCHIVE_SEARCH") or "embedded"]
# The cluster, as JSON: {"frontends": ["host:port"], "shards": [["host:port"]], "tables": ["…"]}
SEARCH_SPHINXQL = json.loads(os.environ.get("ARCHIVE_SPHINXQL") or "{}")

# Messages are written in Chinese; locale/ translates them (archive/languages.py).
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
# Commands speak English where the machine's language is that, by the variables of gettext in the
# order in which they count (archive/command_messages.py).
_locale = next(filter(None, map(os.environ.get, ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))), "")
COMMAND_LANGUAGE = "en" if re.match(r"en([\W_]|$)", _locale, re.IGNORECASE) else LANGUAGE_CODE
TIME_ZONE = _collection.time_zone
USE_TZ = True

STATIC_URL = f"{PREFIX}/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# files that browsers request at the root of every site, such as apple-touch-icon.png
WHITENOISE_ROOT = BASE_DIR / "static" / "root"
STORAGES = {
    "staticfiles": {"BACKEND": "archive.http.middleware.static_files.StaticStorage"},
}

# Other sites see only the origin of a referring page, never its path or query.
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# HSTS: seconds for which browsers use https only, if the public site is https.
SECURE_HSTS_SECONDS = (
    int(_number("ARCHIVE_HSTS", 365 * 24 * 60 * 60))
    if (ORIGIN or _collection.origin).startswith("https:")
    else 0
)
SILENCED_SYSTEM_CHECKS = [
    # no CsrfViewMiddleware: no form writes, and there is no session to ride on
    "security.W003",
    # no HSTS: it is sent if ARCHIVE_ORIGIN is https
    "security.W004",
    # HSTS without subdomains and preloading, which are up to the domain's owner
    "security.W005",
    "security.W021",
    # no redirect to https: the reverse proxy that terminates TLS does it (docs/safety.md)
    "security.W008",
]

# Maximum number of parameters, and bytes of the OAI-PMH arguments sent by POST. Without an upload
# handler, files are discarded while they are read.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_MEMORY_SIZE = 20_000
DATA_UPLOAD_MAX_NUMBER_FILES = 0
FILE_UPLOAD_HANDLERS: list[str] = []

# In each process: concurrent requests, queued requests, seconds that a request may wait in the
# queue, and seconds that it may then take (0: no limit).
MAX_CONCURRENT_REQUESTS = max(1, int(_number("ARCHIVE_CONCURRENCY", 4)))
REQUEST_QUEUE = int(_number("ARCHIVE_QUEUE", 28))
QUEUE_TIMEOUT = _number("ARCHIVE_QUEUE_TIMEOUT", 2) or None
REQUEST_TIMEOUT = _number("ARCHIVE_REQUEST_TIMEOUT", 10)

# Which responses are in the access log: errors, all, or none.
ACCESS_LOG = _one_of("ARCHIVE_LOG", "errors", "all", "none")
# Prometheus metrics at /metrics, for clients on this machine only.
METRICS = os.environ.get("ARCHIVE_METRICS") == "1"
# Named after the parent process, which all processes of one server have in common.
METRICS_DIR = Path(tempfile.gettempdir(), f"baozang-metrics-{os.getuid()}", str(os.getppid()))
if METRICS:
    # read by prometheus_client
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_DIR)

# JSON lines. The request itself is never logged: its URL contains what somebody searched for.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "code": {"()": "archive.http.middleware.access_log.RequestIdFilter"},
        "fault": {"()": "archive.http.middleware.access_log.TracebackFilter"},
    },
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "datefmt": "%Y-%m-%dT%H:%M:%S%z",
            "rename_fields": {"asctime": "time", "levelname": "level", "name": "from"},
            "reserved_attrs": [*RESERVED_ATTRS, "request", "server_time", "status_code"],
            "json_ensure_ascii": False,
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json",
            "filters": ["code"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "archive.access": {"level": "INFO"},
        # bad URLs and Host headers of clients are not worth a log line
        "django.request": {"level": "ERROR", "filters": ["fault"]},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
