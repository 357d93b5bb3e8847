"""URLs of every kind of page for people, for tests that hold on each."""

# by the name of the route
KINDS = {
    "home": ("/",),
    "articles": (
        "/articles/",
        "/articles/?q=工会&province=zhejiang",
        "/articles/?q=技能竟赛",
        "/articles/?province=hubei&topic=jineng-jingsai",
        "/articles/?province=xizang&year=1999&genre=texie",
    ),
    "facet": (
        "/articles/facets/person/?province=zhejiang",
        "/articles/facets/newspaper/?like=zhejiang",
        "/articles/facets/province/?like=nothing",
    ),
    "article": (
        "/articles/rmmjdt3/",
        "/articles/t2fc5w2/",
        "/articles/rmmjdt3/?q=工匠&hit=1",
    ),
    "citation-page": ("/articles/rmmjdt3/cite/",),
    "search-form": ("/search/",),
    "basket": (
        "/basket/",
        "/basket/?items=rmmjdt3.t2fc5w2-p2.b2b2b2b.szwp781-p99&style=apa",
    ),
    "basket-reading": ("/basket/reading/", "/basket/reading/?items=rmmjdt3.t2fc5w2-p2.b2b2b2b"),
    "trends": (
        "/trends/",
        "/trends/?series=工会&series=topic=jineng-jingsai&unit=month&from=2020&to=2021",
        "/trends/?series=竞赛&by=newspaper&measure=count",
    ),
    "newspapers": ("/newspapers/", "/newspapers/?q=gongren&from=2020"),
    "newspaper": (
        "/newspapers/zhejiang-gongren-ribao/",
        "/newspapers/zhejiang-gongren-ribao/?year=2020",
        "/newspapers/jinri-jiande/",
    ),
    "issue": ("/newspapers/jinri-jiande/2021-12-23/", "/newspapers/gongren-ribao/gb4np1v/"),
    "reading": ("/newspapers/zhejiang-gongren-ribao/1wnb52f/reading/",),
    "page": ("/newspapers/zhejiang-gongren-ribao/d8g39xz/x1/",),
    "dates": ("/dates/",),
    "dates-year": ("/dates/2021/", "/dates/1999/"),
    "dates-month": ("/dates/2021/12/", "/dates/2021/07/"),
    "dates-day": ("/dates/2021/12/23/", "/dates/2021/07/01/"),
    "today": ("/dates/on-this-day/",),
    "on-this-day": ("/dates/on-this-day/12/23/",),
    "topics": ("/topics/",),
    "topic": ("/topics/laomo-gongjiang/", "/topics/fuwu-zhigong/"),
    "places": ("/places/",),
    "place": ("/places/330000/", "/places/429004/"),
    "people": ("/people/", "/people/?letter=Z&newspaper=gongren-ribao"),
    "api": ("/api/",),
    "data": ("/data/",),
    "about": ("/about/",),
    "person": ("/people/zhang-haocheng/",),
    "names": ("/names/", "/names/?kind=organisation&letter=Z"),
}
# views that answer no page
PROGRAMS = {"suggest", "resolve"}
# a page only while its edition is kept; see tests/editions/test_mementos.py
OF_EDITIONS = {"memento"}
# only with mentions; see tests/browser/test_names.py
OF_NAMES = {"name", "organisation"}
# only where several articles print the same; see tests/browser/test_dispatches.py
OF_REPRINTS = {"dispatch"}

# status → addresses; every one of them is a page, too
ERRORS = {
    400: (
        "/articles/?province=浙江&nothing=1",
        "/articles/?page=99",
        "/people/?letter=ZZ",
        "/topics/?colour=red",
        "/dates/2021/12/23/?page=2",
        "/trends/?series=工会&unit=week",
        "/newspapers/jinri-jiande/?year=1999",
    ),
    404: ("/nothing/", "/articles/rmmjdt4/", "/places/990000/", "/dates/2021/02/30/"),
}

ADDRESSES = tuple(address for addresses in KINDS.values() for address in addresses)
ERRONEOUS = tuple(address for addresses in ERRORS.values() for address in addresses)
