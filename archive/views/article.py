"""One article: its decks, what is known of it, and its text where it is held."""

from django.shortcuts import redirect, render

from archive.models import Article, LedgerEntry

from .errors import lasting
from .papers import evidence
from .reading import Reading, set_text


@lasting(LedgerEntry.Kind.ARTICLE)
def article(request, ident):
    if ident != ident.lower() and Article.objects.with_idents([ident.lower()]).exists():
        return redirect("article", ident.lower(), permanent=True)
    shown = Article.objects.for_reading().get_by_natural_key(ident)
    issue = shown.page.issue
    reading = set_text(shown.full_text.blocks) if shown.text_held else Reading()
    on_page = list(Article.objects.on_page(shown.page))
    here = on_page.index(shown)
    context = {
        "article": shown,
        "page": shown.page,
        "issue": issue,
        "newspaper": issue.newspaper,
        "reading": reading,
        "anchors": _anchors(shown, reading),
        "evidence": evidence(issue),
        "on_page": on_page,
        "previous": on_page[here - 1] if here else None,
        "next": on_page[here + 1] if here + 1 < len(on_page) else None,
    }
    return render(request, "article/article.html", context)


def _anchors(article: Article, reading: Reading) -> set[str]:
    """The blocks that stand on the page, so that a note can link to its block."""
    if reading.lines:
        return {part.id for line in reading.lines for part in line.parts}
    return {block["id"] for block in article.crossheads}
