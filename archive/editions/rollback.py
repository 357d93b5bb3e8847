"""Serves an edition that was made before, and remembers which one was left for it."""

from .build import Say
from .check import check_search
from .current import SCHEMA
from .exceptions import PublishFailed
from .manifest import Manifest, NotAnEdition, read
from .store import EditionStore


def roll_back(name: str | None, say: Say = print) -> Manifest:
    """Serves the edition of that name, or the one that was made before the one that is served.

    PublishFailed where there is none, or it is damaged or of another schema. The next `publish` does
    not serve by itself what was left here; an edition that is asked for by name is left no longer.
    """
    shelf = EditionStore()
    with shelf.alone():
        leaving = _served(shelf)
        chosen = _before(shelf, leaving) if name is None else shelf.find(name)
        if chosen.folder.parent != shelf.folder.resolve():
            raise PublishFailed(f"{chosen.folder} 不在 {shelf.folder} 里，不能换上")
        if chosen.schema != SCHEMA:
            raise PublishFailed(
                f"{chosen.name} 是第 {chosen.schema} 号格式，这里的程序读第 {SCHEMA} 号"
            )
        if damage := next(chosen.damage(), None):
            raise PublishFailed(f"{chosen.name} 已损坏，不能换上：{damage}")
        if leaving and leaving.folder == chosen.folder:
            say(f"正在使用的就是 {chosen.name}")
            return chosen
        check_search(chosen)
        left = {one for one in shelf.left() if one != chosen.fingerprint}
        if leaving:
            left.add(leaving.fingerprint)
        # first what is remembered: killed in between, nothing has changed for anybody
        shelf.leave(sorted(left))
        shelf.serve(shelf.folder / chosen.name)
        say(f"已换上 {chosen.name}（{chosen.articles} 篇文章）")
        return chosen


def _served(shelf: EditionStore) -> Manifest | None:
    folder = shelf.served()
    try:
        return read(folder) if folder else None
    except NotAnEdition:
        return None


def _before(shelf: EditionStore, served: Manifest | None) -> Manifest:
    """The newest that was made before the one that is served."""
    older = [one for one in shelf.all() if served is None or one.number < served.number]
    if not older:
        raise PublishFailed("没有更早的版本可以退回")
    return older[0]
