import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { CurrencyMismatchError } from '../../../platform/money/money.errors.ts';
import type { Money } from '../../../platform/money/money.ts';
import { requireWholeTenant } from '../caller-organization.ts';
import { grantableAmount, payableAmount } from '../credits/credit-amount.ts';
import { GRANT_LIFETIME_DAYS } from '../credits/credit-terms.ts';
import { lockPackage, savePackage, type CreditPackage } from './credit-packages.query.ts';

const LONGEST_NAME = 100;
const LONGEST_DESCRIPTION = 1_000;
const LONGEST_VALIDITY_DAYS = 3_650;

type Amount = { amount: string; currency: string };

/** What a package offers; of one that is changed, what is left out stays. */
export interface PackageFacts {
  name?: string | null | undefined;
  description?: string | null | undefined;
  credits?: Amount | null | undefined;
  price?: Amount | null | undefined;
  validityDays?: number | null | undefined;
  isActive?: boolean | null | undefined;
}

/** Offers credits at a price. */
export async function createCreditPackage(
  context: RequestContext,
  command: PackageFacts & { name: string; credits: Amount; price: Amount },
): Promise<CreditPackage> {
  requireWholeTenant(context);
  const blank: CreditPackage = {
    id: newId(),
    name: '',
    description: null,
    credits: '0',
    price: '0',
    currency: command.credits.currency,
    validityDays: GRANT_LIFETIME_DAYS,
    isActive: true,
    createdAt: context.clock.now(),
  };
  const offered = changed(blank, command);
  await context.session.transaction(async (transaction) => {
    await savePackage(transaction, offered);
    transaction.audit({ ...entryOf('credit_package.created', offered), after: offered, ...auditFacts(context) });
  });
  return offered;
}

/** Changes an offer; what was bought keeps the terms it was bought on. */
export async function updateCreditPackage(context: RequestContext, command: PackageFacts & { id: Uuid }): Promise<CreditPackage> {
  requireWholeTenant(context);
  return context.session.transaction(async (transaction) => {
    const before = await lockPackage(transaction, command.id);
    if (!before) throw new NotFoundError('The package', 'packageId');
    const after = changed(before, command);
    await savePackage(transaction, after);
    transaction.audit({ ...entryOf('credit_package.updated', after), before, after, ...auditFacts(context) });
    return after;
  });
}

function changed(before: CreditPackage, facts: PackageFacts): CreditPackage {
  const { currency } = before;
  const credits = facts.credits ? inCurrency(grantableAmount(facts.credits, 'credits'), currency, 'credits') : before.credits;
  const price = facts.price ? inCurrency(payableAmount(facts.price, 'price'), currency, 'price') : before.price;
  const validityDays = facts.validityDays ?? before.validityDays;
  if (!Number.isInteger(validityDays) || validityDays < 1 || validityDays > LONGEST_VALIDITY_DAYS)
    throw ValidationError.of('validityDays', `Credits last between 1 and ${LONGEST_VALIDITY_DAYS} days.`);
  return {
    ...before,
    name: textOf(facts.name ?? before.name, 'name', LONGEST_NAME),
    description:
      facts.description === undefined ? before.description : (facts.description?.slice(0, LONGEST_DESCRIPTION) ?? null),
    credits,
    price,
    validityDays,
    isActive: facts.isActive ?? before.isActive,
  };
}

function inCurrency(money: Money, currency: string, field: string): string {
  if (money.currency !== currency) throw new CurrencyMismatchError(currency, money.currency, field);
  return money.amount.toFixed();
}

function textOf(text: string, field: string, longest: number): string {
  const trimmed = text.trim();
  if (trimmed.length === 0 || trimmed.length > longest) throw ValidationError.of(field, `Send 1 to ${longest} characters.`);
  return trimmed;
}

function entryOf(action: string, { id }: CreditPackage) {
  return { action, resourceType: 'credit_package', resourceId: id, organizationId: null };
}
