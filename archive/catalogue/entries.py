"""The fixture format: what an editor may write in a catalogue file, as frozen records.

The records are the one definition of the format. The reader builds them from YAML, importers yield
them, the serializer turns them into Django's fixture records, and docs/editors.md explains them.
Offsets count characters (Unicode code points) of the page's text from 0; a span is [start, end)
with the end not included, as in Web Annotation's TextPositionSelector (W3C, section 4.2.5).
"""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticKnownError

from archive import idents, url_normalization
from archive.text import dates
from archive.text.boxes import Box
from archive.text.roles import ROLES, Work, work

from .publication import days


def _span(span: tuple[int, int]) -> tuple[int, int]:
    if span[0] < 0 or span[1] <= span[0]:
        raise ValueError(f"区间 {list(span)} 须满足 0 ≤ 起 < 止")
    return span


def _point(span: tuple[int, int]) -> tuple[int, int]:
    if span[0] < 0 or span[1] < span[0]:
        raise ValueError(f"区间 {list(span)} 须满足 0 ≤ 起 ≤ 止")
    return span


def _ident(value: str) -> str:
    if not idents.well_formed(value):
        raise ValueError(f"{value!r} 不是文章编号：应为 7 位小写字母或数字")
    if not idents.check(value):
        raise ValueError(f"文章编号 {value!r} 的校验位不符，请用 manage.py mint 生成")
    return value


def _web_address(value: str) -> str:
    if not url_normalization.normalize(value):
        raise ValueError(f"{value!r} 不是 https://… 这样的网址")
    return value


def _day(value: str) -> str:
    try:
        if date.fromisoformat(value).isoformat() == value:
            return value
    except ValueError:
        pass
    raise ValueError(f"{value!r} 不是 2026-11-20 这样的日期")


def _days(value: str) -> str:
    days(value)
    return value


def _edtf(value: str) -> str:
    try:
        dates.bounds(value)
    except ValueError as error:
        meant = dates.to_edtf(value)
        hint = f"应写 {meant}" if meant else "写法见 docs/editors.md 的“日期（EDTF）”"
        raise ValueError(f"{error}；{hint}") from error
    return value


def _zone(box: Box) -> Box:
    if min(box) < 0 or not box.area or box.right > 1 + 1e-6 or box.bottom > 1 + 1e-6:
        raise ValueError(
            f"区域 {list(box)} 应为 [x, y, 宽, 高]，是版面宽高的几分之几：0 到 1 之间，不出版面"
        )
    return box


_WIDE_QUOTES = ("“", "”", "‘", "’", "＂")


def _in_no_quotes(value: str) -> str:
    if value.startswith(_WIDE_QUOTES) and value.endswith(_WIDE_QUOTES):
        raise ValueError(f'{value} 带着全角引号；YAML 的引号是半角的，如 "3"')
    return value


if TYPE_CHECKING:
    Role = str
    Position = str
else:
    Role = Literal[*ROLES]
    Position = Literal["", *(name for name in ROLES if work(name) is Work.TEXT)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=50)]
Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=20)]
Ident = Annotated[str, AfterValidator(_ident)]
Code = Annotated[str, Field(pattern=r"^[1-9][0-9]{5}$")]
Edtf = Annotated[str, AfterValidator(_edtf)]
Days = Annotated[str, AfterValidator(_days)]
Span = Annotated[tuple[int, int], AfterValidator(_span)]
Spans = Annotated[tuple[Span, ...], Field(min_length=1)]
# where something stands on the page, as fractions of its width and height
ZoneBox = Annotated[Box, AfterValidator(_zone)]
BlockId = Annotated[str, Field(pattern=r"^[a-z][0-9]{1,4}$")]
FileSum = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Basis = Literal["stated", "inferred"]
Genre = Literal["", "xiaoxi", "tongxun", "texie", "zongshu", "tupian-xinwen", "jianxun"]
# numbers and names, which have no quotation marks around them
Unquoted = Annotated[str, Field(max_length=120), AfterValidator(_in_no_quotes)]
Name = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_in_no_quotes)]
# what an editor writes: all of a newspaper page has some thousands of characters
Remark = Annotated[str, Field(max_length=2000)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Day = Annotated[str, AfterValidator(_day)]
Sum = Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]
LedgerKind = Literal["article", "newspaper", "issue", "page", "topic", "person"]


class CatalogueEntry(BaseModel):
    """Unknown fields are errors: a misspelt field must not be lost."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class ReasonedEntry(CatalogueEntry):
    """Something stated or inferred; what is inferred says why."""

    basis: Basis
    reason: Remark = ""

    @model_validator(mode="after")
    def _inferred_says_why(self):
        if self.basis == "inferred" and not self.reason:
            raise ValueError("basis 为 inferred 时须写 reason（推定的理由）")
        return self


class EvidenceEntry(CatalogueEntry):
    """A sentence (counted from 1 in the article's reading text) that helps to date the issue."""

    article: Ident
    sentence: Annotated[int, Field(ge=1)]
    says: Text


class IssueDate(ReasonedEntry):
    edtf: Edtf
    evidence: tuple[EvidenceEntry, ...] = ()


class PageText(CatalogueEntry):
    """The page's text file as it was catalogued."""

    sha256: FileSum
    length: Annotated[int, Field(gt=0)]


class PageImageEntry(CatalogueEntry):
    """An image of the page, known by the SHA-256 of its file; of a PDF, which of its pages.

    `width` and `height` are its pixels; of a PDF's page, those it is rendered at.
    """

    sha256: FileSum
    pdf_page: Annotated[int, Field(ge=1)] | None = None
    width: Annotated[int, Field(ge=1, le=100_000)]
    height: Annotated[int, Field(ge=1, le=100_000)]
    # the first that shows the page is the page's image
    shows: Literal["page", "part"] = "page"
    # a remark, or the address of a licence
    rights: Remark = ""


class Deck(CatalogueEntry):
    """A kicker, headline or subhead: its words as printed, and where they stand."""

    text: Annotated[str, Field(min_length=1, max_length=120)]
    at: Spans


class Headline(CatalogueEntry):
    """The headline as printed, or one that the editor supplied where none is printed."""

    text: Annotated[str, Field(min_length=1, max_length=120)]
    at: tuple[Span, ...] = ()
    supplied: bool = False

    @model_validator(mode="after")
    def _stands_on_the_page_or_is_supplied(self):
        if self.supplied and self.at:
            raise ValueError("supplied 是编者所拟的题，版面上没有，不写 at")
        if not self.supplied and not self.at:
            raise ValueError("缺少 at；版面上没有印题的，自拟一个，并写 supplied: true")
        if self.supplied and self.text[0] in "〔[［【" and self.text[-1] in "〕]］】":
            raise ValueError("自拟的题不必加括号，程序会加〔〕")
        return self


class CreditEntry(CatalogueEntry):
    """One person in one role, and the words it was read from."""

    person: Slug
    role: Role
    position: Position = ""
    read: Text
    note: Remark = ""


class PlaceRef(ReasonedEntry):
    code: Code


class BlockEntry(CatalogueEntry):
    """A stretch of the body in reading order; its spans join without a break.

    `gap` says that text is lost before or after it; `run_in` that it opens the next block's line.
    """

    kind: Literal["paragraph", "crosshead", "item", "caption", "summary", "byline", "credit"]
    id: BlockId
    at: Spans
    text: str = ""
    run_in: bool = False
    gap: Literal["", "before", "after"] = ""


class CorrectionEntry(CatalogueEntry):
    """An edit of the reading text; the page's text itself is never changed."""

    # a blank may be what is corrected
    model_config = ConfigDict(str_strip_whitespace=False)

    at: Annotated[tuple[int, int], AfterValidator(_point)]
    was: str
    read: str
    reason: Text
    certainty: Literal["sure", "likely"]

    @model_validator(mode="after")
    def _changes_something(self):
        if self.was == self.read:
            raise ValueError("was 与 read 相同，没有改动")
        if len(self.was) != self.at[1] - self.at[0]:
            raise ValueError(f"was 有 {len(self.was)} 字，区间 {list(self.at)} 却不是这么长")
        return self


class NoteEntry(CatalogueEntry):
    """What the editor tells the reader: a loss, torn order, a doubt, …"""

    kind: Literal["loss", "order", "repeat", "stray", "doubt", "deck", "source"]
    block: str = ""
    text: Text


class NonArticleEntry(CatalogueEntry):
    """What stands on the page but belongs to no article's text."""

    kind: Literal["column-title", "furniture", "repeat", "stray", "withdrawn"]
    at: Spans
    text: str = ""
    of: Ident | None = None
    note: Remark = ""
    # only where the page has no geometry
    zones: tuple[ZoneBox, ...] = ()

    @model_validator(mode="after")
    def _repeat_names_its_article(self):
        if self.kind == "repeat" and self.of is None:
            raise ValueError("kind 为 repeat 时须以 of 写明重复的是哪篇文章")
        return self

    @model_validator(mode="after")
    def _withdrawn_is_not_quoted(self):
        if self.kind == "withdrawn" and (self.text or self.of):
            raise ValueError("kind 为 withdrawn 时不写 text 和 of：撤下的文字不再引")
        return self


class PictureEntry(CatalogueEntry):
    """A photograph or drawing on the page; `caption` is the ID of the block that is its caption."""

    zone: ZoneBox
    caption: BlockId | Literal[""] = ""


class IdentifierEntry(CatalogueEntry):
    """What the article goes by elsewhere: `url`, an address it has or had on another site."""

    kind: Literal["url"]
    value: Annotated[str, Field(max_length=2000), AfterValidator(_web_address)]


class ArticleEntry(CatalogueEntry):
    """One article; `minimal` cataloguing (MARC 21's encoding level 7) may leave out four fields."""

    ident: Ident
    cataloguing: Literal["full", "minimal"] = "full"
    genre: Genre = Field("", validate_default=True)
    column: str = ""
    kicker: Deck | None = None
    headline: Headline
    subheads: tuple[Deck, ...] = ()
    bylines: tuple[CreditEntry, ...] = ()
    places: tuple[PlaceRef, ...] = Field((), validate_default=True)
    # slugs; the check says which topic was meant where it is none
    topics: tuple[Text, ...] = Field((), max_length=6, validate_default=True)
    digest: str = Field("", validate_default=True)
    body: Annotated[tuple[BlockEntry, ...], Field(min_length=1)]
    corrections: tuple[CorrectionEntry, ...] = ()
    notes: tuple[NoteEntry, ...] = ()
    identifiers: tuple[IdentifierEntry, ...] = ()
    # only where the page has no geometry; else zones follow from the spans
    zones: tuple[ZoneBox, ...] = ()
    pictures: tuple[PictureEntry, ...] = ()

    @field_validator("genre", "places", "topics", "digest")
    @classmethod
    def _full_has_it(cls, value, info: ValidationInfo):
        # where `cataloguing` itself is wrong, that is fault enough; of a draft the check tells
        drafted = (info.context or {}).get("draft")
        if not value and info.data.get("cataloguing") == "full" and not drafted:
            raise PydanticKnownError("missing")
        return value

    @property
    def length(self) -> int:
        """Characters of the body as the page has them, bylines included."""
        return sum(end - start for block in self.body for start, end in block.at)


class PageEntry(CatalogueEntry):
    page: Annotated[str, Field(pattern=r"^[a-z]?[0-9]{1,3}$")]
    number: Unquoted = ""
    name: Unquoted = ""
    text: PageText
    images: tuple[PageImageEntry, ...] = ()
    notes: tuple[NoteEntry, ...] = ()
    apart: tuple[NonArticleEntry, ...] = ()
    articles: tuple[ArticleEntry, ...] = ()


class DraftGuess(CatalogueEntry):
    """One guess of the drafter: of what in this file, how sure (0 to 1), and why."""

    at: Text
    confidence: Annotated[float, Field(ge=0, le=1)]
    reason: Text


class Draft(CatalogueEntry):
    """That a file was drafted by program and not yet approved; an editor takes it out."""

    guesses: tuple[DraftGuess, ...] = ()


class IssueFile(CatalogueEntry):
    """One file of fixtures/issues/: one issue with its pages and articles."""

    newspaper: Slug
    issue: Key
    number: Unquoted = ""
    attribution: ReasonedEntry
    date: IssueDate
    pages: Annotated[tuple[PageEntry, ...], Field(min_length=1)]
    draft: Draft | None = None


class PublicationPeriod(CatalogueEntry):
    """On which days a newspaper appeared from `since` to `until`, both included, by what source."""

    since: Day
    until: Day
    weekdays: Annotated[
        tuple[Literal["一", "二", "三", "四", "五", "六", "日"], ...], Field(min_length=1)
    ]
    pages: Annotated[int, Field(ge=1)] | None = None
    # days on which it did not appear though the weekday says so, and the other way round
    closed: tuple[Days, ...] = ()
    also: tuple[Days, ...] = ()
    source: Text

    @model_validator(mode="after")
    def _runs_forward(self):
        if self.since > self.until:
            raise ValueError(f"since {self.since} 晚于 until {self.until}")
        return self


class NewspaperEntry(CatalogueEntry):
    slug: Slug
    name: Name
    level: Unquoted = ""
    place: Code | None = None
    description: Remark = ""
    publication: tuple[PublicationPeriod, ...] = ()


class TopicEntry(CatalogueEntry):
    """A SKOS concept: prefLabel, altLabel, definition, scopeNote, broader."""

    slug: Slug
    label: Name
    also: tuple[str, ...] = ()
    definition: Text
    scope: Remark = ""
    broader: Slug | None = None


class PersonEntry(CatalogueEntry):
    slug: Slug
    name: Name
    pen_name: bool = False
    note: Remark = ""


class LedgerLine(CatalogueEntry):
    """An address and what became of it; `sum` is what its record came to when it was entered."""

    kind: LedgerKind
    key: Text
    state: Literal["live", "merged", "split", "moved", "withdrawn"] = "live"
    successors: tuple[str, ...] = ()
    reason: str = ""
    since: Day
    ended: Day | None = None
    sum: Sum | None = None
    # of an article that is gone
    newspaper: Slug | None = None
    topics: tuple[Slug, ...] = ()
    identifiers: tuple[IdentifierEntry, ...] = ()

    @model_validator(mode="after")
    def _what_is_known_of_what_is_gone(self):
        told = self.newspaper or self.topics or self.identifiers
        if told and (self.kind != "article" or self.state == "live"):
            raise ValueError(
                "newspaper、topics、identifiers 只写给不再在库的文章；在库的写在文章里"
            )
        return self

    @model_validator(mode="after")
    def _what_became_of_it(self):
        wanted = {"merged": 1, "moved": 1, "split": 2}.get(self.state, 0)
        if len(self.successors) < wanted or (not wanted and self.successors):
            raise ValueError(f"state 为 {self.state} 时 successors 的数目不对")
        if self.state != "live" and not self.reason:
            raise ValueError(f"state 为 {self.state} 时须写 reason")
        if (self.state == "live") != (self.ended is None):
            raise ValueError("不再在库的须写 ended（哪一天起），在库的不写")
        if self.ended and self.ended < self.since:
            raise ValueError(f"ended 早于 since {self.since}")
        return self


class ChangeEntry(CatalogueEntry):
    """What was changed of something in the ledger; `sum` is what its record came to by it."""

    kind: LedgerKind
    key: Text
    part: Literal["text", "record", "digest", "dating"]
    says: Text
    sum: Sum


# as a file begins that has nothing in it yet: `people:` and `people: []` are the same
_NothingYet = BeforeValidator(lambda value: () if value == "" else value)


class NewspapersFile(CatalogueEntry):
    newspapers: Annotated[tuple[NewspaperEntry, ...], _NothingYet]


class TopicsFile(CatalogueEntry):
    topics: Annotated[tuple[TopicEntry, ...], _NothingYet]


class PeopleFile(CatalogueEntry):
    people: Annotated[tuple[PersonEntry, ...], _NothingYet]


class LedgerFile(CatalogueEntry):
    ledger: Annotated[tuple[LedgerLine, ...], _NothingYet]


class ChangesFile(CatalogueEntry):
    """One file of fixtures/changes/: what one edition changed of what was published before."""

    date: Day
    changes: Annotated[tuple[ChangeEntry, ...], Field(min_length=1)]


File = IssueFile | NewspapersFile | TopicsFile | PeopleFile | LedgerFile | ChangesFile

# the field that tells which kind of file it is
FILE_KINDS: dict[str, type[CatalogueEntry]] = {
    "issue": IssueFile,
    "newspapers": NewspapersFile,
    "topics": TopicsFile,
    "people": PeopleFile,
    "ledger": LedgerFile,
    "changes": ChangesFile,
}
