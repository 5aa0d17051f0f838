import { Money } from '../../../platform/money/money.ts';
import { commissionRuleOf } from './commission-rule.ts';
import type { Partner } from './partner.entity.ts';

/** A partner as the audit log keeps it. */
export function auditedPartner(partner: Partner): Record<string, unknown> {
  const { kind, rate, amount, recurrence, recurringMonths } = commissionRuleOf(partner);
  return {
    name: partner.name,
    slug: partner.slug,
    contactEmail: partner.contactEmail,
    status: partner.status,
    currency: partner.currency,
    commissionRule: { kind, rate: rate?.toFixed() ?? null, amount, recurrence, recurringMonths },
    holdingPeriodDays: partner.holdingPeriodDays,
    minimumPayoutAmount: Money.of(partner.minimumPayoutAmount, partner.currency).toJSON(),
  };
}
