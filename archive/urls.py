"""Every address of the archive, with an example above each."""

from django.urls import path, register_converter
from django.views import defaults

from archive import converters
from archive.machine import cite, linksets, oai, sitemaps
from archive.views import (
    article,
    browse,
    citing,
    errors,
    front,
    papers,
    resolve,
    subjects,
    suggestions,
)

register_converter(converters.Ident, "ident")
register_converter(converters.Slug, "key")
register_converter(converters.PageKey, "page")
register_converter(converters.DivisionCode, "code")

urlpatterns = [
    # /
    path("", front.home, name="home"),
    # /articles/?province=zhejiang&topic=jineng-jingsai
    path("articles/", browse.articles, name="articles"),
    # /suggest/?q=lxy
    path("suggest/", suggestions.suggest, name="suggest"),
    # /oai?verb=ListRecords&metadataPrefix=oai_dc
    path("oai", oai.oai, name="oai"),
    # /robots.txt
    path("robots.txt", sitemaps.robots, name="robots"),
    # /sitemap.xml
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    # /sitemaps/articles-1.xml
    path("sitemaps/<key:kind>-<int:number>.xml", sitemaps.part, name="sitemap-part"),
    # /resolve/?url=http://epaper.example.cn/2021/07/28/content_12345.htm
    path("resolve/", resolve.resolve, name="resolve"),
    # /articles/b3k7w2q/
    path("articles/<ident:ident>/", article.article, name="article"),
    # /articles/b3k7w2q/cite/?block=p3
    path("articles/<ident:ident>/cite/", citing.citing, name="citing"),
    # /articles/b3k7w2q/cite/ris
    path("articles/<ident:ident>/cite/<str:key>", cite.citation, name="citation"),
    # /articles/b3k7w2q/linkset.json
    path("articles/<ident:ident>/linkset.json", linksets.article, name="article-linkset"),
    # /newspapers/
    path("newspapers/", papers.newspapers, name="newspapers"),
    # /newspapers/gongren-ribao/
    path("newspapers/<key:newspaper>/", papers.newspaper, name="newspaper"),
    # /newspapers/gongren-ribao/linkset.json
    path("newspapers/<key:newspaper>/linkset.json", linksets.newspaper, name="newspaper-linkset"),
    # /newspapers/gongren-ribao/2020-04-24/
    path("newspapers/<key:newspaper>/<key:issue>/", papers.issue, name="issue"),
    # /newspapers/gongren-ribao/2020-04-24/linkset.json
    path(
        "newspapers/<key:newspaper>/<key:issue>/linkset.json", linksets.issue, name="issue-linkset"
    ),
    # /newspapers/gongren-ribao/2020-04-24/3/
    path("newspapers/<key:newspaper>/<key:issue>/<page:page>/", papers.page, name="page"),
    # /newspapers/gongren-ribao/2020-04-24/3/linkset.json
    path(
        "newspapers/<key:newspaper>/<key:issue>/<page:page>/linkset.json",
        linksets.page,
        name="page-linkset",
    ),
    # /topics/
    path("topics/", subjects.topics, name="topics"),
    # /topics/jineng-jingsai/
    path("topics/<key:slug>/", subjects.topic, name="topic"),
    # /places/
    path("places/", subjects.places, name="places"),
    # /places/330182/
    path("places/<code:code>/", subjects.place, name="place"),
    # /people/
    path("people/", subjects.people, name="people"),
    # /people/chen-biao/
    path("people/<key:slug>/", subjects.person, name="person"),
]

handler400 = errors.bad_request
handler404 = errors.not_found
# without context or queries: the static 500.html
handler500 = defaults.server_error
