"""Importers: the registry of formats, each a module that parses a source into `ParsedIssue`s.

To add a format, write a module that ends in a `FORMAT` and list it here: the command, its options,
the survey of unread files and the test of docs/importing.md use this registry.
"""

from . import founder, mets_alto, page_folders, page_xml, tables, text_files
from .import_format import ImportFormat, ImportOption

__all__ = ["FORMATS", "import_options"]

FORMATS = {
    format.key: format
    for format in (
        mets_alto.FORMAT,
        page_folders.FORMAT,
        page_xml.FORMAT,
        founder.FORMAT,
        tables.FORMAT,
        text_files.FORMAT,
    )
}


def import_options() -> dict[ImportOption, list[ImportFormat]]:
    """Return every option of any format, with the formats that have it."""
    formats: dict[ImportOption, list[ImportFormat]] = {}
    for format in FORMATS.values():
        for option in format.options:
            formats.setdefault(option, []).append(format)
    return formats
