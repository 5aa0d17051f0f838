import assert from 'node:assert/strict';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestContext, RequestIdentity } from '../../../platform/context/request-context.ts';
import { DomainError } from '../../../platform/errors/domain-error.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { addMember } from '../../../test/support/add-member.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { grantCredits, type GrantCredits } from '../credits/grant-credits.ts';
import type { CreditGrant } from '../credits/grant.query.ts';
import { reserveCredits } from '../reservations/reserve-credits.ts';
import { createEntity, type CreateEntity } from '../entities/create-entity.ts';
import type { BillingEntity } from '../entities/billing-entity.entity.ts';

/** The books of an entity, as plain decimals without trailing zeros. */
export interface Books {
  granted: string;
  remaining: string;
  reserved: string;
  spent: string;
  expired: string;
  accrued: string;
}

/** A tenant with one organization, a clock that stands still, and shorthands for moving credits. For tests. */
export class TestBilling {
  readonly world: TestWorld;
  readonly clock: ManualClock;
  readonly tenant: TestTenant;
  readonly organizationId: Uuid = newId();

  private constructor(world: TestWorld, clock: ManualClock, tenant: TestTenant) {
    this.world = world;
    this.clock = clock;
    this.tenant = tenant;
  }

  static async create(options: { poolSize?: number; startsWorkers?: boolean } = {}): Promise<TestBilling> {
    const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
    const world = await createTestWorld({ clock, startsWorkers: false, ...options });
    return new TestBilling(world, clock, await world.createTenant());
  }

  /** A member of the organization (or of another one) with every permission, unless said otherwise. */
  member(identity: Partial<RequestIdentity> = {}): RequestContext {
    return this.world.context('billing', { tenant: this.tenant, organizationId: this.organizationId, ...identity });
  }

  /** Staff of the tenant. */
  staff(): RequestContext {
    return this.world.context('billing', { tenant: this.tenant });
  }

  /** The identity with which scheduled jobs run. */
  system(): RequestContext {
    return this.world.context('billing', {
      tenant: this.tenant,
      level: 'internal',
      actor: 'system/test',
      permissions: ['internal'],
    });
  }

  /** A person who belongs to the organization (or to another one); a new one unless given. */
  person(organizationId: Uuid = this.organizationId, userId?: Uuid): Promise<Uuid> {
    return addMember(this.world, { tenant: this.tenant, organizationId }, userId);
  }

  entity(facts: Partial<CreateEntity> = {}): Promise<BillingEntity> {
    const complete = {
      organizationId: this.organizationId,
      name: 'Acme Inc.',
      country: 'US',
      currency: 'USD',
      timeZone: 'America/New_York',
      ...facts,
    };
    return createEntity(
      this.member({ level: 'tenant', organizationId: complete.organizationId ?? this.organizationId }),
      complete,
    );
  }

  grant(entity: BillingEntity, amount: string, terms: Partial<GrantCredits> = {}): Promise<CreditGrant> {
    const command = {
      entityId: entity.id,
      amount: { amount, currency: entity.currency },
      kind: 'purchased' as const,
      idempotencyKey: newId(),
      ...terms,
    };
    return grantCredits(this.staff(), command);
  }

  reserve(
    entity: BillingEntity,
    amount: string,
    options: { key?: Uuid; context?: RequestContext; teamId?: Uuid } = {},
  ): Promise<{ reservationId: Uuid; entityId: Uuid }> {
    return reserveCredits(options.context ?? this.member(), {
      key: options.key ?? newId(),
      organizationId: entity.organizationId,
      entityId: entity.id,
      teamId: options.teamId,
      amount: { amount, currency: entity.currency },
      reason: 'shipment/test',
    });
  }

  async books(entity: { id: Uuid }): Promise<Books> {
    const rows = await this.rows<Books>(
      `select trim_scale(granted)::text as granted, trim_scale(remaining)::text as remaining, trim_scale(reserved)::text as reserved,
        trim_scale(spent)::text as spent, trim_scale(expired)::text as expired, trim_scale(accrued)::text as accrued
       from SCHEMA.credit_balances where id = $1`,
      [entity.id],
    );
    return rows[0]!;
  }

  /** Rows as they lie in the tenant's schema, which stands in for `SCHEMA`. */
  rows<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return this.world.inspect<Row>(sql.replaceAll('SCHEMA', `"${this.tenant.schema}"`), values);
  }

  /** Every event of a type that was published for an entity, in order. */
  async events(type: string, entity: { id: Uuid }): Promise<Record<string, unknown>[]> {
    const rows = await this.world.inspect<{ data: Record<string, unknown> }>(
      `select data from platform.outbox where type = $1 and subject = $2 order by position`,
      [type, `entity/${entity.id}`],
    );
    return rows.map((row) => row.data);
  }

  /** Recomputes every balance, grant, membership, limit and team of the tenant from the rows below it; fails on the first difference. */
  async assertBooksAreExact(): Promise<void> {
    assert.deepEqual(await this.rows(BALANCE_DIFFERENCES), [], 'balances differ from their grants and reservations');
    assert.deepEqual(await this.rows(GRANT_DIFFERENCES), [], 'grants differ from their draws');
    assert.deepEqual(await this.rows(MEMBER_DIFFERENCES), [], 'memberships differ from their reservations');
    assert.deepEqual(await this.rows(LIMIT_DIFFERENCES), [], 'what counts against limits differs from what was spent');
    assert.deepEqual(await this.rows(TEAM_DIFFERENCES, [this.tenant.id]), [], 'what teams used differs from what was spent');
  }

  close(): Promise<void> {
    return this.world.close();
  }
}

const BALANCE_DIFFERENCES = `
  select b.id from SCHEMA.credit_balances b
  left join (select entity_id, sum(amount) as granted, sum(remaining) as remaining, sum(reserved) as reserved, sum(spent) as spent, sum(expired) as expired, sum(voided) as voided, sum(transferred) as transferred
    from SCHEMA.credit_grants group by entity_id) g on g.entity_id = b.id
  left join (select entity_id, sum(amount) filter (where kind = 'credits' and status = 'reserved') as reserved,
      sum(captured) filter (where kind = 'credits') as spent, sum(captured) filter (where kind = 'invoiced' and invoice_line_id is null) as accrued
    from SCHEMA.credit_reservations group by entity_id) r on r.entity_id = b.id
  left join (select entity_id, sum(amount) as spent from billing.credit_spends group by entity_id) s on s.entity_id = b.id
  where (b.granted, b.remaining, b.reserved, b.spent, b.expired, b.voided, b.transferred) is distinct from
      (coalesce(g.granted, 0), coalesce(g.remaining, 0), coalesce(g.reserved, 0), coalesce(g.spent, 0), coalesce(g.expired, 0), coalesce(g.voided, 0), coalesce(g.transferred, 0))
    or (b.reserved, b.spent, b.accrued) is distinct from (coalesce(r.reserved, 0), coalesce(r.spent, 0) + coalesce(s.spent, 0), coalesce(r.accrued, 0))
    or b.granted <> b.remaining + b.reserved + b.spent + b.expired + b.voided + b.transferred
    or least(b.remaining, b.reserved, b.spent, b.expired, b.voided, b.transferred, b.accrued) < 0`;

const GRANT_DIFFERENCES = `
  select g.id from SCHEMA.credit_grants g
  left join (select grant_id, sum(amount - captured - released) as reserved, sum(captured) as spent from SCHEMA.credit_draws group by grant_id) d on d.grant_id = g.id
  left join (select debit_subject_id as grant_id, sum(amount) as spent from billing.ledger_transactions where kind = 'credits.spent' group by 1) s on s.grant_id = g.id
  where (g.reserved, g.spent) is distinct from (coalesce(d.reserved, 0), coalesce(d.spent, 0) + coalesce(s.spent, 0)) or least(g.remaining, g.reserved, g.spent, g.expired) < 0`;

const MEMBER_DIFFERENCES = `
  select m.id from SCHEMA.entity_members m
  left join (select entity_id, user_id, sum(case status when 'reserved' then amount else captured end) as used
    from SCHEMA.credit_reservations group by entity_id, user_id) r on r.entity_id = m.entity_id and r.user_id = m.user_id
  left join (select entity_id, user_id, sum(amount) as used from billing.credit_spends group by entity_id, user_id) s on s.entity_id = m.entity_id and s.user_id = m.user_id
  where m.credit_used <> coalesce(r.used, 0) + coalesce(s.used, 0)`;

const COUNTED = `
  select r.organization_id, r.test_mode, r.entity_id, r.team_id, r.user_id, e.currency, r.month, case r.status when 'reserved' then r.amount else r.captured end as amount
  from SCHEMA.credit_reservations r join SCHEMA.entities e on e.id = r.entity_id
  union all
  select s.organization_id, s.test_mode, s.entity_id, s.team_id, s.user_id, s.currency, s.month, s.amount from billing.credit_spends s
  where s.entity_id in (select id from SCHEMA.entities)`;

const LIMIT_DIFFERENCES = `
  select limit_id, period, c.used, u.used from (
    select l.id as limit_id, case l.period when 'total' then 'total' else c.month end as period, sum(c.amount) as used
    from SCHEMA.credit_limits l join (${COUNTED}) c on c.organization_id = l.organization_id and c.test_mode = l.test_mode and c.currency = l.currency
      and (l.entity_id is null or l.entity_id = c.entity_id) and (l.team_id is null or l.team_id = c.team_id) and (l.user_id is null or l.user_id = c.user_id)
    group by 1, 2) c full join SCHEMA.credit_limit_usages u using (limit_id, period)
  where coalesce(c.used, 0) <> coalesce(u.used, 0)`;

const TEAM_DIFFERENCES = `
  select * from (
    select team_id, entity_id, coalesce(user_id, team_id) as user_id, month, sum(amount) as used from (${COUNTED}) c where team_id is not null group by 1, 2, 3, 4) c
  full join (select team_id, entity_id, coalesce(user_id, team_id) as user_id, month, used from billing.team_usages where tenant_id = $1) u
    using (team_id, entity_id, user_id, month)
  where coalesce(c.used, 0) <> coalesce(u.used, 0)`;

/** Expects a refusal with a code (and field), and answers its message. */
export async function assertRefused(work: Promise<unknown>, code: string, field?: string): Promise<string> {
  const error = await work.then(
    () => assert.fail(`expected ${code}, but it succeeded`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof DomainError)) throw error;
  assert.deepEqual([error.code, error.field], [code, field]);
  return error.message;
}
