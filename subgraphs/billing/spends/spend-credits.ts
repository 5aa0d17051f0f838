import { GroupCommit } from '../../../platform/context/group-commit.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { organizationInView } from '../caller-organization.ts';
import { spendableAmount } from '../credits/credit-amount.ts';
import { laneOf } from '../lane.ts';
import type { CreditSpend, SpendOrder } from './credit-spend.ts';
import { spendTogether } from './spend-together.ts';

const LARGEST_GROUP = 500;
const LONGEST_KEY = 200;
const LONGEST_REASON = 200;

const spending = new GroupCommit<SpendOrder, CreditSpend>({ flush: spendTogether, largestGroup: LARGEST_GROUP });

/** Credits to be spent at once. */
export interface SpendCredits {
  entityId: Uuid;
  amount: { amount: string; currency: string };
  /** What they are spent on, e.g. `project_posted`. */
  reason: string;
  /** Whose limit counts; the caller’s own unless staff name somebody. */
  userId?: Uuid | null | undefined;
  /** The team that spends, of which the user is a member; the user's default team where it is left out. */
  teamId?: Uuid | null | undefined;
  idempotencyKey: string;
}

/**
 * Spends credits once per idempotency key of the organization; a repeat answers the first spend. What is asked for at the same
 * time is done in one transaction, in the order in which it was asked for: one busy balance serves as many callers as many do.
 */
export async function spendCredits(context: RequestContext, command: SpendCredits): Promise<CreditSpend> {
  const organizationId = organizationInView(context, null);
  const amount = spendableAmount(command.amount);
  if (!amount.isPositive()) throw ValidationError.of('amount', 'The amount must be more than 0.');
  const order: SpendOrder = {
    context,
    entityId: command.entityId,
    organizationId,
    userId: payerOf(context, command.userId),
    teamId: command.teamId ?? null,
    amount,
    reason: shortText(command.reason, 'reason', LONGEST_REASON),
    key: shortText(command.idempotencyKey, 'idempotencyKey', LONGEST_KEY),
  };
  return spending.submit(laneOf(context.session.scope, order.entityId), order);
}

// A member's own limit counts, whoever they name.
function payerOf(context: RequestContext, named: Uuid | null | undefined): Uuid | null {
  const { level, userId } = context.identity;
  return level === 'organization' ? userId : (named ?? null);
}

function shortText(text: string, field: string, longest: number): string {
  const trimmed = text.trim();
  if (trimmed.length === 0 || trimmed.length > longest) throw ValidationError.of(field, `Send 1 to ${longest} characters.`);
  return trimmed;
}
