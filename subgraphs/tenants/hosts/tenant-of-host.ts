import { platformDomain } from '../../../platform/config/platform-domain.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NO_SCOPE } from '../../../platform/database/database.ts';
import { findTenantOfDomain, type HostTenant } from './tenant-of-host.query.ts';

const LONGEST_HOST = 253;

/** The tenant that a host leads to; undefined when none does. The host is in lower case, without a port. */
export async function tenantOfHost(context: RequestContext, host: string): Promise<HostTenant | undefined> {
  if (host.length > LONGEST_HOST) return undefined;
  const below = `.${platformDomain()}`;
  const isLabel = host.endsWith(below);
  const domain = isLabel ? host.slice(0, -below.length) : host;
  return findTenantOfDomain(context.openSession(NO_SCOPE), { domain, isLabel });
}

/** What may be shown of an active tenant to anybody who knows its host; null for all others. */
export async function publicTenantOfHost(
  context: RequestContext,
  host: string,
): Promise<Pick<HostTenant, 'name' | 'branding'> | null> {
  const tenant = await tenantOfHost(
    context,
    host
      .slice(0, LONGEST_HOST + 1)
      .trim()
      .toLowerCase(),
  );
  return tenant?.status === 'active' ? { name: tenant.name, branding: tenant.branding } : null;
}
