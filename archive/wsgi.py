"""The WSGI application."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from archive.http.page_cache import PageCacheWSGI
from archive.http.path_prefix import PrefixWSGI
from archive.text import segment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

pages = PageCacheWSGI(get_wsgi_application())
# it imports models, which Django has loaded only now
tiles = import_module("archive.http.tile_server").TileWSGI(pages)
application = PrefixWSGI(tiles)
# load the views and the segmenter's dictionary at startup, not during the first request
import_module(settings.ROOT_URLCONF)
segment.warm()
# Exempt the objects that live as long as the process from garbage collection: a full collection
# took 43 ms at every thirtieth list, and takes 7 ms with this.
gc.collect()
gc.freeze()
