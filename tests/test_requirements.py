"""Lock files have what requirements.txt names, by hash, and from the package index alone."""

import re

import pytest
from django.conf import settings
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = settings.BASE_DIR
LOCKS = ("requirements.lock", "requirements-scan.lock", "requirements-test.lock")
ZIM = "requirements-zim.lock"


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def list_versions(source) -> dict[str, str]:
    """name → version, as a list says with reasons."""
    results = {}
    for line in source.splitlines():
        if line and not line.startswith("#"):
            pinned, reason = line.split("#", 1)
            assert reason.strip(), line
            item = Requirement(pinned.strip())
            results[canonicalize_name(item.name)] = str(item.specifier).removeprefix("==")
    return results


def locked_versions(name) -> dict[str, tuple[str, int]]:
    """name → (version, number of hashes)."""
    blocks = re.split(r"\n(?=[a-z0-9])", text(name), flags=re.IGNORECASE)
    matches = {}
    for block in blocks:
        if block.startswith("#"):
            continue
        entry = Requirement(block.split("\\\n")[0].strip())
        hashes = re.findall(r"--hash=sha256:[0-9a-f]{64}\b", block)
        matches[canonicalize_name(entry.name)] = (
            str(entry.specifier).removeprefix("=="),
            len(hashes),
        )
    return matches


def test_every_listed_requirement_is_locked():
    requirements = text("requirements.txt")
    serve, scan = (requirements.split(f"# --- {section}")[0] for section in ("scan", "zim"))
    zim = requirements.split("# --- zim")[1].split("# --- test")[0].partition("\n")[2]
    for source, lock in zip(
        (serve, scan, zim, requirements), (*LOCKS[:2], ZIM, LOCKS[2]), strict=True
    ):
        versions = {name: version for name, (version, _) in locked_versions(lock).items()}
        expected = list_versions(source)
        assert expected
        assert {name: versions.get(name) for name in expected} == expected, f"{lock}: make lock"


def test_served_packages_are_tested_in_the_same_version():
    serve, scan, test = map(locked_versions, LOCKS)
    assert {name: scan.get(name) for name in serve} == serve
    assert {name: test.get(name) for name in scan} == scan


def test_what_is_under_the_gpl_is_installed_only_on_demand():
    assert "libzim" in locked_versions(ZIM)
    assert not any("libzim" in locked_versions(lock) for lock in LOCKS[:2])


def test_serving_needs_no_package_for_reading_scans():
    assert not {"rapidocr", "onnxruntime", "numpy"} & locked_versions(LOCKS[0]).keys()


@pytest.mark.parametrize("lock", [*LOCKS, ZIM])
def test_opencv_is_the_headless_build(lock):
    assert not {"opencv-python", "opencv-contrib-python"} & locked_versions(lock).keys()


@pytest.mark.parametrize("lock", [*LOCKS, ZIM])
def test_every_file_has_its_hash_and_comes_from_no_place_of_its_own(lock):
    assert all(count for _, count in locked_versions(lock).values())
    assert not re.search(r"https?:|^--|@ ", text(lock), re.MULTILINE)


@pytest.mark.parametrize("lock", [*LOCKS, ZIM])
def test_dependencies_of_requirements_are_locked_too(lock):
    """Every package that is installed here and needed by a locked one, where it is needed."""
    from importlib.metadata import PackageNotFoundError, requires

    packages = locked_versions(lock)
    for name in packages:
        try:
            needed = requires(name) or []
        except PackageNotFoundError:
            continue
        for requirement in map(Requirement, needed):
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                assert canonicalize_name(requirement.name) in packages, (
                    f"{name} needs {requirement.name}"
                )
