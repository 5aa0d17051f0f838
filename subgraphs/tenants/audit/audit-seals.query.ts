import { sql } from 'kysely';
import type { ChainedLog } from '../../../platform/chain/chained-log.ts';

/**
 * SHA-256 of an audit entry in its canonical form: the text of a jsonb array of every column, in this order. jsonb writes one
 * value in one way (sorted keys, exact numbers), and moments stand as seconds since 1970, so that no setting changes it.
 */
const ENTRY_HASH = sql`sha256(convert_to(jsonb_build_array(e.tenant_id, e.id, e.test_mode, e.organization_id, e.actor, e.action, e.resource_type,
  e.resource_id, e.changes, e.ip_address, e.user_agent, extract(epoch from e.occurred_at))::text, 'UTF8'))`;

/** The audit log as a chain of seals, an entry each. */
export const AUDIT_LOG: ChainedLog = {
  seals: 'tenants.audit_seals',
  heads: 'tenants.audit_chains',
  queue: 'platform.audit_unsealed',
  hashOf: ({ tenantId, testMode }, entryId) => sql`
    (select ${ENTRY_HASH} from platform.audit_log e where e.id = ${entryId} and e.tenant_id = ${tenantId}::uuid and e.test_mode = ${testMode})`,
  entriesIn: ({ tenantId, testMode }, { after, upTo }) => sql`
    select e.id from platform.audit_log e where e.tenant_id = ${tenantId}::uuid and e.test_mode = ${testMode}
      ${after ? sql`and e.id > ${after}::uuid` : sql``} ${upTo ? sql`and e.id <= ${upTo}::uuid` : sql``}`,
};
