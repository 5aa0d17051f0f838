import { LockMode } from '@mikro-orm/core';
import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { onUniqueViolation } from '../../../platform/database/database-error.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { decimal } from '../../../platform/money/money.ts';
import { auditedPartner } from './audited-partner.ts';
import { commissionRuleColumns } from './commission-rule.ts';
import { assertPartnerFacts, normalizedFacts, type PartnerFacts } from './partner-facts.ts';
import { keepPastRule } from './past-rules.query.ts';
import { PartnerEntity, type Partner, type PartnerStatus } from './partner.entity.ts';
import { SlugTakenError } from './partners.errors.ts';

/** What to change of a partner; what is left out (or null) stays. The rule is replaced as a whole; the currency never changes. */
export type UpdatePartner = { id: Uuid; status?: PartnerStatus | null | undefined } & {
  [Fact in keyof PartnerFacts]?: PartnerFacts[Fact] | null | undefined;
};

/** Changes a partner; commissions that were made already keep the rule they were made by. */
export async function updatePartner(context: RequestContext, command: UpdatePartner): Promise<Partner> {
  requireTenant(context);
  const { id, status, ...stated } = command;
  const facts = normalizedFacts(given(stated));
  return onUniqueViolation(
    'partners_slug',
    () => new SlugTakenError(facts.slug ?? ''),
    () =>
      context.session.transaction(async (transaction) => {
        const partner = await transaction.em.findOne(
          PartnerEntity,
          { id, testMode: context.identity.testMode },
          { lockMode: LockMode.PESSIMISTIC_WRITE },
        );
        if (!partner) throw new NotFoundError('The partner', 'id');
        assertPartnerFacts(facts, partner.currency);
        const before = auditedPartner(partner);
        const { commissionRule, minimumPayoutAmount, ...plain } = facts;
        const now = context.clock.now();
        if (commissionRule) await keepPastRule(transaction, partner, now);
        Object.assign(partner, {
          ...plain,
          ...(status ? { status } : {}),
          ...(commissionRule ? commissionRuleColumns(commissionRule) : {}),
          ...(minimumPayoutAmount === undefined ? {} : { minimumPayoutAmount: decimal(minimumPayoutAmount) }),
          updatedAt: now,
        });
        await transaction.em.flush();
        transaction.audit({
          action: 'partner.updated',
          resourceType: 'partner',
          resourceId: partner.id,
          organizationId: null,
          before,
          after: auditedPartner(partner),
          ...auditFacts(context),
        });
        return partner;
      }),
  );
}

function given(stated: Omit<UpdatePartner, 'id' | 'status'>): Partial<PartnerFacts> {
  return Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== null && value !== undefined));
}
