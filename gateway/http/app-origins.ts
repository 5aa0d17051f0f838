import type { FastifyCorsOptions } from '@fastify/cors';
import type { FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Identity } from '../../contracts/identity/identity.ts';
import type { Uuid } from '../../platform/ids/public-id.ts';
import type { TenantHosts } from '../identity/tenant-host.ts';

const REMEMBERED = 5_000;
/** How long an origin that nobody has verified stays a stranger's here after somebody has. */
const STRANGE_MS = 10_000;
/** How long a browser need not ask again whether it may send. */
const PREFLIGHT_SECONDS = 600;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whose pages are at an origin: a tenant's, the platform's own, or a stranger's. */
type Owner = { tenantId: Uuid } | 'platform' | 'stranger';

/** Where a request comes from and goes to. */
interface Coming {
  origin: string | undefined;
  host: string | undefined;
  id: string;
}

/** Where an HTTP request comes from and goes to. */
export function comingFrom({ headers, id }: FastifyRequest): Coming {
  return { origin: headers.origin, host: headers.host, id };
}

/** Lets pages of verified domains ask: a tenant's own at its host and at the platform's, and at no other tenant's. */
export class AppOrigins {
  private readonly hosts: Pick<TenantHosts, 'tenantAt' | 'isOwn'>;
  private readonly strangers = new LRUCache<string, true>({ max: REMEMBERED, ttl: STRANGE_MS });

  constructor(hosts: Pick<TenantHosts, 'tenantAt' | 'isOwn'>) {
    this.hosts = hosts;
  }

  /** What a browser is told about a request of this origin to this host. */
  async corsFor(request: Coming): Promise<FastifyCorsOptions> {
    return {
      origin:
        request.origin !== undefined && (await this.mayAsk(request.origin, request.host, request.id)) ? request.origin : false,
      methods: ['GET', 'POST'],
      allowedHeaders: [
        'content-type',
        'authorization',
        'x-organization-id',
        'x-tenant-id',
        'x-tenant-id',
        'x-client-name',
        'apollo-require-preflight',
        'traceparent',
      ],
      exposedHeaders: ['x-request-id', 'retry-after', 'ratelimit', 'ratelimit-policy'],
      maxAge: PREFLIGHT_SECONDS,
    };
  }

  /** Throws a GraphQL error when a page of one tenant brings the token of another. */
  async assertFits(request: Pick<Coming, 'origin' | 'id'>, identity: Pick<Identity, 'tenant' | 'level'>): Promise<void> {
    if (request.origin === undefined || !identity.tenant || identity.level === 'platform') return;
    const owner = await this.ownerOf(request.origin, request.id);
    if (typeof owner === 'string' || owner.tenantId === identity.tenant.id) return;
    throw new GraphQLError('This page belongs to another tenant than the token.', {
      extensions: { code: 'ORIGIN_NOT_ALLOWED', http: { status: 403 } },
    });
  }

  private async mayAsk(origin: string, host: string | undefined, id: string): Promise<boolean> {
    const owner = await this.ownerOf(origin, id);
    if (owner === 'stranger') return isLoopback(origin) && isLoopback(`http://${host}`);
    const hostTenant = await this.hosts.tenantAt(host, id).catch(() => undefined);
    if (hostTenant === undefined) return false;
    return owner === 'platform' ? hostTenant === null : hostTenant === null || hostTenant === owner.tenantId;
  }

  private async ownerOf(origin: string, id: string): Promise<Owner> {
    const url = URL.canParse(origin) ? new URL(origin) : undefined;
    if (!url || url.origin !== origin || (url.protocol !== 'https:' && !url.hostname.endsWith('.localhost'))) return 'stranger';
    if (this.hosts.isOwn(url.hostname)) return 'platform';
    if (this.strangers.has(origin)) return 'stranger';
    const tenantId = await this.hosts.tenantAt(url.hostname, id).catch(() => null);
    if (tenantId) return { tenantId };
    this.strangers.set(origin, true);
    return 'stranger';
  }
}

function isLoopback(address: string): boolean {
  return URL.canParse(address) && LOOPBACK.has(new URL(address).hostname);
}
