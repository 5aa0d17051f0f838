import type { BigNumber } from 'bignumber.js';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Money } from '../../../platform/money/money.ts';
import type { CreditGrantKind } from '../credits/grant.query.ts';

/** Where a reservation stands: `reserved` until exactly one of the others ends it; an `expired` one can still be captured. */
export type ReservationStatus = 'reserved' | 'captured' | 'released' | 'expired';

/** Whether a reservation draws on credits, or is to be invoiced. */
export type ReservationKind = 'credits' | 'invoiced';

/** What a reservation holds, or held, of one grant; of what it held, some is captured and the rest given back when it ends. */
export interface ReservationDraw {
  id: Uuid;
  grantId: Uuid;
  grantKind: CreditGrantKind;
  /** Whether the grant ran out meanwhile, so that what goes back to it is lost. */
  hasRunOut: boolean;
  position: number;
  amount: BigNumber;
  captured: BigNumber;
  released: BigNumber;
}

/** Credits set aside for a purchase, from their reservation to its end. */
export interface Reservation {
  id: Uuid;
  organizationId: Uuid;
  entityId: Uuid;
  key: Uuid;
  userId: Uuid | null;
  /** The team whose spending it is; null for none. */
  teamId: Uuid | null;
  /** The month of the entity in which it counts. */
  month: string;
  kind: ReservationKind;
  status: ReservationStatus;
  amount: Money;
  captured: Money;
  reason: string;
  settledAt: Date | null;
  /** In the order of taking: captured from the front, given back from the end. */
  draws: ReservationDraw[];
}

/** Somebody asks to set credits aside. */
export interface ReserveOrder {
  kind: 'reserve';
  context: RequestContext;
  organizationId: Uuid;
  key: Uuid;
  /** Who pays; null for the caller's default entity, else the organization's. */
  entityId: Uuid | null;
  userId: Uuid | null;
  /** The team whose spending it is; null for the user's default team, if any. */
  teamId: Uuid | null;
  amount: Money;
  reason: string;
}

/** Somebody asks to end a reservation. */
export interface EndingOrder {
  kind: 'capture' | 'release' | 'expire';
  context: RequestContext;
  reservationId: Uuid;
  /** What is to be captured; null for all of it. */
  amount: Money | null;
}

/** What is asked for of reservations. */
export type ReservationOrder = ReserveOrder | EndingOrder;

/** A reservation as an order left it. */
export interface ReservationOutcome {
  reservation: Reservation;
  /** What it was until the order ended it; null when the order made it, or changed nothing. */
  endedFrom: ReservationStatus | null;
}
