"""Images of pages, and the positions of their characters."""

import zlib
from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy

from archive.catalogue.geometry import PageGeometry, decode


class PageImageQuerySet(models.QuerySet["PageImage"]):
    def get_by_natural_key(
        self, newspaper: str, issue: str, page: str, sequence: int
    ) -> "PageImage":
        return self.get(
            page__issue__newspaper__slug=newspaper,
            page__issue__key=issue,
            page__key=page,
            sequence=sequence,
        )

    def with_image_id(self, image_id: str) -> Self:
        """Return the rows of an image: several if pages share it."""
        sha256, _, pdf_page = image_id.partition("-p")
        return self.filter(sha256=sha256, pdf_page=int(pdf_page) if pdf_page else None)

    def not_withdrawn(self) -> Self:
        return self.filter(withdrawn="")

    def withdrawn(self) -> Self:
        return self.exclude(withdrawn="")

    def held(self) -> Self:
        return self.filter(held=True)

    def of_pages(self) -> Self:
        """Return held images that show a whole page, in the order of the catalogue."""
        return self.held().filter(shows=PageImage.Shows.PAGE).order_by("page_id", "sequence")

    def first_pages_of(self, issues: Iterable[Any]) -> dict[int, "PageImage"]:
        """Return the image of the first page of each of these issues, by the issue's key."""
        images = self.of_pages().filter(page__sequence=1, page__issue__in=issues)
        return {i.page.issue_id: i for i in reversed(images.select_related("page"))}


class PageImage(models.Model):
    """An image of a page: a file known by its SHA-256, or a page of a PDF."""

    class Shows(models.TextChoices):
        PAGE = "page", gettext_lazy("整版")
        PART = "part", gettext_lazy("局部")

    page = models.ForeignKey("archive.Page", models.CASCADE, related_name="images")
    sequence = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    # from 1; null unless the file is a PDF
    pdf_page = models.PositiveIntegerField(null=True, blank=True)
    # pixels; of a PDF page, those it is rendered at
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    shows = models.CharField(max_length=4, choices=Shows.choices, default=Shows.PAGE)
    # a remark, or the address of a licence
    rights = models.TextField(blank=True)
    # why it was withdrawn from readers; "" if it was not
    withdrawn = models.TextField(blank=True)
    # whether the file existed when the edition was built
    held = models.BooleanField(default=False)

    objects = PageImageQuerySet.as_manager()

    class Meta:
        ordering = ("page", "sequence")
        constraints = (
            models.UniqueConstraint(fields=("page", "sequence"), name="one_image_per_position"),
        )

    def __str__(self) -> str:
        return self.image_id

    def natural_key(self) -> tuple[str | int, ...]:
        return (*self.page.natural_key(), self.sequence)

    natural_key.dependencies = ("archive.page",)  # type: ignore[attr-defined]

    @property
    def image_id(self) -> str:
        """The identifier in addresses: the SHA-256, of a PDF's page with -p and its number."""
        return f"{self.sha256}-p{self.pdf_page}" if self.pdf_page else self.sha256


class Geometry(models.Model):
    """The positions of the characters of a page's text on the page."""

    page = models.OneToOneField("archive.Page", models.CASCADE, related_name="geometry")
    # the line of the geometry file, compressed
    data = models.BinaryField()

    def __str__(self) -> str:
        return str(self.page)

    @staticmethod
    def pack(geometry: PageGeometry) -> bytes:
        """Return the value of `data`."""
        return zlib.compress(geometry.encode().encode())

    def unpack(self) -> PageGeometry:
        return decode(zlib.decompress(self.data))
