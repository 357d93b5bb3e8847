"""Images pass the tests of a IIIF validator that a level 0 service has to."""

import io
from importlib import resources
from urllib.error import HTTPError
from urllib.parse import urlsplit

import pytest
import pyvips
from iiif_validator.tests import test as validator

from archive.images.open_image import Size
from archive.images.served_images import tiles_folder
from archive.images.tiles import ImageFile, make_tile_archive
from archive.models import Page, PageImage

pytestmark = pytest.mark.django_db

IMAGE_ID = "cd" * 32
SERVER = validator.TargetServer("http://testserver/iiif", IMAGE_ID, validator.IIIFVersion.V3)
# what is optional and ours: ETags
OPTIONAL = {"Proper HTTP Caching implementation for info.json and images"}


def is_required(test: type[validator.ValidationTest]) -> bool:
    level = test.compliance_level
    if isinstance(level, dict):
        level = level[validator.IIIFVersion.V3]
    return level == validator.ComplianceLevel.LEVEL_0 or test.name in OPTIONAL


REQUIRED = [test for test in validator.get_tests(validator.IIIFVersion.V3) if is_required(test)]


@pytest.fixture
def served_image(tmp_path, settings, published_index, client, monkeypatch):
    """Serve the validator's own image from this site, and let the validator request it here."""
    settings.VAR_DIR = tmp_path
    tiles_folder().mkdir()
    path = resources.files("iiif_validator") / "validation_image.png"
    image = pyvips.Image.new_from_file(str(path))
    size = Size(image.width, image.height)
    make_tile_archive(ImageFile(IMAGE_ID, path, None, size), tiles_folder(), tiles_folder())
    page = Page.objects.first()
    PageImage.objects.create(page=page, sequence=1, sha256=IMAGE_ID, held=True, **size._asdict())

    def urlopen(request):
        url = urlsplit(request.full_url)
        response = client.generic(request.get_method(), url.path, headers=dict(request.headers))
        body = io.BytesIO(response.content)
        if response.status_code >= 300:
            raise HTTPError(request.full_url, response.status_code, "", response.headers, body)
        body.status, body.headers = response.status_code, response.headers
        return body

    monkeypatch.setattr(validator, "urlopen", urlopen)


def test_the_validator_has_tests_for_level_0():
    assert len(REQUIRED) >= 6


@pytest.mark.parametrize("test", REQUIRED, ids=lambda test: test.__name__)
def test_the_validator_is_satisfied(served_image, test):
    results = test.run(SERVER)
    results = results if isinstance(results, list) else [results]
    assert results
    assert [result for result in results if not result.success] == []
