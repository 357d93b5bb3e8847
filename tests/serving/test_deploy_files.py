"""The files of docs/deploy beside the site's own: timer, alert rules, several collections."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from .front import ROOT, Front, free_port

DEPLOY = ROOT / "docs" / "deploy"


def test_systemd_finds_no_fault_in_the_timer(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd: systemd-analyze is not installed")
    units = []
    for name in ("baozang-publish.service", "baozang-publish.timer"):
        text = (DEPLOY / name).read_text(encoding="utf-8")
        # only the account and the paths of what it starts and reads differ here
        text = text.replace("/srv/baozang/.venv/bin/python", shutil.which("python3"))
        text = text.replace("User=baozang", "User=root").replace("/srv/baozang", str(ROOT))
        units.append(tmp_path / name)
        units[-1].write_text(text)
    verified = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False
    )
    assert (verified.returncode, verified.stderr) == (0, "")


def test_alerts_fire_when_they_should():
    program = shutil.which("promtool")
    if not program:
        pytest.skip("promtool is not installed (Debian: prometheus)")
    for arguments in (
        ("check", "rules", DEPLOY / "alerts.yml"),
        ("test", "rules", Path(__file__).with_name("alerts_test.yml")),
    ):
        completed = subprocess.run(
            [program, *arguments], capture_output=True, text=True, check=False
        )
        assert completed.returncode == 0, completed.stdout + completed.stderr


def test_alerts_count_what_the_site_counts():
    metrics = (ROOT / "archive" / "http" / "metrics.py").read_text(encoding="utf-8")
    names = set(re.findall(r"baozang_[a-z_]+", (DEPLOY / "alerts.yml").read_text()))
    for name in names:
        assert re.sub("_(total|bucket)$", "", name) in metrics


def test_nginx_accepts_several_collections_beside_one_another(nginx, tmp_path):
    front = Front(tmp_path, free_port(), tmp_path, tls=True)
    text = (DEPLOY / "nginx-collections.conf").read_text(encoding="utf-8")
    for pattern, replacement in (
        (r"/etc/ssl/hegang/", f"{tmp_path}/"),
        (r"/var/log/nginx/", f"{tmp_path}/logs/"),
        (r"listen \[::\].*;\n", "\n"),
        (r"listen 80;", f"listen 127.0.0.1:{front.tls_free};"),
        (r"listen 443 ssl http2;", f"listen 127.0.0.1:{front.port} ssl http2;"),
    ):
        text, replacements = re.subn(pattern, replacement, text)
        assert replacements, pattern
    with (tmp_path / "site.conf").open("a") as site:
        site.write(text)
        # a third one, as the file says it is made
        site.write(text.replace("hegang", "jianghe").replace("8001", "8002"))
    checked = front.check()
    assert checked.returncode == 0, checked.stderr
    assert "conflicting server name" not in checked.stderr
