import type { RequestContext } from '../../../platform/context/request-context.ts';
import { onUniqueViolation } from '../../../platform/database/database-error.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { requireLiveMode } from '../live-mode.ts';
import { DomainTakenError } from '../tenants/tenants.errors.ts';
import { changeDomain } from './change-domains.ts';
import { DnsUnavailableError, DomainNotProvenError } from './domains.errors.ts';
import { findDomain, markVerified, type TenantDomain } from './domains.query.ts';
import { lookUpTxt, type TxtLookup } from './txt-lookup.ts';
import { verificationRecord } from './verification-record.ts';

/** Lets a domain lead to the tenant, when its TXT record says so. Of two tenants that prove the same domain the first has it. */
export async function verifyTenantDomain(
  context: RequestContext,
  command: { tenantId: Uuid; id: Uuid },
  lookUp: TxtLookup = lookUpTxt,
): Promise<TenantDomain> {
  requireLiveMode(context);
  const domain = await findDomain(context.session, command.id);
  if (!domain || domain.tenantId !== command.tenantId) throw new NotFoundError('The domain', 'domainId');
  const record = verificationRecord(domain);
  if (domain.verifiedAt || !record) return domain;
  // Before the transaction: name servers may take their time.
  const texts = await lookUp(record.name).catch(() => {
    throw new DnsUnavailableError(domain.domain);
  });
  if (!texts.includes(record.value)) throw new DomainNotProvenError(record);
  return onUniqueViolation(
    'tenant_domains_domain',
    () => new DomainTakenError(domain.domain),
    () =>
      changeDomain(context, command, 'tenant_domain.verified', (locked, transaction) =>
        markVerified(transaction, locked.id, context.clock.now()),
      ),
  );
}
