"""The sample newspaper published, and exported as an offline copy of each kind."""

import pytest

from ..shared_folder import shared_folder
from .copies import export_copy, manage, publish_sample, serve_files


@pytest.fixture(scope="session")
def environment(tmp_path_factory):
    """The settings of the sample newspaper, which is published with its page images."""
    return publish_sample(tmp_path_factory)


@pytest.fixture(scope="session")
def static_copy(environment, tmp_path_factory):
    return export_copy(environment, tmp_path_factory)


@pytest.fixture(scope="session")
def static_address(static_copy):
    """Where a plain file server has the copy: below a path."""
    with serve_files(static_copy.parents[1]) as address:
        yield f"{address}below/a-path/"


@pytest.fixture(scope="session")
def zim_file(environment, tmp_path_factory):
    pytest.importorskip("libzim", reason="libzim is not installed")
    with shared_folder(tmp_path_factory, "zim") as folder:
        file = folder / "sample.zim"
        if not file.exists():
            assert f"已写出 {file}" in manage("export_zim", str(file), **environment).stdout
    return file
