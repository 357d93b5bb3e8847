"""Recombine invented articles into new pages, with other leads, folios, notices and decks."""

import random
from collections.abc import Sequence
from dataclasses import replace

from archive.ingest.drafting.bylines import parse_lead
from archive.ingest.drafting.press_forms import press_forms, simple
from archive.text.names import SURNAMES

from .source import SourceLine, SourcePage

_GIVEN = "文武全明春华山川小秋雨思远志勇平安海天立新晓建国秀兰玉洁子涵若水云飞长青"
_MONTHS = "正二三四五六七八九十"
_CITIES = ("杭州", "南京", "成都", "石家庄", "昆明", "西安", "沈阳", "长沙", "兰州", "海口")
_NUMERALS = "〇一二三四五六七八九"


def varied_pages(pages: Sequence[SourcePage], count: int, seed: int) -> list[SourcePage]:
    """Return `count` pages made of the articles and notices of `pages`, reproducible by `seed`."""
    rng = random.Random(seed)
    return [_page(pages, rng) for _ in range(count)]


def _page(pages: Sequence[SourcePage], rng: random.Random) -> SourcePage:
    home = rng.choice(pages)
    script = _is_traditional(home)
    others = [page for page in pages if _is_traditional(page) == script]
    result = SourcePage("varied")
    if rng.random() < 0.7:
        result.lines += [SourceLine("F", words) for words in _folio(rng)]
    for _ in range(rng.randint(2, 7)):
        page = home if rng.random() < 0.4 else rng.choice(others)
        if rng.random() < 0.12:
            _add_apart(result, page, rng)
        if rng.random() < 0.12:
            titles = [line.text for page in others for line in page.lines if line.tag == "T"]
            result.lines.append(SourceLine("T", rng.choice([*titles, *_column_titles(rng)])))
        _add_article(result, page, rng)
    if rng.random() < 0.3:
        _add_apart(result, home, rng)
    if rng.random() < 0.3:
        result.lines.append(SourceLine("F", _footer(rng)))
    return result


def _is_traditional(page: SourcePage) -> bool:
    return is_traditional("".join(line.text for line in page.lines))


def is_traditional(words: str) -> bool:
    """Return whether a text is in traditional characters."""
    return sum(a != b for a, b in zip(words, simple(words), strict=True)) > len(words) / 12


def _add_article(result: SourcePage, page: SourcePage, rng: random.Random) -> None:
    if not page.places:
        return
    number = rng.randrange(len(page.places))
    lines = _on_one_line([line for line in page.lines if line.article == number], rng)
    result.places.append(page.places[number])
    result.bylines.append(page.bylines[number])
    signed = rng.random() < 0.35
    first = next((n for n, line in enumerate(lines) if line.tag == "P"), None)
    has_byline = any(line.tag == "Y" for line in lines)
    for n, line in enumerate(lines):
        if line.tag in "KS" and rng.random() < 0.25:
            continue
        if line.tag == "K" and line.text[-1].isalnum() and rng.random() < 0.12:
            line = replace(line, text=line.text + "——")
        if line.tag == "Y" and rng.random() < 0.3:
            continue
        if n == first and signed and not has_byline:
            lead = parse_lead(line.text)
            words = line.text[lead.length if lead else 0 :].lstrip()
            kind = rng.random()
            if kind < 0.15:
                result.lines.append(SourceLine("Y", _byline(rng), len(result.places) - 1))
            elif kind < 0.85:
                words = _lead(rng) + words
            line = replace(line, text=words)
        result.lines.append(replace(line, article=len(result.places) - 1))
    if rng.random() < 0.08 and result.lines[-1].tag == "P":
        last = result.lines[-1]
        ending = rng.choice(
            (f"（{_name(rng)}）", f"（记者 {_name(rng)}）", "（完）", f"({_name(rng)} 摄)")
        )
        result.lines[-1] = replace(last, text=last.text + ending)


def _on_one_line(lines: list[SourceLine], rng: random.Random) -> list[SourceLine]:
    """Return the lines, occasionally with two decks or two crossheads on one line."""
    result: list[SourceLine] = []
    for line in lines:
        above = result[-1].tag if result else ""
        beside = above + line.tag in ("KH", "HS", "CC") and rng.random() < 0.2
        if beside and len(result[-1].text + line.text) < 44:
            tag = "C" if line.tag == "C" else "H"
            result[-1] = SourceLine(tag, f"{result[-1].text} {line.text}", line.article)
        else:
            result.append(line)
    return result


def _add_apart(result: SourcePage, page: SourcePage, rng: random.Random) -> None:
    zones: list[list[SourceLine]] = []
    for line in page.lines:
        if line.tag in "ND":
            zones.append([line])
        elif line.tag in "nd" and zones:
            zones[-1].append(line)
    result.lines += rng.choice(zones) if zones and rng.random() < 0.6 else _notice(rng)


def _name(rng: random.Random) -> str:
    surname = rng.choice(SURNAMES[:120])
    return surname + "".join(rng.sample(_GIVEN, rng.choice((1, 2, 2))))


def _day(rng: random.Random) -> tuple[int, int, int]:
    return rng.randint(1950, 2024), rng.randint(1, 12), rng.randint(1, 28)


def _in_numerals(number: int) -> str:
    if number > 99:
        return "".join(_NUMERALS[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return ten + (_NUMERALS[ones] if ones or not tens else "")


def _folio(rng: random.Random) -> list[str]:
    year, month, day = _day(rng)
    weekday = rng.choice("一二三四五六日")
    name = rng.choice(press_forms()["page_names"])
    number = rng.choice(
        (str(rng.randint(1, 24)), f"A{rng.randint(1, 20)}", f"0{rng.randint(1, 9)}")
    )
    dates = (
        f"{year}年{month}月{day}日 星期{weekday}",
        f"{year}年{month}月{day}日　星期{weekday}",
        f"{year}.{month}.{day} 星期{weekday}",
        f"{year}-{month:02}-{day:02}",
        f"{_in_numerals(year)}年{_in_numerals(month)}月{_in_numerals(day)}日",
        f"{year}年{month}月{day}日",
    )
    date = rng.choice(dates)
    role = rng.choice(("责编", "责任编辑", "编辑", "主编", "本版编辑", "值班主任"))
    editors = rng.choice(
        (
            f"{role}：{_name(rng)}",
            f"{role} {_name(rng)} 美编 {_name(rng)}",
            f"{role}/{_name(rng)} 校对/{_name(rng)}",
            f"{role}：{_name(rng)}　版式：{_name(rng)}",
        )
    )
    page = rng.choice((f"第{number}版", number, f"{number}版", f"第{rng.choice(_MONTHS)}版"))
    forms: tuple[list[str], ...] = (
        [f"{page} {name} {date} {editors}"],
        [f"{number} {name} {date}"],
        [f"{number} {name}", f"{date} {editors}"],
        [name, page],
        [name, page, date],
        [date],
        [f"{date} {page}"],
        [f"{name} {date}", editors],
        [page],
        [],
        [f"{_paper(rng)} {date}", f"{number} {name}"],
        [f"{_paper(rng)}", date, page],
        [f"{name} {number}", date, editors],
        [f"今日{rng.choice((4, 8, 12))}版 第{rng.randint(900, 20000)}号 {date}"],
        ["内容详情", date, f"阅读数：{rng.randint(20, 900)}"],
    )
    return rng.choice(forms)


def _paper(rng: random.Random) -> str:
    return rng.choice(_CITIES) + rng.choice(("日报", "晚报", "工人报", "商报", "农村报"))


def _footer(rng: random.Random) -> str:
    return rng.choice(
        (
            f"本版责编：{_name(rng)}",
            f"责任编辑 {_name(rng)} 电话 0571-8{rng.randint(100000, 999999)}",
            f"本版投稿邮箱：{rng.choice('abcxyz')}b@example.com",
            f"编辑：{_name(rng)} 校对：{_name(rng)}",
            (
                f"社址：{rng.choice(_CITIES)}市中山路{rng.randint(1, 300)}号 "
                f"邮编：3100{rng.randint(10, 99)}"
            ),
            f"（下转第{rng.randint(2, 8)}版）",
        )
    )


def _column_titles(rng: random.Random) -> list[str]:
    words = rng.choice(press_forms()["column_endings"])
    return [
        words
        if len(words) > 2
        else rng.choice(("各地", "本周", "今日", "百姓", "基层", "一周")) + words
    ]


def _lead(rng: random.Random) -> str:
    month, day, city = rng.randint(1, 12), rng.randint(1, 28), rng.choice(_CITIES)
    signed = rng.choice(
        (
            f"记者 {_name(rng)}",
            f"记者{_name(rng)}",
            f"记者{_name(rng)} 通讯员{_name(rng)}",
            f"通讯员 {_name(rng)}",
            f"全媒体记者 {_name(rng)}",
        )
    )
    return rng.choice(
        (
            f"本报讯（{signed}）",
            f"本报讯 {signed}报道 ",
            f"本报讯 ({signed})",
            "本报讯 ",
            f"本报{city}{month}月{day}日电（{signed}）",
            f"本报{city}讯（{signed}）",
            f"新华社{city}{month}月{day}日电 ",
            f"新华社{city}{month}月{day}日电（{signed}）",
            f"据新华社{city}电 ",
            f"中新社{city}{month}月{day}日电 ",
            "【本报讯】",
            f"【新华社{city}{_in_numerals(day)}日电】",
            f"记者{_name(rng)}报道：",
            f"晚报讯（{signed}）",
            f"{city}讯（{signed}）",
        )
    )


def _byline(rng: random.Random) -> str:
    return rng.choice(
        (
            f"本报记者 {_name(rng)}",
            f"□ 本报记者 {_name(rng)}",
            f"■{_name(rng)}",
            f"本报记者 {_name(rng)} 通讯员 {_name(rng)}",
            f"全媒体记者 {_name(rng)}",
            f"本报记者 {_name(rng)} {rng.choice(_CITIES)}报道",
            _name(rng),
            f"本报特派记者 {_name(rng)} 发自{rng.choice(_CITIES)}",
        )
    )


def _notice(rng: random.Random) -> list[SourceLine]:
    year, month, day = _day(rng)
    company = (
        f"{rng.choice(_CITIES)}{rng.choice(('宏达', '永兴', '顺发', '金桥', '远航'))}"
        f"{rng.choice(('商贸', '建材', '食品', '运输'))}有限公司"
    )
    name, date = _name(rng), f"{year}年{month}月{day}日"
    forms: tuple[list[tuple[str, str]], ...] = (
        [
            ("N", "遗失声明"),
            ("n", f"{name}遗失居民身份证，证号尾数{rng.randint(1000, 9999)}，声明作废。"),
        ],
        [
            ("N", "注销公告"),
            ("n", f"{company}经股东决定解散，请债权人自公告之日起四十五日内申报债权。"),
            ("n", date),
        ],
        [
            ("N", "减资公告"),
            ("n", f"{company}拟将注册资本由五百万元减至一百万元，特此公告。"),
            ("n", company),
        ],
        [
            ("N", "招聘启事"),
            (
                "n",
                (
                    f"本厂招聘会计一名、司机两名，待遇面议，联系人{name}，"
                    f"电话0571-8{rng.randint(100000, 999999)}。"
                ),
            ),
        ],
        [
            ("N", "停电通知"),
            ("n", f"{month}月{day}日7时至16时，中山路沿线停电检修，请用户提前做好准备。"),
            ("n", f"{rng.choice(_CITIES)}供电局"),
        ],
        [
            ("N", "遗失启事"),
            ("n", f"{company}遗失营业执照副本，特此声明作废。"),
            ("n", f"{name}遗失军官证，声明作废。"),
        ],
        [
            ("N", "招标公告"),
            ("n", f"{company}办公楼维修工程公开招标，有意者请于{month}月{day}日前报名。"),
        ],
        [("N", "更正"), ("n", f"本报昨日二版消息中“{name}”误作“{_name(rng)}”，特此更正。")],
        [
            ("D", rng.choice(("旺铺出租", "新茶上市", "名表维修", "家具特卖"))),
            (
                "d",
                (
                    f"地址：{rng.choice(_CITIES)}市解放路{rng.randint(1, 300)}号，"
                    f"价格优惠，欢迎选购，电话8{rng.randint(100000, 999999)}。"
                ),
            ),
        ],
        [
            (
                "D",
                (
                    f"{rng.choice(('长江', '飞鱼', '金鹿'))}牌"
                    f"{rng.choice(('电扇', '味精', '胶鞋', '收音机'))}"
                ),
            ),
            ("d", "省优产品，实行三包，各大商场均有销售，欢迎来函订购。"),
        ],
    )
    return [SourceLine(tag, words) for tag, words in rng.choice(forms)]
