# The archive in a container: docker build -t baozang . (docs/serving.md). The collection is a volume.
FROM python:3.12-slim-bookworm AS packages
COPY requirements.lock /tmp/
RUN python -m venv /opt/venv \
    && /opt/venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
        --require-hashes --no-deps -r /tmp/requirements.lock

FROM python:3.12-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    ARCHIVE_COLLECTION=/collection ARCHIVE_HOSTS=localhost,127.0.0.1 \
    MALLOC_ARENA_MAX=2
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/baozang
COPY manage.py requirements.txt ./
COPY archive archive
COPY templates templates
COPY static static
COPY fixtures fixtures
COPY locale locale
# owns nothing but what is mounted; the root file system may be read-only (tmpfs on /tmp)
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin baozang \
    && mkdir /collection && chown baozang /collection
USER 10001
VOLUME /collection
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["python", "-m", "granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
    "--http", "1", "--no-ws", "--workers", "2", "--blocking-threads", "40", "--backlog", "4096", \
    "--backpressure", "12000", "--respawn-failed-workers", "--workers-kill-timeout", "15", \
    "--log-level", "warning", "archive.wsgi:application"]
