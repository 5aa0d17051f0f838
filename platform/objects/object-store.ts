import { DomainError } from '../errors/domain-error.ts';

/** What kinds of content are kept, by the ending of their key. */
const CONTENT_TYPES = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  pdf: 'application/pdf',
  png: 'image/png',
  zpl: 'application/zpl',
} as const;
export type ObjectEnding = keyof typeof CONTENT_TYPES;

/** What is kept under a key. */
export interface StoredObject {
  content: Buffer;
  contentType: string;
  sizeBytes: number;
}

/**
 * Keeps files by key. A key is written once and never to anything else; it is made of folders and a name of lower-case letters, digits
 * and dashes, with an ending that says what it holds. Throws ObjectStoreUnavailableError when nothing is known of what was done.
 */
export interface ObjectStore {
  /** Keeps the content whole, or not at all. */
  put(key: string, content: Buffer): Promise<void>;
  /** Undefined when there is nothing under the key. */
  get(key: string): Promise<StoredObject | undefined>;
  /** Changes nothing when there is nothing under the key. */
  delete(key: string): Promise<void>;
  /** Deletes everything below a folder. */
  deleteFolder(folder: string): Promise<void>;
}

/** The place where files are kept does not answer, or is full. */
export class ObjectStoreUnavailableError extends DomainError {
  readonly code = 'OBJECT_STORE_UNAVAILABLE';

  constructor(cause: unknown) {
    super('The place where files are kept cannot be reached at the moment; try again.', { cause });
  }
}

/** The answer of the place where files are kept; whatever goes wrong there is an ObjectStoreUnavailableError. */
export async function reached<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    throw new ObjectStoreUnavailableError(error);
  }
}

const FOLDER = /^[0-9a-z-]+(?:\/[0-9a-z-]+)*$/;
const LONGEST_KEY = 250;

/** The content type that the key's ending stands for; throws for what is no key, such as one that leads out of its folder. */
export function contentTypeOf(key: string): string {
  const [, path = '', ending = ''] = /^(.+)\.([a-z]+)$/.exec(key) ?? [];
  if (key.length > LONGEST_KEY || !FOLDER.test(path) || !Object.hasOwn(CONTENT_TYPES, ending))
    throw new Error('malformed key of an object');
  return CONTENT_TYPES[ending as ObjectEnding];
}

/** Throws for what is no folder of keys. */
export function assertFolder(folder: string): void {
  if (folder.length > LONGEST_KEY || !FOLDER.test(folder)) throw new Error('malformed folder of objects');
}
