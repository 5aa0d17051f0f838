import { sql } from 'kysely';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { LabelFormat, SoldParcel } from '../carriers/carrier-exchanges.ts';
import type { HeldWork } from '../held-work/held-work.query.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';

/**
 * How far a purchase has come. `reserving` → `reserved` → `bought` → `captured` → `completed` is the way;
 * a carrier's refusal leads from `reserved` over `releasing` to `refused`, and over `voiding` before that where labels have to be given back.
 */
export type PurchaseState = 'reserving' | 'reserved' | 'voiding' | 'releasing' | 'bought' | 'captured' | 'completed' | 'refused';

/** The purchase of a label: everything needed to go on with it, whoever does. */
export interface Purchase {
  id: Uuid;
  organizationId: Uuid;
  testMode: boolean;
  idempotencyKey: string;
  requestHash: string;
  state: PurchaseState;
  quoteId: Uuid;
  rateId: Uuid;
  /** Chosen in advance, so that carriers can be asked twice for the same label. */
  shipmentId: Uuid;
  buyerActor: string;
  buyerUserId: Uuid | null;
  askedEntityId: Uuid | null;
  askedTeamId: Uuid | null;
  entityId: Uuid | null;
  reservationId: Uuid | null;
  /** What was pinned and is reserved and charged. */
  totalCharge: string;
  totalChargeCurrency: string;
  pinnedUntil: Date;
  reference: string | null;
  metadata: Record<string, unknown>;
  labelFormat: LabelFormat;
  labelAttempt: number;
  refusal: ErrorDetail[] | null;
  /** Labels that were sold before the carrier refused others; null while there are none, or it is not known which. */
  partlySold: SoldParcel[] | null;
  /** Who works on it until `heldUntil`; nobody else may move it before. */
  holder: Uuid;
  heldUntil: Date;
  createdAt: Date;
}

/** What a step of a purchase learned. */
export type PurchaseFacts = Partial<Pick<Purchase, 'entityId' | 'reservationId' | 'refusal' | 'partlySold' | 'labelAttempt'>>;

const PURCHASE_COLUMNS = sql<Purchase>`p.id, p.organization_id as "organizationId", p.test_mode as "testMode", p.idempotency_key as "idempotencyKey",
  p.request_hash as "requestHash", p.state, p.quote_id as "quoteId", p.rate_id as "rateId", p.shipment_id as "shipmentId",
  p.buyer_actor as "buyerActor", p.buyer_user_id as "buyerUserId", p.asked_entity_id as "askedEntityId", p.asked_team_id as "askedTeamId", p.entity_id as "entityId",
  p.reservation_id as "reservationId", p.total_charge as "totalCharge", p.total_charge_currency as "totalChargeCurrency",
  p.pinned_until as "pinnedUntil", p.reference, p.metadata, p.label_format as "labelFormat", p.label_attempt as "labelAttempt", p.refusal, p.partly_sold as "partlySold", p.holder, p.held_until as "heldUntil",
  p.created_at as "createdAt"`;

/** Purchases as work in steps. */
export const PURCHASE_WORK: HeldWork<Purchase> = {
  job: 'resume-purchases',
  table: 'purchases',
  alias: 'p',
  columns: PURCHASE_COLUMNS,
};

/** Begins a purchase; false when the key was used before, or the quote is bought from already. */
export async function insertPurchase(db: Queryable, purchase: Purchase): Promise<boolean> {
  const rows = await db.query(sql<{ id: Uuid }>`
    insert into purchases (id, organization_id, test_mode, idempotency_key, request_hash, state, quote_id, rate_id, shipment_id, buyer_actor, buyer_user_id,
      asked_entity_id, asked_team_id, total_charge, total_charge_currency, pinned_until, reference, metadata, label_format, label_attempt, holder, held_until, created_at, updated_at)
    values (${purchase.id}, ${purchase.organizationId}, ${purchase.testMode}, ${purchase.idempotencyKey}, ${purchase.requestHash}, ${purchase.state},
      ${purchase.quoteId}, ${purchase.rateId}, ${purchase.shipmentId}, ${purchase.buyerActor}, ${purchase.buyerUserId}, ${purchase.askedEntityId}, ${purchase.askedTeamId},
      ${purchase.totalCharge}, ${purchase.totalChargeCurrency}, ${purchase.pinnedUntil}, ${purchase.reference}, ${JSON.stringify(purchase.metadata)}::jsonb,
      ${purchase.labelFormat}, ${purchase.labelAttempt}, ${purchase.holder}, ${purchase.heldUntil}, ${purchase.createdAt}, ${purchase.createdAt})
    on conflict do nothing returning id`);
  return rows.length > 0;
}

/** The organization's purchase under this key. */
export async function findPurchase(
  db: ScopedQueryable,
  organizationId: Uuid,
  idempotencyKey: string,
): Promise<Purchase | undefined> {
  return db.first(sql<Purchase>`
    select ${PURCHASE_COLUMNS} from purchases p
    where p.organization_id = ${organizationId} and p.idempotency_key = ${idempotencyKey} and ${inScope(db, 'p')}`);
}

/**
 * Moves a purchase on, adds what was learned and prolongs the hold; undefined when it is no longer in `from` or somebody
 * else holds it. The only way in which a purchase changes its state.
 */
export async function movePurchase(
  db: Queryable,
  purchase: Purchase,
  to: PurchaseState,
  facts: PurchaseFacts,
  times: { now: Date; heldUntil: Date },
): Promise<Purchase | undefined> {
  const learned = { ...purchase, ...facts };
  return db.first(sql<Purchase>`
    update purchases p set state = ${to}, entity_id = ${learned.entityId}, reservation_id = ${learned.reservationId},
      refusal = ${learned.refusal && JSON.stringify(learned.refusal)}::jsonb, partly_sold = ${learned.partlySold && JSON.stringify(learned.partlySold)}::jsonb, label_attempt = ${learned.labelAttempt},
      held_until = ${times.heldUntil}, updated_at = ${times.now}
    where p.id = ${purchase.id} and p.organization_id = ${purchase.organizationId} and p.state = ${purchase.state} and p.holder = ${purchase.holder}
    returning ${PURCHASE_COLUMNS}`);
}
