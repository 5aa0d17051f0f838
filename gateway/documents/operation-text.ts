import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { TrustedDocuments } from './trusted-documents.ts';

const REMEMBERED_TEXTS = 2_000;
const REMEMBERED_CHARACTERS = 4_194_304;
const WARNED_OF = 1_000;
const ID = /^[\w:.-]{1,200}$/;
const SHA256 = /^[0-9a-f]{64}$/;

/** What is done with operations that no client registered: nothing, a warning in the log, a refusal. */
export type DocumentTrust = 'off' | 'warn' | 'enforce';

/** An operation as it arrives: as text, by the id of a trusted document, or by the hash of a text that was sent before. */
export interface OperationParcel {
  query?: unknown;
  documentId?: unknown;
  extensions?: unknown;
}

/** Finds the text of operations that are sent without it, and holds clients to the documents that they registered. */
export class OperationTexts {
  private readonly trusted: Pick<TrustedDocuments, 'find'>;
  private readonly trust: DocumentTrust;
  private readonly log: Logger;
  /** Texts by their hash, as clients with automatic persisted queries sent them. */
  private readonly remembered = new LRUCache<string, string>({
    max: REMEMBERED_TEXTS,
    maxSize: REMEMBERED_CHARACTERS,
    sizeCalculation: (text) => text.length + 1,
  });
  private readonly warnedOf = new LRUCache<string, true>({ max: WARNED_OF });

  constructor(options: { trusted: Pick<TrustedDocuments, 'find'>; trust: DocumentTrust; log: Logger }) {
    this.trusted = options.trusted;
    this.trust = options.trust;
    this.log = options.log;
  }

  /** The text of the operation; undefined when there is neither text nor id, for others to complain of. Throws a GraphQL error. */
  async textOf(parcel: OperationParcel, client: string | undefined): Promise<string | undefined> {
    const { query, documentId } = parcel;
    const hash = hashOf(parcel.extensions);
    if (typeof query === 'string' && query !== '') return this.freeText(query, hash, client);
    if (documentId !== undefined && documentId !== null) {
      if (typeof documentId !== 'string' || !ID.test(documentId))
        throw refused('BAD_REQUEST', 'A documentId is the id of a registered document.');
      return (await this.trusted.find(documentId)) ?? notFound(400);
    }
    if (hash === undefined) return undefined;
    return (await this.trusted.find(hash)) ?? this.remembered.get(hash) ?? notFound(200);
  }

  private freeText(query: string, hash: string | undefined, client: string | undefined): string {
    if (this.trust === 'enforce')
      throw refused(
        'DOCUMENT_NOT_TRUSTED',
        'Only registered documents are served here: send the documentId of one instead of a query.',
      );
    if (hash !== undefined && hash !== sha256(query)) throw refused('BAD_REQUEST', 'The sha256Hash is not that of the query.');
    if (hash !== undefined) this.remembered.set(hash, query);
    if (this.trust === 'warn') this.warn(hash ?? sha256(query), client);
    return query;
  }

  private warn(hash: string, client: string | undefined): void {
    const key = `${client ?? ''} ${hash}`;
    if (this.warnedOf.has(key)) return;
    this.warnedOf.set(key, true);
    this.log.warn(
      { client: client?.slice(0, 100), sha256: hash },
      'an operation came as text that would be refused if documents were enforced',
    );
  }
}

function hashOf(extensions: unknown): string | undefined {
  const persisted = (extensions as { persistedQuery?: { version?: unknown; sha256Hash?: unknown } | null } | null | undefined)
    ?.persistedQuery;
  if (persisted === undefined || persisted === null) return undefined;
  if (persisted.version !== 1 || typeof persisted.sha256Hash !== 'string' || !SHA256.test(persisted.sha256Hash))
    throw refused('BAD_REQUEST', 'A persistedQuery has the version 1 and a sha256Hash in lower-case hex.');
  return persisted.sha256Hash;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

// Clients with automatic persisted queries know this message, and take it as an answer only with status 200.
function notFound(status: number): never {
  throw new GraphQLError('PersistedQueryNotFound', { extensions: { code: 'PERSISTED_QUERY_NOT_FOUND', http: { status } } });
}

function refused(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status: 400 } } });
}
