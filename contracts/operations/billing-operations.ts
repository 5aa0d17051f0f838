import { z } from 'zod';
import { MoneyData } from '../events/envelope.ts';

/**
 * Sets credits of an entity aside for a purchase. Idempotent by `key`: the same key answers the same reservation.
 * Without `entityId` the only entity of the team pays, else the caller's default one. Refused with INSUFFICIENT_CREDITS, ENTITY_SUSPENDED, LIMIT_REACHED,
 * NOT_IN_TEAM, TEAM_ARCHIVED, TEAM_OF_ANOTHER_ENTITY, MEMBERSHIP_ENDED, NOT_FOUND or CURRENCY_MISMATCH; nothing is set aside then.
 */
export const ReserveCredits = {
  subgraph: 'billing',
  field: 'reserveCredits',
  document: `mutation ReserveCredits($input: ReserveCreditsInput!) { reserveCredits(input: $input) { reservationId entityId errors { code field message } } }`,
  input: z.object({
    key: z.uuid(),
    organizationId: z.uuid(),
    entityId: z.uuid().nullable(),
    /** The team that spends, of which the caller is a member; the caller's default team, if any, when left out. */
    teamId: z.uuid().nullable().optional(),
    amount: MoneyData,
    /** What it is for, e.g. `shipment/<uuid>`. */
    reason: z.string(),
  }),
  output: z.object({ reservationId: z.uuid(), entityId: z.uuid() }),
};

/** An entity and whether it may spend at this moment; null when there is none of this id in the caller's organization. */
export const FindEntityStanding = {
  subgraph: 'billing',
  field: 'entityStanding',
  document: `query FindEntityStanding($input: EntityStandingInput!) { entityStanding(input: $input) { name status } }`,
  input: z.object({ entityId: z.uuid() }),
  output: z.object({ name: z.string(), status: z.enum(['active', 'grace', 'suspended']) }).nullable(),
};

/** Spends what was reserved (all of it, or `amount`; the rest is released). Idempotent. */
export const CaptureReservation = {
  subgraph: 'billing',
  field: 'captureReservation',
  document: `mutation CaptureReservation($input: CaptureReservationInput!) { captureReservation(input: $input) { captured { amount currency } errors { code field message } } }`,
  input: z.object({ reservationId: z.uuid(), amount: MoneyData.nullable() }),
  output: z.object({ captured: MoneyData }),
};

/** Gives back what was reserved. Idempotent; refused with RESERVATION_CAPTURED once it was spent. */
export const ReleaseReservation = {
  subgraph: 'billing',
  field: 'releaseReservation',
  document: `mutation ReleaseReservation($input: ReleaseReservationInput!) { releaseReservation(input: $input) { released { amount currency } errors { code field message } } }`,
  input: z.object({ reservationId: z.uuid() }),
  output: z.object({ released: MoneyData }),
};

/**
 * Gives back what a reservation spent, because what it paid for was taken back. Idempotent; refused with RESERVATION_NOT_CAPTURED
 * while nothing of it was spent.
 */
export const RefundReservation = {
  subgraph: 'billing',
  field: 'refundReservation',
  document: `mutation RefundReservation($input: RefundReservationInput!) { refundReservation(input: $input) { refunded { amount currency } errors { code field message } } }`,
  input: z.object({ reservationId: z.uuid() }),
  output: z.object({ refunded: MoneyData }),
};
