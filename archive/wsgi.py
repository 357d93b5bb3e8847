"""The WSGI application that a server runs."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from archive.http.page_cache_store import CachedPageWSGI
from archive.text import segment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

application = CachedPageWSGI(get_wsgi_application())
# the views and the dictionary of words are read before the first reader comes, not while they wait
import_module(settings.ROOT_URLCONF)
segment.warm()
# What stands now stands as long as the process. A full collection would go through all of it and
# hold up every reader: 43 ms at every thirtieth list, 7 with this.
gc.collect()
gc.freeze()
