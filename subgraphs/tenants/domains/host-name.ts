import { platformDomain } from '../../../platform/config/platform-domain.ts';
import type { TenantDomain } from './domains.query.ts';

/** The whole name of a domain: of the platform's own only the label is stored. */
export function hostName({ domain, kind }: Pick<TenantDomain, 'domain' | 'kind'>): string {
  return kind === 'platform' ? `${domain}.${platformDomain()}` : domain;
}

/** The whole names that lead to the tenant's app, or to its API: its own, the primary one first, then the platform's. */
export function hostNames(domains: readonly TenantDomain[], kind: 'app' | 'api'): string[] {
  return domains.filter((domain) => domain.verifiedAt && (domain.kind === kind || domain.kind === 'platform')).map(hostName);
}
