"""What the drafter learns from the catalogue alone, without any page's text."""

import pytest
from django.conf import settings

from archive.ingest.drafting.training_data import load_training_data


@pytest.fixture(scope="session")
def training():
    return load_training_data(settings.FIXTURES_DIR, {})
