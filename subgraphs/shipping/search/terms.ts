const LONGEST_WORD = 40;
const LONGEST_MARK = 200;
const MOST_TERMS = 60;
const LONGEST_KEYWORD = 200;
const MOST_ASKED = 10;

/** What something can be found by: the words of texts, and plain values of its metadata. */
interface Searchable {
  texts: readonly (string | null | undefined)[];
  /** More texts, which are filed however many there are. */
  numbers?: readonly string[];
  metadata: Readonly<Record<string, unknown>>;
}

/** The terms under which it is filed. */
export function termsOf({ texts, numbers = [], metadata }: Searchable): string[] {
  const filed = termsOfTexts(numbers);
  const words = termsOfTexts(texts);
  const marks = Object.entries(metadata).flatMap(([key, value]) => (isPlain(value) ? [metadataTerm(key, String(value))] : []));
  const others = [...new Set([...words, ...marks])].slice(0, MOST_TERMS);
  return [...new Set([...filed, ...others])];
}

/** What a list is searched for. */
export interface Search {
  /** Each of its words begins a word of the texts. */
  keyword?: string | null | undefined;
  /** Each of these values stands in the metadata. */
  metadata?: readonly { key: string; value: string }[] | null | undefined;
}

/** Terms between two bounds, both included, under one of which something must be filed. */
export interface AskedTerm {
  from: string;
  to: string;
}

// A term that begins with the word.
function termsOfKeyword(keyword: string): AskedTerm[] {
  return wordsOf(keyword).map((word) => ({ from: `w:${word}`, to: `w:${word}\u{10FFFF}` }));
}

function termOfMetadata(key: string, value: string): AskedTerm {
  const term = metadataTerm(key, value);
  return { from: term, to: term };
}

/** What a search by words and values in the metadata asks for, as much of it as is looked at; nothing when it is for nothing. */
export function termsAskedFor({ keyword, metadata }: Search): AskedTerm[] {
  const words = termsOfKeyword((keyword ?? '').slice(0, LONGEST_KEYWORD)).slice(0, MOST_ASKED);
  const marks = (metadata ?? []).slice(0, MOST_ASKED).map(({ key, value }) => termOfMetadata(key, value));
  return [...words, ...marks];
}

/** Whether a search is for words and has none, so that nothing can be found. */
export function isWordless({ keyword }: Search): boolean {
  return Boolean(keyword) && termsOfKeyword(keyword!).length === 0;
}

function termsOfTexts(texts: Searchable['texts']): string[] {
  return texts.flatMap((text) => wordsOf(text ?? '')).map((word) => `w:${word}`);
}

function metadataTerm(key: string, value: string): string {
  return `m:${key}=${value}`.slice(0, LONGEST_MARK).replaceAll('\0', '');
}

// Without case and accents, so that "Zürich" is found by "zurich"; letters of every script count.
function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.split(/[^\p{L}\p{N}]+/u).flatMap((word) => (word === '' ? [] : [word.slice(0, LONGEST_WORD)]));
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
