#!/usr/bin/env python3
"""Runs the archive's management commands."""

import atexit
import gc
import os
import sys

if __name__ == "__main__":
    # The default looks for cycles after every 700 new objects. Most objects of a command live on,
    # so that took a fifth of the time of publishing a small change.
    gc.set_threshold(50_000, 20, 50)
    # without this, Python looks for cycles among all objects as it ends: 0.3 s
    atexit.register(gc.freeze)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        _ = settings.INSTALLED_APPS
    except ImproperlyConfigured as error:
        # Django would say instead that it does not know the command
        sys.exit(str(error))
    execute_from_command_line(sys.argv)
