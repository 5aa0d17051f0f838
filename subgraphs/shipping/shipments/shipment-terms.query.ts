import { sql, type RawBuilder } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import { termsOf, type AskedTerm, type SearchableShipment } from './search-terms.ts';

/** A shipment as it is filed. */
export type FiledShipment = SearchableShipment & { id: Uuid; organizationId: Uuid; testMode: boolean };

/** The statement that files shipments under their terms; a part of one that writes the shipments, or one by itself. */
export function filingOf(shipments: readonly FiledShipment[]): RawBuilder<unknown> {
  const rows = shipments.flatMap((shipment) => termsOf(shipment).map((term) => ({ term, shipmentId: shipment.id })));
  const [first] = shipments;
  return sql`
    insert into shipment_terms (organization_id, test_mode, term, shipment_id)
    select ${first!.organizationId}::uuid, ${first!.testMode}::boolean, filed.term, filed."shipmentId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as filed (term text, "shipmentId" uuid)
    on conflict do nothing`;
}

/** Files a shipment anew, after something it is found by has changed. */
export async function refileShipment(db: Queryable, shipment: FiledShipment): Promise<void> {
  await db.query(sql`delete from shipment_terms where shipment_id = ${shipment.id}`);
  await db.query(filingOf([shipment]));
}

/** More shipments than this under one term are not gathered first: the list is walked, and each row asked for its terms. */
const MOST_GATHERED = 5_000;

/**
 * The conditions that a shipment `s` is filed under all of the terms, in the form that its frequency calls for; one statement to find
 * that out. The rarest term, if it is rare, is looked up; every other is asked of each row that comes into question.
 */
export async function areFiledUnder(db: ScopedQueryable, asked: readonly AskedTerm[]): Promise<RawBuilder<unknown>[]> {
  if (asked.length === 0) return [];
  const counts = await countFiled(db, asked);
  const rarest = counts.indexOf(Math.min(...counts));
  const isRare = counts[rarest]! <= MOST_GATHERED;
  return asked.map((term, index) => (isRare && index === rarest ? isGathered(db, term) : isAsked(term)));
}

/** How many shipments are filed under each of the terms, up to one more than is gathered. */
async function countFiled(db: ScopedQueryable, asked: readonly AskedTerm[]): Promise<number[]> {
  const rows = await db.query(sql<{ count: number }>`
    select (select count(*)::int from (
      select from shipment_terms t where ${inScope(db, 't')} and t.term >= asked."from" and t.term <= asked."to" limit ${MOST_GATHERED + 1}
    ) as filed) as count
    from jsonb_to_recordset(${JSON.stringify(asked.map((term, position) => ({ ...term, position })))}::jsonb)
      as asked ("from" text collate "C", "to" text collate "C", position int)
    order by asked.position`);
  return rows.map(({ count }) => count);
}

function isGathered(db: ScopedQueryable, { from, to }: AskedTerm): RawBuilder<unknown> {
  return sql`s.id = any(array(select t.shipment_id from shipment_terms t where ${inScope(db, 't')} and t.term >= ${from} and t.term <= ${to}))`;
}

// A scalar, so that it is asked row by row in the order of the list, and not joined.
function isAsked({ from, to }: AskedTerm): RawBuilder<unknown> {
  return sql`coalesce((select true from shipment_terms t where t.shipment_id = s.id and t.term >= ${from} and t.term <= ${to} limit 1), false)`;
}
