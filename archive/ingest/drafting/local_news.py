"""Infer the place of a newspaper or page, and give it to local news that names none."""

import re
from collections import Counter
from collections.abc import Sequence

from . import folio
from .article import ArticleDraft
from .line_classifier import ClassifiedLine
from .press_forms import alternatives, simple
from .training_data import TrainingData

# The level of a newspaper whose news is from anywhere.
_NATIONAL = "全国"
# A page has a province if at least this share of its articles with a place is in it.
_MIN_SHARE = 0.6
# Articles of one province that show that all of a page is from there.
_MIN_AROUND = 3
# Articles of one province that show that the newspaper's own reports are from there.
_MIN_OWN = 2
# Weight of an article that calls its place the newspaper's own; others have 1.
_OWN_WEIGHT = 3
# Words by which an article refers to the newspaper's place.
_LOCAL = re.compile(
    r"我[省市县区州]|[全本][省市县区州埠港澳]|[镇乡]|街道|社区|县城|城区|市区|市民|[市县区](?:总工会|教育局|公安局|[㐀-鿿]{2,6}局)"
    r"|(?<![㐀-鿿])[市县](?:[㐀-鿿]{0,5}(?:[局院馆站所厂]|剧团|中学|小学|公司|支行)|委|政府|里)"
)
# Words of local life, in reports of a newspaper whose place is known.
_LIFE = re.compile(
    r"居民|小区|路口|公交|公共汽车|电车|自来水|停[水电]|[燃煤]气|派出所|居委会|物业|菜场|农贸市场|城管"
    r"|环路|车站|公社|[大生]产?队|贫下中农|村民|社员|农场|连队|[厂场]部"
)
# Words that can mean the newspaper's place only.
_OWN = re.compile(r"我[省市县州]|本[省市县州埠邑]")
# The dateline of a local newspaper, or of the newspaper's city.
_LOCAL_LEAD = re.compile(
    r"[【〔（(]?(?:.{0,4}(?:晚报|晨报|早报|商报|快报|都市报)|本[市县埠州港澳])"
)
# A report from elsewhere.
_FROM_OTHERS = re.compile(rf"据|综合|{alternatives('agencies')}")
_LOCAL_PAGE = re.compile(rf"(?<![一-鿿])(?:{alternatives('local_page_names')})(?![一-鿿])")
# Lines that may name the newspaper's place.
_MARGINS = ("furniture", "notice", "advertisement")


def newspaper_place(
    entries: Sequence[ClassifiedLine], training: TrainingData, newspaper: str
) -> str:
    """Return the code of the newspaper's place, by the catalogue or what the page prints.

    "" if it is unknown, or if the newspaper is national.
    """
    paper = training.newspapers.get(newspaper)
    if paper and paper.place:
        return paper.place if paper.level != _NATIONAL else ""
    furniture = [entry.line.text for entry in entries if entry.kind == "furniture"]
    openings = [entry.line.text for entry in entries if entry.kind == "opening"]
    gazetteer = training.gazetteer
    signs = (
        folio.newspaper_place(furniture, gazetteer),
        folio.territory(furniture, gazetteer),
        folio.page_name_place(furniture, gazetteer),
        folio.publisher_place(furniture, gazetteer),
        folio.registered_place(furniture),
        folio.reporting_newspaper_place(openings, gazetteer),
    )
    place = next(filter(None, signs), "")
    # 闽北日报, published by 南平地委.
    finer = (sign for sign in signs if sign != place and sign and gazetteer.within(sign, place))
    return next(finer, place) if place else ""


def places_from_page(
    drafts: Sequence[ArticleDraft],
    entries: Sequence[ClassifiedLine],
    training: TrainingData,
    home: str,
) -> None:
    """Give articles of local news that name no place that of the newspaper or page.

    The place of a page is that of most of its other articles, preferably those not sent from
    elsewhere; without these, the place named by the margin, notices and advertisements.
    """
    code, sure, reason = _page_place(drafts, entries, training, home)
    if not code:
        return
    is_local_page = any(
        entry.kind == "furniture" and _LOCAL_PAGE.search(simple(entry.line.text))
        for entry in entries
    )
    is_one_place = _is_of_one_place(drafts, code)
    # A newspaper writes its own reports about its place.
    has_own_reports = bool(home) or _reports_from(drafts, code) >= _MIN_OWN
    for draft in drafts:
        text = simple(f"{draft.deck}\n{draft.text}")
        is_own_report = has_own_reports and not draft.is_opinion and not draft.is_comment
        is_local = (
            code[0] in "78"
            or _LOCAL.search(text)
            or _LOCAL_LEAD.match(simple(draft.dateline))
            or (is_local_page and not draft.column_head and not draft.is_comment)
            or (is_own_report and (draft.dateline or _LIFE.search(text)))
            or (draft.is_report and (home or is_one_place))
        )
        is_local = is_local and not _FROM_OTHERS.search(simple(draft.dateline))
        if not draft.fields["places"] and is_local and not draft.is_sent:
            draft.fields["places"] = [{"code": code, "basis": "inferred", "reason": reason}]
            draft.guess("places[0]", sure, reason)


def _reports_from(drafts: Sequence[ArticleDraft], code: str) -> int:
    """Return the number of articles in the province of `code` that were not sent from elsewhere."""
    return sum(
        draft.fields["places"][0]["code"][:2] == code[:2]
        for draft in drafts
        if draft.fields["places"] and not draft.is_sent
    )


def _is_of_one_place(drafts: Sequence[ArticleDraft], code: str) -> bool:
    """Return whether several articles of a page have a place, and all the same province."""
    provinces = [
        draft.fields["places"][0]["code"][:2] for draft in drafts if draft.fields["places"]
    ]
    return len(provinces) >= _MIN_AROUND and set(provinces) == {code[:2]}


def _page_place(
    drafts: Sequence[ArticleDraft],
    entries: Sequence[ClassifiedLine],
    training: TrainingData,
    home: str,
) -> tuple[str, float, str]:
    """Return (code, confidence, reason) of the page's place; the code is "" if it is unknown."""
    placed = [draft for draft in drafts if draft.fields["places"]]
    codes = [code for draft in placed if not draft.is_sent for code in _votes(draft)]
    if home:
        # A provincial newspaper has pages for single cities.
        codes = [code for code in codes if training.gazetteer.within(code, home)]
        if not home.endswith("0000") or not codes:
            return home, 0.6, "文中没有地名，报纸是当地的"
    reason, most_sure = "文中没有地名，同版各篇多在此地", 0.5
    if not codes:
        margins = "\n".join(entry.line.text for entry in entries if entry.kind in _MARGINS)
        codes = sorted(training.gazetteer.named(margins))
        reason, most_sure = "文中没有地名，报头、公告或广告里有此地", 0.4
    if not codes:
        codes = [draft.fields["places"][0]["code"] for draft in placed]
        reason = "文中没有地名，同版各篇多在此地"
    provinces = Counter(code[:2] for code in codes)
    if not provinces:
        return "", 0.0, ""
    province, count = provinces.most_common(1)[0]
    if count < _MIN_SHARE * len(codes):
        return "", 0.0, ""
    inside = Counter(code for code in codes if code[:2] == province)
    code, most = inside.most_common(1)[0]
    code = code if most > count / 2 else f"{province}0000"
    return code, round(most_sure * count / len(codes), 2), reason


def _votes(draft: ArticleDraft) -> list[str]:
    """Return the article's place, more than once if it calls it the newspaper's own."""
    is_own = _OWN.search(simple(f"{draft.deck}\n{draft.dateline}\n{draft.text}"))
    return [draft.fields["places"][0]["code"]] * (_OWN_WEIGHT if is_own else 1)
