import { BigNumber } from 'bignumber.js';
import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { decimalString } from '../../../platform/money/money.ts';
import { organizationToChange } from '../caller-organization.ts';
import { findMetersMeasuring, findMetersOf } from '../meters/meter.query.ts';
import type { Meter } from '../meters/meter.ts';
import type { Pricing } from '../rate-cards/price-book.ts';
import { findPricesOfCard } from '../rate-cards/rate-card.query.ts';
import { faultOfReading, measuresOf, type Measure } from './measure-usage.ts';
import { isAssigned, type PricedFact } from './price-usage.ts';
import { writeUsage } from './record-usage.ts';
import { faultOfProperties, faultOfQuantity } from './reported-usage.ts';
import { findCorrections, lockUsageEvent, type PricedUsage, type UsageEventRow } from './usage-events.query.ts';
import { PLATFORM_SOURCE } from './usage-fact.ts';
import { recomputeTotal } from './usage-totals.query.ts';
import { UsageEventVoidedError } from './usage.errors.ts';

/** The source of what corrects other events. */
const CORRECTION_SOURCE = `${PLATFORM_SOURCE}/corrections`;
const LONGEST_REASON = 500;

/** Which event is taken back, and why. */
export interface VoidUsageEvent {
  /** For staff of the tenant, who act for any organization. */
  organizationId?: Uuid | null | undefined;
  source: string;
  id: string;
  reason: string;
}

/** What an event should have said; what is left out was right. */
export interface CorrectUsageEvent extends VoidUsageEvent {
  quantity?: string | null | undefined;
  properties?: Record<string, unknown> | null | undefined;
}

/**
 * Takes an event back by another one with the opposite quantity, at the same price and in the same month. What an issued invoice
 * has billed is not touched: the next one gives it back. Throws UsageEventVoidedError for an event that was taken back before.
 */
export async function voidUsageEvent(context: RequestContext, command: VoidUsageEvent): Promise<UsageEventRow> {
  return correct(context, command, 'usage_event.voided', () => null);
}

/** Takes an event back and records in its place what it should have said, at its own price and in its own month. */
export async function correctUsageEvent(context: RequestContext, command: CorrectUsageEvent): Promise<UsageEventRow> {
  const { quantity, properties } = command;
  const fault =
    (quantity === null || quantity === undefined ? undefined : faultOfQuantity(quantity)) ??
    (properties === null || properties === undefined ? undefined : faultOfProperties(properties));
  if (fault) throw new ValidationError([fault]);
  return correct(context, command, 'usage_event.corrected', (event) => ({
    ...event,
    quantity: quantity ?? event.quantity,
    amount: event.unitPrice === null ? null : amountOf(event.unitPrice, quantity ?? event.quantity),
    data: properties ?? event.data,
  }));
}

async function correct(
  context: RequestContext,
  command: VoidUsageEvent,
  action: string,
  replace: (event: UsageEventRow) => UsageEventRow | null,
): Promise<UsageEventRow> {
  const organizationId = organizationToChange(context, command.organizationId);
  const reason = checkReason(command.reason);
  return context.session.transaction(async (transaction) => {
    const event = await lockUsageEvent(transaction, { organizationId, source: command.source, sourceEventId: command.id });
    if (!event) throw new NotFoundError('The usage event', 'id');
    const corrections = await findCorrections(transaction, [event.id]);
    if (event.isVoid || corrections.length > 0) throw new UsageEventVoidedError();
    const stands = replace(event);
    const written = [takingBack(event, reason), ...(stands ? [standingIn(event, stands, reason)] : [])];
    await writeCorrections(transaction, event, written, context.clock.now());
    transaction.audit({
      action,
      resourceType: 'usage_event',
      resourceId: event.id,
      organizationId,
      before: { quantity: event.quantity, data: event.data },
      after: { quantity: stands?.quantity ?? '0', data: stands?.data ?? null, reason },
      ...auditFacts(context),
    });
    return (await findCorrections(transaction, [event.id])).at(-1)!;
  });
}

function checkReason(reason: string): string {
  const trimmed = reason.trim();
  if (trimmed.length === 0 || trimmed.length > LONGEST_REASON || trimmed.includes('\0'))
    throw ValidationError.of('reason', `A reason has 1 to ${LONGEST_REASON} characters.`);
  return trimmed;
}

function amountOf(unitPrice: string, quantity: string): string {
  return decimalString(new BigNumber(unitPrice).times(new BigNumber(quantity)));
}

function takingBack(event: UsageEventRow, reason: string): PricedUsage {
  const quantity = new BigNumber(event.quantity).negated().toFixed();
  const amount = event.unitPrice === null ? null : amountOf(event.unitPrice, quantity);
  return {
    ...event,
    id: newId(),
    source: CORRECTION_SOURCE,
    sourceEventId: event.id,
    quantity,
    amount,
    correctsId: event.id,
    isVoid: true,
    reason,
  };
}

function standingIn(event: UsageEventRow, stands: UsageEventRow, reason: string): PricedUsage {
  return {
    ...stands,
    id: newId(),
    source: CORRECTION_SOURCE,
    sourceEventId: `${event.id}/replacement`,
    correctsId: event.id,
    reason,
  };
}

async function writeCorrections(
  transaction: Transaction,
  event: UsageEventRow,
  written: readonly PricedUsage[],
  now: Date,
): Promise<void> {
  // What is taken back is what was added then; what stands in its place is recorded now.
  const measuring = await findMetersMeasuring(transaction, event.eventType, event.recordedAt);
  const meters = await findMetersOf(transaction, [event.eventType]);
  const pricing = await pricingOf(transaction, event);
  const priced = written.map((usage): PricedFact => ({
    usage,
    measures: isAssigned(usage) ? measuresOf(usage, pricing, usage.isVoid ? measuring : meters) : [],
  }));
  const replacement = written.find((usage) => !usage.isVoid);
  for (const meter of replacement ? meters : []) {
    const message = faultOfReading(meter, replacement!);
    if (message) throw ValidationError.of('properties', message, 'INVALID_PROPERTY');
  }
  await writeUsage(transaction, priced, now);
  for (const measure of priced[0]!.measures) await recompute(transaction, event, measure, measuring);
}

// What was taken out of a sum is subtracted; the largest and the latest have to be looked for again.
async function recompute(
  transaction: Transaction,
  event: UsageEventRow,
  { total }: Measure,
  meters: readonly Meter[],
): Promise<void> {
  if (total.aggregation !== 'max' && total.aggregation !== 'latest') return;
  const property = meters.find((meter) => meter.key === total.meter)?.property ?? null;
  await recomputeTotal(transaction, total, { property, rateCardId: event.rateCardId });
}

async function pricingOf(transaction: Transaction, event: UsageEventRow): Promise<Pricing | null> {
  const { unitPrice, rateId, rateVersion, rateCardId } = event;
  if (unitPrice !== null) return { kind: 'unit', unitPrice, rateId, rateVersion: rateVersion! };
  if (rateCardId === null) return null;
  const prices = await findPricesOfCard(transaction, rateCardId, event.eventType);
  return { kind: 'card', rateCardId, cardVersion: prices[0]?.cardVersion ?? 0, prices };
}
