import { sql, type RawBuilder } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { filingOf, type TermTable } from '../search/filed-terms.query.ts';
import { termsOf } from '../search/terms.ts';

/** By what shipments `s` are found. */
export const SHIPMENT_TERMS: TermTable = { table: 'shipment_terms', key: 'shipment_id', alias: 's' };

/** A shipment as it is filed. */
interface FiledShipment {
  id: Uuid;
  organizationId: Uuid;
  testMode: boolean;
  parcelNumbers: readonly string[];
  reference: string | null;
  recipient: { name?: string | undefined; company?: string | undefined; city: string; postalCode?: string | undefined };
  metadata: Readonly<Record<string, unknown>>;
}

/** The statement that files shipments under their terms; a part of one that writes the shipments, or one by itself. */
export function filingOfShipments(shipments: readonly FiledShipment[]): RawBuilder<unknown> {
  const rows = shipments.map(({ parcelNumbers, reference, recipient, metadata, ...row }) => {
    const { name, company, city, postalCode } = recipient;
    const terms = termsOf({ texts: [reference, name, company, city, postalCode], numbers: parcelNumbers, metadata });
    return { ...row, terms };
  });
  return filingOf(SHIPMENT_TERMS, rows);
}

/** Files a shipment anew, after something it is found by has changed. */
export async function refileShipment(db: Queryable, shipment: FiledShipment): Promise<void> {
  await db.query(sql`delete from shipment_terms where shipment_id = ${shipment.id}`);
  await db.query(filingOfShipments([shipment]));
}
