import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { onUniqueViolation } from '../../../platform/database/database-error.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { decimal } from '../../../platform/money/money.ts';
import { commissionRuleColumns } from './commission-rule.ts';
import { assertPartnerFacts, normalizedFacts, type PartnerFacts } from './partner-facts.ts';
import { auditedPartner } from './audited-partner.ts';
import { PartnerEntity, type Partner } from './partner.entity.ts';
import { SlugTakenError } from './partners.errors.ts';

/** What a new partner is made of. */
export interface CreatePartner extends Omit<PartnerFacts, 'holdingPeriodDays' | 'minimumPayoutAmount'> {
  currency: string;
  /** 0 unless given: commissions are approved as soon as the invoice is paid. */
  holdingPeriodDays?: number | null | undefined;
  /** 0 unless given. */
  minimumPayoutAmount?: string | null | undefined;
}

/** Makes an active partner in the caller's tenant and mode; throws ValidationError and SlugTakenError. */
export async function createPartner(context: RequestContext, command: CreatePartner): Promise<Partner> {
  requireTenant(context);
  const { currency, holdingPeriodDays, minimumPayoutAmount, ...stated } = command;
  const facts = normalizedFacts({
    ...stated,
    holdingPeriodDays: holdingPeriodDays ?? 0,
    minimumPayoutAmount: minimumPayoutAmount ?? '0',
  });
  assertPartnerFacts(facts, currency);
  const now = context.clock.now();
  return onUniqueViolation(
    'partners_slug',
    () => new SlugTakenError(facts.slug),
    () =>
      context.session.transaction(async (transaction) => {
        const partner = transaction.em.create(PartnerEntity, {
          id: newId(),
          testMode: context.identity.testMode,
          name: facts.name,
          slug: facts.slug,
          contactEmail: facts.contactEmail,
          status: 'active',
          currency,
          ...commissionRuleColumns(facts.commissionRule),
          holdingPeriodDays: facts.holdingPeriodDays,
          minimumPayoutAmount: decimal(facts.minimumPayoutAmount),
          createdAt: now,
          updatedAt: now,
        });
        await transaction.em.flush();
        transaction.audit({
          action: 'partner.created',
          resourceType: 'partner',
          resourceId: partner.id,
          organizationId: null,
          after: auditedPartner(partner),
          ...auditFacts(context),
        });
        return partner;
      }),
  );
}
