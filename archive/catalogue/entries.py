"""The catalogue file format: pydantic models of everything that an editor may write.

They are the definition of the format: YAML is validated against them, importers create them, the
serializer converts them to Django fixtures, and docs/editors.md explains them. Offsets count
characters (Unicode code points) of the page's text from 0; a span is [start, end), as in Web
Annotation's TextPositionSelector (W3C, section 4.2.5).
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

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
from archive.command_messages import clauses, message
from archive.text import dates
from archive.text.boxes import Box
from archive.text.roles import ROLES, Work, work
from archive.text.value_refused import ValueRefused

from .publication import days


def _span(span: tuple[int, int]) -> tuple[int, int]:
    if span[0] < 0 or span[1] <= span[0]:
        raise ValueError(message("区间 %(span)s 须满足 0 ≤ 起 < 止", span=list(span)))
    return span


def _point(span: tuple[int, int]) -> tuple[int, int]:
    if span[0] < 0 or span[1] < span[0]:
        raise ValueError(message("区间 %(span)s 须满足 0 ≤ 起 ≤ 止", span=list(span)))
    return span


def _ident(value: str) -> str:
    if not idents.well_formed(value):
        raise ValueError(message("%(value)r 不是文章编号：应为 7 位小写字母或数字", value=value))
    if not idents.check(value):
        raise ValueError(
            message("文章编号 %(value)r 的校验位不符，请用 manage.py mint 生成", value=value)
        )
    return value


def _web_address(value: str) -> str:
    if not url_normalization.normalize(value):
        raise ValueError(message("%(value)r 不是 https://… 这样的网址", value=value))
    return value


def _day(value: str) -> str:
    try:
        if date.fromisoformat(value).isoformat() == value:
            return value
    except ValueError:
        pass
    raise ValueError(message("%(value)r 不是 2026-11-20 这样的日期", value=value))


def _days(value: str) -> str:
    days(value)
    return value


def _edtf(value: str) -> str:
    try:
        dates.bounds(value)
    except ValueRefused as error:
        corrected = dates.to_edtf(value)
        hint = (
            message("应写 %(meant)s", meant=corrected)
            if corrected
            else message("写法见 docs/editors.zh.md 的“日期（EDTF）”")
        )
        raise ValueError(clauses(message(error.problem, **error.values), hint)) from error
    return value


def _zone(box: Box) -> Box:
    if min(box) < 0 or not box.area or box.right > 1 + 1e-6 or box.bottom > 1 + 1e-6:
        raise ValueError(
            message(
                "区域 %(box)s 应为 [x, y, 宽, 高]，是版面宽高的几分之几：0 到 1 之间，不出版面",
                box=list(box),
            )
        )
    return box


_WIDE_QUOTES = ("“", "”", "‘", "’", "＂")


def _in_no_quotes(value: str) -> str:
    if value.startswith(_WIDE_QUOTES) and value.endswith(_WIDE_QUOTES):
        raise ValueError(
            message('%(value)s 带着全角引号；YAML 的引号是半角的，如 "3"', value=value)
        )
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
# of the same in other authority files
Wikidata = Annotated[str, Field(pattern=r"^(Q[1-9][0-9]{0,11})?$")]
Viaf = Annotated[str, Field(pattern=r"^([1-9][0-9]{0,21})?$")]
Span = Annotated[tuple[int, int], AfterValidator(_span)]
Spans = Annotated[tuple[Span, ...], Field(min_length=1)]
# position on the page, as fractions of its width and height
ZoneBox = Annotated[Box, AfterValidator(_zone)]
BlockId = Annotated[str, Field(pattern=r"^[a-z][0-9]{1,4}$")]
FileSum = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Basis = Literal["stated", "inferred"]
Genre = Literal[
    "",
    "xiaoxi",
    "tongxun",
    "texie",
    "zongshu",
    "tupian-xinwen",
    "jianxun",
    "pinglun",
    "sanwen",
    "shige",
]
# numbers and names, without quotation marks
Unquoted = Annotated[str, Field(max_length=120), AfterValidator(_in_no_quotes)]
Name = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_in_no_quotes)]
# a name in Latin letters; by default its pinyin
Romanised = Annotated[str, Field(pattern=r"^[A-Za-z0-9À-ɏ .,'’-]*$", max_length=120)]
# free text by an editor; a whole newspaper page has some thousands of characters
Remark = Annotated[str, Field(max_length=2000)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Day = Annotated[str, AfterValidator(_day)]
Sum = Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]
LedgerKind = Literal["article", "newspaper", "issue", "page", "topic", "person", "organisation"]


def is_slug(value: str) -> bool:
    """Return whether a person or organisation is referred to by slug rather than by name."""
    return re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value) is not None


class CatalogueEntry(BaseModel):
    """Base of all entries; an unknown field is an error, as it is usually a misspelling."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class ReasonedEntry(CatalogueEntry):
    """Something stated by the source or inferred by the editor, who then gives a reason."""

    basis: Basis
    reason: Remark = ""

    @model_validator(mode="after")
    def _require_reason_if_inferred(self) -> Self:
        if self.basis == "inferred" and not self.reason:
            raise ValueError(message("basis 为 inferred 时须写 reason（推定的理由）"))
        return self


class EvidenceEntry(CatalogueEntry):
    """A sentence, counted from 1 in the article's reading text, that helps to date the issue."""

    article: Ident
    sentence: Annotated[int, Field(ge=1)]
    says: Text


class IssueDate(ReasonedEntry):
    edtf: Edtf
    evidence: tuple[EvidenceEntry, ...] = ()


class PageText(CatalogueEntry):
    """The identity of the page's text file."""

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
    # why the image was withdrawn from readers; shown at its address
    withdrawn: Remark = ""


class Deck(CatalogueEntry):
    """A kicker, headline or subhead as printed, and its spans."""

    text: Annotated[str, Field(min_length=1, max_length=120)]
    at: Spans


class Headline(CatalogueEntry):
    """The headline as printed, or supplied by the editor if none is printed."""

    text: Annotated[str, Field(min_length=1, max_length=120)]
    at: tuple[Span, ...] = ()
    supplied: bool = False
    # for citations in English: in Latin letters, by default in pinyin, and in translation
    romanised: Annotated[str, Field(max_length=600)] = ""
    text_en: Annotated[str, Field(max_length=300)] = ""

    @model_validator(mode="after")
    def _require_span_or_supplied(self) -> Self:
        if self.supplied and self.at:
            raise ValueError(message("supplied 是编辑自拟的标题，版面上没有，不写 at"))
        if not self.supplied and not self.at:
            raise ValueError(message("缺少 at；版面上没有印标题的，自拟一个，并写 supplied: true"))
        if self.supplied and self.text[0] in "〔[［【" and self.text[-1] in "〕]］】":
            raise ValueError(message("自拟的标题不必加括号，程序会加〔〕"))
        return self


class CreditEntry(CatalogueEntry):
    """A person in a role, and the printed words it was read from."""

    person: Slug
    role: Role
    position: Position = ""
    read: Text
    note: Remark = ""


class PlaceRef(ReasonedEntry):
    code: Code


class BlockEntry(CatalogueEntry):
    """A block of the body, in reading order; its spans are joined without a break.

    `gap`: text is lost before or after it; `run_in`: the next block continues on its line.
    """

    kind: Literal["paragraph", "crosshead", "item", "caption", "summary", "byline", "credit"]
    id: BlockId
    at: Spans
    text: str = ""
    run_in: bool = False
    gap: Literal["", "before", "after"] = ""


class CorrectionEntry(CatalogueEntry):
    """A correction of the reading text; the page's text itself never changes."""

    # a correction may concern blanks
    model_config = ConfigDict(str_strip_whitespace=False)

    at: Annotated[tuple[int, int], AfterValidator(_point)]
    was: str
    read: str
    reason: Text
    certainty: Literal["sure", "likely"]

    @model_validator(mode="after")
    def _require_change(self) -> Self:
        if self.was == self.read:
            raise ValueError(message("was 与 read 相同，没有改动"))
        if len(self.was) != self.at[1] - self.at[0]:
            raise ValueError(
                message(
                    "was 有 %(count)s 字，区间 %(span)s 却不是这么长",
                    count=len(self.was),
                    span=list(self.at),
                )
            )
        return self


class NoteEntry(CatalogueEntry):
    """A note of the editor for readers: lost text, disordered text, a doubt, …"""

    kind: Literal["loss", "order", "repeat", "stray", "doubt", "deck", "source"]
    block: str = ""
    text: Text


class NonArticleEntry(CatalogueEntry):
    """Text on the page that belongs to no article."""

    kind: Literal[
        "column-title",
        "furniture",
        "notice",
        "advertisement",
        "repeat",
        "stray",
        "withdrawn",
    ]
    at: Spans
    text: str = ""
    of: Ident | None = None
    note: Remark = ""
    # only where the page has no geometry
    zones: tuple[ZoneBox, ...] = ()

    @model_validator(mode="after")
    def _require_article_of_repeat(self) -> Self:
        if self.kind == "repeat" and self.of is None:
            raise ValueError(message("kind 为 repeat 时须以 of 写明重复的是哪篇文章"))
        return self

    @model_validator(mode="after")
    def _forbid_text_of_withdrawn(self) -> Self:
        if self.kind == "withdrawn" and (self.text or self.of):
            raise ValueError(message("kind 为 withdrawn 时不写 text 和 of：撤下的文字不再引用"))
        return self


class PictureEntry(CatalogueEntry):
    """A photograph or drawing on the page; `caption` is the ID of the block that is its caption."""

    zone: ZoneBox
    caption: BlockId | Literal[""] = ""


class IdentifierEntry(CatalogueEntry):
    """An identifier of the article elsewhere: `url`, its past or present URL on another site."""

    kind: Literal["url"]
    value: Annotated[str, Field(max_length=2000), AfterValidator(_web_address)]


class NamedEntry(CatalogueEntry):
    """Names in the article, as entered by an editor; the program recognises the rest.

    People and organisations by their slug, or by their name if they have no record.
    """

    people: tuple[Name, ...] = ()
    organisations: tuple[Name, ...] = ()
    places: tuple[Code, ...] = ()


# fields of an article that minimal cataloguing may omit
MINIMAL_OMITS = ("genre", "places", "topics", "digest")


def is_gap(field: str | None, value: Any) -> bool:
    """Return whether a field of MINIMAL_OMITS is still to be filled; `places: []` is an answer."""
    return value is None if field == "places" else not value


def body_length(blocks: Iterable[BlockEntry]) -> int:
    """Return the length of blocks in the page's text, in characters."""
    return sum(end - start for block in blocks for start, end in block.at)


class ArticleEntry(CatalogueEntry):
    """An article; `minimal` cataloguing (MARC 21 encoding level 7) may omit four fields.

    `places` is None if not catalogued yet, and empty if the article is about no place.
    """

    ident: Ident
    cataloguing: Literal["full", "minimal"] = "full"
    genre: Genre = Field("", validate_default=True)
    column: str = ""
    kicker: Deck | None = None
    headline: Headline
    subheads: tuple[Deck, ...] = ()
    bylines: tuple[CreditEntry, ...] = ()
    places: tuple[PlaceRef, ...] | None = Field(None, validate_default=True)
    # slugs; the catalogue check suggests one for an unknown topic
    topics: tuple[Text, ...] = Field((), max_length=6, validate_default=True)
    digest: str = Field("", validate_default=True)
    body: Annotated[tuple[BlockEntry, ...], Field(min_length=1)]
    corrections: tuple[CorrectionEntry, ...] = ()
    notes: tuple[NoteEntry, ...] = ()
    identifiers: tuple[IdentifierEntry, ...] = ()
    named: NamedEntry = NamedEntry()
    # names that the program recognised wrongly; of a place, its name or code
    not_named: tuple[Name, ...] = ()
    # only where the page has no geometry; else zones follow from the spans
    zones: tuple[ZoneBox, ...] = ()
    pictures: tuple[PictureEntry, ...] = ()

    @field_validator("places", mode="before")
    @classmethod
    def _read_empty_as_none(cls, value: Any) -> Any:
        # `places: ""`, as in drafts
        return None if value == "" else value

    @field_validator(*MINIMAL_OMITS)
    @classmethod
    def _require_if_full(cls, value: Any, info: ValidationInfo) -> Any:
        # an invalid `cataloguing` is reported alone; drafts are left to the catalogue check
        is_draft = (info.context or {}).get("draft")
        is_full = info.data.get("cataloguing") == "full"
        if is_full and not is_draft and is_gap(info.field_name, value):
            raise PydanticKnownError("missing")
        return value

    @property
    def length(self) -> int:
        """The length of the body in the page's text, including bylines, in characters."""
        return body_length(self.body)


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
    """A guess by the drafter: the field it concerns, its confidence (0 to 1) and the reason."""

    at: Text
    confidence: Annotated[float, Field(ge=0, le=1)]
    reason: Text


class Draft(CatalogueEntry):
    """Marks a file as drafted by program; an editor who approves it removes this."""

    guesses: tuple[DraftGuess, ...] = ()


class IssueFile(CatalogueEntry):
    """A file in fixtures/issues/: an issue with its pages and articles."""

    newspaper: Slug
    issue: Key
    number: Unquoted = ""
    attribution: ReasonedEntry
    date: IssueDate
    pages: Annotated[tuple[PageEntry, ...], Field(min_length=1)]
    draft: Draft | None = None


class PublicationPeriod(CatalogueEntry):
    """The weekdays on which a newspaper appeared from `since` to `until`, inclusive; the source."""

    since: Day
    until: Day
    weekdays: Annotated[
        tuple[Literal["一", "二", "三", "四", "五", "六", "日"], ...], Field(min_length=1)
    ]
    pages: Annotated[int, Field(ge=1)] | None = None
    # exceptions: days without an issue, and additional days
    closed: tuple[Days, ...] = ()
    also: tuple[Days, ...] = ()
    source: Text

    @model_validator(mode="after")
    def _require_since_before_until(self) -> Self:
        if self.since > self.until:
            raise ValueError(
                message("since %(since)s 晚于 until %(until)s", since=self.since, until=self.until)
            )
        return self


class NewspaperEntry(CatalogueEntry):
    slug: Slug
    name: Name
    romanised: Romanised = ""
    level: Unquoted = ""
    place: Code | None = None
    description: Remark = ""
    publication: tuple[PublicationPeriod, ...] = ()


class TopicEntry(CatalogueEntry):
    """A SKOS concept: prefLabel (and in English), altLabel, definition, scopeNote, broader."""

    slug: Slug
    label: Name
    label_en: Unquoted = ""
    also: tuple[str, ...] = ()
    definition: Text
    scope: Remark = ""
    broader: Slug | None = None
    wikidata: Wikidata = ""


class PersonEntry(CatalogueEntry):
    slug: Slug
    name: Name
    romanised: Romanised = ""
    pen_name: bool = False
    note: Remark = ""
    wikidata: Wikidata = ""
    viaf: Viaf = ""


class OrganisationEntry(CatalogueEntry):
    """An organisation that articles name; `also` are its abbreviations and former names."""

    slug: Slug
    name: Name
    also: tuple[Name, ...] = ()
    romanised: Romanised = ""
    note: Remark = ""
    wikidata: Wikidata = ""
    viaf: Viaf = ""


class LedgerLine(CatalogueEntry):
    """A ledger entry: an address and its state; `sum` is the digest of its first version."""

    kind: LedgerKind
    key: Text
    state: Literal["live", "merged", "split", "moved", "withdrawn"] = "live"
    successors: tuple[str, ...] = ()
    reason: str = ""
    since: Day
    ended: Day | None = None
    sum: Sum | None = None
    # only of a retired article
    newspaper: Slug | None = None
    topics: tuple[Slug, ...] = ()
    identifiers: tuple[IdentifierEntry, ...] = ()

    @model_validator(mode="after")
    def _forbid_metadata_unless_retired_article(self) -> Self:
        metadata = self.newspaper or self.topics or self.identifiers
        if metadata and (self.kind != "article" or self.state == "live"):
            raise ValueError(
                message("newspaper、topics、identifiers 只用于不再在库的文章；在库的写在文章里")
            )
        return self

    @model_validator(mode="after")
    def _require_fields_of_state(self) -> Self:
        required = {"merged": 1, "moved": 1, "split": 2}.get(self.state, 0)
        if len(self.successors) < required or (not required and self.successors):
            raise ValueError(
                message("state 为 %(state)s 时 successors 的数目不对", state=self.state)
            )
        if self.state != "live" and not self.reason:
            raise ValueError(message("state 为 %(state)s 时须写 reason", state=self.state))
        if (self.state == "live") != (self.ended is None):
            raise ValueError(message("不再在库的须写 ended（哪一天起），在库的不写"))
        if self.ended and self.ended < self.since:
            raise ValueError(message("ended 早于 since %(since)s", since=self.since))
        return self


class ChangeEntry(CatalogueEntry):
    """A change to an entry of the ledger; `sum` is the digest of the changed version."""

    kind: LedgerKind
    key: Text
    part: Literal["text", "record", "digest", "dating"]
    says: Text
    sum: Sum


# a file without entries yet: `people:` is the same as `people: []`
_EmptyAllowed = BeforeValidator(lambda value: () if value == "" else value)


class NewspapersFile(CatalogueEntry):
    newspapers: Annotated[tuple[NewspaperEntry, ...], _EmptyAllowed]


class TopicsFile(CatalogueEntry):
    topics: Annotated[tuple[TopicEntry, ...], _EmptyAllowed]


class PeopleFile(CatalogueEntry):
    people: Annotated[tuple[PersonEntry, ...], _EmptyAllowed]


class OrganisationsFile(CatalogueEntry):
    organisations: Annotated[tuple[OrganisationEntry, ...], _EmptyAllowed]


class LedgerFile(CatalogueEntry):
    ledger: Annotated[tuple[LedgerLine, ...], _EmptyAllowed]


class ChangesFile(CatalogueEntry):
    """A file in fixtures/changes/: what an edition changes in published entries."""

    date: Day
    changes: Annotated[tuple[ChangeEntry, ...], Field(min_length=1)]


File = (
    IssueFile
    | NewspapersFile
    | TopicsFile
    | PeopleFile
    | OrganisationsFile
    | LedgerFile
    | ChangesFile
)

# the field by which a file is recognized
FILE_KINDS: dict[str, type[CatalogueEntry]] = {
    "issue": IssueFile,
    "newspapers": NewspapersFile,
    "topics": TopicsFile,
    "people": PeopleFile,
    "organisations": OrganisationsFile,
    "ledger": LedgerFile,
    "changes": ChangesFile,
}
