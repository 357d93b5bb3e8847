"""Published schemas (XSD, JSON Schema), kept outside the repository or in installed packages."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from django.conf import settings
from lxml import etree

XSD = settings.BASE_DIR.parent / "shared" / "oracles" / "xsd"


class Local(etree.Resolver):
    """Resolves schemas by file name in the given folders, so that nothing is downloaded."""

    def __init__(self, folders):
        self.folders = folders

    def resolve(self, url, public_id, context):
        for folder in self.folders:
            path = folder / url.rsplit("/", 1)[-1]
            if path.exists():
                return self.resolve_filename(str(path), context)
        return None


def schema() -> etree.XMLSchema:
    """OAI-PMH with the formats in its responses: oai_dc, oai-identifier, and MODS 3.4."""
    if not XSD.is_dir():
        pytest.skip(f"oracles: no schemas in {XSD}")
    package = Path(find_spec("eulxml").origin).parent / "schema_data"
    parts = {
        "http://www.openarchives.org/OAI/2.0/": XSD / "OAI-PMH.xsd",
        "http://www.openarchives.org/OAI/2.0/oai_dc/": XSD / "oai_dc.xsd",
        "http://www.openarchives.org/OAI/2.0/oai-identifier": XSD / "oai-identifier.xsd",
        "http://www.loc.gov/mods/v3": package / "mods-3-4.xsd",
    }
    imports = "".join(
        f'<import namespace="{name}" schemaLocation="{path}"/>' for name, path in parts.items()
    )
    parser = etree.XMLParser()
    parser.resolvers.add(Local([XSD, package]))
    source = f'<schema xmlns="http://www.w3.org/2001/XMLSchema">{imports}</schema>'
    return etree.XMLSchema(etree.fromstring(source, parser))
