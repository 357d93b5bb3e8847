import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text.punctuation import full_width


@pytest.mark.parametrize(
    ("scanned", "expected"),
    [
        ("来了,走了;好吗?好!", "来了，走了；好吗？好！"),
        ("他说:“好!”", "他说：“好！”"),
        ("共1,000人,10:30到", "共1,000人，10:30到"),
        ("某某(惠州)公司", "某某（惠州）公司"),
        ("某某(ABC)公司", "某某（ABC）公司"),
        ("f(x, y) is 1:2", "f(x, y) is 1:2"),
        ("占26.3%,其中", "占26.3%，其中"),
        ("APP,官网", "APP，官网"),
        ("", ""),
    ],
)
def test_marks_follow_their_surroundings(scanned, expected):
    assert full_width(scanned) == expected


@given(st.text(alphabet="中文a1,;:?!()（）“” .", max_size=30))
def test_length_never_changes_and_twice_is_once(text):
    converted = full_width(text)
    assert len(converted) == len(text)
    assert full_width(converted) == converted
