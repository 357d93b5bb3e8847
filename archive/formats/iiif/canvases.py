"""A page as a canvas: its image, and its articles as annotations and ranges."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from archive.catalogue.article_body import block_text
from archive.models import Article, Page
from archive.text.boxes import Box, to_pixels

from .parts import CHINESE, Json, image_resource, language_map, rights_field, thumbnail

# size of a page without an image, with the proportions of a broadsheet
PLACEHOLDER = (7000, 10_000)
# the language of the printed text
_PRINT_LANGUAGE = "zh"


def canvas_address(page: Page, origin: str) -> str:
    return f"{origin}{page.get_absolute_url()}canvas"


def canvas(page: Page, articles: Iterable[Article], origin: str) -> Json:
    """Return the canvas of a page, loaded with its images, with these articles."""
    address = canvas_address(page, origin)
    width, height = canvas_size(page)
    content: Json = {
        "id": address,
        "type": "Canvas",
        "label": _page_label(page),
        "width": width,
        "height": height,
    }
    image = page.image
    if image is None:
        content["summary"] = _missing(page)
        content["items"] = []
    else:
        content |= thumbnail(image, origin) | rights_field([image])
        if image.rights and "rights" not in content:
            value = {CHINESE: [image.rights]}
            content["requiredStatement"] = {
                "label": language_map("版面图", "Image"),
                "value": value,
            }
        content["items"] = [_painting(page, address, origin)]
    annotations = [
        annotation for article in articles for annotation in annotations_of(article, page, origin)
    ]
    if annotations:
        content["annotations"] = [
            {
                "id": f"{address}/text",
                "type": "AnnotationPage",
                "label": language_map("文字", "Text"),
                "items": annotations,
            }
        ]
    return content


def _missing(page: Page) -> dict[str, list[str]]:
    """Return the reason why there is no image."""
    if withdrawn := page.withdrawn_images:
        return language_map(
            f"这一版的版面图已撤下：{withdrawn[0].withdrawn}",
            "The image of this page was withdrawn.",
        )
    return language_map("本站没有这一版的版面图。", "No image of this page is held.")


def canvas_size(page: Page) -> tuple[int, int]:
    """Return the size of the canvas in pixels: that of the page's image, or PLACEHOLDER."""
    image = page.image
    return (image.width, image.height) if image else PLACEHOLDER


def targets(boxes: Iterable[Box], page: Page, origin: str) -> list[str]:
    """Return the parts of the canvas in these boxes; the whole canvas if there are none."""
    address, size = canvas_address(page, origin), canvas_size(page)
    fragments = [",".join(map(str, to_pixels(box, *size))) for box in boxes]
    return [f"{address}#xywh={fragment}" for fragment in fragments] or [address]


def annotations_of(article: Article, page: Page, origin: str) -> Iterator[Json]:
    """Yield a transcription of each printed part of the article whose zones are known."""
    address = origin + article.get_absolute_url()
    texts = _texts(article)
    zones = [
        (part, Box(*box)) for part, *box in article.zones if part in texts or part == _WHOLE_ARTICLE
    ]
    if not any(part == _WHOLE_ARTICLE or part in texts for part, _ in zones):
        yield _annotation(address, "\n".join(texts.values()), targets((), page, origin))
        return
    for part, same in groupby(zones, key=lambda zone: zone[0]):
        text = "\n".join(texts.values()) if part == _WHOLE_ARTICLE else texts[part]
        boxes = [box for _, box in same]
        yield _annotation(f"{address}#{part}", text, targets(boxes, page, origin))


# the part name of zones written by hand for a whole article
_WHOLE_ARTICLE = "article"


def ranges_of(page: Page, articles: Sequence[Article], origin: str) -> Json:
    """Return the page as an entry of the table of contents, with its articles."""
    address = canvas_address(page, origin)
    return {
        "id": f"{origin}{page.get_absolute_url()}range",
        "type": "Range",
        "label": _page_label(page),
        "items": [
            {"id": address, "type": "Canvas"},
            *(range_of(article, page, origin) for article in articles),
        ],
    }


def range_of(article: Article, page: Page, origin: str) -> Json:
    """Return an article as an entry of the table of contents, with its zones."""
    boxes = [Box(*box) for box in article.outline]
    return {
        "id": f"{origin}{article.get_absolute_url()}range",
        "type": "Range",
        "label": language_map(article.headline),
        "items": [{"id": target, "type": "Canvas"} for target in targets(boxes, page, origin)],
    }


def _page_label(page: Page) -> dict[str, list[str]]:
    return language_map(page.label, f"Page {page.number}" if page.number else "")


def _painting(page: Page, address: str, origin: str) -> Json:
    """Return the annotation page that puts the image on the canvas (section 5.4)."""
    assert page.image is not None
    return {
        "id": f"{address}/image",
        "type": "AnnotationPage",
        "items": [
            {
                "id": f"{address}/image/painting",
                "type": "Annotation",
                "motivation": "painting",
                "body": image_resource(page.image, origin),
                "target": address,
            }
        ],
    }


def _texts(article: Article) -> dict[str, str]:
    """Return the printed text of each part, by the names of parts in zones, if it is held."""
    texts = {"kicker": article.kicker}
    if not article.headline_supplied:
        texts["headline"] = article.headline
    texts |= {f"subhead-{n}": subhead for n, subhead in enumerate(article.subheads, 1)}
    if article.text_held:
        texts |= {block["id"]: block_text(block) for block in article.full_text.blocks}
    else:
        texts |= {block["id"]: block["text"] for block in article.crossheads}
    return {part: text for part, text in texts.items() if text}


def _annotation(address: str, text: str, targets: list[str]) -> Json:
    return {
        "id": address,
        "type": "Annotation",
        "motivation": "supplementing",
        "body": {
            "type": "TextualBody",
            "value": text,
            "format": "text/plain",
            "language": _PRINT_LANGUAGE,
        },
        "target": targets[0] if len(targets) == 1 else targets,
    }
