"""One account publishes, another serves with the restrictions of the systemd unit."""

import os
import re
import shutil
import stat
import subprocess
import sys
from http.client import HTTPConnection
from urllib.parse import quote

import pytest

from .conftest import Server
from .front import ROOT

UNIT = (ROOT / "docs" / "deploy" / "baozang.service").read_text(encoding="utf-8")
# owns the served files and nothing else; no process runs as this account
PUBLISHER = 65533
# systemd's "DynamicUser=", as far as it can be had without: an account that may do nothing special,
# not even read what another keeps for itself
UNPRIVILEGED = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs")
ADDRESSES = (
    *(
        "/readyz",
        "/",
        "/articles/",
        "/articles/?q=工会",
        "/articles.json?q=工会",
        "/articles/rmmjdt3/",
    ),
    *("/suggest/?q=a", "/data/articles.jsonl.gz", "/data/baozang.sqlite3", "/sitemap.xml"),
    *(
        "/sitemaps/articles-1.xml",
        "/oai?verb=ListRecords&metadataPrefix=oai_dc",
        "/static/icon.svg",
    ),
)


@pytest.fixture(scope="module")
def foreign(unstarted_server, tmp_path_factory):
    """A server whose account has no rights to the edition beyond those of other users."""
    if os.getuid():
        pytest.skip("root: only root can give files to another account")
    folder = tmp_path_factory.mktemp("foreign")
    shutil.copytree(unstarted_server.folder / "var", folder / "var", symlinks=True)
    for path in (folder / "var", *(folder / "var").rglob("*")):
        os.chown(path, PUBLISHER, PUBLISHER, follow_symlinks=False)
    server = Server(folder)
    (folder / "tmp").mkdir()
    for name, value in re.findall(r"^Environment=(\w+)=(.*)$", UNIT, re.MULTILINE):
        server.environment[name] = value
    # PrivateTmp
    server.environment |= {"TMPDIR": str(folder / "tmp"), "ARCHIVE_PAGES": str(folder / "none")}
    umask = re.search(r"^UMask=(\d+)$", UNIT, re.MULTILINE)[1]
    server.prefix = ("sh", "-c", f'umask {umask}; exec "$@"', "sh", *UNPRIVILEGED)
    yield server.start()
    server.stop()


def test_the_account_may_not_read_what_others_keep_for_themselves(foreign):
    private_file = foreign.folder / "kept"
    private_file.write_text("kept")
    private_file.chmod(0o600)
    os.chown(private_file, PUBLISHER, PUBLISHER)
    command = [*UNPRIVILEGED, sys.executable, "-c", f"open({str(private_file)!r})"]
    assert b"PermissionError" in subprocess.run(command, capture_output=True, check=False).stderr


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_served_to_another_account(foreign, address):
    connection = HTTPConnection("127.0.0.1", foreign.port, timeout=30)
    connection.request("GET", quote(address, safe="/?=&"))
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, (body[:300], foreign.log.read_text()[-600:])


def test_serving_changes_no_file_of_the_edition(foreign):
    """It could not be changed anyway, as every file and folder belongs to another account."""
    for path in (foreign.folder / "var").rglob("*"):
        assert path.lstat().st_uid == PUBLISHER, path


@pytest.mark.parametrize("umask", ["022", "027", "077"])
def test_files_of_an_edition_have_the_modes_of_the_umask(catalogue, tmp_path, umask):
    environment = os.environ | {
        "ARCHIVE_FIXTURES": str(catalogue.folder),
        "ARCHIVE_PAGES": str(catalogue.pages),
        "ARCHIVE_VAR": str(tmp_path / "var"),
    }
    command = f'umask {umask}; exec "$0" manage.py publish'
    subprocess.run(
        ["sh", "-c", command, sys.executable], env=environment, cwd=ROOT, check=True,
        capture_output=True,
    )  # fmt: skip
    var, mask = tmp_path / "var", int(umask, 8)
    wrong_modes = {
        str(path.relative_to(var)): oct(mode)
        for path in (var / "current").resolve().rglob("*")
        if (mode := stat.S_IMODE(path.stat().st_mode))
        != (0o777 if path.is_dir() else 0o666) & ~mask
    }
    assert wrong_modes == {}
