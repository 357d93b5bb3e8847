"""Static files as they are served: under names with a hash, compressed beforehand."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Scripts, too, name what they import by its hash: an old module never meets a new one."""

    support_js_module_import_aggregation = True
