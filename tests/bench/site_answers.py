"""Send the engines' queries to a running site, and time complete responses."""

import http.client
import time
from urllib.parse import urlencode, urlsplit

from measuring import Series
from queries import Kind

from archive.search.contract import Query


def over_http(url: str, kinds: list[Kind], budget: float) -> dict[str, dict]:
    """Time responses of /articles/ over one keep-alive connection."""
    address = urlsplit(url)
    secure = address.scheme == "https"
    connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = connect(address.netloc, timeout=60)
    measured = {}
    for kind in kinds:
        series, failures, size = Series(), 0, 0
        queries = (*kind.warm_up, *kind.measured)
        for number, query in enumerate(queries):
            path = f"{address.path.rstrip('/')}/articles/?{_parameters(query)}"
            begun = time.perf_counter()
            connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
            answer = connection.getresponse()
            size = len(answer.read())
            if number >= len(kind.warm_up):
                series.milliseconds.append((time.perf_counter() - begun) * 1000)
                failures += answer.status != 200
            if series.spent > budget:
                break
        measured[kind.name] = {**series.summary(), "failures": failures, "last_bytes": size}
    connection.close()
    return measured


def _parameters(query: Query) -> str:
    pairs = [("q", " ".join(clause.terms[0].text for clause in query.clauses))]
    pairs += [(name, value) for name, values in query.filters.items() for value in values]
    if query.sort != "relevance":
        pairs.append(("sort", query.sort))
    if query.offset:
        pairs.append(("page", str(query.offset // 20 + 1)))
    return urlencode([pair for pair in pairs if pair[1]])
