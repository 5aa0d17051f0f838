import { BigNumber } from 'bignumber.js';
import { DomainError } from '../../../platform/errors/domain-error.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { CurrencyMismatchError } from '../../../platform/money/money.errors.ts';
import { Money } from '../../../platform/money/money.ts';
import { CreditMoves } from '../credits/credit-moves.ts';
import {
  invoicedPosting,
  reservedPostings,
  settledPostings,
  spentPostings,
  type CreditPlace,
  type GrantPart,
} from '../credits/credit-postings.ts';
import {
  CaptureExceedsReservationError,
  InsufficientCreditsError,
  KeyReusedError,
  ReservationCapturedError,
  ReservationReleasedError,
} from '../credits/credits.errors.ts';
import type { EntityFacts } from '../credits/movement-facts.query.ts';
import { OpenCredits } from '../credits/open-credits.ts';
import { NoPayingEntityError } from '../entities/entities.errors.ts';
import type { LedgerPosting } from '../ledger/ledger-posting.ts';
import type { OpenLimits } from '../limits/open-limits.ts';
import type { Spending } from '../limits/limit-book.ts';
import type { Spender } from '../limits/spender.ts';
import { calendarMonth } from '../periods/calendar-month.ts';
import type {
  EndingOrder,
  Reservation,
  ReservationDraw,
  ReservationKind,
  ReservationOrder,
  ReservationOutcome,
  ReserveOrder,
} from './reservation.ts';
import { settleDraws } from './settle-draws.ts';

const NOTHING = new BigNumber(0);

/** What is known before a group of orders is decided on, read under the locks of its balances. */
export interface ReservationFacts {
  entities: readonly EntityFacts[];
  limits: OpenLimits;
  /** Those that orders end, and those made earlier under one of the keys. */
  reservations: readonly Reservation[];
}

/** A draw and whose it is. */
export interface NewDraw {
  reservation: Reservation;
  draw: ReservationDraw;
}

/**
 * The books of the entities of a group of orders on reservations. Hand it what draws on grants before what gives back to them: what is given back is
 * not drawn on again within the group.
 */
export class ReservationBook {
  readonly moves = new CreditMoves();
  readonly postings: LedgerPosting[] = [];
  readonly made: Reservation[] = [];
  readonly ended = new Set<Reservation>();
  readonly drawn: NewDraw[] = [];
  readonly settled: ReservationDraw[] = [];
  private readonly credits: ReadonlyMap<Uuid, OpenCredits>;
  readonly limits: OpenLimits;
  private readonly byId: ReadonlyMap<Uuid, Reservation>;
  private readonly byKey: Map<string, Reservation>;
  private readonly payers: ReadonlyMap<ReservationOrder, Uuid>;
  private readonly now: Date;

  constructor(facts: ReservationFacts, payers: ReadonlyMap<ReservationOrder, Uuid>, now: Date) {
    this.credits = new Map(facts.entities.map((entity) => [entity.entityId, new OpenCredits(entity)]));
    this.limits = facts.limits;
    this.byId = new Map(facts.reservations.map((reservation) => [reservation.id, reservation]));
    this.byKey = new Map(facts.reservations.map((reservation) => [keyOf(reservation), reservation]));
    this.payers = payers;
    this.now = now;
  }

  /** Makes or ends a reservation, or answers the error that refuses it. */
  decide(order: ReservationOrder): ReservationOutcome | DomainError {
    try {
      return order.kind === 'reserve' ? this.reserve(order) : this.end(order);
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  }

  private reserve(order: ReserveOrder): ReservationOutcome {
    const earlier = this.byKey.get(keyOf(order));
    if (earlier) return { reservation: repeated(earlier, order), endedFrom: null };
    const credits = this.credits.get(this.payers.get(order) ?? '');
    if (!credits) throw order.entityId ? new NotFoundError('The entity', 'entityId') : new NoPayingEntityError();
    const { organizationId, key, userId, amount, reason } = order;
    const subject = this.limits.spenderOf(credits.facts, order);
    const spending = { subject, month: calendarMonth(this.now, credits.facts.timeZone).label, amount };
    const kind = this.payWith(credits, spending);
    const place = { organizationId, entityId: credits.facts.entityId, teamId: subject.teamId, month: spending.month };
    const state = { kind, status: 'reserved' as const, captured: Money.zero(amount.currency), settledAt: null, draws: [] };
    const reservation: Reservation = { id: newId(), ...place, key, userId, amount, reason, ...state };
    if (kind === 'credits') {
      const parts = this.draw(reservation, amount.amount, NOTHING);
      for (const { grantId, amount: part } of parts)
        this.moves.move(place.entityId, grantId, { remaining: new BigNumber(part).negated(), reserved: new BigNumber(part) });
      this.postings.push(...reservedPostings(this.placeOf(reservation), parts));
    }
    this.count(reservation, amount);
    this.made.push(reservation);
    this.byKey.set(keyOf(reservation), reservation);
    return { reservation, endedFrom: null };
  }

  private payWith(credits: OpenCredits, spending: Spending & { subject: Spender }): ReservationKind {
    const { subject, amount } = spending;
    credits.assertPaysIn(amount.currency);
    this.limits.assertRoom(credits.facts, subject, spending);
    if (credits.covers(amount.amount)) return 'credits';
    if (credits.facts.exhaustionPolicy === 'invoice') return 'invoiced';
    throw new InsufficientCreditsError(amount, credits.available);
  }

  private end(order: EndingOrder): ReservationOutcome {
    const reservation = this.byId.get(order.reservationId);
    if (!reservation || !this.credits.has(reservation.entityId)) throw new NotFoundError('The reservation', 'reservationId');
    const { status } = reservation;
    if (order.kind === 'capture') this.capture(reservation, order.amount);
    else if (order.kind === 'release') this.release(reservation);
    // It may have been captured or released since it was found.
    else if (status === 'reserved') this.settle(reservation, 'expired', Money.zero(reservation.amount.currency));
    return { reservation, endedFrom: reservation.status === status ? null : status };
  }

  private capture(reservation: Reservation, asked: Money | null): void {
    if (reservation.status === 'captured') return;
    if (reservation.status === 'released') throw new ReservationReleasedError();
    const amount = amountToCapture(reservation, asked);
    if (reservation.status === 'reserved') this.settle(reservation, 'captured', amount);
    else this.captureAfterExpiry(reservation, amount);
    if (reservation.kind !== 'invoiced') return;
    this.moves.accrue(reservation.entityId, amount.amount);
    this.postings.push(invoicedPosting(this.placeOf(reservation), amount.amount.toFixed()));
  }

  private release(reservation: Reservation): void {
    if (reservation.status === 'captured') throw new ReservationCapturedError();
    if (reservation.status === 'reserved') this.settle(reservation, 'released', Money.zero(reservation.amount.currency));
    // Nothing moves then, but it cannot be captured any more.
    else if (reservation.status === 'expired') this.markEnded(reservation, 'released');
  }

  // Spends what is captured of what it holds; the rest goes back.
  private settle(reservation: Reservation, status: 'captured' | 'released' | 'expired', captured: Money): void {
    const { entityId, amount, draws } = reservation;
    const parts = settleDraws(draws, captured.amount);
    for (const { draw, lapsed } of parts)
      this.moves.move(entityId, draw.grantId, {
        reserved: draw.amount.negated(),
        spent: draw.captured,
        remaining: draw.released.minus(lapsed),
        expired: lapsed,
      });
    this.settled.push(...draws);
    this.postings.push(
      ...settledPostings(
        this.placeOf(reservation),
        parts.map(({ part }) => part),
      ),
    );
    this.count(reservation, captured.minus(amount));
    reservation.captured = captured;
    reservation.settledAt = this.now;
    this.markEnded(reservation, status);
  }

  // Its credits went back when it expired: it draws on those that can be spent now, or is booked for the next invoice.
  private captureAfterExpiry(reservation: Reservation, captured: Money): void {
    const { entityId } = reservation;
    if (!this.credits.get(entityId)!.covers(captured.amount)) reservation.kind = 'invoiced';
    if (reservation.kind === 'credits') {
      const parts = this.draw(reservation, captured.amount, captured.amount);
      for (const { grantId, amount } of parts)
        this.moves.move(entityId, grantId, { remaining: new BigNumber(amount).negated(), spent: new BigNumber(amount) });
      this.postings.push(...spentPostings(this.placeOf(reservation), 'credits.captured', parts));
    }
    this.count(reservation, captured);
    reservation.captured = captured;
    reservation.settledAt = this.now;
    this.markEnded(reservation, 'captured');
  }

  private draw(reservation: Reservation, amount: BigNumber, captured: BigNumber): GrantPart[] {
    const { draws, entityId } = reservation;
    const parts = this.credits.get(entityId)!.draw(amount);
    for (const { grantId, kind, amount: part } of parts) {
      const taken = new BigNumber(part);
      const position = (draws.at(-1)?.position ?? 0) + 1;
      const ending = { captured: captured.isZero() ? NOTHING : taken, released: NOTHING };
      const draw = { id: newId(), grantId, grantKind: kind, hasRunOut: false, position, amount: taken, ...ending };
      draws.push(draw);
      this.drawn.push({ reservation, draw });
    }
    return parts;
  }

  // Below nothing for what is given back: in the month in which it counted.
  private count(reservation: Reservation, amount: Money): void {
    this.moves.use(reservation.entityId, reservation.userId, amount.amount);
    this.limits.use({ subject: reservation, month: reservation.month, amount });
  }

  private markEnded(reservation: Reservation, status: Reservation['status']): void {
    reservation.status = status;
    this.ended.add(reservation);
  }

  private placeOf({ id, organizationId, entityId, amount }: Reservation): CreditPlace {
    return { causeId: id, organizationId, entityId, currency: amount.currency, occurredAt: this.now };
  }
}

function keyOf({ organizationId, key }: { organizationId: Uuid; key: Uuid }): string {
  return `${organizationId} ${key}`;
}

function repeated(earlier: Reservation, { entityId, amount }: ReserveOrder): Reservation {
  if (!earlier.amount.equals(amount) || (entityId !== null && entityId !== earlier.entityId))
    throw new KeyReusedError('key', `a reservation of ${earlier.amount}`);
  return earlier;
}

function amountToCapture({ amount: reserved }: Reservation, asked: Money | null): Money {
  if (!asked) return reserved;
  if (asked.currency !== reserved.currency) throw new CurrencyMismatchError(reserved.currency, asked.currency, 'amount');
  if (asked.compare(reserved) > 0) throw new CaptureExceedsReservationError(asked, reserved);
  return asked;
}
