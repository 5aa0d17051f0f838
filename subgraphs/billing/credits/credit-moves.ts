import { BigNumber } from 'bignumber.js';
import type { Uuid } from '../../../platform/ids/public-id.ts';

const NOTHING = new BigNumber(0);

/** The parts of a balance that spending and reserving change. */
const MOVED_PARTS = ['remaining', 'reserved', 'spent', 'expired', 'accrued'] as const;
type MovedPart = (typeof MOVED_PARTS)[number];

/** What a user used of what limits them at an entity; below nothing for what was taken back. */
interface MemberUse {
  entityId: Uuid;
  userId: Uuid;
  amount: BigNumber;
}

/** What a group of movements adds to each part of a row; what it takes is below zero. */
export type Moved = Record<MovedPart, BigNumber>;

/** What a group of movements adds to balances, grants and the use of limits: one row each, however many movements there are. */
export class CreditMoves {
  readonly balances = new Map<Uuid, Moved>();
  readonly grants = new Map<Uuid, Moved>();
  private readonly used = new Map<string, MemberUse>();

  /** Adds to parts of a grant and of its entity's balance. */
  move(entityId: Uuid, grantId: Uuid, parts: Partial<Moved>): void {
    add(this.grants, grantId, parts);
    add(this.balances, entityId, parts);
  }

  /** Adds to what was bought on invoice. */
  accrue(entityId: Uuid, amount: BigNumber): void {
    add(this.balances, entityId, { accrued: amount });
  }

  /** Counts an amount (below zero: takes it back) against whatever limit the user has. */
  use(entityId: Uuid, userId: Uuid | null, amount: BigNumber): void {
    if (userId === null || amount.isZero()) return;
    const key = `${entityId} ${userId}`;
    const known = this.used.get(key);
    if (known) known.amount = known.amount.plus(amount);
    else this.used.set(key, { entityId, userId, amount });
  }

  /** What was counted against limits. */
  get members(): MemberUse[] {
    return [...this.used.values()];
  }
}

function add(rows: Map<Uuid, Moved>, id: Uuid, parts: Partial<Moved>): void {
  let row = rows.get(id);
  if (!row) {
    row = { remaining: NOTHING, reserved: NOTHING, spent: NOTHING, expired: NOTHING, accrued: NOTHING };
    rows.set(id, row);
  }
  for (const part of MOVED_PARTS) {
    const amount = parts[part];
    if (amount) row[part] = row[part].plus(amount);
  }
}
