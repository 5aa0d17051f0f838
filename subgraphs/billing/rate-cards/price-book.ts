import type { Uuid } from '../../../platform/ids/public-id.ts';
import { DEFAULT_RATE_CURRENCY, DEFAULT_USAGE_RATES } from '../usage/default-usage-rates.ts';
import type { UsageRate } from '../usage/usage-rate.ts';
import type { EffectivePrice } from './rate-card.ts';

const BEGINNING_OF_TIME = new Date(-8.64e15);

/** Where a price can be set, the closest in front. */
export const PRICE_PLACES = { ENTITY: 'entity', ORGANIZATION: 'organization', TENANT: 'tenant', DEFAULT: 'default' } as const;
export type PricePlace = (typeof PRICE_PLACES)[keyof typeof PRICE_PLACES];

const PLACES_BY_CLOSENESS = Object.values(PRICE_PLACES);

/** Who asks for a price, and of what. */
export interface PriceQuestion {
  organizationId: Uuid;
  entityId: Uuid;
  currency: string;
  eventType: string;
}

/** A price for each unit: a rate that somebody set, or a default one (without id, version 0). */
export interface UnitPricing {
  kind: 'unit';
  unitPrice: string;
  rateId: Uuid | null;
  rateVersion: number;
}

/** The prices of a rate card on the meters of a kind of usage. */
export interface CardPricing {
  kind: 'card';
  rateCardId: Uuid;
  cardVersion: number;
  prices: EffectivePrice[];
}

export type Pricing = UnitPricing | CardPricing;

/** What one place has to say about a price at an instant. */
export interface ResolutionStep {
  place: PricePlace;
  /** The card or rate in force there; null when there is none. */
  pricing: Pricing | null;
  /** Whether it decides: the closest place that has a price does. */
  isDecisive: boolean;
}

interface Candidate {
  place: PricePlace;
  effectiveFrom: Date;
  effectiveUntil: Date | null;
  version: number;
  pricing: Pricing;
}

/**
 * The prices that may hold for a batch of usage. At each place a rate card in force goes before a usage rate; of each the one
 * that took effect last holds. The closest place that prices the kind of usage decides alone: entity, organization, tenant, default.
 */
export class PriceBook {
  private readonly rates: readonly UsageRate[];
  private readonly cardPrices: readonly EffectivePrice[];
  private readonly known = new Map<string, Candidate[]>();

  constructor(rates: readonly UsageRate[], cardPrices: readonly EffectivePrice[]) {
    this.rates = rates;
    this.cardPrices = cardPrices;
  }

  /** The price in force at the instant; null when nobody named one in the currency. */
  priceAt(question: PriceQuestion, instant: Date): Pricing | null {
    return this.candidates(question).find((candidate) => holdsAt(candidate, instant))?.pricing ?? null;
  }

  /** What each place says at the instant, the closest in front. */
  explain(question: PriceQuestion, instant: Date): ResolutionStep[] {
    const inForce = this.candidates(question).filter((candidate) => holdsAt(candidate, instant));
    return PLACES_BY_CLOSENESS.map((place) => ({
      place,
      pricing: inForce.find((candidate) => candidate.place === place)?.pricing ?? null,
      isDecisive: inForce[0]?.place === place,
    }));
  }

  private candidates(question: PriceQuestion): Candidate[] {
    const key = `${question.entityId} ${question.eventType}`;
    let found = this.known.get(key);
    if (!found) {
      found = [...this.cardCandidates(question), ...this.rateCandidates(question), ...defaultCandidate(question)].toSorted(
        byPrecedence,
      );
      this.known.set(key, found);
    }
    return found;
  }

  private cardCandidates(question: PriceQuestion): Candidate[] {
    const cards = Map.groupBy(
      this.cardPrices.filter((price) => concerns(price, question)),
      (price) => price.rateCardId,
    );
    return [...cards].map(([rateCardId, prices]) => {
      const { cardVersion, effectiveFrom, effectiveUntil } = prices[0]!;
      const pricing: CardPricing = { kind: 'card', rateCardId, cardVersion, prices };
      return { place: placeOf(prices[0]!), effectiveFrom, effectiveUntil, version: cardVersion, pricing };
    });
  }

  private rateCandidates(question: PriceQuestion): Candidate[] {
    return this.rates
      .filter((rate) => concerns(rate, question))
      .map((rate) => {
        const { unitPrice, id: rateId, version, effectiveFrom } = rate;
        const pricing: UnitPricing = { kind: 'unit', unitPrice, rateId, rateVersion: version };
        return { place: placeOf(rate), effectiveFrom, effectiveUntil: null, version, pricing };
      });
  }
}

function defaultCandidate({ currency, eventType }: PriceQuestion): Candidate[] {
  const unitPrice = currency === DEFAULT_RATE_CURRENCY ? DEFAULT_USAGE_RATES.get(eventType) : undefined;
  if (unitPrice === undefined) return [];
  const pricing: UnitPricing = { kind: 'unit', unitPrice, rateId: null, rateVersion: 0 };
  return [{ place: 'default', effectiveFrom: BEGINNING_OF_TIME, effectiveUntil: null, version: 0, pricing }];
}

function concerns(
  price: { organizationId: Uuid | null; entityId: Uuid | null; currency: string; eventType: string },
  question: PriceQuestion,
): boolean {
  return (
    price.eventType === question.eventType &&
    price.currency === question.currency &&
    (price.organizationId === null || price.organizationId === question.organizationId) &&
    (price.entityId === null || price.entityId === question.entityId)
  );
}

function placeOf(price: { organizationId: Uuid | null; entityId: Uuid | null }): PricePlace {
  if (price.entityId !== null) return 'entity';
  return price.organizationId === null ? 'tenant' : 'organization';
}

function holdsAt(candidate: Candidate, instant: Date): boolean {
  return candidate.effectiveFrom <= instant && (candidate.effectiveUntil === null || instant < candidate.effectiveUntil);
}

function byPrecedence(left: Candidate, right: Candidate): number {
  return (
    PLACES_BY_CLOSENESS.indexOf(left.place) - PLACES_BY_CLOSENESS.indexOf(right.place) ||
    Number(right.pricing.kind === 'card') - Number(left.pricing.kind === 'card') ||
    right.effectiveFrom.getTime() - left.effectiveFrom.getTime() ||
    right.version - left.version
  );
}
