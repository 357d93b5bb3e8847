"""Fills the catalogue in traditional characters by OpenCC, for `make messages`.

Characters are those of Taiwan; quotation marks are 「」. What OpenCC gets wrong is in CHARACTERS.
Words stay, but for the terms of computing in WORDS: those that mean something else to readers in
Taiwan and Hong Kong, or nothing.
"""

import re
import sys
from pathlib import Path

from babel.messages.pofile import read_po, write_po
from opencc import OpenCC

CATALOGUE = Path(__file__).parent / "zh_Hant" / "LC_MESSAGES" / "django.po"
# converted wrongly → rightly
CHARACTERS = {
    "版本里": "版本裡",
    "文本里": "文本裡",
    # 藏历 and 历年 overlap: the years, not the calendar
    "所藏曆年": "所藏歷年",
    # elsewhere OpenCC has 發佈
    "再發布": "再發佈",
    # weeks: the interface has no other 周
    "周": "週",
    "賬": "帳",
    "各注": "各註",
}
# a word → the one that readers of traditional characters know; those that are part of others last
WORDS: dict[str, str] = dict(
    re.findall(
        r"(\S+)→(\S+)",
        """
        維基數據→維基數據 數據庫→資料庫 數據→資料
        文件夾→資料夾 文件名→檔名 描述文件→描述檔 文件→檔案
        服務器→伺服器 主機名→主機名稱 軟件→軟體 程序→程式 接口→介面 密鑰→金鑰
        工作進程→工作行程 內存→記憶體 運行→執行 默認→預設 設置→設定 支持→支援 可通過→可透過
        鏈接→連結 打印→列印 導出→匯出 導入→匯入 登錄→登入 斷點續傳→續傳 搜索→搜尋
        高級檢索→進階檢索 字段→欄位 字節→位元組 字符→字元 單元格→儲存格 對象→物件
        請求頭→請求標頭 響應頭→回應標頭 斜槓→斜線 信息→資訊 字號→字體大小
        無法訪問→無法使用 可正常訪問→可正常使用 跨域訪問→跨域存取 訪問→造訪 反饋→回報
        重定向→重新導向 瓦片→圖磚 緩存→快取
        規範文檔→權威檔 純文本→純文字 許可→授權 報道→報導 元音→母音 輔音→子音
        """,
    )
)
_RIGHT = CHARACTERS | WORDS
_WRONG = re.compile("|".join(map(re.escape, _RIGHT)))
_QUOTES = str.maketrans("“”‘’", "「」『』")


def main() -> None:
    converter = OpenCC("s2tw")
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="zh_Hant", domain="django")
    for message in catalogue:
        if not message.id:
            continue
        text = message.id if isinstance(message.id, str) else message.id[0]
        converted = converter.convert(text).translate(_QUOTES)
        converted = _WRONG.sub(lambda match: _RIGHT[match[0]], converted)
        message.flags.discard("fuzzy")
        # Chinese has one form for all numbers
        message.string = converted if isinstance(message.id, str) else (converted,)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=100)


if __name__ == "__main__":
    sys.exit(main())
