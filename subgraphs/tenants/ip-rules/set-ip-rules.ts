import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { ConflictError, ValidationError } from '../../../platform/errors/errors.ts';
import { IpRanges, parseIpRange } from '../../../platform/identity/ip-ranges.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { announceIdentityChange } from '../identity/announce-identity-change.ts';
import { requireLiveMode } from '../live-mode.ts';
import { recordSecurityEvent } from '../security-events/record-security-event.query.ts';
import { checkName, Faults } from '../validation.ts';
import { findIpRules, replaceIpRules, type IpRule } from './ip-rules.query.ts';

const MOST_RULES = 100;

/** The networks to allow from now on; none allows all. */
export interface SetIpRules {
  rules: readonly { range: string; description?: string | null | undefined }[];
  /** That the caller knows that they will be shut out. */
  confirmsLockOut: boolean;
}

/**
 * Makes these the networks from which a tenant's people and programs may come, at every gateway at once. A list that shuts out whoever
 * sets it is refused unless that is confirmed.
 */
export async function setIpRules(context: RequestContext, command: SetIpRules): Promise<IpRule[]> {
  const { id: tenantId } = requireTenant(context);
  requireLiveMode(context);
  const rules = checkRules(command.rules);
  if (!command.confirmsLockOut) requireCallerInside(context, rules);
  return context.session.transaction(async (transaction) => {
    const before = await findIpRules(transaction, tenantId);
    await replaceIpRules(transaction, tenantId, rules, { createdBy: context.identity.actor, createdAt: context.clock.now() });
    const after = await findIpRules(transaction, tenantId);
    announceIdentityChange(transaction, 'tenant', tenantId);
    const change = { before: { ranges: before.map(({ range }) => range) }, after: { ranges: after.map(({ range }) => range) } };
    transaction.audit({
      action: 'tenant.ip_rules_changed',
      resourceType: 'tenant',
      resourceId: tenantId,
      organizationId: null,
      ...change,
      ...auditFacts(context),
    });
    await recordSecurityEvent(transaction, context, { type: 'ip.rules_changed', tenantId, details: change.after });
    return after;
  });
}

function checkRules(rules: SetIpRules['rules']): { id: string; range: string; description: string | null }[] {
  if (rules.length > MOST_RULES) throw ValidationError.of('rules', `At most ${MOST_RULES} networks can be allowed.`);
  const faults = new Faults();
  const checked = rules.map(({ range, description }, index) => {
    if (!parseIpRange(range)) {
      const message = `"${range.slice(0, 60)}" is no network: write it as 203.0.113.0/24 or 2001:db8::/32.`;
      faults.collect({ fault: { field: `rules.${index}.range`, message, code: 'VALIDATION_FAILED' } });
    }
    const note = description ? faults.collect(checkName(`rules.${index}.description`, description)) : null;
    return { id: newId(), range: range.trim(), description: note };
  });
  faults.throwIfAny();
  return checked;
}

function requireCallerInside(context: RequestContext, rules: readonly { range: string }[]): void {
  if (rules.length === 0) return;
  const { ipAddress } = context;
  if (ipAddress && new IpRanges(rules.map(({ range }) => range)).includes(ipAddress)) return;
  const whose = ipAddress ? `Your own address, ${ipAddress},` : 'Your own address, which is not known,';
  throw new ConflictError(`${whose} is in none of these networks: you would shut yourself out. Add it, or confirm.`, {
    field: 'rules',
    code: 'WOULD_LOCK_OUT',
  });
}
