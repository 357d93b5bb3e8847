"""The sample newspaper published, and exported as an offline copy of each kind."""

import pytest

from .copies import SAMPLE, manage, plainly_served


@pytest.fixture(scope="session")
def environment(tmp_path_factory):
    """The settings of the sample newspaper, which is published with its page images."""
    settings = {
        "ARCHIVE_VAR": str(tmp_path_factory.mktemp("sample") / "var"),
        "ARCHIVE_FIXTURES": str(SAMPLE / "catalogue"),
        "ARCHIVE_PAGES": str(SAMPLE / "texts"),
        "ARCHIVE_IMAGES": str(SAMPLE / "scans"),
    }
    manage("collectstatic", "--no-input", "-v0", **settings)
    manage("publish", **settings)
    return settings


@pytest.fixture(scope="session")
def static_copy(environment, tmp_path_factory):
    folder = tmp_path_factory.mktemp("static") / "below" / "a-path"
    said = manage("export_static", str(folder), **environment).stdout
    assert f"已写好 {folder}" in said
    return folder


@pytest.fixture(scope="session")
def static_address(static_copy):
    """Where a plain file server has the copy: below a path."""
    with plainly_served(static_copy.parents[1]) as address:
        yield f"{address}below/a-path/"


@pytest.fixture(scope="session")
def zim_file(environment, tmp_path_factory):
    pytest.importorskip("libzim", reason="libzim is not installed")
    file = tmp_path_factory.mktemp("zim") / "sample.zim"
    assert f"已写好 {file}" in manage("export_zim", str(file), **environment).stdout
    return file
