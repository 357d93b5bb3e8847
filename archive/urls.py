"""Every route, with an example URL above each."""

from django.urls import path, register_converter

from archive import converters
from archive.api import articles as api_articles
from archive.api import authorities as api_authorities
from archive.api import basket as api_basket
from archive.api import (
    cards,
    citation_lists,
    clippings,
    collection_files,
    content_search,
    feeds,
    iiif,
    images,
    linksets,
    mementos,
    oai,
    openapi_document,
    opensearch,
    probes,
    sitemaps,
)
from archive.api import citations as api_citations
from archive.api import dates as api_dates
from archive.api import directories as api_directories
from archive.api import (
    dispatches as api_dispatches,
)
from archive.api import exports as api_exports
from archive.api import names as api_names
from archive.api import newspapers as api_newspapers
from archive.api import resolve as api_resolve
from archive.api import site_info as api_site_info
from archive.api import trends as api_trends
from archive.formats.representations import CITATIONS, EPUB, IIIF, TEI
from archive.http import errors
from archive.http.endpoint import endpoint_paths
from archive.web import (
    about,
    api_reference,
    article,
    authorities,
    basket,
    citations,
    dates,
    directories,
    dispatches,
    front_page,
    issues,
    names,
    newspapers,
    resolve,
    trends,
)
from archive.web.article_list import autocomplete, search_form
from archive.web.article_list import views as article_list

register_converter(converters.Ident, "ident")
register_converter(converters.Moment, "moment")
register_converter(converters.Slug, "key")
register_converter(converters.PageKey, "page")
register_converter(converters.YearConverter, "year")
register_converter(converters.MonthConverter, "month")
register_converter(converters.DayConverter, "day")
register_converter(converters.DivisionCode, "code")
register_converter(converters.ImageId, "image")
register_converter(converters.RepresentationSuffix, "representation")
register_converter(converters.FacetName, "facet")
register_converter(converters.NameKind, "name_kind")
register_converter(converters.WrittenName, "name")

urlpatterns = [
    # /
    path("", front_page.home, name="home"),
    # /articles/?province=zhejiang&topic=jineng-jingsai
    *endpoint_paths(
        "articles/",
        article_list.articles,
        api_articles.articles,
        feeds.articles,
        views=dict.fromkeys(CITATIONS, citation_lists.articles),
        name="articles",
    ),
    # /search/?words=技能竞赛&without=培训
    path("search/", search_form.search_form, name="search-form"),
    # /trends/?series=工会&series=topic=jineng-jingsai&measure=share
    *endpoint_paths("trends/", trends.trend_page, api_trends.trends, name="trends"),
    # /unapi?id=b3k7w2q&format=ris
    path("unapi", citation_lists.unapi, name="unapi"),
    # /basket/?items=b3k7w2q.rmmjdt3-p4
    *endpoint_paths(
        "basket/",
        basket.basket,
        api_basket.basket,
        more=(EPUB,),
        views=dict.fromkeys(CITATIONS, api_basket.basket_citations),
        name="basket",
    ),
    # /basket/reading/?items=b3k7w2q.rmmjdt3-p4
    path("basket/reading/", basket.reading, name="basket-reading"),
    # /suggest/?q=lxy
    path("suggest/", autocomplete.suggest, name="suggest"),
    # /collection.css
    path("collection.css", collection_files.style, name="collection-style"),
    # /icon.svg
    path("icon.svg", collection_files.icon, name="icon"),
    # /favicon.ico
    path("favicon.ico", collection_files.favicon, name="favicon"),
    # /icon.png
    path("icon.png", collection_files.touch_icon, name="touch-icon"),
    # /site.webmanifest
    path("site.webmanifest", collection_files.manifest, name="manifest"),
    # /card.png
    path("card.png", cards.site, name="site-card"),
    # /oai?verb=ListRecords&metadataPrefix=oai_dc
    path("oai", oai.oai, name="oai"),
    # /robots.txt
    path("robots.txt", sitemaps.robots, name="robots"),
    # /.well-known/security.txt
    path(".well-known/security.txt", api_site_info.security, name="security"),
    # /sitemap.xml
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    # /sitemaps/articles-1.xml
    path("sitemaps/<key:kind>-<int:number>.xml", sitemaps.part, name="sitemap-part"),
    # /suggest/opensearch/?q=lxy
    path("suggest/opensearch/", opensearch.suggestions, name="opensearch-suggestions"),
    # /opensearch.xml
    path("opensearch.xml", opensearch.description, name="opensearch"),
    # /api/
    path("api/", api_reference.api, name="api"),
    # /api/openapi.json
    path("api/openapi.json", openapi_document.description, name="openapi"),
    # /about/
    *endpoint_paths("about/", about.about, api_site_info.about, name="about"),
    # /healthz
    path("healthz", probes.healthz, name="healthz"),
    # /readyz
    path("readyz", probes.readyz, name="readyz"),
    # /metrics
    path("metrics", probes.metrics, name="metrics"),
    # /data/
    *endpoint_paths("data/", about.data, api_exports.data, name="data"),
    # /data/dcat.jsonld
    path("data/dcat.jsonld", api_exports.dcat, name="dcat"),
    # /data/articles.jsonl.gz
    path("data/<str:name>", api_exports.file, name="data-file"),
    # /resolve/?url=http://epaper.example.cn/2021/07/28/content_12345.htm
    path("resolve/", resolve.resolve, name="resolve"),
    path("resolve.json", api_resolve.resolve, name="resolve-data"),
    # /articles/facets/person/?province=zhejiang&like=zhang
    path("articles/facets/<facet:facet>/", article_list.facet, name="facet"),
    # /articles/b3k7w2q/
    *endpoint_paths(
        "articles/<ident:ident>/",
        article.article,
        api_articles.article,
        more=(TEI,),
        views={IIIF: iiif.article},
        files=api_citations.FILES,
        name="article",
    ),
    # /articles/b3k7w2q/cite/?block=p3
    path("articles/<ident:ident>/cite/", citations.citation_page, name="citation-page"),
    # /articles/b3k7w2q/cite/ris
    path("articles/<ident:ident>/cite/<str:key>", api_citations.citation, name="citation"),
    # /articles/b3k7w2q/card.png
    path("articles/<ident:ident>/card.png", cards.article, name="article-card"),
    # /articles/b3k7w2q/clipping.jpg
    path("articles/<ident:ident>/clipping.jpg", clippings.article, name="article-clipping"),
    # /articles/b3k7w2q/headline.jpg
    path("articles/<ident:ident>/headline.jpg", clippings.headline, name="article-headline"),
    # /articles/b3k7w2q/picture-1.jpg
    path(
        "articles/<ident:ident>/picture-<int:number>.jpg",
        clippings.picture,
        name="article-picture",
    ),
    # /articles/b3k7w2q/linkset.json
    path("articles/<ident:ident>/linkset.json", linksets.article, name="article-linkset"),
    # /dispatches/b3k7w2q/?left=b3k7w2q&right=rmmjdt3
    *endpoint_paths(
        "dispatches/<ident:ident>/", dispatches.dispatch, api_dispatches.dispatch, name="dispatch"
    ),
    # /timegate/articles/b3k7w2q/
    path("timegate/articles/<ident:ident>/", mementos.timegate, name="timegate"),
    # /timemap/articles/b3k7w2q/
    path("timemap/articles/<ident:ident>/", mementos.timemap, name="timemap"),
    # /editions/20261129080000/articles/b3k7w2q/
    *endpoint_paths(
        "editions/<moment:moment>/articles/<ident:ident>/",
        article.memento,
        mementos.article,
        name="memento",
    ),
    # /newspapers/?province=zhejiang&letter=Z
    *endpoint_paths(
        "newspapers/",
        directories.newspapers,
        api_directories.newspapers,
        views={IIIF: iiif.newspapers},
        name="newspapers",
    ),
    # /newspapers/gongren-ribao/?year=2020
    *endpoint_paths(
        "newspapers/<key:newspaper>/",
        newspapers.newspaper,
        api_newspapers.newspaper,
        feeds.newspaper,
        views={IIIF: iiif.newspaper},
        name="newspaper",
    ),
    # /newspapers/gongren-ribao/card.png
    path("newspapers/<key:newspaper>/card.png", cards.newspaper, name="newspaper-card"),
    # /newspapers/gongren-ribao/linkset.json
    path("newspapers/<key:newspaper>/linkset.json", linksets.newspaper, name="newspaper-linkset"),
    # /newspapers/gongren-ribao/2020-04-24/
    *endpoint_paths(
        "newspapers/<key:newspaper>/<key:issue>/",
        issues.issue,
        api_newspapers.issue,
        feeds.issue,
        more=(EPUB,),
        views={IIIF: iiif.issue},
        name="issue",
    ),
    # /newspapers/gongren-ribao/2020-04-24/card.png
    path("newspapers/<key:newspaper>/<key:issue>/card.png", cards.issue, name="issue-card"),
    # /newspapers/gongren-ribao/2020-04-24/linkset.json
    path(
        "newspapers/<key:newspaper>/<key:issue>/linkset.json", linksets.issue, name="issue-linkset"
    ),
    # /newspapers/gongren-ribao/2020-04-24/reading/
    path("newspapers/<key:newspaper>/<key:issue>/reading/", issues.reading, name="reading"),
    # /newspapers/gongren-ribao/2020-04-24/3/
    *endpoint_paths(
        "newspapers/<key:newspaper>/<key:issue>/<page:page>/",
        issues.page,
        api_newspapers.page,
        views={IIIF: iiif.page},
        name="page",
    ),
    # /newspapers/gongren-ribao/2020-04-24/3/linkset.json
    path(
        "newspapers/<key:newspaper>/<key:issue>/<page:page>/linkset.json",
        linksets.page,
        name="page-linkset",
    ),
    # /iiif/0123456789abcdef…/
    path("iiif/<image:image_id>", images.base, name="iiif"),
    # /iiif/0123456789abcdef…/info.json
    path("iiif/<image:image_id>/info.json", images.information, name="iiif-info"),
    # /iiif/0123456789abcdef…/full/400,560/0/default.jpg
    path(
        "iiif/<image:image_id>/<str:region>/<str:size>/<str:rotation>/<str:quality>.<str:suffix>",
        images.tile,
        name="iiif-image",
    ),
    # /newspapers/gongren-ribao/2020-04-24/search/2?q=工会
    path(
        "newspapers/<key:newspaper>/<key:issue>/search/2",
        content_search.version_2,
        name="content-search-2",
    ),
    # /newspapers/gongren-ribao/2020-04-24/search/1?q=工会
    path(
        "newspapers/<key:newspaper>/<key:issue>/search/1",
        content_search.version_1,
        name="content-search-1",
    ),
    # /dates/
    *endpoint_paths("dates/", dates.years, api_dates.years, name="dates"),
    # /dates/2021/
    *endpoint_paths("dates/<year:year>/", dates.year, api_dates.year, name="dates-year"),
    # /dates/2021/12/
    *endpoint_paths(
        "dates/<year:year>/<month:month>/", dates.month, api_dates.month, name="dates-month"
    ),
    # /dates/2021/12/23/
    *endpoint_paths(
        "dates/<year:year>/<month:month>/<day:day>/", dates.day, api_dates.day, name="dates-day"
    ),
    # /dates/on-this-day/
    path("dates/on-this-day/", dates.today, name="today"),
    # /dates/on-this-day/12/23/
    *endpoint_paths(
        "dates/on-this-day/<month:month>/<day:day>/",
        dates.on_this_day,
        api_dates.on_this_day,
        name="on-this-day",
    ),
    # /topics/
    *endpoint_paths("topics/", authorities.topics, api_authorities.topics, name="topics"),
    # /topics/jineng-jingsai/
    *endpoint_paths(
        "topics/<key:slug>/", authorities.topic, api_authorities.topic, feeds.topic, name="topic"
    ),
    # /topics/jineng-jingsai/card.png
    path("topics/<key:slug>/card.png", cards.topic, name="topic-card"),
    # /places/
    *endpoint_paths("places/", authorities.places, api_authorities.places, name="places"),
    # /places/330182/
    *endpoint_paths(
        "places/<code:code>/", authorities.place, api_authorities.place, feeds.place, name="place"
    ),
    # /places/330182/card.png
    path("places/<code:code>/card.png", cards.place, name="place-card"),
    # /people/?letter=L&newspaper=gongren-ribao
    *endpoint_paths("people/", directories.people, api_directories.people, name="people"),
    # /people/chen-biao/
    *endpoint_paths(
        "people/<key:slug>/",
        authorities.person,
        api_authorities.person,
        feeds.person,
        name="person",
    ),
    # /people/chen-biao/card.png
    path("people/<key:slug>/card.png", cards.person, name="person-card"),
    # /organisations/shi-zong-gonghui/
    *endpoint_paths(
        "organisations/<key:slug>/",
        names.organisation,
        api_names.organisation,
        name="organisation",
    ),
    # /names/?kind=organisation&q=gonghui
    *endpoint_paths("names/", directories.names, api_directories.names, name="names"),
    # /names/person/某某/
    *endpoint_paths(
        "names/<name_kind:kind>/<name:called>/", names.name, api_names.name, name="name"
    ),
]

handler400 = errors.bad_request
handler404 = errors.not_found
handler500 = errors.server_error
