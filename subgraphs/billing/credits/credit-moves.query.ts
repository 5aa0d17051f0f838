import { sql, type RawBuilder } from 'kysely';
import { arrayOf } from '../../../platform/database/rows.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { MOVED_PARTS, type CreditMoves, type Moved } from './credit-moves.ts';

/**
 * The end of a statement that writes movements: common table expressions (`grants`, `members`) and the update of the balances. Rows are named by a list of
 * ids as well as joined with it: a planner that expects one row would go through all of them.
 */
export function creditsMoved(moves: CreditMoves): RawBuilder<unknown> {
  const { members } = moves;
  return sql`grants as (
      update credit_grants g set remaining = g.remaining + m.remaining, reserved = g.reserved + m.reserved, spent = g.spent + m.spent, expired = g.expired + m.expired
      from ${movedRows(moves.grants)} where g.id = m.id and g.id = any(${idsOf(moves.grants)})
    ), members as (
      update entity_members m set credit_used = m.credit_used + d.amount
      from unnest(${arrayOf(
        'uuid',
        members.map((each) => each.entityId),
      )}, ${arrayOf(
        'uuid',
        members.map((each) => each.userId),
      )},
        ${arrayOf(
          'numeric',
          members.map((each) => each.amount.toFixed()),
        )}) as d (entity_id, user_id, amount)
      where m.entity_id = d.entity_id and m.user_id = d.user_id and m.entity_id = any(${arrayOf(
        'uuid',
        members.map((each) => each.entityId),
      )})
    )
    update credit_balances b set remaining = b.remaining + m.remaining, reserved = b.reserved + m.reserved, spent = b.spent + m.spent, expired = b.expired + m.expired,
      accrued = b.accrued + m.accrued
    from ${movedRows(moves.balances)} where b.id = m.id and b.id = any(${idsOf(moves.balances)})`;
}

function idsOf(rows: ReadonlyMap<Uuid, Moved>): RawBuilder<unknown> {
  return arrayOf('uuid', [...rows.keys()]);
}

function movedRows(rows: ReadonlyMap<Uuid, Moved>): RawBuilder<unknown> {
  const columns = MOVED_PARTS.map((part) =>
    arrayOf(
      'numeric',
      [...rows.values()].map((row) => row[part].toFixed()),
    ),
  );
  return sql`unnest(${idsOf(rows)}, ${sql.join(columns)}) as m (id, ${sql.join(MOVED_PARTS.map((part) => sql.ref(part)))})`;
}
