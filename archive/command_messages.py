"""What commands write, in the language of whoever runs them: `settings.COMMAND_LANGUAGE`.

It is translated by the catalogues in locale/, but that language is never activated, as the edition
that commands build is always in Chinese. Processes that read hostile files say so, too, without
Django's apps.
"""

import gettext
from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings


def message(text: str, **values: object) -> str:
    """Return `text` in the language of commands, with the values of its `%(name)s`."""
    translated = _catalogue(settings.COMMAND_LANGUAGE).gettext(text)
    return translated % values if values else translated


def listed(items: Iterable[object]) -> str:
    """Return the items as a list within a sentence."""
    return message("、").join(map(str, items))


def clauses(*parts: str) -> str:
    """Return the parts that are not empty as one sentence."""
    return message("；").join(filter(None, parts))


def gettext_noop(text: str) -> str:
    """Mark a text as a message; unlike Django's, also before the settings are known."""
    return text


@lru_cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("django", settings.LOCALE_PATHS[0], [language], fallback=True)
