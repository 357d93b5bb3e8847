"""The declaration of an importer: the format it reads, its command-line options, its parser."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archive.command_messages import gettext_noop

from .parsed_issue import ImportRefused, ParsedIssue

Options = Mapping[str, Any]
Parser = Callable[[list[Path], Options], Iterator[ParsedIssue | ImportRefused]]


@dataclass(frozen=True, eq=False)
class ImportOption:
    """An option of the command; `arguments` are those of argparse's `add_argument`.

    `help` is a message to translate.
    """

    flag: str
    help: str
    arguments: Mapping[str, Any] = field(default_factory=lambda: {"default": ""})


@dataclass(frozen=True)
class ImportFormat:
    """One source format.

    `parse` takes the sources and the values of the options by argparse's `dest`, with the name of
    the newspaper as `newspaper_name`. `suffixes` and `roots` (XML root elements) are the files that
    the format reads, by which a survey of unread files recommends it. `label` is a message to
    translate.
    """

    key: str
    label: str
    parse: Parser
    options: tuple[ImportOption, ...] = ()
    suffixes: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    # Whether it imports the images of pages, including PDFs.
    takes_images: bool = False


DATE = ImportOption("--date", gettext_noop("来源没有日期时的日期（EDTF）"))
DATE_REASON = ImportOption("--date-reason", gettext_noop("--date 的依据"))
