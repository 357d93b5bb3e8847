"""Tiles are answered before Django, with the same headers that it gives."""

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client

from archive.http.tile_server import TileWSGI
from archive.images import served_images
from archive.images.open_image import Size
from archive.images.tile_archive import archive_path
from archive.images.tiles import ImageFile, make_tile_archive
from archive.models import Page, PageImage
from archive.wsgi import application
from tests.images.drawing import drawn_page, save_image

IMAGE_ID = "ab" * 32
TILE = f"/iiif/{IMAGE_ID}/full/max/0/default.jpg"

pytestmark = pytest.mark.django_db


@pytest.fixture
def image(tmp_path, settings, published_index):
    settings.VAR_DIR = tmp_path
    folder = served_images.tiles_folder()
    path = save_image(drawn_page(700, 600), tmp_path / "page.png")
    folder.mkdir()
    make_tile_archive(ImageFile(IMAGE_ID, path, None, Size(700, 600)), folder, folder)
    size = {"width": 700, "height": 600}
    return PageImage.objects.create(
        page=Page.objects.first(), sequence=1, sha256=IMAGE_ID, held=True, **size
    )


@pytest.fixture(autouse=True)
def _connection_kept():
    """Keep the test's connection, which the handler closes around each request, as Client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def get(application, path: str, **environ) -> tuple[str, dict[str, str], bytes]:
    request = Client()._base_environ(PATH_INFO=path, REQUEST_METHOD="GET", **environ)
    started: list = []
    body = application(request, lambda status, headers, *_: started.extend((status, headers)))
    content = b"".join(body)
    if close := getattr(body, "close", None):
        close()
    status, headers = started
    return status, dict(headers), content


@pytest.fixture
def counting_server():
    """The wrapper, and the paths that it passed to Django."""
    django_paths: list[str] = []

    def counting(environ, start_response):
        django_paths.append(environ["PATH_INFO"])
        return application(environ, start_response)

    return TileWSGI(counting), django_paths


def test_all_but_the_first_tile_is_answered_without_django(image, counting_server):
    wrapped, django_paths = counting_server
    first = get(wrapped, TILE)
    second = get(wrapped, TILE)
    assert django_paths == [TILE]
    assert first[0] == second[0] == "200 OK"
    assert first[2] == second[2]

    def without_timing(headers):
        return {name: value for name, value in headers.items() if name != "Server-Timing"}

    assert without_timing(first[1]) == without_timing(second[1])
    assert second[1]["Cache-Control"] == "public, max-age=31536000, immutable"
    small = get(wrapped, f"/iiif/{IMAGE_ID}/full/200,171/0/default.jpg")
    assert small[1]["ETag"] != second[1]["ETag"]
    assert int(small[1]["Content-Length"]) == len(small[2]) < len(second[2])
    assert django_paths == [TILE]


def test_everything_else_is_left_to_django(image, counting_server):
    wrapped, django_paths = counting_server
    etag = get(wrapped, TILE)[1]["ETag"]
    get(wrapped, TILE)
    del django_paths[:]
    assert get(wrapped, TILE, HTTP_IF_NONE_MATCH=etag)[0].startswith("304")
    assert get(wrapped, f"/iiif/{IMAGE_ID}/info.json")[0].startswith("200")
    assert get(wrapped, f"/iiif/{IMAGE_ID}/0,0,9,9/9,9/0/default.jpg")[0].startswith("404")
    assert get(wrapped, f"/iiif/{'0' * 64}/full/max/0/default.jpg")[0].startswith("404")
    assert get(wrapped, TILE, QUERY_STRING="x=1")[0].startswith("400")
    assert len(django_paths) == 5


def test_an_archive_that_is_gone_is_left_to_django(image, counting_server, settings):
    wrapped, django_paths = counting_server
    get(wrapped, TILE)
    archive_path(served_images.tiles_folder(), IMAGE_ID).unlink()
    assert get(wrapped, TILE)[0].startswith("503")
    assert len(django_paths) == 2
