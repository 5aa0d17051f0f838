import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { ID_PREFIX } from '../../contracts/ids/id-prefixes.ts';
import { ANONYMOUS, type Identity } from '../../contracts/identity/identity.ts';
import { ResolveIdentity } from '../../contracts/operations/tenant-operations.ts';
import type { Clock } from '../../platform/context/clock.ts';
import { DomainError } from '../../platform/errors/domain-error.ts';
import { UnauthenticatedError } from '../../platform/errors/errors.ts';
import { hashToken, isWellFormedToken, kindOfToken } from '../../platform/identity/api-token.ts';
import { IpRanges } from '../../platform/identity/ip-ranges.ts';
import type { IdentitySigner } from '../../platform/identity/identity-token.ts';
import type { OperationClient } from '../../platform/operations/operation-client.ts';
import { decodeOptionalId, type Uuid } from '../../platform/ids/public-id.ts';
import type { SubgraphTransport } from '../data-source/subgraph-transport.ts';
import { CredentialUse } from './credential-use.ts';
import { gatewayOperations } from './gateway-operations.ts';
import { IdentityCache, type ResolvedIdentity } from './identity-cache.ts';
import { IdentityChangeFeed, type IdentityChangeListener } from './identity-change-feed.ts';
import { IpNotAllowedError } from './ip-not-allowed-error.ts';
import { SubjectIndex } from './subject-index.ts';
import { TenantHosts } from './tenant-host.ts';
import { WrongTenantHostError } from './tenant-host.errors.ts';

// While changes are heard at once, an answer is asked for again this often all the same, should anything be overlooked.
const REMEMBERED_WHILE_HEARD_MS = 60_000;

const NOBODY: ResolvedIdentity = { identity: ANONYMOUS, subjects: [], endsAt: Number.POSITIVE_INFINITY };

/** The headers that say who is asking. */
export interface Credentials {
  authorization: string | undefined;
  organizationId: string | undefined;
  /** The Host header, by which a request finds its tenant; absent where it says nothing. */
  host?: string | undefined;
  /** Of people who belong to several tenants. */
  tenantId?: string | undefined;
  /** Where the request comes from, behind the proxies that are trusted. */
  ipAddress?: string | null | undefined;
}

/** Who asks, as this process knows it and as the subgraphs trust it. */
export interface Authenticated {
  identity: Identity;
  identityToken: string;
  /** What the identity depends on. */
  subjects: readonly string[];
}

/** Finds out once who holds a token, remembers it until something about it changes, and signs it for the subgraphs. */
export class Authenticator {
  private readonly signer: IdentitySigner;
  private readonly operations: (requestId: string) => OperationClient;
  private readonly identities: IdentityCache;
  /** Which tenants hosts lead to. */
  readonly hosts: TenantHosts;
  private readonly watchers = new SubjectIndex<() => void>();
  private readonly feed: IdentityChangeFeed;
  private readonly listeners = new Set<IdentityChangeListener>();
  private readonly use: CredentialUse;
  private changes = 0;

  /** `rememberedMs`: how long an identity is believed while changes are not heard. */
  constructor(options: { signer: IdentitySigner; tenants: SubgraphTransport; clock: Clock; rememberedMs: number; log: Logger }) {
    this.signer = options.signer;
    this.operations = (requestId) => gatewayOperations({ signer: options.signer, way: options.tenants }, requestId);
    this.feed = new IdentityChangeFeed(options, {
      onChanged: (subjects) => this.forget(subjects),
      onGap: () => this.forgetAll(),
    });
    const memory = {
      rememberedMs: () => (this.feed.isHeard ? REMEMBERED_WHILE_HEARD_MS : options.rememberedMs),
      now: () => options.clock.now().getTime(),
    };
    this.identities = new IdentityCache(memory);
    this.use = new CredentialUse({ ...options, operations: this.operations });
    this.hosts = new TenantHosts({ ...memory, operations: this.operations });
  }

  /** Whether a revocation takes effect here at once; otherwise it does when the identity is asked for again. */
  get hearsChanges(): boolean {
    return this.feed.isHeard;
  }

  /** Grows with every change that is heard of. */
  get changesSeen(): number {
    return this.changes;
  }

  start(): void {
    this.feed.start();
    this.use.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.feed.stop(), this.use.stop()]);
  }

  /** The caller's identity and its signed form; throws a GraphQL error with an HTTP status for credentials that are no good. */
  async authenticate(credentials: Credentials, requestId: string): Promise<Authenticated> {
    try {
      const hostTenant = await this.hosts.tenantAt(credentials.host, requestId);
      const resolved = await this.identify(credentials, hostTenant, requestId);
      const { identity, subjects } = resolved;
      if (hostTenant && identity.tenant && identity.tenant.id !== hostTenant) throw new WrongTenantHostError();
      this.admit(resolved, credentials.ipAddress ?? null);
      return { identity, identityToken: await this.signer.sign(identity), subjects };
    } catch (error) {
      if (error instanceof DomainError) throw refusal(error);
      throw error;
    }
  }

  /** Calls `onChange` when one of the subjects changes, after what depends on it was forgotten; the answer ends that. */
  watch(subjects: readonly string[], onChange: () => void): () => void {
    this.watchers.add(subjects, onChange);
    return () => this.watchers.remove(subjects, onChange);
  }

  /** Tells `listener` of every change that is heard of, also of those that no identity depends on. */
  onChanges(listener: IdentityChangeListener): void {
    this.listeners.add(listener);
  }

  // The first subject is the token or session itself.
  private admit({ networks, subjects }: ResolvedIdentity, ipAddress: string | null): void {
    const isRefused = networks !== undefined && !(ipAddress && networks.includes(ipAddress));
    if (subjects[0]) this.use.note(subjects[0], ipAddress, isRefused);
    if (isRefused) throw new IpNotAllowedError();
  }

  // Whoever watches looks again within seconds: all of them at once would be too much for one moment.
  private forgetAll(): void {
    this.changes += 1;
    this.identities.clear();
    this.hosts.clear();
    for (const listener of this.listeners) listener.onGap();
  }

  private forget(subjects: readonly string[]): void {
    this.changes += 1;
    this.identities.forget(subjects);
    this.hosts.forget(subjects);
    for (const listener of this.listeners) listener.onChanged(subjects);
    for (const onChange of this.watchers.of(subjects)) onChange();
  }

  private async identify(credentials: Credentials, hostTenant: Uuid | null, requestId: string): Promise<ResolvedIdentity> {
    if (credentials.authorization === undefined) return NOBODY;
    const token = /^Bearer\s+(\S+)$/i.exec(credentials.authorization)?.[1];
    if (!token || !isWellFormedToken(token))
      throw new UnauthenticatedError('The Authorization header holds no token of this platform: send "Bearer <token>".');
    const organizationId = decodeOptionalId(ID_PREFIX.organization, credentials.organizationId, 'x-organization-id') ?? null;
    const named = decodeOptionalId(ID_PREFIX.tenant, credentials.tenantId, 'x-tenant-id');
    const tokenHash = hashToken(token);
    const isSession = kindOfToken(token) === 'session';
    // A person is led to a place by the host; a token has its own.
    const tenantId = named ?? (isSession ? hostTenant : null);
    const asked = { tokenHash, isSession, organizationId, tenantId };
    return this.identities.get(`${tokenHash} ${organizationId ?? ''} ${tenantId ?? ''}`, () => this.resolve(asked, requestId));
  }

  private async resolve(asked: z.infer<typeof ResolveIdentity.input>, requestId: string): Promise<ResolvedIdentity> {
    const { identity, subjects, expiresAt, allowedIpRanges } = await this.operations(requestId).call(ResolveIdentity, asked);
    const endsAt = expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt);
    return { identity, subjects, endsAt, networks: allowedIpRanges ? new IpRanges(allowedIpRanges) : undefined };
  }
}

const STATUS_BY_CODE: Record<string, number> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  TENANT_SUSPENDED: 403,
  TENANT_DELETED: 403,
  TENANT_UNKNOWN: 404,
  TENANT_NOT_READY: 503,
  WRONG_TENANT_HOST: 403,
  ORGANIZATION_DISABLED: 403,
  IP_NOT_ALLOWED: 403,
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
