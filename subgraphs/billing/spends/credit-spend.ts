import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Money } from '../../../platform/money/money.ts';

/** A spend that somebody asks for. */
export interface SpendOrder {
  context: RequestContext;
  entityId: Uuid;
  /** The organization that it must be in; undefined for staff, who speak for all of them. */
  organizationId: Uuid | undefined;
  /** Whose limit counts; null for nobody's. */
  userId: Uuid | null;
  /** The team whose spending it is; null for the user's default team, if any. */
  teamId: Uuid | null;
  amount: Money;
  reason: string;
  key: string;
}

/** Credits that were spent at once. */
export interface CreditSpend {
  id: Uuid;
  organizationId: Uuid;
  entityId: Uuid;
  userId: Uuid | null;
  teamId: Uuid | null;
  /** The month of the entity in which it counts. */
  month: string;
  amount: Money;
  reason: string;
  key: string;
  occurredAt: Date;
}

/** What a spend took of one grant. */
export interface SpendDraw {
  spend: CreditSpend;
  grantId: Uuid;
  amount: string;
}
