import type { Uuid } from '../ids/public-id.ts';

/** Whose rows a unit of work may touch. Everything left out is closed, never open. */
export interface SessionScope {
  /** The tenant and the schema its domain tables live in; null for work outside every tenant. */
  tenant: { id: Uuid; schema: string } | null;
  /** One organization, `all` for staff of the tenant, or null for none. */
  organization: Uuid | 'all' | null;
  /** Whose user it is, for whom of the partners' rows only this one's are open; left out for everybody else. */
  partner?: Uuid | null;
  /** Test and live rows never meet: a session sees one of the two. */
  testMode: boolean;
}

const UUID_PATTERN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SCHEMA_PATTERN = /^t_[0-9a-z]{8,40}$/;

/**
 * The statements that put up both walls for one transaction: the schema path and the facts that row-level security
 * reads. `SET LOCAL` (rather than set_config) also reaches the workers of a sharded cluster and needs no session state.
 */
export function scopeStatements(scope: SessionScope): string {
  const { tenant, organization, partner } = scope;
  if (tenant && !SCHEMA_PATTERN.test(tenant.schema)) throw new Error('malformed schema name in session scope');
  if (tenant && !UUID_PATTERN.test(tenant.id)) throw new Error('malformed tenant id in session scope');
  if (organization && organization !== 'all' && !UUID_PATTERN.test(organization))
    throw new Error('malformed organization id in session scope');
  if (partner && !UUID_PATTERN.test(partner)) throw new Error('malformed partner id in session scope');
  const organizationWall = organization === 'all' ? '*' : (organization ?? '');
  return [
    `set local search_path to ${tenant ? `"${tenant.schema}"` : "''"}`,
    `set local app.tenant_id to '${tenant?.id ?? ''}'`,
    `set local app.organization_id to '${organizationWall}'`,
    `set local app.partner_id to '${partner ?? ''}'`,
    `set local app.test_mode to '${scope.testMode ? 'on' : 'off'}'`,
  ].join('; ');
}
