const LONGEST_WORD = 40;
const LONGEST_MARK = 200;
const MOST_TERMS = 60;

/** What a shipment can be found by. */
export interface SearchableShipment {
  trackingNumber: string | null;
  reference: string | null;
  recipient: { name?: string | undefined; company?: string | undefined; city: string; postalCode?: string | undefined };
  metadata: Readonly<Record<string, unknown>>;
}

/** The terms under which a shipment is filed: its words, and each plain value of its metadata. */
export function termsOf({ trackingNumber, reference, recipient, metadata }: SearchableShipment): string[] {
  const texts = [trackingNumber, reference, recipient.name, recipient.company, recipient.city, recipient.postalCode];
  const words = texts.flatMap((text) => wordsOf(text ?? '')).map((word) => `w:${word}`);
  const marks = Object.entries(metadata).flatMap(([key, value]) => (isPlain(value) ? [metadataTerm(key, String(value))] : []));
  return [...new Set([...words, ...marks])].slice(0, MOST_TERMS);
}

/** Terms between two bounds, both included, under one of which a shipment must be filed. */
export interface AskedTerm {
  from: string;
  to: string;
}

/** What each word of a search asks for: a term that begins with it. */
export function termsOfKeyword(keyword: string): AskedTerm[] {
  return wordsOf(keyword).map((word) => ({ from: `w:${word}`, to: `w:${word}\u{10FFFF}` }));
}

/** What a value in the metadata asks for. */
export function termOfMetadata(key: string, value: string): AskedTerm {
  const term = metadataTerm(key, value);
  return { from: term, to: term };
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
