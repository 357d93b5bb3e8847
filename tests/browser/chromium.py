"""Find a Chromium for the browser tests; as a program, try to install one if there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# the one without windows, which draws the same with less work; Debian's and others'; Google's own
NAMES = (
    *("chromium-headless-shell", "chromium", "chromium-browser"),
    *("google-chrome-stable", "google-chrome", "chrome"),
)
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find() -> str | None:
    """The path of a Chromium: $CHROMIUM, the system's, or Playwright's own download."""
    if configured := os.environ.get("CHROMIUM"):
        return configured
    for name in NAMES:
        if path := shutil.which(name):
            return path
    if MAC.exists():
        return str(MAC)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
        return path if Path(path).exists() else None


def arguments() -> list[str]:
    """Command-line arguments; root can have no sandbox, and only our own pages are opened."""
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return [*root, "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def install() -> None:
    """Try Playwright's download, then Debian's package; failing is no error."""
    tries = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") and os.geteuid() == 0:
        tries.append(["apt-get", "install", "-y", "-qq", "chromium", "fonts-noto-cjk"])
    for command in tries:
        print("Looking for a browser:", " ".join(command), flush=True)
        completed = subprocess.run(
            command, check=False, timeout=600, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        if completed.returncode == 0 and find():
            return


if __name__ == "__main__":
    if not find():
        install()
    path = find()
    print(f"Browser for the tests: {path}" if path else "No browser: its tests will be skipped")
