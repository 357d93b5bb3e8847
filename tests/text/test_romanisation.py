"""Names, headlines and places in Latin letters."""

import pytest

from archive.text import place_names, romanisation
from archive.text.lang_markup import mark_chinese


@pytest.mark.parametrize(
    ("name", "slug", "expected"),
    [
        ("陈标", "chen-biao", "Chen Biao"),
        ("欧阳春晓", "ouyang-chunxiao", "Ouyang Chunxiao"),
        ("李亚安", "li-yaan", "Li Ya’an"),
        ("吕绿", "lu-lu", "Lü Lü"),
        # the slug decides between readings
        ("单雄", "shan-xiong", "Shan Xiong"),
        ("乌兰图雅", "", "Wulantuya"),
        ("Edgar", "", ""),
    ],
)
def test_a_name_has_the_family_name_first(name, slug, expected):
    assert romanisation.person(name, slug) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("工人日报", "Gongren Ribao"), ("河港日报", "Hegang Ribao"), ("样报", "Yangbao")],
)
def test_the_words_of_a_newspaper_have_capitals(name, expected):
    assert romanisation.newspaper(name) == expected


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("女职工的“娘家人”，来了！", "Nüzhigong de “niangjiaren”, lai le!"),
        ("浙江省工会开会", "Zhejiang Sheng gonghui kaihui"),
        ("《安全法》2021年", "“Anquanfa” 2021 nian"),
    ],
)
def test_a_headline_begins_with_a_capital(headline, expected):
    assert romanisation.title(headline) == expected


@pytest.mark.parametrize(
    ("name", "pinyin", "expected"),
    [
        ("杭州市", "hang zhou shi", "Hangzhou"),
        ("西湖区", "xi hu qu", "Xihu District"),
        ("萧县", "xiao xian", "Xiaoxian County"),
        ("内蒙古自治区", "nei meng gu zi zhi qu", "Inner Mongolia"),
        ("新疆维吾尔自治区", "xin jiang wei wu er zi zhi qu", "Xinjiang"),
        ("陕西省", "shan xi sheng", "Shaanxi"),
        ("景宁畲族自治县", "jing ning she zu zi zhi xian", "Jingning She Autonomous County"),
        (
            "孟连傣族拉祜族佤族自治县",
            "meng lian dai zu la hu zu wa zu zi zhi xian",
            "Menglian Dai, Lahu and Va Autonomous County",
        ),
        ("鄂伦春自治旗", "e lun chun zi zhi qi", "Oroqen Autonomous Banner"),
    ],
)
def test_a_place_is_named_with_its_kind_in_english(name, pinyin, expected):
    assert place_names.in_english(name, pinyin) == expected


def test_chinese_on_a_page_in_english_is_marked_once():
    page = (
        '<title>工会</title><p>Chen 陈标</p><p lang="zh-Hans">工会<b>职工</b></p>'
        '<svg><text>浙江</text></svg><input value="工会"><script>"工会"</script><p>《样报》, 3</p>'
    )
    opening = '<span lang="zh-Hans">'
    assert mark_chinese(page) == (
        f'<title>工会</title><p>Chen {opening}陈标</span></p><p lang="zh-Hans">工会<b>职工</b></p>'
        '<svg><text><tspan lang="zh-Hans">浙江</tspan></text></svg><input value="工会">'
        f'<script>"工会"</script><p>{opening}《样报》</span>, 3</p>'
    )


@pytest.mark.parametrize(
    ("name", "romanised"),
    [
        ("河港市总工会", "Hegang Shi Zonggonghui"),
        ("绍兴市柯桥区总工会", "Shaoxing Shi Keqiao Qu Zonggonghui"),
        ("内蒙古自治区总工会", "Neimenggu Zizhiqu Zonggonghui"),
        ("河港机电科技有限公司", "Hegang Jidian Keji Youxian Gongsi"),
        ("中国建设银行", "Zhongguo Jianshe Yinhang"),
        ("AB", ""),
    ],
)
def test_words_of_an_organisation_are_apart(name, romanised):
    assert romanisation.organisation(name) == romanised
