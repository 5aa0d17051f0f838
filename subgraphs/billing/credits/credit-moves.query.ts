import { sql, type RawBuilder } from 'kysely';
import { arrayOf, rowFor, type RowColumn } from '../../../platform/database/rows.ts';
import type { CreditMoves, Moved } from './credit-moves.ts';

const GRANT_PARTS = ['remaining', 'reserved', 'spent', 'expired'] as const;
const BALANCE_PARTS = [...GRANT_PARTS, 'accrued'] as const;

/**
 * The end of a statement that writes movements: common table expressions (`grants`, `members`) and the update of the balances; of all parts, or of those
 * that the movements change.
 */
export function creditsMoved(moves: CreditMoves, parts: readonly (keyof Moved)[] = BALANCE_PARTS): RawBuilder<unknown> {
  const grantParts = GRANT_PARTS.filter((part) => parts.includes(part));
  return sql`grants as (${addTo('credit_grants', moves.grants, grantParts)}),
    members as (${addToMembers(moves)})
    ${addTo('credit_balances', moves.balances, parts)}`;
}

function addTo(table: string, rows: CreditMoves['grants'], parts: readonly (keyof Moved)[]): RawBuilder<unknown> {
  const ids = arrayOf('uuid', [...rows.keys()]);
  const moved = [...rows.values()];
  const columns = parts.map((part): RowColumn => [part, 'numeric', moved.map((row) => row[part].toFixed())]);
  const sums = parts.map((part) => sql`t.${sql.ref(part)} + v.${sql.ref(part)}`);
  return sql`
    update ${sql.table(table)} t set (${sql.join(parts.map((part) => sql.ref(part)))}) = (select ${sql.join(sums)} from ${rowFor(sql`t.id`, ids, columns)} v)
    where t.id = any(${ids})`;
}

// Of one entity there may be many members, of which few move.
function addToMembers({ members }: CreditMoves): RawBuilder<unknown> {
  const entityIds = arrayOf(
    'uuid',
    members.map((each) => each.entityId),
  );
  const userIds = arrayOf(
    'uuid',
    members.map((each) => each.userId),
  );
  const keys = arrayOf(
    'text',
    members.map((each) => `${each.entityId} ${each.userId}`),
  );
  const key = sql`m.entity_id::text || ' ' || m.user_id::text`;
  const amounts: RowColumn = ['amount', 'numeric', members.map((each) => each.amount.toFixed())];
  return sql`
    update entity_members m set credit_used = (select m.credit_used + v.amount from ${rowFor(key, keys, [amounts])} v)
    where m.entity_id = any(${entityIds}) and m.user_id = any(${userIds}) and ${key} = any(${keys})`;
}
