"""The WSGI application that a server runs."""

import os

from django.core.wsgi import get_wsgi_application

from archive.middleware.kept_pages import ShortWay
from archive.text import segment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

application = ShortWay(get_wsgi_application())
# the dictionary of words is read before the first reader comes, not while they wait
segment.warm()
