import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import type { EffectivePrice, RateCard, RateCardPrice } from './rate-card.ts';

/** Which cards to list; conditions add up. */
export interface RateCardFilter {
  organizationId?: Uuid | undefined;
  entityId?: Uuid | undefined;
  currency?: string | null | undefined;
  /** Only those that hold at this instant. */
  inForceAt?: Date | null | undefined;
}

/** How the list of rate cards is sorted. */
export type RateCardSort = 'createdAtDesc' | 'createdAtAsc' | 'effectiveFromDesc';

/** Where a card holds, and in which currency. */
export type CardPlace = Pick<RateCard, 'organizationId' | 'entityId' | 'currency'>;

const CARD_COLUMNS = sql`c.id, c.organization_id as "organizationId", c.entity_id as "entityId", c.name, c.currency, c.effective_from as "effectiveFrom",
  c.effective_until as "effectiveUntil", c.version, c.created_at as "createdAt"`;

const PRICE_COLUMNS = sql`p.id, p.rate_card_id as "rateCardId", p.meter_id as "meterId", p.position, p.model`;

const ORDERS: Record<RateCardSort, KeysetOrder> = {
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
  effectiveFromDesc: { column: 'effective_from', type: 'timestamptz', direction: 'desc' },
};

// The tenant's own cards are everybody's to see; those of an organization are its own.
function inView(db: ScopedQueryable, table: 'c' | 'p'): RawBuilder<unknown> {
  const { organization, testMode } = db.scope;
  if (organization === null) return sql`false`;
  const owner = sql.ref(`${table}.organization_id`);
  const ofOrganization = organization === 'all' ? sql`true` : sql`(${owner} is null or ${owner} = ${organization})`;
  return sql`${sql.ref(`${table}.test_mode`)} = ${testMode} and ${ofOrganization}`;
}

function atPlace({ organizationId, entityId, currency }: CardPlace): RawBuilder<unknown> {
  return sql`c.organization_id is not distinct from ${organizationId}::uuid and c.entity_id is not distinct from ${entityId}::uuid
    and c.currency = ${currency}`;
}

/** A page of the rate cards in view. */
export async function listRateCards(
  db: ScopedQueryable,
  filter: RateCardFilter,
  sort: RateCardSort,
  request: PageRequest,
): Promise<Page<RateCard>> {
  const conditions = [inView(db, 'c')];
  if (filter.organizationId) conditions.push(sql`c.organization_id = ${filter.organizationId}`);
  if (filter.entityId) conditions.push(sql`c.entity_id = ${filter.entityId}`);
  if (filter.currency) conditions.push(sql`c.currency = ${filter.currency}`);
  if (filter.inForceAt)
    conditions.push(
      sql`c.effective_from <= ${filter.inForceAt} and (c.effective_until is null or c.effective_until > ${filter.inForceAt})`,
    );
  const statement = sql<RateCard>`
    select ${CARD_COLUMNS}, c.created_at, c.effective_from from rate_cards c where ${sql.join(conditions, sql` and `)}`;
  return fetchPage(db, statement, ORDERS[sort], request);
}

/** Rate cards by id. */
export async function findRateCards(db: ScopedQueryable, ids: readonly Uuid[]): Promise<RateCard[]> {
  return db.query(
    sql<RateCard>`select ${CARD_COLUMNS} from rate_cards c where c.id = any(${ids}::uuid[]) and ${inView(db, 'c')}`,
  );
}

/** A rate card, locked until the transaction ends. */
export async function lockRateCard(db: ScopedQueryable, id: Uuid): Promise<RateCard | undefined> {
  return db.first(sql<RateCard>`select ${CARD_COLUMNS} from rate_cards c where c.id = ${id} and ${inView(db, 'c')} for update`);
}

/** The prices of rate cards, in their order. */
export async function findPricesOfCards(db: ScopedQueryable, cardIds: readonly Uuid[]): Promise<RateCardPrice[]> {
  return db.query(sql<RateCardPrice>`
    select ${PRICE_COLUMNS} from rate_card_prices p where p.rate_card_id = any(${cardIds}::uuid[]) and ${inView(db, 'p')}
    order by p.rate_card_id, p.position`);
}

const EFFECTIVE_COLUMNS = sql`${PRICE_COLUMNS}, c.organization_id as "organizationId", c.entity_id as "entityId", c.currency,
  c.effective_from as "effectiveFrom", c.effective_until as "effectiveUntil", c.version as "cardVersion", m.key as "meterKey",
  m.event_type as "eventType", m.aggregation, m.property`;

const EFFECTIVE_PRICES = sql`rate_card_prices p join rate_cards c on c.id = p.rate_card_id join meters m on m.id = p.meter_id`;

/** Every price on a meter in use that may apply to usage of these kinds, from `from` until `until`, in these organizations. */
export async function findEffectivePrices(
  db: ScopedQueryable,
  organizationIds: readonly Uuid[],
  eventTypes: readonly string[],
  span: { from: Date; until: Date },
): Promise<EffectivePrice[]> {
  return db.query(sql<EffectivePrice>`
    select ${EFFECTIVE_COLUMNS} from ${EFFECTIVE_PRICES}
    where m.event_type = any(${eventTypes}::text[]) and m.archived_at is null
      and (c.organization_id is null or c.organization_id = any(${organizationIds}::uuid[]))
      and c.effective_from <= ${span.until} and (c.effective_until is null or c.effective_until > ${span.from})
      and ${inView(db, 'c')} and ${inView(db, 'p')}
    order by c.id, p.position`);
}

/** Prices by id, with what they read, whether they still hold or not. */
export async function findPricesById(db: ScopedQueryable, ids: readonly Uuid[]): Promise<EffectivePrice[]> {
  return db.query(sql<EffectivePrice>`
    select ${EFFECTIVE_COLUMNS} from ${EFFECTIVE_PRICES} where p.id = any(${ids}::uuid[]) and ${inView(db, 'c')} and ${inView(db, 'p')}`);
}

/** The prices of a card on the meters of a kind of usage, whether it still holds or not. */
export async function findPricesOfCard(db: ScopedQueryable, cardId: Uuid, eventType: string): Promise<EffectivePrice[]> {
  return db.query(sql<EffectivePrice>`
    select ${EFFECTIVE_COLUMNS} from ${EFFECTIVE_PRICES}
    where c.id = ${cardId} and m.event_type = ${eventType} and ${inView(db, 'c')} and ${inView(db, 'p')} order by p.position`);
}

/**
 * A card of the place that holds at some time of the span. Whoever asks next for the place waits until this transaction ends, so that
 * of two cards written at once one sees the other.
 */
export async function findOverlapping(
  db: ScopedQueryable,
  place: CardPlace,
  span: { from: Date; until: Date | null },
): Promise<RateCard | undefined> {
  const key = ['rate-cards', db.scope.tenant?.id, db.scope.testMode, place.organizationId, place.entityId, place.currency].join(
    ':',
  );
  await db.query(sql`select pg_advisory_xact_lock(hashtext(${key}))`);
  return db.first(sql<RateCard>`
    select ${CARD_COLUMNS} from rate_cards c
    where ${atPlace(place)} and ${inView(db, 'c')}
      and tstzrange(c.effective_from, c.effective_until) && tstzrange(${span.from}::timestamptz, ${span.until}::timestamptz)
    order by c.effective_from limit 1`);
}

/** Writes a card with the next version of its place, which `findOverlapping` has locked. */
export async function insertRateCard(
  db: ScopedQueryable,
  card: Omit<RateCard, 'version'> & { actor: string },
): Promise<RateCard> {
  const row = await db.first(sql<RateCard>`
    insert into rate_cards as c (id, test_mode, organization_id, entity_id, name, currency, effective_from, effective_until, version, actor, created_at)
    select ${card.id}::uuid, ${db.scope.testMode}::boolean, ${card.organizationId}::uuid, ${card.entityId}::uuid, ${card.name}, ${card.currency},
      ${card.effectiveFrom}::timestamptz, ${card.effectiveUntil}::timestamptz,
      coalesce((select max(c.version) from rate_cards c where ${atPlace(card)} and c.test_mode = ${db.scope.testMode}), 0) + 1,
      ${card.actor}, ${card.createdAt}::timestamptz
    returning ${CARD_COLUMNS}`);
  return row!;
}

/** Writes the prices of a new card in one statement. */
export async function insertPrices(db: ScopedQueryable, card: RateCard, prices: readonly RateCardPrice[]): Promise<void> {
  const rows = prices.map(({ id, meterId, position, model }) => ({ id, meter_id: meterId, position, model }));
  await db.query(sql`
    insert into rate_card_prices (id, test_mode, organization_id, rate_card_id, meter_id, position, model)
    select id, ${db.scope.testMode}::boolean, ${card.organizationId}::uuid, ${card.id}::uuid, meter_id, position, model
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as price (id uuid, meter_id uuid, position int, model jsonb)`);
}

/** Writes when a card ends. */
export async function saveEnd(db: ScopedQueryable, id: Uuid, effectiveUntil: Date): Promise<RateCard> {
  const row = await db.first(sql<RateCard>`
    update rate_cards c set effective_until = ${effectiveUntil}::timestamptz where c.id = ${id} and ${inView(db, 'c')} returning ${CARD_COLUMNS}`);
  return row!;
}
