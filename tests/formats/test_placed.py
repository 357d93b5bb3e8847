"""A page's record has its images, an article's its zones and pictures."""

import pytest

from archive.formats.serialize import Serializer
from archive.models import Article, PageImage

pytestmark = pytest.mark.django_db


def test_images_of_a_page_are_in_its_record():
    article = Article.objects.for_data().first()
    PageImage.objects.create(
        page=article.page, sequence=1, sha256="ab" * 32, pdf_page=3, width=3000, height=4200
    )
    record = Serializer("").page(article.page, [article]).model_dump(mode="json")
    assert record["images"] == [
        {
            "sha256": "ab" * 32,
            "pdf_page": 3,
            "width": 3000,
            "height": 4200,
            "shows": "page",
            "rights": "",
            "withdrawn": "",
            "held": False,
        }
    ]


def test_zones_and_pictures_of_an_article_are_in_its_record():
    article = Article.objects.for_reading().first()
    article.zones = [["headline", 0.1, 0.2, 0.3, 0.05], ["picture-1", 0.5, 0.5, 0.2, 0.2]]
    article.outline = [[0.1, 0.2, 0.3, 0.05]]
    article.pictures = [{"zone": [0.5, 0.5, 0.2, 0.2], "caption": "c1"}]
    record = Serializer("").whole_article(article).model_dump(mode="json")
    assert record["zones"] == [
        {"part": "headline", "box": [0.1, 0.2, 0.3, 0.05]},
        {"part": "picture-1", "box": [0.5, 0.5, 0.2, 0.2]},
    ]
    assert record["outline"] == [[0.1, 0.2, 0.3, 0.05]]
    assert record["pictures"] == [{"zone": [0.5, 0.5, 0.2, 0.2], "caption": "c1"}]
