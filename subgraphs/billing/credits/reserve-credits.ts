import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { CurrencyMismatchError } from '../../../platform/money/money.errors.ts';
import { Money } from '../../../platform/money/money.ts';
import { organizationToChange } from '../caller-organization.ts';
import { NoPayingEntityError } from '../entities/entities.errors.ts';
import { JOB_NAMES } from '../job-names.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { spendableAmount } from './credit-amount.ts';
import { postToLedger } from '../ledger/ledger-write.query.ts';
import { reservedPostings, sumOfParts } from './credit-postings.ts';
import { RESERVATION_LIFETIME_MS } from './credit-terms.ts';
import { EntitySuspendedError, InsufficientCreditsError, KeyReusedError, LimitReachedError } from './credits.errors.ts';
import {
  insertReservation,
  lockPayingBalance,
  readSpendingFacts,
  type ReservationKind,
  type SpendingFacts,
} from './reservation.query.ts';

/** Credits to be set aside for a purchase. */
export interface ReserveCredits {
  /** Made by the buyer; the same key answers the same reservation. */
  key: Uuid;
  organizationId: Uuid;
  /** Who pays; null for the caller's default entity, else the organization's. */
  entityId: Uuid | null;
  amount: { amount: string; currency: string };
  /** What it is for, e.g. `shipment/<uuid>`. */
  reason: string;
}

/**
 * Sets credits of an entity aside for half an hour, in three statements whatever the number of grants. When credits do not
 * cover the amount, an entity that buys on invoice reserves all of it for the invoice; any other is refused and nothing moves.
 */
export async function reserveCredits(
  context: RequestContext,
  command: ReserveCredits,
): Promise<{ reservationId: Uuid; entityId: Uuid }> {
  const organizationId = organizationToChange(context, command.organizationId);
  const amount = spendableAmount(command.amount);
  const question = { organizationId, key: command.key, entityId: command.entityId, userId: context.identity.userId };
  return retryOnConflict('credit_reservations_key', () =>
    context.session.transaction(async (transaction) => {
      const payer = await lockPayingBalance(transaction, question);
      if (!payer) throw command.entityId ? new NotFoundError('The entity', 'entityId') : new NoPayingEntityError();
      const now = context.clock.now();
      const facts = await readSpendingFacts(transaction, payer, question, now);
      if (facts.earlierId) return { reservationId: repeated(facts, command, payer.entityId, amount), entityId: payer.entityId };
      const reservation = {
        ...payer,
        id: newId(),
        key: command.key,
        userId: question.userId,
        kind: payWith(facts, amount),
        amount: amount.amount.toFixed(),
        reason: command.reason.slice(0, 200),
        now,
        expiresAt: new Date(now.getTime() + RESERVATION_LIFETIME_MS),
      };
      const parts = await insertReservation(transaction, reservation);
      const drawn = sumOfParts(parts, amount.currency);
      if (reservation.kind === 'credits' && !drawn.equals(amount))
        throw new Error(`drew ${drawn} for a reservation of ${amount}: the balance was not locked`);
      const place = { ...payer, causeId: reservation.id, currency: amount.currency, occurredAt: now };
      await postToLedger(transaction, reservedPostings(place, parts));
      transaction.expectWork({ job: JOB_NAMES.expireReservations, dueAt: reservation.expiresAt, now });
      return { reservationId: reservation.id, entityId: payer.entityId };
    }),
  );
}

function repeated(facts: SpendingFacts, command: ReserveCredits, entityId: Uuid, amount: Money): Uuid {
  const first = Money.of(facts.earlierAmount!, facts.currency);
  if (!first.equals(amount) || (command.entityId !== null && command.entityId !== entityId))
    throw new KeyReusedError('key', `a reservation of ${first}`);
  return facts.earlierId!;
}

function payWith(facts: SpendingFacts, amount: Money): ReservationKind {
  if (facts.status === 'suspended') throw new EntitySuspendedError(facts.entityName);
  if (facts.currency !== amount.currency) throw new CurrencyMismatchError(facts.currency, amount.currency, 'amount');
  if (facts.creditLimit !== null) {
    const limit = Money.of(facts.creditLimit, facts.currency);
    const used = Money.of(facts.creditUsed!, facts.currency);
    if (used.plus(amount).compare(limit) > 0)
      throw new LimitReachedError({ name: `the user’s limit at "${facts.entityName}"`, amount: limit, used }, amount);
  }
  const available = Money.of(facts.available, facts.currency);
  if (available.compare(amount) >= 0) return 'credits';
  if (facts.exhaustionPolicy === 'invoice') return 'invoiced';
  throw new InsufficientCreditsError(amount, available);
}
