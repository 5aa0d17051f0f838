import { PartnerPayoutCreated } from '../../../contracts/events/partner-events.ts';
import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { isCurrencyCode } from '../../../platform/money/currency.ts';
import { decimal, Money } from '../../../platform/money/money.ts';
import { assertDateRange } from '../partners/date-range.ts';
import { findPartners } from '../partners/partners.query.ts';
import { requireText } from '../partners/stated-text.ts';
import { claimCommissions } from './claim-commissions.query.ts';
import { payoutAudit, payoutFacts } from './payout-records.ts';
import { findPayoutByKey, findPayouts } from './partner-payout.query.ts';
import type { PartnerPayout } from './partner-payout.ts';
import { BelowMinimumPayoutError, NothingToPayError, PayoutKeyReusedError } from './payouts.errors.ts';

/** What a payout is to be made of; everything that is payable when only the partner is named. */
export interface CreatePayoutBatch {
  partnerId: Uuid;
  periodStart?: Date | null | undefined;
  /** Exclusive. */
  periodEnd?: Date | null | undefined;
  /** The partner's own unless given. */
  currency?: string | null | undefined;
  /** The same key makes one payout, however often it is sent. */
  idempotencyKey?: string | null | undefined;
  paymentMethod?: string | null | undefined;
  notes?: string | null | undefined;
}

const LONGEST_KEY = 200;
const LONGEST_METHOD = 50;
const LONGEST_NOTES = 2_000;

/**
 * Makes a payout of a partner's approved, unpaid commissions; each commission is claimed by one payout however many are
 * made at once. Throws NotFoundError, NothingToPayError, BelowMinimumPayoutError, PayoutKeyReusedError, ValidationError.
 */
export async function createPayoutBatch(context: RequestContext, command: CreatePayoutBatch): Promise<PartnerPayout> {
  requireTenant(context);
  assertDateRange(command.periodStart, command.periodEnd);
  const stated = statedTexts(command);
  if (command.currency && !isCurrencyCode(command.currency))
    throw ValidationError.of('currency', 'This is not an ISO 4217 currency code.', 'UNKNOWN_CURRENCY');
  return context.session.transaction(async (transaction) => {
    const [partner] = await findPartners(transaction, [command.partnerId], 'all');
    if (!partner) throw new NotFoundError('The partner', 'partnerId');
    const currency = command.currency ?? partner.currency;
    const period = { periodStart: command.periodStart ?? null, periodEnd: command.periodEnd ?? null };
    const request = JSON.stringify({ ...period, currency });
    const key = { partnerId: partner.id, idempotencyKey: stated.idempotencyKey, request };
    const earlier = await payoutOfKey(transaction, key);
    if (earlier) return earlier;
    const claim = { ...stated, ...period, partnerId: partner.id, testMode: partner.testMode, currency, request };
    const outcome = await claimCommissions(transaction, { ...claim, now: context.clock.now() });
    if (!outcome.payoutId) {
      // A call with the same key at the same moment may have claimed what this one was about to.
      const racer = await payoutOfKey(transaction, key);
      if (racer) return racer;
      const payable = Money.of(decimal(outcome.payable), currency);
      if (!payable.isPositive()) throw new NothingToPayError(payable);
      throw new BelowMinimumPayoutError(payable, Money.of(partner.minimumPayoutAmount, partner.currency));
    }
    const [payout] = await findPayouts(transaction, [outcome.payoutId], 'all');
    const subject = `partner_payout/${payout!.id}`;
    transaction.publish(newEvent(context, PartnerPayoutCreated, { subject, organizationId: null, data: payoutFacts(payout!) }));
    transaction.audit({ ...payoutAudit(payout!), ...auditFacts(context) });
    return payout!;
  });
}

function statedTexts({ idempotencyKey, paymentMethod, notes }: CreatePayoutBatch) {
  const optional = (text: string | null | undefined, field: string, longest: number): string | null =>
    text === null || text === undefined ? null : requireText(text, field, longest);
  return {
    idempotencyKey: optional(idempotencyKey, 'idempotencyKey', LONGEST_KEY),
    paymentMethod: optional(paymentMethod, 'paymentMethod', LONGEST_METHOD) ?? 'manual',
    notes: optional(notes, 'notes', LONGEST_NOTES),
  };
}

async function payoutOfKey(
  transaction: Transaction,
  key: { partnerId: Uuid; idempotencyKey: string | null; request: string },
): Promise<PartnerPayout | undefined> {
  if (key.idempotencyKey === null) return undefined;
  const found = await findPayoutByKey(transaction, { partnerId: key.partnerId, idempotencyKey: key.idempotencyKey });
  if (found && found.request !== key.request) throw new PayoutKeyReusedError();
  return found?.payout;
}
