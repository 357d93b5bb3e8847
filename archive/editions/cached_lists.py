"""Lists and facts that all kinds of pages need, queried once per edition."""

from archive.models import Issue, PageImage, Place, Tag, prepared_queries

from .current import cached_per_edition


@cached_per_edition
def topics_by_group() -> tuple[Tag, ...]:
    """Return the broadest topics, with their narrower ones prefetched."""
    return prepared_queries.topics_by_group()


@cached_per_edition
def provinces() -> tuple[Place, ...]:
    """Return all provinces by code."""
    return tuple(Place.objects.provinces())


@cached_per_edition
def has_images() -> bool:
    """Return whether an image of any page is held."""
    return PageImage.objects.held().exists()


@cached_per_edition
def span_is_inferred() -> bool:
    """Return whether an end of the archive's span of years rests on an inferred date."""
    return Issue.objects.has_inferred_ends()
