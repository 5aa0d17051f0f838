import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { CurrencyMismatchError } from '../../../platform/money/money.errors.ts';
import { Money } from '../../../platform/money/money.ts';
import { CreditToppedUp } from '../../../contracts/events/credit-events.ts';
import { organizationInView } from '../caller-organization.ts';
import { JOB_NAMES } from '../job-names.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { grantableAmount } from './credit-amount.ts';
import { lockBalance, type BalanceOwner } from './credit-balance.query.ts';
import { unspentCredits } from './credit-notices.ts';
import type { LedgerPosting } from '../ledger/ledger-posting.ts';
import { postToLedger } from '../ledger/ledger-write.query.ts';
import { grantedPosting } from './credit-postings.ts';
import { addMonths, EXPIRY_NOTICE_MS, GRANT_LIFETIME_MONTHS } from './credit-terms.ts';
import { KeyReusedError } from './credits.errors.ts';
import { insertGrant, readGrantingFacts, type CreditGrant, type CreditGrantKind } from './grant.query.ts';

const LONGEST_KEY = 200;
const LARGEST_PRIORITY = 1_000_000;

/** Credits to be given to an entity. */
export interface GrantCredits {
  entityId: Uuid;
  amount: { amount: string; currency: string };
  kind: CreditGrantKind;
  /** Lower is spent first; 0 unless given. */
  priority?: number | null | undefined;
  /** At once unless given. */
  effectiveAt?: Date | null | undefined;
  /** Twelve months after they take effect unless given. */
  expiresAt?: Date | null | undefined;
  idempotencyKey: string;
}

/** Adds credits to an entity once per idempotency key of its organization; a repeat answers the first grant. */
export async function grantCredits(context: RequestContext, command: GrantCredits): Promise<CreditGrant> {
  const organizationId = organizationInView(context, null);
  const amount = grantableAmount(command.amount);
  const { idempotencyKey, priority } = checkTerms(command);
  return retryOnConflict('credit_grants_idempotency_key', () =>
    context.session.transaction(async (transaction) => {
      const owner = await lockBalance(transaction, { entityId: command.entityId, organizationId });
      if (!owner) throw new NotFoundError('The entity', 'entityId');
      const { currency, earlier } = await readGrantingFacts(transaction, owner, idempotencyKey);
      if (earlier) return repeated(earlier, command, amount);
      if (currency !== amount.currency) throw new CurrencyMismatchError(currency, amount.currency, 'amount');
      const grant = newGrant(command, amount, priority, context.clock.now());
      const place = { ...owner, causeId: grant.id, currency, occurredAt: grant.createdAt };
      const postings = [grantedPosting(place, { ...grant, grantId: grant.id })];
      await addGrant(context, transaction, { owner, grant, idempotencyKey, postings });
      return grant;
    }),
  );
}

/** A grant that is about to come in, and how it is posted. */
export interface AddedGrant {
  owner: BalanceOwner;
  grant: CreditGrant;
  idempotencyKey: string;
  purchaseId?: Uuid;
  postings: readonly LedgerPosting[];
}

/** Adds a grant to a balance, posts it, and tells of it. Call it under the balance's lock. */
export async function addGrant(context: RequestContext, transaction: Transaction, added: AddedGrant): Promise<void> {
  const { owner, grant, idempotencyKey, purchaseId = null, postings } = added;
  const balance = await insertGrant(transaction, { ...grant, ...owner, idempotencyKey, purchaseId, now: grant.createdAt });
  await postToLedger(transaction, postings);
  expectExpiry(transaction, grant);
  transaction.publish(
    newEvent(context, CreditToppedUp, {
      subject: `entity/${owner.entityId}`,
      organizationId: owner.organizationId,
      data: {
        entityId: owner.entityId,
        grantId: grant.id,
        amount: Money.of(grant.amount, grant.currency).toJSON(),
        balance: unspentCredits(balance, grant.currency).toJSON(),
      },
    }),
  );
  transaction.audit(grantAudit(context, owner, grant));
}

// The jobs come by when it is to be told of, and when it runs out.
function expectExpiry(transaction: Transaction, { expiresAt, createdAt: now }: CreditGrant): void {
  const noticeAt = new Date(Math.max(now.getTime(), expiresAt.getTime() - EXPIRY_NOTICE_MS));
  transaction.expectWork({ job: JOB_NAMES.announceExpiry, dueAt: noticeAt, now });
  transaction.expectWork({ job: JOB_NAMES.expireGrants, dueAt: expiresAt, now });
}

function checkTerms(command: GrantCredits): { idempotencyKey: string; priority: number } {
  const idempotencyKey = command.idempotencyKey.trim();
  if (idempotencyKey.length === 0 || idempotencyKey.length > LONGEST_KEY)
    throw ValidationError.of('idempotencyKey', `Send a key of 1 to ${LONGEST_KEY} characters.`);
  const priority = command.priority ?? 0;
  if (!Number.isInteger(priority) || Math.abs(priority) > LARGEST_PRIORITY)
    throw ValidationError.of('priority', `A priority lies between -${LARGEST_PRIORITY} and ${LARGEST_PRIORITY}.`);
  return { idempotencyKey, priority };
}

function newGrant(command: GrantCredits, amount: Money, priority: number, now: Date): CreditGrant {
  const effectiveAt = command.effectiveAt ?? now;
  const expiresAt = command.expiresAt ?? addMonths(effectiveAt, GRANT_LIFETIME_MONTHS);
  if (expiresAt <= effectiveAt || expiresAt <= now)
    throw ValidationError.of('expiresAt', 'Credits expire after they take effect, and in the future.');
  const none = '0';
  return {
    id: newId(),
    entityId: command.entityId,
    currency: amount.currency,
    amount: amount.amount.toFixed(),
    remaining: amount.amount.toFixed(),
    reserved: none,
    spent: none,
    expired: none,
    voided: none,
    transferred: none,
    kind: command.kind,
    priority,
    effectiveAt,
    expiresAt,
    createdAt: now,
  };
}

// The first answer stands, also when the grant has been spent since; another amount or entity is another request.
function repeated(earlier: CreditGrant, command: GrantCredits, amount: Money): CreditGrant {
  const first = Money.of(earlier.amount, earlier.currency);
  if (earlier.entityId !== command.entityId || !first.equals(amount))
    throw new KeyReusedError('idempotencyKey', `a grant of ${first}`);
  return earlier;
}

function grantAudit(context: RequestContext, owner: BalanceOwner, grant: CreditGrant) {
  return {
    action: 'credits.granted',
    resourceType: 'credit_grant',
    resourceId: grant.id,
    organizationId: owner.organizationId,
    after: {
      entityId: owner.entityId,
      amount: grant.amount,
      currency: grant.currency,
      kind: grant.kind,
      priority: grant.priority,
      effectiveAt: grant.effectiveAt.toISOString(),
      expiresAt: grant.expiresAt.toISOString(),
    },
    ...auditFacts(context),
  };
}
