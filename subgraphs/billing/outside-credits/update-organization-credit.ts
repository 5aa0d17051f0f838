import { BigNumber } from 'bignumber.js';
import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { CurrencyMismatchError } from '../../../platform/money/money.errors.ts';
import { assertOrganizationExists, organizationToChange } from '../caller-organization.ts';
import { payableAmount, spendableAmount } from '../credits/credit-amount.ts';
import { findCreditPositionsOfOrganization, lockBalance, type CreditPosition } from '../credits/credit-balance.query.ts';
import { grantedPosting } from '../credits/credit-postings.ts';
import { addMonths, GRANT_LIFETIME_MONTHS } from '../credits/credit-terms.ts';
import { addGrant } from '../credits/grant-credits.ts';
import type { CreditGrant } from '../credits/grant.query.ts';
import { voidAmount } from '../credits/void-amount.ts';
import { NoPayingEntityError } from '../entities/entities.errors.ts';
import { updateEntity } from '../entities/update-entity.ts';
import type { LimitPeriod } from '../limits/credit-limit.ts';
import { setCreditLimit } from '../limits/set-credit-limit.ts';

type Amount = { amount: string; currency: string };

/** How an outside billing system says that an organization stands. What is left out stays as it is. */
export interface UpdateOrganizationCredit {
  organizationId: Uuid;
  /** The organization's default entity unless it is named. */
  entityId: Uuid | null;
  /** What can be spent from now on. */
  creditBalance?: Amount | null | undefined;
  /** What can be spent in all: used so far, plus what can be spent from now on. */
  creditLimit?: Amount | null | undefined;
  /** What the organization may spend in a period with all its entities. */
  spendingLimit?: Amount | null | undefined;
  spendingLimitPeriod?: LimitPeriod | null | undefined;
  status?: 'active' | 'suspended' | null | undefined;
}

/**
 * Makes an entity's credits what an outside billing system says they are: what is missing is granted as paid for outside, what is too much is taken back,
 * what would be spent last first. Saying the same again changes nothing.
 */
export async function updateOrganizationCredit(context: RequestContext, command: UpdateOrganizationCredit): Promise<void> {
  const organizationId = organizationToChange(context, command.organizationId);
  await assertOrganizationExists(context, organizationId);
  const limit = command.spendingLimit && spendableAmount(command.spendingLimit, 'spendingLimit').toJSON();
  const entityId = await context.session.transaction(async (transaction) => {
    const now = context.clock.now();
    const positions = await findCreditPositionsOfOrganization(transaction, organizationId, now);
    const chosen = positions.find((each) => (command.entityId ? each.entityId === command.entityId : each.isDefault));
    if (!chosen) throw command.entityId ? new NotFoundError('The entity', 'entityId') : new NoPayingEntityError();
    await lockBalance(transaction, { entityId: chosen.entityId, organizationId });
    const position = (await findCreditPositionsOfOrganization(transaction, organizationId, now)).find(
      (each) => each.entityId === chosen.entityId,
    )!;
    const target = targetOf(command, position);
    if (target) await moveTo(context, transaction, { position, target, now });
    return chosen.entityId;
  });
  if (limit) await setCreditLimit(context, { organizationId, ...limit, period: command.spendingLimitPeriod ?? 'month' });
  if (command.status) await updateEntity(context, { entityId, organizationId, status: command.status });
}

function targetOf({ creditBalance, creditLimit }: UpdateOrganizationCredit, position: CreditPosition): BigNumber | undefined {
  const stated = (input: Amount | null | undefined, field: string): BigNumber | undefined => {
    if (!input) return undefined;
    const money = payableAmount(input, field);
    if (money.currency !== position.currency) throw new CurrencyMismatchError(position.currency, money.currency, field);
    return money.amount;
  };
  const balance = stated(creditBalance, 'creditBalance');
  const used = new BigNumber(position.spent).plus(position.reserved);
  const byLimit = stated(creditLimit, 'creditLimit')?.minus(used);
  if (byLimit?.isLessThan(0))
    throw ValidationError.of(
      'creditLimit',
      `${used.toFixed()} ${position.currency} are used already: the limit cannot be below.`,
    );
  if (balance && byLimit && !balance.isEqualTo(byLimit))
    throw ValidationError.of(
      'creditLimit',
      'The limit is what is used and the balance together: send one of them, or both so that they agree.',
    );
  return balance ?? byLimit;
}

async function moveTo(
  context: RequestContext,
  transaction: Transaction,
  { position, target, now }: { position: CreditPosition; target: BigNumber; now: Date },
): Promise<void> {
  const difference = target.minus(position.available);
  if (difference.isZero()) return;
  const owner = { entityId: position.entityId, organizationId: position.organizationId };
  if (difference.isGreaterThan(0)) {
    const grant = outsideGrant(position, difference.toFixed(), now);
    const place = { ...owner, causeId: grant.id, currency: position.currency, occurredAt: now };
    const postings = [grantedPosting(place, { ...grant, grantId: grant.id })];
    await addGrant(context, transaction, { owner, grant, idempotencyKey: `outside/${grant.id}`, postings });
  } else await voidAmount(context, transaction, { owner, position, amount: difference.negated().toFixed(), now });
  transaction.audit({
    action: 'credits.stated',
    resourceType: 'entity',
    resourceId: position.entityId,
    organizationId: position.organizationId,
    before: { available: position.available, currency: position.currency },
    after: { available: target.toFixed(), currency: position.currency },
    ...auditFacts(context),
  });
}

function outsideGrant({ entityId, currency }: CreditPosition, amount: string, now: Date): CreditGrant {
  const nothing = { reserved: '0', spent: '0', expired: '0', voided: '0', transferred: '0' };
  const span = { effectiveAt: now, expiresAt: addMonths(now, GRANT_LIFETIME_MONTHS), createdAt: now };
  return { id: newId(), entityId, currency, amount, remaining: amount, ...nothing, kind: 'purchased', priority: 0, ...span };
}
