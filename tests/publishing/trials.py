"""Publishes again and again in processes that are killed or hindered, and tells what each has left.

Run as a program, so that it has one thread and can fork: `trials.py CATALOGUE PAGES VAR`. Writes a
line of JSON for each trial: its name, how the process ended, what it said, which edition is served
then, whether that is whole, and what lies about.
"""

import ctypes
import errno
import json
import os
import random
import resource
import signal
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Linux: prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE), so that modes of files hold for root as well
_DROP, _OVERRIDE = 24, 1


def kill_at(module, name):
    """The process is killed when it comes to this function."""

    def hinder():
        setattr(module, name, lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL))

    return hinder


def full_at(module, name):
    def hinder():
        def full(*args, **kwargs):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        setattr(module, name, full)

    return hinder


def no_file_above(size):
    def hinder():
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return hinder


def read_only(folder):
    def hinder():
        ctypes.CDLL(None).prctl(_DROP, _OVERRIDE, 0, 0, 0)
        folder.chmod(0o555)
        command = [sys.executable, str(ROOT / "manage.py"), "publish", "--force"]
        # what a process may do is reckoned anew when it begins a program
        os.execv(sys.executable, command)

    return hinder


def main(fixtures, pages, var):
    os.environ |= {
        "ARCHIVE_FIXTURES": fixtures,
        "ARCHIVE_PAGES": pages,
        "ARCHIVE_VAR": var,
        "DJANGO_SETTINGS_MODULE": "archive.settings",
    }
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from archive.publishing import building, checking, manifest, shelf
    from archive.publishing import publish as publishing

    editions = Path(var) / "editions"
    killed = {
        "while the record is loaded": kill_at(building, "assemble_texts"),
        "while the index is built": kill_at(building.search, "rebuild"),
        "while files are written": kill_at(building.bulk, "build"),
        "before the manifest": kill_at(manifest.Manifest, "write"),
        "while it is checked": kill_at(checking, "address_faults"),
        "before it has its name": kill_at(shelf.Shelf, "place"),
    }
    # from here on the edition is there, and whole
    late = {
        "before the link is made": kill_at(shelf.Shelf, "serve"),
        "before the link is moved": kill_at(shelf.os, "replace"),
    }
    hindered = {
        "files of 50 kB at most": no_file_above(50_000),
        "files of 400 kB at most": no_file_above(400_000),
        "disk full when the index is built": full_at(building.search, "rebuild"),
        "disk full when files are settled": full_at(manifest.os, "fsync"),
        "disk full when the link is moved": full_at(shelf.os, "replace"),
        "a folder that cannot be written to": read_only(editions),
    }

    def publish(*arguments):
        from django.core.management import call_command

        call_command("publish", *arguments)

    def trial(name, hinder, *arguments, lasting=None):
        read, write = os.pipe()
        sys.stdout.flush()
        child = os.fork()
        if not child:
            os.dup2(write, 1)
            os.dup2(write, 2)
            code = 0
            try:
                hinder()
                publish(*arguments)
            except BaseException as error:  # noqa: BLE001 (whatever ends it is told)
                code = 1
                print(f"{type(error).__name__}: {error}", flush=True)
            finally:
                os._exit(code)
        os.close(write)
        if lasting is not None:
            time.sleep(lasting)
            os.kill(child, signal.SIGKILL)
        with os.fdopen(read, encoding="utf-8") as pipe:
            said = pipe.read()
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        editions.chmod(0o755)
        here = shelf.Shelf()
        served = here.served()
        told = {
            "name": name,
            "status": status,
            "said": said,
            "served": served.name if served else "",
            "whole": bool(served) and not list(manifest.read(served).damage(sums=True)),
            "left": sorted(
                str(path.relative_to(here.var))
                for pattern in ("editions/.*", ".current-*")
                for path in here.var.glob(pattern)
            ),
            "editions": len(here.all()),
        }
        print(json.dumps(told), flush=True)

    def nothing():
        pass

    trial("first", nothing)
    for name, hinder in killed.items():
        trial(name, hinder, "--force")
    chance = random.Random(6)
    for n in range(3):
        trial(f"at random {n}", nothing, "--force", lasting=chance.uniform(0.01, 0.3))
    for name, hinder in hindered.items():
        trial(name, hinder, "--force")
    for name, hinder in late.items():
        trial(name, hinder, "--force")
    trial("after the link was moved", kill_at(shelf.Shelf, "prune"), "--force")
    trial("last", nothing, "--force")
    assert publishing


if __name__ == "__main__":
    main(*sys.argv[1:])
