import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { CurrencyMismatchError } from '../../../platform/money/money.errors.ts';
import { Money } from '../../../platform/money/money.ts';
import { organizationInView } from '../caller-organization.ts';
import { spendableAmount } from '../credits/credit-amount.ts';
import { noticesOfFall, unspentCredits } from '../credits/credit-notices.ts';
import { InsufficientCreditsError, KeyReusedError } from '../credits/credits.errors.ts';
import { addGrant } from '../credits/grant-credits.ts';
import { entityFacts, lockedBalances, type EntityFacts } from '../credits/movement-facts.query.ts';
import type { CreditGrant } from '../credits/grant.query.ts';
import type { LedgerPosting } from '../ledger/ledger-posting.ts';
import { postToLedger } from '../ledger/ledger-write.query.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import {
  findTransferByKey,
  insertTransfer,
  takeForTransfer,
  type CreditTransfer,
  type TransferredPart,
} from './transfers.query.ts';

const LONGEST_KEY = 200;

/** Credits that are to go to another entity of the organization. */
export interface TransferCredits {
  fromEntityId: Uuid;
  toEntityId: Uuid;
  amount: { amount: string; currency: string };
  idempotencyKey: string;
}

/**
 * Moves credits between two entities of an organization, once per idempotency key. They leave in burn-down order and arrive as grants on the terms
 * of those they came from: what was given stays given, and nothing lasts longer for having moved.
 */
export async function transferCredits(context: RequestContext, command: TransferCredits): Promise<CreditTransfer> {
  const organizationId = organizationInView(context, null);
  const amount = spendableAmount(command.amount);
  if (!amount.isPositive()) throw ValidationError.of('amount', 'The amount must be more than 0.');
  const key = command.idempotencyKey.trim();
  if (key.length === 0 || key.length > LONGEST_KEY)
    throw ValidationError.of('idempotencyKey', `Send a key of 1 to ${LONGEST_KEY} characters.`);
  if (command.fromEntityId === command.toEntityId)
    throw ValidationError.of('toEntityId', 'Credits move between two entities: name another one.');
  return retryOnConflict('credit_transfers_idempotency_key', () =>
    context.session.transaction(async (transaction) => {
      const ids = [command.fromEntityId, command.toEntityId];
      await transaction.queryPrepared(lockedBalances(transaction, ids));
      const now = context.clock.now();
      const entities = (await transaction.queryPrepared(entityFacts(transaction, ids, now))).filter(
        (entity) => organizationId === undefined || entity.organizationId === organizationId,
      );
      const { from, to } = bothEnds(entities, command);
      const earlier = await findTransferByKey(transaction, from.organizationId, key);
      if (earlier) return repeated(earlier, command, amount);
      assertCovered(from, to, amount);
      const transfer = newTransfer(from, { ...command, idempotencyKey: key }, amount, now);
      await insertTransfer(transaction, transfer);
      await move(context, transaction, { from, to, transfer });
      return transfer;
    }),
  );
}

interface Ends {
  from: EntityFacts;
  to: EntityFacts;
}

// An entity of another organization is none that credits could go to: whether it exists is not for the caller to know.
function bothEnds(entities: readonly EntityFacts[], { fromEntityId, toEntityId }: TransferCredits): Ends {
  const from = entities.find((entity) => entity.entityId === fromEntityId);
  if (!from) throw new NotFoundError('The entity', 'fromEntityId');
  const to = entities.find((entity) => entity.entityId === toEntityId && entity.organizationId === from.organizationId);
  if (!to) throw new NotFoundError('The entity', 'toEntityId');
  return { from, to };
}

function assertCovered(from: EntityFacts, to: EntityFacts, amount: Money): void {
  if (from.currency !== amount.currency) throw new CurrencyMismatchError(from.currency, amount.currency, 'amount');
  if (to.currency !== from.currency) throw new CurrencyMismatchError(from.currency, to.currency, 'toEntityId');
  const available = Money.sum(
    from.grants.map((grant) => Money.of(grant.remaining, from.currency)),
    from.currency,
  );
  if (available.compare(amount) < 0) throw new InsufficientCreditsError(amount, available);
}

function newTransfer(from: EntityFacts, command: TransferCredits, amount: Money, now: Date): CreditTransfer {
  const { fromEntityId, toEntityId, idempotencyKey } = command;
  const { organizationId, currency } = from;
  return {
    id: newId(),
    organizationId,
    fromEntityId,
    toEntityId,
    amount: amount.amount.toFixed(),
    currency,
    idempotencyKey,
    createdAt: now,
  };
}

function repeated(earlier: CreditTransfer, command: TransferCredits, amount: Money): CreditTransfer {
  const first = Money.of(earlier.amount, earlier.currency);
  if (earlier.fromEntityId !== command.fromEntityId || earlier.toEntityId !== command.toEntityId || !first.equals(amount))
    throw new KeyReusedError('idempotencyKey', `a transfer of ${first}`);
  return earlier;
}

async function move(
  context: RequestContext,
  transaction: Transaction,
  { from, to, transfer }: Ends & { transfer: CreditTransfer },
): Promise<void> {
  const { id, amount, currency, createdAt: now } = transfer;
  const { parts, ...balance } = await takeForTransfer(transaction, from, { amount, now });
  await postToLedger(
    transaction,
    parts.map((part) => leftPosting(transfer, part)),
  );
  for (const [index, part] of parts.entries()) {
    const grant = arrivingGrant(to, part, transfer);
    const postings = [arrivedPosting(transfer, grant)];
    await addGrant(context, transaction, { owner: to, grant, idempotencyKey: `transfer/${id}/${index + 1}`, postings });
  }
  const after = unspentCredits(balance, currency);
  transaction.publish(...noticesOfFall(context, from, from, { before: unspentCredits(from, currency), after }));
  transaction.audit({
    action: 'credits.transferred',
    resourceType: 'credit_transfer',
    resourceId: id,
    organizationId: transfer.organizationId,
    after: { fromEntityId: from.entityId, toEntityId: to.entityId, amount, currency },
    ...auditFacts(context),
  });
}

function arrivingGrant(to: EntityFacts, part: TransferredPart, { currency, createdAt }: CreditTransfer): CreditGrant {
  const { kind, priority, effectiveAt, expiresAt, amount } = part;
  const nothing = { reserved: '0', spent: '0', expired: '0', voided: '0', transferred: '0' };
  return {
    id: newId(),
    entityId: to.entityId,
    currency,
    amount,
    remaining: amount,
    ...nothing,
    kind,
    priority,
    effectiveAt,
    expiresAt,
    createdAt,
  };
}

// Each end stands in the books of its own entity; what left and what arrived come to nothing together.
function leftPosting(transfer: CreditTransfer, { grantId, amount }: TransferredPart): LedgerPosting {
  return {
    ...placeOf(transfer, transfer.fromEntityId, 'credits.transferred'),
    debit: { account: 'credits', subjectId: grantId },
    credit: { account: 'transfers', subjectId: transfer.fromEntityId },
    amount,
  };
}

function arrivedPosting(transfer: CreditTransfer, grant: CreditGrant): LedgerPosting {
  return {
    ...placeOf(transfer, transfer.toEntityId, 'credits.arrived'),
    causeId: grant.id,
    debit: { account: 'transfers', subjectId: transfer.toEntityId },
    credit: { account: 'credits', subjectId: grant.id },
    amount: grant.amount,
  };
}

function placeOf(transfer: CreditTransfer, entityId: Uuid, kind: 'credits.transferred' | 'credits.arrived') {
  const { id: causeId, organizationId, currency, createdAt: occurredAt } = transfer;
  return { kind, causeId, organizationId, entityId, currency, occurredAt };
}
