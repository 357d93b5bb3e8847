"""Serve an earlier edition again, and remember the one that was abandoned."""

from archive.command_messages import message
from archive.progress import ProgressCallback

from .check import check_search
from .current import SCHEMA
from .exceptions import PublishFailed
from .manifest import Manifest, NotAnEdition, read
from .store import EditionStore


def roll_back(name: str | None, report: ProgressCallback = print) -> Manifest:
    """Serve the named edition, or the one before the current one.

    PublishFailed if there is none, or if it is damaged or of another schema. The abandoned edition
    is not published again automatically, until it is named here.
    """
    store = EditionStore()
    with store.lock():
        current = _current_manifest(store)
        target = _previous(store, current) if name is None else store.find(name)
        if target.folder.parent != store.folder.resolve():
            raise PublishFailed(
                message(
                    "%(edition)s 不在 %(editions_folder)s 里，不能启用",
                    edition=target.folder,
                    editions_folder=store.folder,
                )
            )
        if target.schema != SCHEMA:
            raise PublishFailed(
                message(
                    "%(name)s 的结构号是 %(schema)s，这个程序用 %(expected)s",
                    name=target.name,
                    schema=target.schema,
                    expected=SCHEMA,
                )
            )
        if damage := next(target.damage(), None):
            raise PublishFailed(
                message("%(name)s 已损坏，不能启用：%(damage)s", name=target.name, damage=damage)
            )
        if current and current.folder == target.folder:
            report(message("当前版本已经是 %(name)s", name=target.name))
            return target
        check_search(target)
        abandoned = set(store.abandoned()) - {target.fingerprint}
        if current:
            abandoned.add(current.fingerprint)
        # before the swap, so that being killed in between does not change what is served
        store.set_abandoned(sorted(abandoned))
        store.activate(store.folder / target.name)
        report(
            message(
                "已切换到 %(name)s（%(articles)s 篇文章）",
                name=target.name,
                articles=target.articles,
            )
        )
        return target


def _current_manifest(store: EditionStore) -> Manifest | None:
    folder = store.served()
    try:
        return read(folder) if folder else None
    except NotAnEdition:
        return None


def _previous(store: EditionStore, current: Manifest | None) -> Manifest:
    """Return the newest edition older than the current one."""
    older = [
        edition for edition in store.all() if current is None or edition.number < current.number
    ]
    if not older:
        raise PublishFailed(message("没有更早的版本可以回退"))
    return older[0]
