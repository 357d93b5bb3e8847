"""Small newspapers of made-up text in every format that can be imported."""

from pathlib import Path

XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


def string(text, wc=None, ident="", **extra):
    result = f' WC="{wc}"' if wc is not None else ""
    id_attribute = f' ID="{ident}"' if ident else ""
    attributes = "".join(f' {name}="{value}"' for name, value in extra.items())
    return f'<String CONTENT="{text}"{result}{id_attribute}{attributes}/>'


def block(ident, *lines):
    inner = "".join(f"<TextLine>{line}</TextLine>" for line in lines)
    return f'<TextBlock ID="{ident}">{inner}</TextBlock>'


def alto(*blocks, version=4, extra=""):
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<alto xmlns="http://www.loc.gov/standards/alto/ns-v{version}#"><Layout>'
        f'<Page ID="P1"><PrintSpace ID="PS">{"".join(blocks)}</PrintSpace></Page></Layout>{extra}'
        f"</alto>"
    )


def area(ident, file="ALTO1", end=""):
    ends = f' END="{end}"' if end else ""
    return f'<fptr><area FILEID="{file}" BETYPE="IDREF" BEGIN="{ident}"{ends}/></fptr>'


def div(kind, *inner, ident=""):
    id_attribute = f' ID="{ident}"' if ident else ""
    return f'<div TYPE="{kind}"{id_attribute}>{"".join(inner)}</div>'


def mets(logical="", pages=1, date="2020-10-11", href="text/{n}.xml", sums=(), links=""):
    """A METS file as docWorks makes it; without `logical` it lists only pages."""
    files = "".join(
        f'<file ID="ALTO{n}" MIMETYPE="text/xml"'
        + (f' CHECKSUMTYPE="SHA-256" CHECKSUM="{sums[n - 1]}"' if sums else "")
        + f'><FLocat LOCTYPE="URL" xlink:href="{href.format(n=n)}"/></file>'
        for n in range(1, pages + 1)
    )
    physical = "".join(
        f'<div TYPE="PAGE" ORDER="{n}" ORDERLABEL="{n}" ID="phys{n}"><fptr FILEID="ALTO{n}"/></div>'
        for n in range(1, pages + 1)
    )
    structure = f'<structMap TYPE="LOGICAL">{logical}</structMap>' if logical else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<mets xmlns="http://www.loc.gov/METS/" {XLINK} xmlns:mods="http://www.loc.gov/mods/v3">\n'
        '<dmdSec ID="D1"><mdWrap><xmlData><mods:mods><mods:originInfo>'
        f"<mods:dateIssued>{date}</mods:dateIssued></mods:originInfo></mods:mods>"
        "</xmlData></mdWrap></dmdSec>\n"
        f'<fileSec><fileGrp USE="Text">{files}</fileGrp></fileSec>\n'
        f'<structMap TYPE="PHYSICAL"><div TYPE="Newspaper">{physical}</div></structMap>\n'
        f"{structure}{links}</mets>"
    )


TWO_ARTICLES = div(
    "ISSUE",
    div(
        "ARTICLE",
        div("HEADING", div("OVERLINE", area("K")), div("TITLE", area("T"))),
        div(
            "BODY", div("AUTHOR", area("A")), div("PARAGRAPH", area("B1")), div("TITLE", area("C"))
        ),
        div("BODY", div("PARAGRAPH", area("B2"))),
        ident="A1",
    ),
    div("ARTICLE", div("BODY", div("PARAGRAPH", area("B3"))), ident="A2"),
)

ONE_PAGE = alto(
    block("M", string("试报")),
    block("K", string("增强本领", 0.9)),
    block("T", string("县里办起", 0.9), string("钳工比武", 0.4)),
    block("A", string("本报记者 甲文")),
    block("B1", string("十月的一天，", 0.3), string("四十名钳工走进车间。", 0.8)),
    block("C", string("场场都难")),
    block("B2", string("比武分三场。")),
    block("B3", string("乡里也要比，下月开赛，地点另告。")),
)


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Write files below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def batch(folder: Path) -> Path:
    return write(folder, {"mets.xml": mets(TWO_ARTICLES), "text/1.xml": ONE_PAGE})


def region(ident, *lines, box=(0, 0, 100, 100), kind="paragraph", shape=(0, 0, 80, 10), extra=""):
    """A region whose lines are of one shape."""
    inner = "".join(
        f'<TextLine id="{ident}l{n}"><Coords points="{points(shape)}"/>'
        f"<TextEquiv><Unicode>{line}</Unicode></TextEquiv></TextLine>"
        for n, line in enumerate(lines)
    )
    return (
        f'<TextRegion id="{ident}" type="{kind}"{extra}><Coords points="{points(box)}"/>{inner}'
        "</TextRegion>"
    )


def points(box):
    left, top, right, bottom = box
    return f"{left},{top} {right},{top} {right},{bottom} {left},{bottom}"


def page_xml(*regions, order="", year="2019-07-15", page=""):
    ns = f"http://schema.primaresearch.org/PAGE/gts/pagecontent/{year}"
    order = f"<ReadingOrder>{order}</ReadingOrder>" if order else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<PcGts xmlns="{ns}"><Page imageFilename="1.jpg"{page}>{order}{"".join(regions)}</Page>'
        f"</PcGts>"
    )


NODE = """<html><head><meta charset="{charset}"><title>试报</title></head><body>
<a id="pageLink" href="node_1.htm">第01版：要闻</a>
<a id="pageLink" href="node_2.htm">第02版：工会</a>
<img usemap="#PagePicMap" width="350" height="500"><map name="PagePicMap">
<area shape="polygon" coords="1,2,30,2,30,40,1,40" href="content_11.htm?div=-1">
<area shape="polygon" coords="1,50,30,50,30,90" href="content_12.htm?div=0">
</map><a href="content_11.htm?div=-1">县里办起钳工比武</a></body></html>
"""

# the newer generation: all data of the editing system is in a comment
CONTENT = """<html><head><title>县里办起钳工比武</title></head><body>
<!--enpproperty <articleid>11</articleid><date>2020-10-11 00:00:00.0</date>
<author>本报记者 甲文</author>
<title>县里办起<br>钳工比武</title><keyword></keyword><subtitle>四十人同场</subtitle>
<introtitle>增强本领</introtitle><nodename>工会</nodename>/enpproperty-->
<div id="ozoom"><founder-content><!--enpcontent--><P>　　十月的一天，四十名钳工走进车间。</P>
<P>　　比武分三场。<script>alert(1)</script></P><!--/enpcontent--></founder-content>
</div></body></html>
"""

# an older one: tables with classes, paragraphs parted by breaks
OLD_CONTENT = """<html><body><table><tr><td class="font02">乡里来信</td></tr>
<tr><td class="font01">乡里也要比</td></tr><tr><td class="font02">地点另告</td></tr></table>
<div id="ozoom">下月开赛。<br>　　人人可来。<br>（通讯员 乙山 丙水）</div></body></html>
"""


def epaper(folder: Path, encoding="utf-8", charset="gb2312", host="epaper.example.cn") -> Path:
    """A wget mirror of one page with an article of each generation."""
    at = f"{host}/html/2020-10/11"
    return write(
        folder,
        {
            f"{at}/node_2.htm": NODE.format(charset=charset).encode(encoding),
            f"{at}/content_11.htm": CONTENT.encode(encoding),
            f"{at}/content_12.htm": OLD_CONTENT.encode(encoding),
        },
    )


TABLE = """日期,版,题,正文,作者,网址
2020-10-11,1,县里办起钳工比武,"十月的一天，四十名钳工走进车间。
比武分三场。",记者 甲文,http://epaper.example.cn/1.htm
2020-10-11,2,乡里也要比,下月开赛，地点另告。,,
2020-10-12,1,村里不比,收了稻子再说。,,
"""
MAP = ["date=日期,page=版,headline=题,text=正文,byline=作者,url=网址"]


def didl(sums=("",)):
    """The KB's container: a page with its ALTO file, an article of its blocks."""
    space = "mpeg21"
    pages = "".join(
        f'<Item dc:identifier="x:{space}:p{n:03}"><Descriptor><Statement>page {n}</Statement>'
        f"</Descriptor>"
        f'<Component><Resource dcx:filename="{n}_alto.xml" dcx:md5_checksum="{sum_}"/></Component>'
        f'<Item dc:identifier="x:{space}:p{n:03}:a0001"/></Item>'
        for n, sum_ in enumerate(sums, 1)
    )
    blocks = "".join(f'<dcx:TextBlock ID="{ident}"/>' for ident in ("T", "B1", "B2"))
    return (
        '<didl:DIDL xmlns:didl="urn:mpeg:mpeg21:2002:02-DIDL-NS" '
        'xmlns="urn:mpeg:mpeg21:2002:02-DIDL-NS" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcx="urn:x" xmlns:srw="urn:y">'
        f'<Item dc:identifier="x:{space}"><Component><Resource><srw:dcx><dc:title>试报</dc:title>'
        "<dc:date>2020-10-11</dc:date><dcx:issuenumber>92</dcx:issuenumber></srw:dcx></Resource></Component>"
        f'{pages}<Item dc:identifier="x:{space}:a0001"><Component><Resource><srw:dcx>'
        "<dc:title>县里办起钳工比武</dc:title>"
        "<dc:identifier>http://resolver.example.nl/resolve?urn=x:a0001</dc:identifier>"
        "</srw:dcx></Resource></Component><Component><Resource><dcx:zoning><dcx:article-part "
        'order="1">'
        f'<dcx:blocks alto="1_alto.xml">{blocks}</dcx:blocks></dcx:article-part></dcx:zoning>'
        f"</Resource>"
        "</Component></Item></Item></didl:DIDL>"
    )
