"""What the drafter learns from the catalogue alone, without any page's text."""

import pytest
from django.conf import settings

from archive.ingest.drafting.training_data import learn


@pytest.fixture(scope="session")
def learnt():
    return learn(settings.FIXTURES_DIR, {})
