import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';

/** A label; its content is in its file. */
export interface LabelRow {
  id: Uuid;
  shipmentId: Uuid;
  fileId: Uuid;
  format: string;
  sizeBytes: number;
}

/** The labels of shipments. */
export async function findLabels(db: ScopedQueryable, shipmentIds: readonly Uuid[]): Promise<LabelRow[]> {
  return db.query(sql<LabelRow>`
    select l.id, l.shipment_id as "shipmentId", l.file_id as "fileId", l.format, f.size_bytes as "sizeBytes"
    from labels l join files f on f.id = l.file_id where l.shipment_id = any(${shipmentIds}::uuid[]) and ${inScope(db, 'l')}`);
}
