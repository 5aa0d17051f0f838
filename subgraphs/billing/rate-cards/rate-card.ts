import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { ChargeModel } from '../charge-models/charge-model.ts';
import type { Aggregation } from '../meters/meter.ts';

/** Prices on meters for a span of time: of the tenant, of an organization, or of one entity. Only its end is ever changed. */
export interface RateCard {
  id: Uuid;
  /** Null for the whole tenant. */
  organizationId: Uuid | null;
  /** Null for the whole organization. */
  entityId: Uuid | null;
  name: string;
  currency: string;
  effectiveFrom: Date;
  /** The first instant at which it no longer holds; null while none is set. */
  effectiveUntil: Date | null;
  /** Counts the cards of one place and currency from 1. */
  version: number;
  createdAt: Date;
}

/** What a card charges for what a meter measures. */
export interface RateCardPrice {
  id: Uuid;
  rateCardId: Uuid;
  meterId: Uuid;
  position: number;
  model: ChargeModel;
}

/** A price with everything that decides where and when it holds, and what it reads. */
export interface EffectivePrice extends RateCardPrice {
  organizationId: Uuid | null;
  entityId: Uuid | null;
  currency: string;
  effectiveFrom: Date;
  effectiveUntil: Date | null;
  cardVersion: number;
  meterKey: string;
  eventType: string;
  aggregation: Aggregation;
  property: string | null;
}
