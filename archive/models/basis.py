"""How the catalogue knows what it says."""

from django.db import models


class Basis(models.TextChoices):
    """How the catalogue knows a thing: the page says so, or an editor concluded it."""

    STATED = "stated", "原文载明"
    INFERRED = "inferred", "编者推定"
