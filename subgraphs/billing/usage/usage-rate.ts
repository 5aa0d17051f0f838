import { BigNumber } from 'bignumber.js';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { DEFAULT_RATE_CURRENCY, DEFAULT_USAGE_RATES } from './default-usage-rates.ts';

/** What one unit of a kind of usage costs from a moment on: of the tenant, of an organization, or of one entity. */
export interface UsageRate {
  id: Uuid;
  /** Null for the whole tenant. */
  organizationId: Uuid | null;
  /** Null for the whole organization. */
  entityId: Uuid | null;
  eventType: string;
  currency: string;
  unitPrice: string;
  effectiveFrom: Date;
  /** Counts the rates of one place, kind and currency from 1. */
  version: number;
  createdAt: Date;
}

/** What asks for a price. */
export interface PriceQuestion {
  organizationId: Uuid;
  entityId: Uuid;
  currency: string;
  eventType: string;
  occurredAt: Date;
}

/** The price of a unit and the rate it comes from; no rate and version 0 for the default rates. */
export interface UnitPrice {
  amount: BigNumber;
  rateId: Uuid | null;
  rateVersion: number;
}

/**
 * The price of a unit at the moment it was used: the entity's own rate, else its organization's, else the tenant's, else
 * the default; at each place the one that took effect last. Null when nobody named a price in the currency.
 */
export function unitPriceOf(question: PriceQuestion, rates: readonly UsageRate[]): UnitPrice | null {
  const applicable = rates
    .filter((rate) => applies(rate, question))
    .toSorted(
      (left, right) =>
        closeness(right) - closeness(left) ||
        right.effectiveFrom.getTime() - left.effectiveFrom.getTime() ||
        right.version - left.version,
    );
  const rate = applicable[0];
  if (rate) return { amount: new BigNumber(rate.unitPrice), rateId: rate.id, rateVersion: rate.version };
  const standard = question.currency === DEFAULT_RATE_CURRENCY ? DEFAULT_USAGE_RATES.get(question.eventType) : undefined;
  return standard === undefined ? null : { amount: new BigNumber(standard), rateId: null, rateVersion: 0 };
}

function applies(rate: UsageRate, question: PriceQuestion): boolean {
  return (
    rate.eventType === question.eventType &&
    rate.currency === question.currency &&
    rate.effectiveFrom <= question.occurredAt &&
    (rate.organizationId === null || rate.organizationId === question.organizationId) &&
    (rate.entityId === null || rate.entityId === question.entityId)
  );
}

function closeness(rate: UsageRate): number {
  if (rate.entityId !== null) return 2;
  return rate.organizationId === null ? 0 : 1;
}
