"""The sample newspaper as it was written into this folder, for tests that need no server."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from archive.catalogue.article_body import body
from archive.catalogue.geometry import PageGeometry, read_geometry
from archive.catalogue.page_texts import PageTexts
from archive.catalogue.yaml_file import read
from archive.catalogue.zones import deck_spans
from archive.models import Article, FullText, Page

HERE = Path(__file__).parent
CATALOGUE, TEXTS, SCANS = HERE / "catalogue", HERE / "texts", HERE / "scans"


class SampleArticle(NamedTuple):
    article: Article
    # of its page
    text: str
    geometry: PageGeometry


@cache
def sample_articles() -> tuple[SampleArticle, ...]:
    """Every article, unsaved, with its full text and its page's geometry."""
    texts, geometries = PageTexts(TEXTS), read_geometry(CATALOGUE)
    articles = []
    for path in sorted((CATALOGUE / "issues").rglob("*.yaml")):
        for page in read(path).record.pages:
            text = texts[page.text.sha256]
            for entry in page.articles:
                fields = entry.model_dump(mode="json")
                article = Article(
                    ident=entry.ident,
                    kicker=entry.kicker.text if entry.kicker else "",
                    headline=entry.headline.text,
                    subheads=[deck.text for deck in entry.subheads],
                    digest=entry.digest,
                    blocks=fields["body"],
                    deck_spans=[[part, spans] for part, spans in deck_spans(entry)],
                    page=Page(text_held=True),
                )
                FullText(article=article, blocks=body(fields["body"], fields["corrections"], text))
                articles.append(SampleArticle(article, text, geometries[page.text.sha256]))
    return tuple(articles)
