"""Django settings, and the only reader of the environment.

Every variable but DATABASE_URL starts with ARCHIVE_; docs/reference.md lists them all and a test holds the two together.
"""

import json
import os
import secrets
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from pythonjsonlogger.core import RESERVED_ATTRS

BASE_DIR = Path(__file__).resolve().parent.parent


def _folder(name: str, default: Path) -> Path:
    # links are kept: the edition that is served is one, and moves
    return Path(os.path.abspath(Path(os.environ.get(name) or default).expanduser()))


def _count(name: str, default: int) -> int:
    said = os.environ.get(name) or str(default)
    if not (said.isascii() and said.isdigit()):
        raise ImproperlyConfigured(f"{name}={said} is no whole number from 0 up")
    return int(said)


def _number(name: str, default: float) -> float:
    said = os.environ.get(name) or str(default)
    try:
        number = float(said)
    except ValueError:
        number = -1
    if not 0 <= number < float("inf"):
        raise ImproperlyConfigured(f"{name}={said} is no number from 0 up")
    return number


def _one_of(name: str, *choices: str) -> str:
    """The first is the default."""
    said = os.environ.get(name) or choices[0]
    if said not in choices:
        raise ImproperlyConfigured(f"{name}={said} is none of {', '.join(choices)}")
    return said


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

# Bytes of finished pages that each worker keeps in memory; 0 keeps none.
PAGE_CACHE = _count("ARCHIVE_PAGE_CACHE", 16) * 1024 * 1024

# A font file for cards, the pictures beside a link to a page; what it lacks a font of ours has.
CARD_FONT = os.environ.get("ARCHIVE_CARD_FONT", "")

DEBUG = os.environ.get("ARCHIVE_DEBUG") == "1"

# Scheme and host of the public address, for lasting links: https://archive.example.org
ORIGIN = os.environ.get("ARCHIVE_ORIGIN", "").rstrip("/")
_origin = urlsplit(ORIGIN)
if ORIGIN and (_origin.scheme not in ("http", "https") or not _origin.hostname or _origin.path):
    raise ImproperlyConfigured(
        f"ARCHIVE_ORIGIN={ORIGIN} is no scheme and host, such as https://archive.example.org"
    )

# The host names that are answered: the public one, and by default those of this machine.
ALLOWED_HOSTS = [
    host.strip()
    for host in (
        *(os.environ.get("ARCHIVE_HOSTS") or "localhost,127.0.0.1,[::1]").split(","),
        _origin.hostname or "",
    )
    if host.strip()
]

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
    # sees every answer
    "archive.http.middleware.access_log.AccessMiddleware",
    # keeps whole what all that follows makes of a page
    "archive.http.middleware.page_cache.PageCacheMiddleware",
    # static files and refusals pass through it, too
    "archive.http.middleware.security_headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "archive.http.middleware.static_files.StaticMiddleware",
    # static files are compressed beforehand; no page holds a secret that its length could betray
    "archive.http.middleware.compression.CompressionMiddleware",
    "archive.http.middleware.request_rules.CorsMiddleware",
    "archive.http.middleware.probes.ProbesMiddleware",
    "archive.http.middleware.request_limits.LimitsMiddleware",
    "archive.http.middleware.concurrency_limit.ConcurrencyLimitMiddleware",
    # one edition for all that follows, and for whatever is still being sent
    "archive.http.middleware.edition.EditionMiddleware",
    "archive.http.middleware.request_rules.ReadOnlyMiddleware",
    "archive.http.middleware.request_rules.ParametersMiddleware",
    "archive.http.middleware.request_rules.UnavailableMiddleware",
    "django.middleware.common.CommonMiddleware",
    "archive.http.middleware.concurrency_limit.DeadlineMiddleware",
]

ROOT_URLCONF = "archive.urls"
WSGI_APPLICATION = "archive.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "archive.web.template_helpers.environment.environment",
            "context_processors": ["archive.web.site_context.site"],
        },
    }
]


def _database(url: str) -> dict:
    if not url:
        return {
            # SQLite; the edition that is served is opened read-only
            "ENGINE": "archive.editions.sqlite",
            "NAME": EDITION_DIR / "archive.sqlite3",
            # kept open from request to request
            "CONN_MAX_AGE": None,
            # pytest-xdist would make a file of what it does not know to be SQLite
            "TEST": {"NAME": ":memory:"},
        }
    try:
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict
    except ImportError as error:
        raise ImproperlyConfigured(
            f"DATABASE_URL needs psycopg: pip install 'psycopg[binary]' ({error})"
        ) from error
    try:
        # as libpq reads it, so that all it knows may stand there: several hosts, TLS, timeouts
        options = {"connect_timeout": 3} | conninfo_to_dict(url)
    except ProgrammingError as error:
        raise ImproperlyConfigured(f"DATABASE_URL: {error}") from error
    if "dbname" not in options:
        raise ImproperlyConfigured("DATABASE_URL names no database")
    return {
        "ENGINE": "archive.editions.postgresql",
        "NAME": options.pop("dbname"),
        "OPTIONS": options,
        # seconds; then a server that has come back is asked again
        "CONN_MAX_AGE": 60,
        # a server that died is noticed before a request, not by it
        "CONN_HEALTH_CHECKS": True,
    }


# The record: SQLite in the edition's folder, or PostgreSQL (docs/cluster.md).
DATABASES = {"default": _database(os.environ.get("DATABASE_URL", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The catalogue's own files are read by Django's fixture machinery through these.
SERIALIZATION_MODULES = {
    "yaml": "archive.catalogue.yaml_serializer",
    "jsonl": "archive.catalogue.jsonl_serializer",
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
# what browsers ask for at the root of every site
WHITENOISE_ROOT = BASE_DIR / "static" / "root"
STORAGES = {
    "staticfiles": {"BACKEND": "archive.http.static_storage.StaticStorage"},
}

# Other sites learn from a link which site it stood on, never what was read or looked for there.
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Seconds for which browsers come by https alone, where the public address is such.
SECURE_HSTS_SECONDS = (
    int(_number("ARCHIVE_HSTS", 365 * 24 * 60 * 60)) if _origin.scheme == "https" else 0
)
SILENCED_SYSTEM_CHECKS = [
    # no CsrfViewMiddleware: no form writes, and there is no session to ride on
    "security.W003",
    # no HSTS: it is sent where ARCHIVE_ORIGIN is https; elsewhere it would mean nothing
    "security.W004",
    # HSTS without subdomains, and without preloading: they are not this archive's to decide on
    "security.W005",
    "security.W021",
    # no redirect to https: the front that ends TLS does it (docs/safety.md)
    "security.W008",
]

# What a request may bring: parameters, and bytes of the arguments of OAI-PMH by POST. Nothing is
# ever uploaded: without a handler a file is dropped as it is read.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_MEMORY_SIZE = 20_000
DATA_UPLOAD_MAX_NUMBER_FILES = 0
FILE_UPLOAD_HANDLERS: list[str] = []

# In each process: requests at work at once, those that may wait, seconds that one may wait, and
# seconds that it may then take (0: as long as it likes).
AT_WORK = max(1, int(_number("ARCHIVE_WORK", 4)))
QUEUE = int(_number("ARCHIVE_QUEUE", 28))
PATIENCE = _number("ARCHIVE_PATIENCE", 2) or None
DEADLINE = _number("ARCHIVE_DEADLINE", 10)

# Which answers have a line in the log: those that went wrong, all, or none.
ACCESS_LOG = _one_of("ARCHIVE_LOG", "errors", "all", "none")
# Counts for Prometheus at /metrics, for this machine alone.
METRICS = os.environ.get("ARCHIVE_METRICS") == "1"
# The processes of one server have one parent; its folder is theirs.
METRICS_DIR = Path(tempfile.gettempdir(), f"baozang-metrics-{os.getuid()}", str(os.getppid()))
if METRICS:
    # where prometheus_client looks for it
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_DIR)

# JSON lines. A request is never among what is logged: its address holds what somebody looked for.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "code": {"()": "archive.http.middleware.access_log.CodeFilter"},
        "fault": {"()": "archive.http.middleware.access_log.FaultFilter"},
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
        # a stranger's bad address or Host header is no event of ours
        "django.request": {"level": "ERROR", "filters": ["fault"]},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
