"""Requests that are too long or for a wrong host are refused before they are read."""

import pytest

from archive.formats.problem_details import KINDS
from archive.http.middleware.request_checks import MAX_HEADER_LENGTH, MAX_HEADERS_LENGTH
from archive.http.requests import MAX_URL_LENGTH

pytestmark = pytest.mark.django_db

TOO_MUCH = {
    "address": ("/articles/?q=" + "a" * MAX_URL_LENGTH, {}, 414, "too-long"),
    "path": ("/" + "a" * MAX_URL_LENGTH, {}, 414, "too-long"),
    "all headers": ("/", {"x-long": "x" * MAX_HEADERS_LENGTH}, 431, "headers-too-long"),
    "a header": ("/", {"accept": "text/html," * MAX_HEADER_LENGTH}, 431, "headers-too-long"),
    "host": ("/", {"host": "evil.example"}, 400, "bad-host"),
    "no host": ("/", {"host": ""}, 400, "bad-host"),
    "host with junk": ("/", {"host": "localhost/<script>"}, 400, "bad-host"),
}


@pytest.mark.parametrize("case", TOO_MUCH)
def test_oversized_requests_get_an_error_page(client, case):
    address, headers, status, kind = TOO_MUCH[case]
    answer = client.get(address, headers={"accept": "text/html"} | headers)
    page = answer.content.decode()
    assert answer.status_code == status
    assert f"<h1>{KINDS[kind][0]}</h1>" in page
    assert f"<code>{answer.headers['X-Request-ID']}</code>" in page
    assert "<script>" not in page
    assert len(page) < 20_000


@pytest.mark.parametrize("case", TOO_MUCH)
def test_oversized_requests_get_problem_details(client, case):
    address, headers, status, kind = TOO_MUCH[case]
    address = address.replace("/articles/", "/articles.json")
    accept = {"accept": "application/json"} if address == "/" or case == "path" else {}
    answer = client.get(address, headers=accept | headers)
    assert answer.status_code == status
    if case != "a header":
        data = answer.json()
        assert (data["type"].split("#")[1], data["code"]) == (kind, answer["X-Request-ID"])


def test_the_operator_learns_which_setting_is_missing(client):
    page = client.get("/", headers={"host": "archive.example.org"}).content.decode()
    assert "ARCHIVE_ORIGIN" in page
    assert "ARCHIVE_HOSTS" in page


def test_the_longest_allowed_request_is_answered(client):
    longest = "a" * (MAX_URL_LENGTH - len("/resolve/url="))
    assert client.get(f"/resolve/?url={longest}").status_code in (400, 404)
    assert client.get("/", headers={"cookie": "a=" + "b" * 20_000}).status_code == 200
    assert client.get("/", headers={"accept": "text/html" + " " * 1900}).status_code == 200


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_probes_accept_any_host(client, address):
    headers_by_address = {"host": "10.0.0.7:8000"}
    assert client.get(address, headers=headers_by_address).status_code != 400
    assert client.head(address, headers=headers_by_address).status_code != 400
    assert client.post(address, headers=headers_by_address).status_code == 400
    assert client.get(f"{address}?a=1").status_code == 400


def test_uploads_are_refused(client):
    answer = client.post("/oai", {"verb": "Identify", "file": ("a.txt", b"text")})
    assert answer.status_code in (200, 400)
    boundary = "x"
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nx\r\n'
        f"--{boundary}--\r\n"
    ).encode()
    answer = client.post("/oai", body, content_type=f"multipart/form-data; boundary={boundary}")
    assert answer.status_code in (200, 400)
    assert client.post("/", body, content_type="multipart/form-data; boundary=x").status_code == 405
