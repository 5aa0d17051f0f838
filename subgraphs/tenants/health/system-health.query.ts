import { sql, type RawBuilder } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';

/** How many tenants there are, by status, and what is in them. */
export interface TenantTotals {
  total: number;
  active: number;
  suspended: number;
  provisioning: number;
  deleted: number;
  failed: number;
  activeOrganizations: number;
  members: number;
}

/** Counts the platform's customers and what is in them, from the directory and the roll-up. */
export async function readTenantTotals(db: Queryable): Promise<TenantTotals> {
  const row = await db.first(sql<TenantTotals>`
    select count(*)::int as total,
      count(*) filter (where status = 'active')::int as active,
      count(*) filter (where status = 'suspended')::int as suspended,
      count(*) filter (where status = 'provisioning')::int as provisioning,
      count(*) filter (where status = 'deleted')::int as deleted,
      count(*) filter (where status = 'failed')::int as failed,
      coalesce(sum(c.active_organizations) filter (where status = 'active'), 0)::int as "activeOrganizations",
      coalesce(sum(c.members) filter (where status = 'active'), 0)::int as members
    from tenants.tenants t left join tenants.tenant_counts c on c.tenant_id = t.id where t.kind = 'customer'`);
  return row!;
}

/** What the database tells of itself since its figures were reset last. */
export interface DatabaseFigures {
  connections: number;
  maxConnections: number;
  /** Share of block reads that memory answered, 0 to 1; null before the first. */
  cacheHitRatio: number | null;
  deadlocks: number;
  rollbacks: number;
  commits: number;
  spareSchemas: number;
  tenantSchemas: number;
  /** Tenant schemas that lack a step of some subgraph. */
  schemasBehind: number;
}

/** Reads how the database is, without looking into any tenant's schema. */
export async function readDatabaseFigures(db: Queryable): Promise<DatabaseFigures> {
  const row = await db.first(sql<DatabaseFigures>`
    select d.numbackends as connections, current_setting('max_connections')::int as "maxConnections",
      round(d.blks_hit::numeric / nullif(d.blks_hit + d.blks_read, 0), 4)::float8 as "cacheHitRatio",
      d.deadlocks::float8 as deadlocks, d.xact_rollback::float8 as rollbacks, d.xact_commit::float8 as commits,
      s.spare as "spareSchemas", s.taken as "tenantSchemas", (
        select count(distinct v.schema_name)::int
        from (select subgraph, max(version) as version from platform.tenant_migrations group by subgraph) m
        cross join platform.tenant_schemas t
        left join platform.tenant_schema_versions v on v.schema_name = t.schema_name and v.subgraph = m.subgraph
        where coalesce(v.version, 0) < m.version) as "schemasBehind"
    from pg_catalog.pg_stat_database d,
      (select count(*) filter (where tenant_id is null)::int as spare, count(tenant_id)::int as taken from platform.tenant_schemas) s
    where d.datname = current_database()`);
  return row!;
}

/** How events flow. */
export interface EventFigures {
  /** Events that no relay has taken yet, and how long the oldest has waited. */
  outbox: number;
  outboxLagSeconds: number;
  /** Deliveries on their way, and how long ago the oldest of their events happened. */
  waiting: number;
  waitingLagSeconds: number;
  parked: number;
}

/** Reads how many events wait where, and for how long. */
export async function readEventFigures(db: Queryable, now: Date): Promise<EventFigures> {
  const row = await db.first(sql<EventFigures>`
    select o.outbox, o.lag as "outboxLagSeconds", d.waiting, d.lag as "waitingLagSeconds", d.parked
    from (select count(*)::int as outbox, ${lagSeconds(now)} as lag from platform.outbox) o,
      (select count(*) filter (where parked_at is null)::int as waiting, count(parked_at)::int as parked,
        ${lagSeconds(now, sql`filter (where parked_at is null)`)} as lag from platform.deliveries) d`);
  return { ...row!, outboxLagSeconds: row!.outboxLagSeconds ?? 0, waitingLagSeconds: row!.waitingLagSeconds ?? 0 };
}

/** The last run of a scheduled job. */
export interface JobFigures {
  name: string;
  everySeconds: number;
  lastRunAt: Date;
  /** By how much its next run is late. */
  lagSeconds: number;
  failures: number;
  lastError: string | null;
}

/** Reads the last run of each job, those that are latest first. */
export async function readJobFigures(db: Queryable, now: Date): Promise<JobFigures[]> {
  return db.query(sql<JobFigures>`
    select job as name, every_ms / 1000.0::float8 as "everySeconds", finished_at as "lastRunAt", failures, last_error as "lastError",
      greatest(0, extract(epoch from ${now}::timestamptz - finished_at) - every_ms / 1000.0)::float8 as "lagSeconds"
    from platform.job_runs order by "lagSeconds" desc, job`);
}

/** A subgraph's processes, added up. */
export interface ProcessFigures {
  subgraph: string;
  processes: number;
  startedAt: Date;
  lastSeenAt: Date;
  requests: number;
  faults: number;
  parkedDeliveries: number;
  waitingDeliveries: number;
}

/** Reads the subgraphs' processes that were seen since `since`, and the last one of those of which none was. */
export async function readProcessFigures(db: Queryable, since: Date): Promise<ProcessFigures[]> {
  return db.query(sql<ProcessFigures>`
    select p.subgraph, count(*) filter (where p.seen_at >= ${since})::int as processes,
      coalesce(min(p.started_at) filter (where p.seen_at >= ${since}), max(p.started_at)) as "startedAt", max(p.seen_at) as "lastSeenAt",
      coalesce(sum(p.requests) filter (where p.seen_at >= ${since}), 0)::float8 as requests,
      coalesce(sum(p.faults) filter (where p.seen_at >= ${since}), 0)::float8 as faults,
      coalesce(max(d.parked), 0)::int as "parkedDeliveries", coalesce(max(d.waiting), 0)::int as "waitingDeliveries"
    from platform.processes p
    left join (
      select split_part(consumer, '.', 1) as subgraph, count(parked_at) as parked, count(*) filter (where parked_at is null) as waiting
      from platform.deliveries group by 1) d on d.subgraph = p.subgraph
    group by p.subgraph order by p.subgraph`);
}

function lagSeconds(now: Date, filter: RawBuilder<unknown> = sql``): RawBuilder<unknown> {
  return sql`greatest(0, extract(epoch from ${now}::timestamptz - min(occurred_at) ${filter}))::float8`;
}
