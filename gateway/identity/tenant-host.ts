import { identitySubject } from '../../contracts/identity/identity-changes.ts';
import { ResolveTenantHost } from '../../contracts/operations/tenant-host-operations.ts';
import { platformDomain, platformHosts } from '../../platform/config/platform-domain.ts';
import type { OperationClient } from '../../platform/operations/operation-client.ts';
import type { Uuid } from '../../platform/ids/public-id.ts';
import { IdentityCache, type Remembered } from './identity-cache.ts';
import { TenantClosedError, TenantUnknownError } from './tenant-host.errors.ts';

interface HostTenant extends Remembered {
  id: Uuid;
}

/** Finds the tenant that a request's host leads to, and remembers it until something about the tenant changes. */
export class TenantHosts {
  private readonly operations: (requestId: string) => OperationClient;
  private readonly remembered: IdentityCache<HostTenant>;
  private readonly own: ReadonlySet<string>;

  constructor(options: { operations: (requestId: string) => OperationClient; rememberedMs: () => number; now: () => number }) {
    this.operations = options.operations;
    this.remembered = new IdentityCache(options);
    this.own = new Set([platformDomain(), ...platformHosts()]);
  }

  /**
   * The tenant at the host; null at the platform's own hosts, which are its domain, those of PLATFORM_HOSTS, addresses and names
   * without a dot. Throws TenantUnknownError where no tenant is, and TenantClosedError where one may not act.
   */
  async tenantAt(hostHeader: string | undefined, requestId: string): Promise<Uuid | null> {
    const host = hostOf(hostHeader);
    if (host === null || this.own.has(host)) return null;
    return (await this.remembered.get(host, () => this.ask(host, requestId))).id;
  }

  /** Whether the host is one that the operator named as the platform's own. */
  isOwn(host: string): boolean {
    return this.own.has(host);
  }

  /** Forgets the hosts of tenants among the subjects. */
  forget(subjects: readonly string[]): void {
    this.remembered.forget(subjects);
  }

  /** Forgets everything. */
  clear(): void {
    this.remembered.clear();
  }

  // Refusals are not remembered: the next request may come after the tenant was reactivated, or the domain verified.
  private async ask(host: string, requestId: string): Promise<HostTenant> {
    const { tenant } = await this.operations(requestId).call(ResolveTenantHost, { host });
    if (!tenant) throw new TenantUnknownError();
    if (tenant.status !== 'active') throw new TenantClosedError(tenant.status);
    return { id: tenant.id, subjects: [identitySubject('tenant', tenant.id)], endsAt: Number.POSITIVE_INFINITY };
  }
}

const ADDRESS = /^(?:\[.*\]|\d{1,3}(?:\.\d{1,3}){3})$/;

// Null for what can be no tenant's: an address, or a name without a dot. A request without a host is one of HTTP/1.0.
function hostOf(header: string | undefined): string | null {
  const host = header?.trim().toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
  return host && host.includes('.') && !ADDRESS.test(host) ? host : null;
}
