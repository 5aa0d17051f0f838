import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Address } from '../addresses/address.ts';
import type { OrderedPickup } from '../carriers/carrier-exchanges.ts';
import type { HeldWork, Hold } from '../held-work/held-work.query.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';

/** How a pickup stands: `pending` → `scheduled` → `cancelled`, or `refused` by its carrier. */
export const PICKUP_STATUSES = ['pending', 'scheduled', 'cancelled', 'refused'] as const;
export type PickupStatus = (typeof PICKUP_STATUSES)[number];

/** What is being done about it: `scheduling` → `completed` → `cancelling` → `completed`; a refusal leads to `refused`, or back. */
export type PickupState = 'scheduling' | 'cancelling' | 'completed' | 'refused';

/** Parcels that a carrier fetches. Amounts are exact decimals. */
export interface PickupRow {
  id: Uuid;
  organizationId: Uuid;
  testMode: boolean;
  idempotencyKey: string;
  requestHash: string;
  state: PickupState;
  status: PickupStatus;
  connectionId: Uuid;
  carrierName: string;
  address: Address;
  /** The span in which the carrier may come. */
  readyAt: Date;
  closesAt: Date;
  /** By whose clocks the span was said. */
  timeZone: string;
  instructions: string | null;
  confirmationNumber: string | null;
  carrierReference: string | null;
  charge: string | null;
  currency: string | null;
  refusal: ErrorDetail[] | null;
  /** Who asked for what is being done. */
  actor: string;
  userId: Uuid | null;
  holder: Uuid;
  heldUntil: Date;
  createdAt: Date;
  updatedAt: Date;
  cancelledAt: Date | null;
}

/** Which pickups to list. */
export interface PickupFilter {
  status?: readonly PickupStatus[] | null | undefined;
  connectionId?: Uuid | null | undefined;
  shipmentId?: Uuid | null | undefined;
  readyAfter?: Date | null | undefined;
  readyBefore?: Date | null | undefined;
}

/** Sort orders of the list of pickups. */
export const PICKUP_ORDERS = {
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
  readyAtDesc: { column: 'ready_at', type: 'timestamptz', direction: 'desc' },
  readyAtAsc: { column: 'ready_at', type: 'timestamptz', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

const PICKUP_COLUMNS = sql<PickupRow>`p.id, p.organization_id as "organizationId", p.test_mode as "testMode", p.idempotency_key as "idempotencyKey",
  p.request_hash as "requestHash", p.state, p.status, p.connection_id as "connectionId", p.carrier_name as "carrierName", p.address,
  p.ready_at as "readyAt", p.closes_at as "closesAt", p.time_zone as "timeZone", p.instructions, p.confirmation_number as "confirmationNumber",
  p.carrier_reference as "carrierReference", p.charge, p.currency, p.refusal, p.actor, p.user_id as "userId", p.holder, p.held_until as "heldUntil",
  p.created_at as "createdAt", p.updated_at as "updatedAt", p.cancelled_at as "cancelledAt"`;

/** Pickups as work in steps. */
export const PICKUP_WORK: HeldWork<PickupRow> = { job: 'resume-pickups', table: 'pickups', alias: 'p', columns: PICKUP_COLUMNS };

/** Begins a pickup; false when its key was used before. */
export async function insertPickup(db: Queryable, pickup: PickupRow): Promise<boolean> {
  const rows = await db.query(sql`
    insert into pickups (id, organization_id, test_mode, idempotency_key, request_hash, state, connection_id, carrier_name, address, ready_at, closes_at,
      time_zone, instructions, actor, user_id, holder, held_until, created_at, updated_at)
    values (${pickup.id}, ${pickup.organizationId}, ${pickup.testMode}, ${pickup.idempotencyKey}, ${pickup.requestHash}, ${pickup.state},
      ${pickup.connectionId}, ${pickup.carrierName}, ${JSON.stringify(pickup.address)}::jsonb, ${pickup.readyAt}, ${pickup.closesAt}, ${pickup.timeZone},
      ${pickup.instructions}, ${pickup.actor}, ${pickup.userId}, ${pickup.holder}, ${pickup.heldUntil}, ${pickup.createdAt}, ${pickup.createdAt})
    on conflict (organization_id, test_mode, idempotency_key) do nothing returning id`);
  return rows.length > 0;
}

/** Puts shipments on a pickup; fails on `pickup_shipments_waiting` when one waits for another pickup. */
export async function insertPickupShipments(db: Queryable, pickup: PickupRow, shipmentIds: readonly Uuid[]): Promise<void> {
  await db.query(sql`
    insert into pickup_shipments (organization_id, test_mode, pickup_id, shipment_id, is_waiting)
    select ${pickup.organizationId}, ${pickup.testMode}, ${pickup.id}, shipment_id, true from unnest(${shipmentIds}::uuid[]) as shipment_id order by shipment_id`);
}

/** The organization's pickup under this key. */
export async function findPickupByKey(
  db: ScopedQueryable,
  organizationId: Uuid,
  idempotencyKey: string,
): Promise<PickupRow | undefined> {
  return db.first(sql<PickupRow>`
    select ${PICKUP_COLUMNS} from pickups p
    where p.organization_id = ${organizationId} and p.idempotency_key = ${idempotencyKey} and ${inScope(db, 'p')}`);
}

/** Pickups by id. */
export async function findPickups(db: ScopedQueryable, ids: readonly Uuid[]): Promise<PickupRow[]> {
  return db.query(
    sql<PickupRow>`select ${PICKUP_COLUMNS} from pickups p where p.id = any(${ids}::uuid[]) and ${inScope(db, 'p')}`,
  );
}

/** Begins the cancellation of a pickup that is scheduled; undefined when it is not, or is being cancelled. */
export async function beginCancellation(
  db: ScopedQueryable,
  id: Uuid,
  by: Hold & { actor: string; userId: Uuid | null },
): Promise<PickupRow | undefined> {
  return db.first(sql<PickupRow>`
    update pickups p set state = 'cancelling', actor = ${by.actor}, user_id = ${by.userId}, holder = ${by.holder}, held_until = ${by.heldUntil},
      updated_at = ${by.now}
    where p.id = ${id} and p.status = 'scheduled' and p.state = 'completed' and ${inScope(db, 'p')}
    returning ${PICKUP_COLUMNS}`);
}

/** What a step of a pickup learned. */
export interface PickupFacts {
  ordered?: OrderedPickup;
  refusal?: ErrorDetail[];
  cancelledAt?: Date;
}

/** Moves a pickup on and prolongs the hold; undefined when it has moved already or somebody else holds it. */
export async function advancePickup(
  db: Queryable,
  pickup: PickupRow,
  to: PickupState,
  facts: PickupFacts & Omit<Hold, 'holder'>,
): Promise<PickupRow | undefined> {
  const { ordered, refusal, cancelledAt, now, heldUntil } = facts;
  const charge = ordered?.charge?.toJSON();
  return db.first(sql<PickupRow>`
    update pickups p set state = ${to}, confirmation_number = coalesce(${ordered?.confirmationNumber ?? null}, confirmation_number),
      carrier_reference = coalesce(${ordered?.carrierReference ?? null}, carrier_reference), charge = coalesce(${charge?.amount ?? null}::numeric, charge),
      currency = coalesce(${charge?.currency ?? null}, currency), refusal = ${refusal ? JSON.stringify(refusal) : null}::jsonb,
      cancelled_at = ${cancelledAt ?? null}, held_until = ${heldUntil}, updated_at = ${now}
    where p.id = ${pickup.id} and p.organization_id = ${pickup.organizationId} and p.state = ${pickup.state} and p.holder = ${pickup.holder}
    returning ${PICKUP_COLUMNS}`);
}

/** Lets the shipments of a pickup go that will not be made: they may wait for another. */
export async function releasePickupShipments(db: Queryable, pickupId: Uuid): Promise<void> {
  await db.query(sql`update pickup_shipments set is_waiting = false where pickup_id = ${pickupId} and is_waiting`);
}

/** A page of pickups. */
export async function listPickups(
  db: ScopedQueryable,
  filter: PickupFilter,
  order: KeysetOrder,
  page: PageRequest,
): Promise<Page<PickupRow>> {
  const conditions: RawBuilder<unknown>[] = [inScope(db, 'p')];
  if (filter.status) conditions.push(sql`p.status = any(${filter.status}::text[])`);
  if (filter.connectionId) conditions.push(sql`p.connection_id = ${filter.connectionId}`);
  if (filter.readyAfter) conditions.push(sql`p.ready_at >= ${filter.readyAfter}`);
  if (filter.readyBefore) conditions.push(sql`p.ready_at < ${filter.readyBefore}`);
  if (filter.shipmentId)
    conditions.push(
      sql`exists (select from pickup_shipments ps where ps.pickup_id = p.id and ps.shipment_id = ${filter.shipmentId} and ${inScope(db, 'ps')})`,
    );
  const statement = sql<PickupRow>`select ${PICKUP_COLUMNS}, p.created_at, p.ready_at from pickups p where ${sql.join(conditions, sql` and `)}`;
  return fetchPage(db, statement, order, page);
}
