import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { isUsageKey } from '../meters/meter.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { organizationOfPlace } from './priced-place.ts';
import type { UsageRate } from './usage-rate.ts';
import { insertRate } from './usage-rates.query.ts';

const LARGEST_UNIT_PRICE = '999999999999';

/** What a unit is to cost from a moment on. */
export interface SetUsageRate {
  /** An organization of the tenant; null for all of them. */
  organizationId?: Uuid | null | undefined;
  /** One entity; null for all of the organization's (or of the tenant's). */
  entityId?: Uuid | null | undefined;
  eventType: string;
  unitPrice: { amount: string; currency: string };
  /** At once unless given; never in the past. */
  effectiveFrom?: Date | null | undefined;
}

/** Sets a rate for what is used from a moment on, as the next version of its place. What is recorded keeps its price. */
export async function setUsageRate(context: RequestContext, command: SetUsageRate): Promise<UsageRate> {
  const now = context.clock.now();
  const { unitPrice, effectiveFrom } = checkTerms(command, now);
  return retryOnConflict('usage_rates_version', () =>
    context.session.transaction(async (transaction) => {
      const organizationId = await organizationOfPlace(context, transaction, command, {
        currency: unitPrice.currency,
        field: 'unitPrice',
      });
      const rate = await insertRate(transaction, {
        id: newId(),
        organizationId,
        entityId: command.entityId ?? null,
        eventType: command.eventType,
        currency: unitPrice.currency,
        unitPrice: unitPrice.amount.toFixed(),
        effectiveFrom,
        createdAt: now,
        actor: context.identity.actor,
      });
      transaction.audit({
        action: 'usage_rate.set',
        resourceType: 'usage_rate',
        resourceId: rate.id,
        organizationId,
        after: { ...rate, unitPrice: unitPrice.toDecimalString() },
        ...auditFacts(context),
      });
      return rate;
    }),
  );
}

function checkTerms(command: SetUsageRate, now: Date): { unitPrice: Money; effectiveFrom: Date } {
  if (!isUsageKey(command.eventType))
    throw ValidationError.of(
      'eventType',
      'A kind of usage is named in lower case and underscores, e.g. "shipment_purchased", in at most 60 characters.',
    );
  const unitPrice = Money.of(command.unitPrice.amount, command.unitPrice.currency);
  if (unitPrice.isNegative() || unitPrice.compare(Money.of(LARGEST_UNIT_PRICE, unitPrice.currency)) > 0)
    throw ValidationError.of('unitPrice', 'A unit price is 0 or more, with at most 12 digits before and after the point.');
  const effectiveFrom = command.effectiveFrom ?? now;
  if (effectiveFrom < now)
    throw ValidationError.of('effectiveFrom', 'A rate takes effect now or later: what was used before has its price already.');
  return { unitPrice, effectiveFrom };
}
