/* The search of an offline copy. archive/offline/index_files.py describes the index files; the page has
   their path in an attribute. */
import { element } from "./dom.js";
import { gettext } from "./i18n.js";

const BOUNDARY = "¶";
const PAGE_SIZE = 20;
const MAX_HIGHLIGHTED = 10; // words

const results = document.querySelector("[data-offline-results]");
const status = document.querySelector("[data-offline-status]");
const articles = new URL("../articles/", location.href);

const fetchFile = async (name) => {
  const response = await fetch(new URL(results.dataset.files + name, location.href));
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response;
};

// -- folding, as archive/text/fold.py does

let table = new Map();

const foldCharacter = (character) => table.get(character) ?? character;

function fold(text) {
  const plain = text.normalize("NFKD").toLowerCase().replace(/[\p{Mn}\p{Me}\p{Cc}\p{Cf}]/gu, "").normalize("NFC");
  return [...plain].map(foldCharacter).join("").replace(/(?<![0-9])\.|\.(?![0-9])|(?!\.)[\p{P}\p{S}]/gu, BOUNDARY);
}

/** Returns the folded words of a query; punctuation separates words, as blanks do. */
function wordsOf(query) {
  const words = query.split(/\s+/u).flatMap((word) => fold(word).split(BOUNDARY));
  return [...new Set(words)].filter(Boolean);
}

// -- postings

const files = new Map();
let index;

async function readFile(number) {
  const buffer = await (await fetchFile(`postings-${number}.bin`)).arrayBuffer();
  const size = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, size)));
  return { ranges: new Map(Object.entries(header)), bytes: new Uint8Array(buffer, 4 + size) };
}

/** Returns the file with the postings of a character, or of a pair of characters. */
async function postingsFile(first, last) {
  const number = (first.codePointAt(0) * 31 + last.codePointAt(0)) % index.postings;
  if (!files.has(number)) files.set(number, readFile(number));
  return files.get(number);
}

/** Returns the numbers stored for a character or a pair of characters; none if no article has it. */
async function numbersOf(gram, first, last) {
  const { ranges, bytes } = await postingsFile(first, last);
  const [start, size] = ranges.get(gram) ?? [0, 0];
  const values = [];
  let value = 0, shift = 1;
  for (const byte of bytes.subarray(start, start + size)) {
    value += (byte & 127) * shift;
    shift *= 128;
    if (byte < 128) {
      values.push(value);
      value = 0;
      shift = 1;
    }
  }
  return values;
}

/** Returns article → whether its title has the character. */
async function articlesWithCharacter(character) {
  const matches = new Map();
  let article = 0;
  for (const value of await numbersOf(character, character, character)) {
    article += Math.floor(value / 2);
    matches.set(article, value % 2 === 1);
  }
  return matches;
}

/** Returns article → the positions at which the pair begins. */
async function positionsOfPair(first, last) {
  const values = await numbersOf(first + last, first, last);
  const matches = new Map();
  for (let at = 0, article = 0; at < values.length; ) {
    article += values[at++];
    const end = at + 1 + values[at];
    const positions = [];
    for (let position = 0, next = at + 1; next < end; next++) positions.push((position += values[next]));
    matches.set(article, positions);
    at = end;
  }
  return matches;
}

/** Returns article → whether its title has the word. */
async function articlesWithWord(word) {
  const characters = [...word];
  if (characters.length === 1) return articlesWithCharacter(word);
  const pairs = await Promise.all(characters.slice(1).map((last, at) => positionsOfPair(characters[at], last)));
  const matches = new Map();
  for (const [article, positions] of pairs[0]) {
    const others = pairs.slice(1).map((pair) => new Set(pair.get(article)));
    const starts = positions.filter((start) => others.every((set, at) => set.has(start + at + 1)));
    if (starts.length) matches.set(article, starts[0] + characters.length <= index.titles[article]);
  }
  return matches;
}

/** Returns the numbers of the articles that have every word: those with all in the title first, newest first. */
async function search(words) {
  const [first, ...others] = await Promise.all(words.map(articlesWithWord));
  const common = [...first.keys()].filter((article) => others.every((matches) => matches.has(article)));
  const inTitle = (article) => [first, ...others].every((matches) => matches.get(article));
  return [...common.filter(inTitle), ...common.filter((article) => !inTitle(article))];
}

// -- results

/** Returns the text as nodes, with every word marked. */
function highlight(text, words) {
  const characters = [...text];
  const folded = characters.map((character) => fold(character) || BOUNDARY);
  const hit = characters.map(() => false);
  for (const word of words.slice(0, MAX_HIGHLIGHTED)) {
    const wordCharacters = [...word];
    for (let at = 0; at + wordCharacters.length <= folded.length; at++) {
      const isHit = wordCharacters.every((character, n) => folded[at + n] === character);
      if (isHit) hit.fill(true, at, at + wordCharacters.length);
    }
  }
  const nodes = [];
  for (let at = 0; at < characters.length; ) {
    let end = at;
    while (end < characters.length && hit[end] === hit[at]) end++;
    const part = characters.slice(at, end).join("");
    nodes.push(hit[at] ? element("mark", {}, part) : part);
    at = end;
  }
  return nodes;
}

const entryFiles = new Map();

async function entryOf(article) {
  const number = Math.floor(article / index.entries);
  if (!entryFiles.has(number)) {
    entryFiles.set(number, fetchFile(`entries-${number}.json`).then((response) => response.json()));
  }
  return (await entryFiles.get(number))[article % index.entries];
}

async function renderEntry(article, words, asTyped) {
  const [ident, headline, facts, excerpt] = await entryOf(article);
  // browsers that support text fragments scroll to the first word and highlight it
  const fragment = `#:~:text=${encodeURIComponent(asTyped).replaceAll("-", "%2D")}`;
  const href = new URL(`${ident}/${results.dataset.index}`, articles).href + fragment;
  return element(
    "article",
    { class: "entry" },
    element("h3", { class: "headline" }, element("a", { href }, ...highlight(headline, words))),
    element("p", { class: "excerpt" }, ...highlight(excerpt, words)),
    element("p", { class: "facts" }, facts),
  );
}

function showPageLinks(query, page, last) {
  const nav = document.querySelector("main .pagination");
  for (const [rel, number] of [["prev", page - 1], ["next", page + 1]]) {
    const link = nav.querySelector(`[rel=${rel}]`);
    link.search = new URLSearchParams({ q: query, page: number });
    link.parentElement.hidden = number < 1 || number > last;
  }
  nav.hidden = last < 2;
}

function announce(message) {
  status.textContent = message;
  status.hidden = false;
}

async function run() {
  const parameters = new URLSearchParams(location.search);
  const query = (parameters.get("q") ?? "").trim();
  const box = document.querySelector("main input[name=q]");
  box.value = query;
  if (!query) return box.focus();
  announce(gettext("正在检索……"));
  try {
    const [description, folding] = await Promise.all([fetchFile("index.json"), fetchFile("fold.json")]);
    index = await description.json();
    const { from, to } = await folding.json();
    const simplified = [...to];
    table = new Map([...from].map((character, at) => [character, simplified[at]]));
    const words = wordsOf(query);
    const matches = words.length ? await search(words) : [];
    const last = Math.ceil(matches.length / PAGE_SIZE);
    const page = Math.min(Math.max(Number(parameters.get("page")) || 1, 1), last || 1);
    const listed = matches.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
    const typed = query.split(/\s+/u)[0];
    results.replaceChildren(...(await Promise.all(listed.map((article) => renderEntry(article, words, typed)))));
    showPageLinks(query, page, last);
    document.title = `${query}｜${document.title}`;
    const pageMessage = last > 1 ? gettext("，第 %(page)s/%(last)s 页", { page, last }) : "";
    const count = gettext("共 %(count)s 篇", { count: matches.length });
    announce(matches.length ? count + pageMessage : gettext("没有找到文章。"));
  } catch {
    announce(gettext("读不到检索所用的文件。请用网站服务器打开这份副本，不要直接打开文件。"));
  }
}

run();
