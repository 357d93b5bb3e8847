import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.url_normalization import MAX_URL_LENGTH, normalize


@pytest.mark.parametrize(
    ("url", "equivalent"),
    [
        ("http://www.a.cn/x", "https://a.cn/x"),
        ("HTTP://WWW.A.CN:80/x", "https://a.cn:443/x"),
        (" https://a.cn ", "http://a.cn/"),
        ("https://a.cn./x#top", "https://a.cn/x#:~:text=y"),
        ("https://a.cn/x?utm_source=b&id=1&from=timeline", "https://a.cn/x?id=1"),
        ("https://a.cn/x?b=2&a=1", "https://a.cn/x?a=1&b=2"),
        ("https://a.cn/%7ex/%e4%bd%a0", "https://a.cn/~x/你"),
        ("https://a.cn/a/./b/../c", "https://a.cn/a/c"),
        ("https://a.cn/x?q=你", "https://a.cn/x?q=%E4%BD%A0"),
        ("https://报纸.cn/x", "https://xn--4ruw83d.cn/x"),
    ],
)
def test_one_address_has_one_form(url, equivalent):
    assert normalize(url) == normalize(equivalent) != ""


@pytest.mark.parametrize(
    ("url", "different"),
    [
        ("https://a.cn/x", "https://a.cn/X"),
        ("https://a.cn/x", "https://a.cn/x/"),
        ("https://a.cn/x?id=1", "https://a.cn/x?id=2"),
        ("https://a.cn/#/detail?id=1", "https://a.cn/#/detail?id=2"),
        ("https://a.cn/#!/1", "https://a.cn/"),
        ("https://a.cn:8080/x", "https://a.cn/x"),
        ("https://m.a.cn/x", "https://a.cn/x"),
        # the same words in GBK are other bytes
        ("https://a.cn/x?q=%C4%E3", "https://a.cn/x?q=%C4%E4"),
        ("https://a.cn/a%2Fb", "https://a.cn/a/b"),
        ("https://a.cn/x?from=1", "https://a.cn/x?from=2"),
    ],
)
def test_different_addresses_stay_different(url, different):
    assert normalize(url) != normalize(different)
    assert normalize(url)
    assert normalize(different)


@pytest.mark.parametrize(
    "url",
    ["", "x", "a.cn/x", "ftp://a.cn/", "http://", "http://localhost/x", "http://u:p@a.cn/",
     "http://a.cn:99999/", "http://[::1]/", "http://a b.cn/", "http://a.cn/\x00", "javascript:a.b",
     "http://[a.cn/", "http://<a>.cn/", f"http://a.cn/{'x' * MAX_URL_LENGTH}",
     "http://" + "a" * 70 + ".cn/"],
)  # fmt: skip
def test_input_that_is_not_a_web_address_has_no_normal_form(url):
    assert normalize(url) == ""


@given(st.text(max_size=60))
def test_any_text_is_accepted(text):
    for url in (text, f"https://a.cn/{text}", f"https://{text}.cn/?{text}#/{text}"):
        assert isinstance(normalize(url), str)


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_normalizing_is_idempotent(text):
    normalized = normalize(f"https://a.cn/{text}")
    assert not normalized or normalize(f"https://{normalized}") == normalized
