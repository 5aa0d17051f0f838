import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';

/** A label without its content. */
export interface LabelRow {
  id: Uuid;
  shipmentId: Uuid;
  format: string;
  sizeBytes: number;
}

/** The labels of shipments, without their content. */
export async function findLabels(db: ScopedQueryable, shipmentIds: readonly Uuid[]): Promise<LabelRow[]> {
  return db.query(sql<LabelRow>`
    select l.id, l.shipment_id as "shipmentId", l.format, octet_length(l.content) as "sizeBytes" from labels l
    where l.shipment_id = any(${shipmentIds}::uuid[]) and ${inScope(db, 'l')}`);
}

/** The content of labels. */
export async function readLabels(db: ScopedQueryable, ids: readonly Uuid[]): Promise<{ id: Uuid; content: Buffer }[]> {
  return db.query(
    sql<{
      id: Uuid;
      content: Buffer;
    }>`select l.id, l.content from labels l where l.id = any(${ids}::uuid[]) and ${inScope(db, 'l')}`,
  );
}
