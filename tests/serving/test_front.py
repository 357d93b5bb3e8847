"""nginx with the documented site file caches every page, and serves while the archive is down."""

import gzip
import http.client
import re
import socket
import ssl
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli
import pytest

from .conftest import Server
from .front import Front

ARTICLE = "/articles/rmmjdt3/"
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def test_nginx_finds_no_fault_in_the_site_file(front):
    checked = front.check()
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr


def test_a_page_is_fetched_once_for_all_browsers(front):
    first = front.get("/topics/", accept=CHROME, accept_encoding="gzip, deflate, br, zstd")
    second = front.get("/topics/", accept=FIREFOX, accept_encoding="gzip, deflate, br")
    assert (first.headers["x-cache"], second.headers["x-cache"]) == ("MISS", "HIT")
    assert second.body == first.body
    assert second.headers["content-encoding"] == "br"


def test_codings_and_forms_are_kept_apart_each_with_its_tag(front):
    headers_by_browser = {
        "text": {},
        "br": {"accept_encoding": "br"},
        "gzip": {"accept_encoding": "gzip"},
        "json": {"accept": "application/json"},
    }
    for _ in range(2):
        results = {
            name: front.get("/people/", **headers) for name, headers in headers_by_browser.items()
        }
    assert {answer.headers["x-cache"] for answer in results.values()} == {"HIT"}
    assert len({answer.headers["etag"] for answer in results.values()}) == 4
    assert not any(answer.headers["etag"].startswith("W/") for answer in results.values())
    assert brotli.decompress(results["br"].body) == results["text"].body
    assert gzip.decompress(results["gzip"].body) == results["text"].body
    assert results["json"].headers["content-type"].startswith("application/json")


def test_the_cache_answers_who_has_the_page(front):
    tag = front.get(ARTICLE).headers["etag"]
    answer = front.get(ARTICLE, if_none_match=tag)
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["etag"] == tag


def test_a_page_that_is_not_there_is_kept_for_a_minute_and_search_by_its_words(front):
    assert front.get("/nothing/").headers["x-cache"] == "MISS"
    assert front.get("/nothing/").headers["x-cache"] == "HIT"
    assert front.get("/articles/?genre=texie").headers["x-cache"] == "MISS"
    assert front.get("/articles/?genre=xiaoxi").headers["x-cache"] == "MISS"


def test_harvesters_and_downloads_go_past_the_cache(front):
    answer = front.client().get(
        "/oai", "POST", b"verb=Identify", Content_Type="application/x-www-form-urlencoded"
    )
    assert b"repositoryName" in answer.body
    full_answer = front.get("/data/articles.jsonl.gz")
    part = front.get(
        "/data/articles.jsonl.gz", range="bytes=5-9", if_range=full_answer.headers["etag"]
    )
    assert (part.status, part.body) == (206, full_answer.body[5:10])
    assert "x-cache" not in full_answer.headers


def test_static_files_come_from_the_folder_compressed_beforehand(front):
    page = front.get("/").body.decode()
    name = re.search(r'href="(/static/css/components\.[0-9a-f]{12}\.css)"', page)[1]
    plain = front.get(name)
    for coding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        packed = front.get(name, accept_encoding=coding)
        assert packed.headers["content-encoding"] == coding
        assert unpack(packed.body) == plain.body
        assert packed.headers["vary"] == "Accept-Encoding"
    assert plain.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert front.get("/static/css/components.css").headers["cache-control"] == "public, max-age=60"


def test_a_client_with_too_many_requests_has_to_wait_and_others_do_not(front):
    greedy = front.client()
    answers = [greedy.get("/topics/") for _ in range(300)]
    refused = [answer for answer in answers if answer.status == 429]
    assert refused
    assert {answer.status for answer in answers} == {200, 429}
    assert "访问过于频繁" in refused[0].body.decode()
    assert refused[0].headers["retry-after"] == "10"
    assert refused[0].headers["cache-control"] == "no-store"
    assert front.get("/topics/").status == 200


def test_a_crawler_from_many_addresses_has_to_wait_and_archives_do_not(front):
    def statuses(agent, path="/topics/"):
        return {front.get(path, user_agent=agent).status for _ in range(120)}

    assert statuses("Mozilla/5.0 (compatible; ExampleBot/1.0)") == {200, 429}
    assert statuses("Mozilla/5.0 (compatible; archive.org_bot)") == {200}
    # harvesters ask here, whatever they are called
    assert statuses("ExampleSpider/2.0", "/oai?verb=Identify") == {200}


@pytest.mark.parametrize(
    ("path", "method", "size", "status"),
    [
        ("/articles/?q=" + "a" * 9000, "GET", 0, 414),
        ("/topics/", "POST", 2000, 413),
        ("/oai", "POST", 30_000, 413),
        ("/topics/", "POST", 10, 405),
    ],
)
def test_files_that_are_too_large_are_refused(front, path, method, size, status):
    body = b"x" * size if size else None
    assert front.client().get(path, method, body).status == status


def test_the_log_names_no_reader_and_nothing_they_searched_for(front):
    client = front.client()
    client.get("/articles/?q=geheim")
    log = (front.folder / "logs" / "baozang.log").read_text()
    assert " GET /articles/ " in log
    assert "geheim" not in log
    assert client.connection.source_address[0] not in log


@pytest.fixture
def dead_front(nginx, tmp_path):
    """In front of an archive that is down."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        front = Front(tmp_path, unused.getsockname()[1], tmp_path).start()
        yield front
        front.close()


def test_the_error_log_names_none_of_them_either(dead_front):
    front, client = dead_front, dead_front.client()
    answers = [client.get(f"/articles/?q=geheim{n}") for n in range(90)]
    assert {answer.status for answer in answers} == {429, 503}
    for name in ("error.log", "baozang.error.log", "baozang.log"):
        log = (front.folder / "logs" / name).read_text()
        assert "geheim" not in log, name
        assert client.connection.source_address[0] not in log, name


class ShortLived(BaseHTTPRequestHandler):
    """An archive whose pages are fresh for a second."""

    # a connection for each answer: none is left when it is shut down
    protocol_version = "HTTP/1.0"

    def do_GET(self):
        self.server.asked += 1
        body = f"answer {self.server.asked}".encode()
        self.send_response(200)
        self.send_header("Cache-Control", "public, max-age=1, stale-while-revalidate=600")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def short_lived(nginx, tmp_path):
    archive = ThreadingHTTPServer(("127.0.0.1", 0), ShortLived)
    archive.asked = 0
    threading.Thread(target=archive.serve_forever).start()
    front = Front(tmp_path, archive.server_port, tmp_path).start()
    yield archive, front
    front.close()
    archive.shutdown()
    archive.server_close()


def test_old_pages_are_read_while_new_ones_are_fetched_and_while_the_archive_is_down(short_lived):
    archive, front = short_lived
    assert front.get("/").body == b"answer 1"
    time.sleep(1.1)
    # the old one at once; behind it the new one is fetched
    assert front.get("/").body == b"answer 1"
    until = time.monotonic() + 10
    while front.get("/").body == b"answer 1":
        assert time.monotonic() < until
        time.sleep(0.05)
    archive.shutdown()
    archive.server_close()
    time.sleep(1.1)
    for _ in range(3):
        cached = front.get("/")
        assert (cached.status, cached.body[:6]) == (200, b"answer")
    uncached = front.get("/elsewhere/")
    assert uncached.status == 503
    assert "暂时无法访问" in uncached.body.decode()
    assert uncached.headers["retry-after"] == "10"


# --- with TLS, as the site file has it


@pytest.fixture(scope="module")
def tls_front(nginx, unstarted_server, tmp_path_factory):
    folder = tmp_path_factory.mktemp("secured")
    public = Server(unstarted_server.folder)
    public.environment |= {"ARCHIVE_ORIGIN": ORIGIN, "ARCHIVE_HOSTS": "localhost,127.0.0.1"}
    front = Front(folder, public.port, unstarted_server.folder / "var" / "static", tls=True)
    assert front.check().returncode == 0, front.check().stderr
    public.start()
    yield front.start()
    front.close()
    public.stop()


ORIGIN = "https://localhost"


def trusting(secured) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=secured.folder / "fullchain.pem")


def test_over_tls_the_archive_sends_hsts(tls_front):
    connection = http.client.HTTPSConnection(
        "localhost", tls_front.port, context=trusting(tls_front), timeout=30
    )
    connection.request("GET", ARTICLE)
    answer = connection.getresponse()
    page = answer.read().decode()
    assert answer.status == 200
    assert "max-age=" in answer.headers["Strict-Transport-Security"]
    assert f'<link rel="canonical" href="{ORIGIN}{ARTICLE}">' in page


def test_without_tls_readers_are_sent_to_it(tls_front):
    connection = http.client.HTTPConnection("127.0.0.1", tls_front.tls_free, timeout=30)
    connection.request("GET", f"{ARTICLE}?q=a", headers={"Host": "localhost"})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://localhost{ARTICLE}?q=a")


def test_tls_is_not_old_and_browsers_get_http_2(tls_front):
    offered = trusting(tls_front)
    offered.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", tls_front.port), timeout=30) as wire,
        offered.wrap_socket(wire, server_hostname="localhost") as speaking,
    ):
        assert (speaking.version(), speaking.selected_alpn_protocol()) == ("TLSv1.3", "h2")


def test_clients_limited_to_tls_1_1_are_refused(tls_front):
    # this interpreter would rather not offer it; the machine's own program does
    process = subprocess.run(
        [
            *("openssl", "s_client", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"),
            *("-connect", f"127.0.0.1:{tls_front.port}"),
        ],
        input=b"",
        capture_output=True,
        check=False,
        timeout=30,
    )
    assert process.returncode != 0
    assert b"alert protocol version" in process.stderr
