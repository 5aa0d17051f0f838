import { BigNumber } from 'bignumber.js';
import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { isCurrencyCode } from '../../../platform/money/currency.ts';
import { CurrencyMismatchError } from '../../../platform/money/money.errors.ts';
import { assertOrganizationExists, organizationToChange } from '../caller-organization.ts';
import { spendableAmount } from '../credits/credit-amount.ts';
import { requireCreditAuthority } from '../entities/create-entity.ts';
import { findEntities } from '../entities/entity-list.query.ts';
import { assertPersonBelongs } from '../people.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import { findTeams } from '../teams/teams.query.ts';
import { DEFAULT_ALERT_LEVELS, type CreditLimit, type LimitPeriod, type LimitSubject } from './credit-limit.ts';
import {
  countEarlierSpending,
  deleteLimit,
  findLimitsOf,
  lockBalancesOfOrganization,
  markLevelsTold,
  upsertLimit,
} from './credit-limits.query.ts';

const MOST_LEVELS = 10;
const LARGEST_LEVEL = 100;

/** A limit that is to hold, or to hold no more. */
export interface SetCreditLimit {
  organizationId?: Uuid | null | undefined;
  entityId?: Uuid | null | undefined;
  teamId?: Uuid | null | undefined;
  userId?: Uuid | null | undefined;
  /** Null takes the limit in the currency away. */
  amount: string | null;
  currency: string;
  period: LimitPeriod;
  alertLevels?: readonly number[] | null | undefined;
}

/**
 * Sets what may be spent by whom it names: what was spent before counts, a limit below it stops further spending and undoes none. The limit of a whole
 * organization is for staff who answer for credits: an organization cannot lift its own. Answers null when the limit was taken away.
 */
export async function setCreditLimit(context: RequestContext, command: SetCreditLimit): Promise<CreditLimit | null> {
  const subject = await subjectOf(context, command);
  const limit = limitOf(context, subject, command);
  return context.session.transaction(async (transaction) => {
    await lockBalancesOfOrganization(transaction, subject.organizationId);
    return command.amount === null ? removeLimit(context, transaction, limit) : saveLimit(context, transaction, limit);
  });
}

/** Sets a limit of a subject that is known to be there. Call it under the locks of all balances of the organization. */
export async function saveLimit(context: RequestContext, transaction: Transaction, limit: CreditLimit): Promise<CreditLimit> {
  const before = await earlierOf(transaction, limit);
  if (before && isSame(before, limit)) return before;
  const { isNew, ...saved } = await upsertLimit(transaction, limit);
  if (isNew) await countEarlierSpending(transaction, saved);
  await markLevelsTold(transaction, saved);
  transaction.audit({ ...entryOf(context, before ? 'credit_limit.changed' : 'credit_limit.set', saved), before, after: saved });
  return saved;
}

/** Takes the limit of a subject away, if it has one for the currency and period. Call it under the locks of all balances of the organization. */
export async function removeLimit(context: RequestContext, transaction: Transaction, limit: CreditLimit): Promise<null> {
  const before = await earlierOf(transaction, limit);
  if (!before) return null;
  await deleteLimit(transaction, before);
  transaction.audit({ ...entryOf(context, 'credit_limit.removed', before), before });
  return null;
}

function isSame(before: CreditLimit, { amount, alertLevels }: CreditLimit): boolean {
  return new BigNumber(before.amount).isEqualTo(amount) && before.alertLevels.join(' ') === alertLevels.join(' ');
}

async function earlierOf(
  transaction: Transaction,
  { currency, period, ...subject }: CreditLimit,
): Promise<CreditLimit | undefined> {
  const limits = await findLimitsOf(transaction, [subject]);
  return limits.find((each) => each.currency === currency && each.period === period);
}

// Entities and teams are asked for in the caller's scope: those of others are not there.
async function subjectOf(context: RequestContext, command: SetCreditLimit): Promise<LimitSubject> {
  const organizationId = organizationToChange(context, command.organizationId);
  const { entityId = null, teamId = null, userId = null } = command;
  const [[entity], [team]] = await Promise.all([
    entityId ? findEntities(context.session, [entityId]) : [],
    teamId ? findTeams(context.session, [teamId]) : [],
  ]);
  if (entityId && entity?.organizationId !== organizationId) throw new NotFoundError('The entity', 'entityId');
  if (teamId && team?.organizationId !== organizationId) throw new NotFoundError('The team', 'teamId');
  for (const payer of [entityId, team?.entityId ?? null])
    await assertCurrencyOf(context.session, payer, command.currency, 'currency');
  if (userId) await assertPersonBelongs(context, { organizationId, userId });
  else await assertOrganizationExists(context, organizationId);
  if (!entityId && !teamId && !userId) requireCreditAuthority(context, 'limit an organization');
  return { organizationId, entityId, teamId, userId };
}

function limitOf(context: RequestContext, subject: LimitSubject, command: SetCreditLimit): CreditLimit {
  const { currency, period } = command;
  if (!isCurrencyCode(currency)) throw ValidationError.of('currency', 'Send the currency by its ISO 4217 code, e.g. "USD".');
  const amount = spendableAmount({ amount: command.amount ?? '0', currency }).amount.toFixed();
  const alertLevels = levelsOf(command.alertLevels);
  return { id: newId(), ...subject, currency, period, amount, alertLevels, createdAt: context.clock.now() };
}

function levelsOf(asked: readonly number[] | null | undefined): number[] {
  const levels = [...new Set(asked ?? DEFAULT_ALERT_LEVELS)].toSorted((one, other) => one - other);
  const isShare = (level: number): boolean => Number.isInteger(level) && level >= 1 && level <= LARGEST_LEVEL;
  if (levels.length > MOST_LEVELS || !levels.every(isShare))
    throw ValidationError.of('alertLevels', `Send at most ${MOST_LEVELS} levels, in whole percent from 1 to ${LARGEST_LEVEL}.`);
  return levels;
}

function entryOf(context: RequestContext, action: string, { id, organizationId }: CreditLimit) {
  return { action, resourceType: 'credit_limit', resourceId: id, organizationId, ...auditFacts(context) };
}

/** Throws CurrencyMismatchError for a currency in which the only entity that can pay does not; null for several that can. */
export async function assertCurrencyOf(
  db: ScopedQueryable,
  entityId: Uuid | null,
  currency: string,
  field: string,
): Promise<void> {
  const [entity] = entityId ? await findEntities(db, [entityId]) : [];
  if (entity && entity.currency !== currency) throw new CurrencyMismatchError(entity.currency, currency, field);
}
