import { sql, type RawBuilder } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';

/** Where the carrier of a connection tells of parcels by itself. */
export interface CarrierWebhookRow {
  id: Uuid;
  /** Null for a system connection's. */
  organizationId: Uuid | null;
  testMode: boolean;
  connectionId: Uuid;
  /** Opens its address. */
  key: Uuid;
  createdAt: Date;
  rotatedAt: Date | null;
  formerGoodUntil: Date | null;
}

/** A webhook with its secrets, sealed for it. */
export type SealedCarrierWebhook = CarrierWebhookRow & { carrier: string; secret: string; formerSecret: string | null };

const COLUMNS = sql`w.id, w.organization_id as "organizationId", w.test_mode as "testMode", w.connection_id as "connectionId", w.key,
  w.created_at as "createdAt", w.rotated_at as "rotatedAt", w.former_good_until as "formerGoodUntil"`;

/** The webhooks of connections. */
export async function findWebhooksOfConnections(
  db: ScopedQueryable,
  connectionIds: readonly Uuid[],
): Promise<CarrierWebhookRow[]> {
  return db.query(sql<CarrierWebhookRow>`
    select ${COLUMNS} from carrier_webhooks w where w.connection_id = any(${connectionIds}::uuid[]) and ${inScope(db, 'w')}`);
}

/** The webhook that an address leads to, of a connection that is not deleted. */
export async function findWebhookByKey(
  db: ScopedQueryable,
  { id, key }: { id: Uuid; key: Uuid },
): Promise<SealedCarrierWebhook | undefined> {
  return db.first(sql<SealedCarrierWebhook>`${sealed()} where w.id = ${id} and w.key = ${key} and ${inScope(db, 'w')}`);
}

/** Locks the webhook of a connection, an organization's or of none. */
export async function lockWebhook(
  db: ScopedQueryable,
  { connectionId, organizationId }: { connectionId: Uuid; organizationId: Uuid | null },
): Promise<SealedCarrierWebhook | undefined> {
  return db.first(sql<SealedCarrierWebhook>`
    ${sealed()} where w.connection_id = ${connectionId} and w.organization_id is not distinct from ${organizationId}::uuid
      and w.test_mode = ${db.scope.testMode} for update of w`);
}

/** Stores a webhook; fails on `carrier_webhooks_connection` when the connection has one. */
export async function insertWebhook(db: Queryable, webhook: CarrierWebhookRow & { secret: string }): Promise<void> {
  await db.query(sql`
    insert into carrier_webhooks (id, organization_id, test_mode, connection_id, key, secret, created_at)
    values (${webhook.id}, ${webhook.organizationId}, ${webhook.testMode}, ${webhook.connectionId}, ${webhook.key}, ${webhook.secret},
      ${webhook.createdAt})`);
}

/** Gives a webhook another secret; the one before is good until the time. */
export async function writeSecret(
  db: Queryable,
  id: Uuid,
  to: { secret: string; formerSecret: string; formerGoodUntil: Date; now: Date },
): Promise<void> {
  await db.query(sql`
    update carrier_webhooks set secret = ${to.secret}, former_secret = ${to.formerSecret}, former_good_until = ${to.formerGoodUntil},
      rotated_at = ${to.now}
    where id = ${id}`);
}

/** Removes the webhook of a connection: its address leads nowhere any more. */
export async function removeWebhook(db: Queryable, connectionId: Uuid): Promise<void> {
  await db.query(sql`delete from carrier_webhooks where connection_id = ${connectionId}`);
}

function sealed(): RawBuilder<unknown> {
  return sql`select ${COLUMNS}, c.carrier, w.secret, w.former_secret as "formerSecret" from carrier_webhooks w
    join carrier_connections c on c.id = w.connection_id and c.deleted_at is null`;
}
