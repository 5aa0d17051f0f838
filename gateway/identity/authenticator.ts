import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { ID_PREFIX } from '../../contracts/ids/id-prefixes.ts';
import { ANONYMOUS, type Identity } from '../../contracts/identity/identity.ts';
import { ResolveIdentity } from '../../contracts/operations/tenant-operations.ts';
import type { Clock } from '../../platform/context/clock.ts';
import { DomainError } from '../../platform/errors/domain-error.ts';
import { UnauthenticatedError } from '../../platform/errors/errors.ts';
import { hashToken, isWellFormedToken } from '../../platform/identity/api-token.ts';
import type { IdentitySigner } from '../../platform/identity/identity-token.ts';
import { decodeOptionalId } from '../../platform/ids/public-id.ts';
import { OperationClient } from '../../platform/operations/operation-client.ts';
import type { SubgraphTransport } from '../data-source/subgraph-transport.ts';

const CACHE_SIZE = 20_000;

const GATEWAY_IDENTITY: Identity = { ...ANONYMOUS, actor: 'system/gateway', level: 'internal', permissions: ['internal'] };

/** The headers that say who is asking. */
export interface Credentials {
  authorization: string | undefined;
  organizationId: string | undefined;
}

/** Finds out once who holds a token, remembers it for seconds, and signs it for the subgraphs. */
export class Authenticator {
  private readonly signer: IdentitySigner;
  private readonly tenants: Pick<SubgraphTransport, 'execute'>;
  private readonly identities: LRUCache<string, Promise<Identity>>;

  /** `rememberedMs`: a revoked token or role is forgotten within this time. */
  constructor(options: {
    signer: IdentitySigner;
    tenants: Pick<SubgraphTransport, 'execute'>;
    clock: Clock;
    rememberedMs: number;
  }) {
    this.signer = options.signer;
    this.tenants = options.tenants;
    this.identities = new LRUCache({ max: CACHE_SIZE, ttl: options.rememberedMs });
  }

  /** The caller's identity and its signed form; throws a GraphQL error with an HTTP status for credentials that are no good. */
  async authenticate(credentials: Credentials, requestId: string): Promise<{ identity: Identity; identityToken: string }> {
    try {
      const identity = await this.identify(credentials, requestId);
      return { identity, identityToken: await this.signer.sign(identity) };
    } catch (error) {
      if (error instanceof DomainError) throw refusal(error);
      throw error;
    }
  }

  private async identify(credentials: Credentials, requestId: string): Promise<Identity> {
    if (credentials.authorization === undefined) return ANONYMOUS;
    const token = /^Bearer\s+(\S+)$/i.exec(credentials.authorization)?.[1];
    if (!token || !isWellFormedToken(token))
      throw new UnauthenticatedError('The Authorization header holds no token of this platform: send "Bearer <token>".');
    const organizationId = decodeOptionalId(ID_PREFIX.organization, credentials.organizationId, 'x-organization-id') ?? null;
    const tokenHash = hashToken(token);
    const key = `${tokenHash} ${organizationId ?? ''}`;
    const known = this.identities.get(key);
    if (known) return known;
    const resolved = this.resolve(tokenHash, organizationId, requestId);
    this.identities.set(key, resolved);
    // A refusal is not remembered: the next request may come after the token was made good.
    resolved.catch(() => this.identities.delete(key));
    return resolved;
  }

  private async resolve(tokenHash: string, organizationId: string | null, requestId: string): Promise<Identity> {
    const operations = new OperationClient(async (call) => {
      const identityToken = await this.signer.sign(GATEWAY_IDENTITY);
      const result = await this.tenants.execute({
        query: call.document,
        variables: call.variables,
        identityToken,
        requestId,
        ipAddress: null,
        userAgent: null,
      });
      return { data: result.data ?? null, errors: result.errors ?? [] };
    });
    return (await operations.call(ResolveIdentity, { tokenHash, organizationId })).identity;
  }
}

const STATUS_BY_CODE: Record<string, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  TENANT_SUSPENDED: 403,
  SUBGRAPH_UNAVAILABLE: 503,
};

function refusal(error: DomainError): GraphQLError {
  return new GraphQLError(error.message, {
    extensions: {
      code: error.code,
      ...(error.field ? { field: error.field } : {}),
      http: { status: STATUS_BY_CODE[error.code] ?? 400 },
    },
  });
}
