"""Serve an earlier edition again, and remember the one that was abandoned."""

from .build import Say
from .check import check_search
from .current import SCHEMA
from .exceptions import PublishFailed
from .manifest import Manifest, NotAnEdition, read
from .store import EditionStore


def roll_back(name: str | None, say: Say = print) -> Manifest:
    """Serve the named edition, or the one before the current one.

    PublishFailed if there is none, or if it is damaged or of another schema. The abandoned edition
    is not published again automatically, until it is named here.
    """
    store = EditionStore()
    with store.lock():
        current = _current_manifest(store)
        chosen = _previous(store, current) if name is None else store.find(name)
        if chosen.folder.parent != store.folder.resolve():
            raise PublishFailed(f"{chosen.folder} 不在 {store.folder} 里，不能换上")
        if chosen.schema != SCHEMA:
            raise PublishFailed(
                f"{chosen.name} 是第 {chosen.schema} 号格式，这里的程序读第 {SCHEMA} 号"
            )
        if damage := next(chosen.damage(), None):
            raise PublishFailed(f"{chosen.name} 已损坏，不能换上：{damage}")
        if current and current.folder == chosen.folder:
            say(f"正在使用的就是 {chosen.name}")
            return chosen
        check_search(chosen)
        abandoned = set(store.abandoned()) - {chosen.fingerprint}
        if current:
            abandoned.add(current.fingerprint)
        # before the swap, so that being killed in between does not change what is served
        store.set_abandoned(sorted(abandoned))
        store.activate(store.folder / chosen.name)
        say(f"已换上 {chosen.name}（{chosen.articles} 篇文章）")
        return chosen


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
        raise PublishFailed("没有更早的版本可以退回")
    return older[0]
