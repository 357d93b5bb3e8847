"""Publish repeatedly in processes that are killed or hindered, and report what each leaves behind.

Run as a program, so that it has one thread and can fork: `trials.py CATALOGUE PAGES VAR`. Writes a
line of JSON for each trial: its name, how the process ended, what it said, which edition is served
then, whether that is whole, what is in it, and what lies about.
"""

import ctypes
import errno
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import sys
import time
from contextlib import closing
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Linux: prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE), so that modes of files hold for root as well
_DROP, _OVERRIDE = 24, 1


def kill_at(module, name):
    """Kill the process when it reaches this function."""
    assert hasattr(module, name), f"{module} has no {name}"

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


def content(folder):
    """What is in an edition: rows of its record, documents of its index, sums of all that is made
    of these alike each time."""
    sqlite_files = import_module("archive.sqlite_files")
    with closing(sqlite_files.connect_read_only(folder / "archive.sqlite3")) as record:
        tables = record.execute("SELECT name FROM sqlite_master WHERE name LIKE 'archive%' "
                                "AND type = 'table' ORDER BY name").fetchall()  # fmt: skip
        rows = {name: record.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall()
                for (name,) in tables}  # fmt: skip
    files = [folder / "suggestions.sqlite3", folder / "totals.json", *folder.glob("data/*.gz*")]
    data = json.loads((folder / "edition.json").read_text())
    return {
        "rows": {name: len(records) for name, records in rows.items()},
        "record": hashlib.sha256(repr(rows).encode()).hexdigest(),
        "indexed": json.loads((folder / "search" / "index.json").read_text())["documents"],
        "files": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
        "told": {name: data[name] for name in ("articles", "texts_held", "checked")},
    }


def cut_short(pattern):
    """Truncate a file of the unfinished edition."""

    def spoil(editions):
        (path,) = editions.glob(f".building-*/{pattern}")
        os.truncate(path, path.stat().st_size // 2)

    return spoil


def overwrite(pattern):
    def spoil(editions):
        path = next(iter(sorted(editions.glob(f".building-*/{pattern}"))))
        data = path.read_bytes()
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))

    return spoil


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
    from archive.search.engines.tantivy import engine

    # its package has a function of that name
    bulk = import_module("archive.exports.build")
    from archive.editions import build, check, checkpoints, manifest, store
    from archive.text import segment

    publishing = import_module("archive.editions.publish")

    # loaded once for all that are forked
    import_module("archive.urls")
    segment.warm()
    # as long as all else; what it finds is test_check.py's
    check.address_faults = lambda *_: ([], 0, 0)

    editions = Path(var) / "editions"
    killed = {
        "while the record is loaded": kill_at(build, "assemble_full_texts"),
        "while the index is built": kill_at(build.search, "rebuild"),
        "while files are written": kill_at(build.exports, "build"),
        "before the manifest": kill_at(manifest.Manifest, "write"),
        "while it is checked": kill_at(check, "address_faults"),
        "before it has its name": kill_at(store.EditionStore, "finish_build"),
    }
    # from here on the edition is there, and whole
    late = {
        "before the link is made": kill_at(store.EditionStore, "activate"),
        "before the link is moved": kill_at(store.os, "replace"),
    }
    hindered = {
        "files of 50 kB at most": no_file_above(50_000),
        "files of 400 kB at most": no_file_above(400_000),
        "disk full when the index is built": full_at(build.search, "rebuild"),
        "disk full when files are settled": full_at(manifest.os, "fsync"),
        "disk full when the link is moved": full_at(store.os, "replace"),
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
            output = pipe.read()
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        editions.chmod(0o755)
        edition_store = store.EditionStore()
        current_edition = edition_store.served()
        record = {
            "name": name,
            "status": status,
            "said": output,
            "served": current_edition.name if current_edition else "",
            "whole": bool(current_edition)
            and not list(manifest.read(current_edition).damage(sums=True)),
            "left": sorted(
                str(path.relative_to(edition_store.var))
                for pattern in ("editions/.*", ".current-*")
                for path in edition_store.var.glob(pattern)
            ),
            "editions": len(edition_store.all()),
            "content": content(current_edition) if current_edition else {},
        }
        print(json.dumps(record), flush=True)

    def do_nothing():
        pass

    def without_previous(hinder):
        """Hinder a full build instead of an incremental one."""

        def hinder_and_rebuild():
            publishing.reusable = lambda edition: None
            hinder()

        return hinder_and_rebuild

    trial("first", do_nothing)
    for name, hinder in killed.items():
        trial(name, hinder, "--force")
    chance = random.Random(6)
    for n in range(3):
        trial(f"at random {n}", do_nothing, "--force", lasting=chance.uniform(0.01, 0.3))
    for name, hinder in hindered.items():
        trial(name, hinder, "--force")
    for name, hinder in late.items():
        trial(name, hinder, "--force")
    trial("after the link was moved", kill_at(store.EditionStore, "prune"), "--force")
    trial("last", do_nothing, "--force")

    def keep_only(name):
        """Activate the edition of this name, and remove all others."""
        editions = store.EditionStore()
        editions.activate(editions.folder / name)
        for edition in editions.all():
            if edition.name != name:
                shutil.rmtree(edition.folder)

    first = store.EditionStore().served().name
    newspapers = Path(fixtures) / "newspapers.yaml"
    before = newspapers.read_text(encoding="utf-8")
    newspapers.write_text(before.replace("试报", "日报"), encoding="utf-8")
    trial("without a stop", without_previous(do_nothing))
    # each takes up what the one before has left
    keep_only(first)
    for name, hinder in {
        "noting the check": kill_at(checkpoints.json, "dump"),
        "in the record": kill_at(build, "assemble_full_texts"),
        "in the tallies": kill_at(build.totals, "build"),
        "in the index": kill_at(engine, "write"),
        "in the suggestions": kill_at(build.suggestion_index_build, "_write_words"),
        "in the files": kill_at(bulk, "_describe"),
        "in the last check": killed["while it is checked"],
    }.items():
        trial(name, without_previous(hinder))
    trial("taken up", without_previous(do_nothing))
    # and this is damaged in between
    keep_only(first)
    trial("finished but for its check", without_previous(killed["while it is checked"]))
    for name, spoil in {
        "a file to take away was overwritten": overwrite("data/articles.csv.gz"),
        "the index was overwritten": overwrite("search/*.store"),
        "the record was cut short": cut_short("archive.sqlite3"),
        "the notes were cut short": cut_short("stages.json"),
    }.items():
        spoil(editions)
        trial(name, without_previous(killed["while it is checked"]))
    trial("made anew where it was damaged", without_previous(do_nothing))
    keep_only(first)
    trial("until it was forced", without_previous(killed["while it is checked"]))
    trial("forced", do_nothing, "--force")
    newspapers.write_text(before.replace("试报", "晚报"), encoding="utf-8")
    trial("of one catalogue", without_previous(killed["while it is checked"]))
    newspapers.write_text(before.replace("试报", "晨报"), encoding="utf-8")
    trial("of another", without_previous(do_nothing))

    # made from the one before, with which it shares files, and be it small
    build.SMALL_INDEX, build.MAX_UPDATED = 0, 1
    newspapers.write_text(before.replace("试报", "夜报"), encoding="utf-8")
    database_update = import_module("archive.editions.database_update")
    for name, hinder in {
        "shared: disk full when the database is shared": full_at(
            build.sqlite_files, "link_or_copy"
        ),
        "shared: disk full when suggestions are updated": full_at(
            build.suggestion_index_build, "_update_words"
        ),
        "shared: disk full when files are written": full_at(bulk, "_describe"),
        "shared: disk full when files are settled": full_at(manifest.os, "fsync"),
    }.items():
        trial(name, hinder)
    for name, hinder in {
        "shared: while the database is updated": kill_at(database_update, "record_changes"),
        "shared: while the index is updated": kill_at(engine, "write_changed"),
        "shared: while suggestions are updated": kill_at(
            build.suggestion_index_build, "_update_words"
        ),
        "shared: while files are written": kill_at(bulk, "_describe"),
        "shared: while it is checked": killed["while it is checked"],
    }.items():
        trial(name, hinder)
    trial("shared: taken up", do_nothing)
    keep_only(store.EditionStore().served().name)
    trial("shared: the others removed", do_nothing)


if __name__ == "__main__":
    main(*sys.argv[1:])
