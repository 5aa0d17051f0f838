import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { FindTrustedDocument } from '../../contracts/operations/document-operations.ts';
import type { IdentitySigner } from '../../platform/identity/identity-token.ts';
import { OperationClient } from '../../platform/operations/operation-client.ts';
import type { SubgraphTransport } from '../data-source/subgraph-transport.ts';
import { GATEWAY_IDENTITY } from '../identity/gateway-identity.ts';

const CACHE_CHARACTERS = 16_777_216;
/** How long a document that was taken back may still be used. */
const KNOWN_MS = 300_000;
/** How long an id that nobody registered stays unknown here after somebody has. */
const UNKNOWN_MS = 5_000;
const NONE = '';

/** The documents that clients were built with, by id; asks tenants for those it does not know. */
export class TrustedDocuments {
  private readonly operations: OperationClient;
  private readonly texts = new LRUCache<string, string>({
    maxSize: CACHE_CHARACTERS,
    sizeCalculation: (text, id) => text.length + id.length + 1,
    ttl: KNOWN_MS,
  });
  private readonly asked = new Map<string, Promise<string>>();

  constructor(options: { signer: IdentitySigner; tenants: Pick<SubgraphTransport, 'execute'> }) {
    this.operations = new OperationClient(async (call) => {
      const result = await options.tenants.execute({
        query: call.document,
        variables: call.variables,
        identityToken: await options.signer.sign(GATEWAY_IDENTITY),
        requestId: 'trusted-documents',
        ipAddress: null,
        userAgent: null,
      });
      return { data: result.data ?? null, errors: result.errors ?? [] };
    });
  }

  /** The text of a document; undefined when no client registered it. */
  async find(id: string): Promise<string | undefined> {
    const text = this.texts.get(id) ?? (await this.ask(id));
    return text === NONE ? undefined : text;
  }

  private ask(id: string): Promise<string> {
    const running = this.asked.get(id);
    if (running) return running;
    const asked = this.operations
      .call(FindTrustedDocument, { id })
      .then(({ text }) => {
        this.texts.set(id, text ?? NONE, { ttl: text === null ? UNKNOWN_MS : KNOWN_MS });
        return text ?? NONE;
      })
      .catch((error: unknown) => {
        throw new GraphQLError('Registered documents cannot be looked up at the moment; try again later.', {
          originalError: error as Error,
          extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'tenants', http: { status: 503 } },
        });
      })
      .finally(() => this.asked.delete(id));
    this.asked.set(id, asked);
    return asked;
  }
}
