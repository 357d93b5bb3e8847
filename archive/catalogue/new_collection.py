"""Write the folder of a new collection: every required file, with comments that explain it."""

import json
import re
import shutil
from pathlib import Path

from django.conf import settings

from archive.command_messages import message
from archive.text.pinyin import syllables

from .collection_file import FILE
from .files import PLACES

# in Chinese; its subfolder for another command language has the translated files
_STARTER = Path(__file__).parent / "starter"
_EXAMPLE = _STARTER / "example"
# copied without substitution, as their braces are YAML
_AS_THEY_ARE = ("topics.yaml", "people.yaml", "organisations.yaml")
_FOLDERS = ("issues", "changes", "drafts", "pages", "images")
# files of the example by where they go
_EXAMPLE_FILES = {
    "issue.yaml": "issues/li-bao/2021-06-05.yaml",
    "page.txt": "pages/example.txt",
    **{name: name for name in ("newspapers.yaml", "topics.yaml", "people.yaml")},
}


class FolderNotEmpty(ValueError):
    """The folder has files already."""


def write_collection(
    folder: Path,
    places: Path,
    name: str,
    romanised: str = "",
    newspaper: str = "",
    example: bool = False,
) -> None:
    """Write the folder; `places` is the file of administrative divisions to copy.

    FolderNotEmpty if the folder has anything but a git repository in it; OSError.
    """
    if folder.exists() and any(path.name != ".git" for path in folder.iterdir()):
        raise FolderNotEmpty(
            message("%(folder)s 里已经有文件；请给一个新的或空的文件夹", folder=folder)
        )
    for subfolder in _FOLDERS:
        (folder / subfolder).mkdir(parents=True, exist_ok=True)
        (folder / subfolder / ".gitkeep").touch()
    slug = slug_of(newspaper) or ("li-bao" if example else "SLUG")
    values = {
        "name": _yaml_string(name),
        "romanised": f"{'' if romanised else '# '}romanised: {romanised or 'Hegang'}",
        "newspapers": _newspapers(newspaper),
        "folder": str(folder.resolve()),
        "slug": slug,
    }
    for path in _starter_files():
        placeholders = values | ({"name": name} if path.suffix == ".md" else {})
        target = ".gitignore" if path.name == "gitignore" else path.name
        _write(folder / target, path.read_text(encoding="utf-8"), placeholders)
    if example:
        for source, target in _EXAMPLE_FILES.items():
            (folder / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(_EXAMPLE / source, folder / target)
    shutil.copyfile(places, folder / PLACES)


def write_collection_file(folder: Path, fields: dict[str, str]) -> None:
    """Write collection.yaml alone, explained, with the values of these fields, and no about.md.

    OSError.
    """
    (starter,) = (path for path in _starter_files() if path.name == FILE)
    text = starter.read_text(encoding="utf-8")
    text = text.format_map({"name": "报纸档案", "romanised": "# romanised: Hegang"})
    text = re.sub(r"(?m)^(?=(about|about_en|interface_languages): )", "# ", text)
    for field, value in fields.items():
        text = re.sub(rf"(?m)^# {field}: .*$", f"{field}: {_yaml_string(value)}", text)
    (folder / FILE).write_text(text, encoding="utf-8")


def _starter_files() -> list[Path]:
    """Return the starter's files, in the command language if translated."""
    folders = (_STARTER, _STARTER / settings.COMMAND_LANGUAGE)
    files = {path.name: path for folder in folders if folder.is_dir() for path in folder.iterdir()}
    return sorted(path for path in files.values() if path.is_file())


def slug_of(name: str) -> str:
    """Return the slug of a newspaper's name: its pinyin, 河港日报 → hegang-ribao."""
    spelled = [re.sub("[^a-z0-9]", "", syllable.lower()) for syllable in syllables(name)]
    pairs = ("".join(spelled[n : n + 2]) for n in range(0, len(spelled), 2))
    return "-".join(filter(None, pairs))[:50].strip("-")


def _newspapers(name: str) -> str:
    if not name:
        return " []"
    return f"\n  - {{slug: {slug_of(name)}, name: {_yaml_string(name)}}}"


def _yaml_string(value: str) -> str:
    """Return the value as YAML, in quotation marks if it needs them."""
    return (
        value
        if re.fullmatch(r"[\w\u4e00-\u9fff][\w \u4e00-\u9fff]*", value)
        else json.dumps(value, ensure_ascii=False)
    )


def _write(path: Path, text: str, values: dict[str, str]) -> None:
    if path.suffix in (".yaml", ".md") and path.name not in _AS_THEY_ARE:
        text = text.format_map(values)
    path.write_text(text, encoding="utf-8")
