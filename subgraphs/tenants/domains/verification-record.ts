import type { TenantDomain } from './domains.query.ts';

/** The TXT record by which whoever holds a domain proves it; null for the name that the platform gives. */
export function verificationRecord({
  domain,
  token,
}: Pick<TenantDomain, 'domain' | 'token'>): { name: string; value: string } | null {
  return token === null ? null : { name: `_waybill.${domain}`, value: `waybill-verification=${token}` };
}
