import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Address } from '../addresses/address.ts';
import type { HeldWork, Hold } from '../held-work/held-work.query.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';

/** How a manifest stands: `pending` → `accepted`, or `refused` by its carrier. */
export const MANIFEST_STATUSES = ['pending', 'accepted', 'refused'] as const;
export type ManifestStatus = (typeof MANIFEST_STATUSES)[number];

/** What is being done about it: `accepting` → `completed` or `refused`. */
export type ManifestState = 'accepting' | 'completed' | 'refused';

/** Shipments that a carrier takes together. */
export interface ManifestRow {
  id: Uuid;
  organizationId: Uuid;
  testMode: boolean;
  state: ManifestState;
  status: ManifestStatus;
  connectionId: Uuid;
  carrierName: string;
  /** The day on which the carrier takes them, e.g. "2026-03-05". */
  shipDate: string;
  /** Where it takes them. */
  address: Address;
  shipmentCount: number;
  carrierReference: string | null;
  /** The page to hand over; null when the carrier makes none. */
  fileId: Uuid | null;
  refusal: ErrorDetail[] | null;
  actor: string;
  userId: Uuid | null;
  holder: Uuid;
  heldUntil: Date;
  createdAt: Date;
  updatedAt: Date;
}

/** Which manifests to list. */
export interface ManifestFilter {
  status?: readonly ManifestStatus[] | null | undefined;
  connectionId?: Uuid | null | undefined;
  shipmentId?: Uuid | null | undefined;
  /** Days, e.g. "2026-03-05"; both included. */
  shipDateFrom?: string | null | undefined;
  shipDateUntil?: string | null | undefined;
}

/** Sort orders of the list of manifests. */
export const MANIFEST_ORDERS = {
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
  shipDateDesc: { column: 'ship_date', type: 'date', direction: 'desc' },
  shipDateAsc: { column: 'ship_date', type: 'date', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

const MANIFEST_COLUMNS = sql<ManifestRow>`m.id, m.organization_id as "organizationId", m.test_mode as "testMode", m.state, m.status,
  m.connection_id as "connectionId", m.carrier_name as "carrierName", m.ship_date as "shipDate", m.address, m.shipment_count as "shipmentCount",
  m.carrier_reference as "carrierReference", m.file_id as "fileId", m.refusal, m.actor, m.user_id as "userId", m.holder, m.held_until as "heldUntil",
  m.created_at as "createdAt", m.updated_at as "updatedAt"`;

/** Manifests as work in steps. */
export const MANIFEST_WORK: HeldWork<ManifestRow> = {
  job: 'resume-manifests',
  table: 'manifests',
  alias: 'm',
  columns: MANIFEST_COLUMNS,
};

/** Begins a manifest. */
export async function insertManifest(db: Queryable, manifest: ManifestRow): Promise<void> {
  await db.query(sql`
    insert into manifests (id, organization_id, test_mode, state, connection_id, carrier_name, ship_date, address, shipment_count, actor, user_id,
      holder, held_until, created_at, updated_at)
    values (${manifest.id}, ${manifest.organizationId}, ${manifest.testMode}, ${manifest.state}, ${manifest.connectionId}, ${manifest.carrierName},
      ${manifest.shipDate}, ${JSON.stringify(manifest.address)}::jsonb, ${manifest.shipmentCount}, ${manifest.actor}, ${manifest.userId},
      ${manifest.holder}, ${manifest.heldUntil}, ${manifest.createdAt}, ${manifest.createdAt})`);
}

/** Says where a manifest starts and how many shipments are on it. */
export async function describeManifest(
  db: Queryable,
  id: Uuid,
  { address, shipmentCount }: Pick<ManifestRow, 'address' | 'shipmentCount'>,
): Promise<void> {
  await db.query(
    sql`update manifests set address = ${JSON.stringify(address)}::jsonb, shipment_count = ${shipmentCount} where id = ${id}`,
  );
}

/** Moves a manifest on and prolongs the hold; undefined when it has moved already or somebody else holds it. */
export async function advanceManifest(
  db: Queryable,
  manifest: ManifestRow,
  to: ManifestState,
  facts: Partial<Pick<ManifestRow, 'carrierReference' | 'fileId' | 'refusal'>> & Omit<Hold, 'holder'>,
): Promise<ManifestRow | undefined> {
  const { carrierReference = null, fileId = null, refusal = null, heldUntil, now } = facts;
  return db.first(sql<ManifestRow>`
    update manifests m set state = ${to}, carrier_reference = ${carrierReference}, file_id = ${fileId},
      refusal = ${refusal && JSON.stringify(refusal)}::jsonb, held_until = ${heldUntil}, updated_at = ${now}
    where m.id = ${manifest.id} and m.organization_id = ${manifest.organizationId} and m.state = ${manifest.state} and m.holder = ${manifest.holder}
    returning ${MANIFEST_COLUMNS}`);
}

/** Manifests by id. */
export async function findManifests(db: ScopedQueryable, ids: readonly Uuid[]): Promise<ManifestRow[]> {
  return db.query(
    sql<ManifestRow>`select ${MANIFEST_COLUMNS} from manifests m where m.id = any(${ids}::uuid[]) and ${inScope(db, 'm')}`,
  );
}

/** A page of manifests. */
export async function listManifests(
  db: ScopedQueryable,
  filter: ManifestFilter,
  order: KeysetOrder,
  page: PageRequest,
): Promise<Page<ManifestRow>> {
  const conditions: RawBuilder<unknown>[] = [inScope(db, 'm')];
  if (filter.status) conditions.push(sql`m.status = any(${filter.status}::text[])`);
  if (filter.connectionId) conditions.push(sql`m.connection_id = ${filter.connectionId}`);
  if (filter.shipDateFrom) conditions.push(sql`m.ship_date >= ${filter.shipDateFrom}`);
  if (filter.shipDateUntil) conditions.push(sql`m.ship_date <= ${filter.shipDateUntil}`);
  if (filter.shipmentId)
    conditions.push(
      sql`m.id = (select s.manifest_id from shipments s where s.id = ${filter.shipmentId} and ${inScope(db, 's')})`,
    );
  const statement = sql<ManifestRow>`select ${MANIFEST_COLUMNS}, m.created_at, m.ship_date from manifests m where ${sql.join(conditions, sql` and `)}`;
  return fetchPage(db, statement, order, page);
}
