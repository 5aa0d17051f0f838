import type { Client } from 'pg';
import { ID_PREFIX } from '../../contracts/ids/id-prefixes.ts';
import { encodeId } from '../../platform/ids/public-id.ts';

/**
 * Fills a tenant's audit log by SQL with entries of the last 90 days: of 200 organizations (a hundredth of them of the one given), 500
 * people, 20 actions and one that is rare. Answers a person and a resource that have some.
 */
export async function fillAuditLog(
  owner: Client,
  options: { tenantId: string; organizationId: string; entries: number },
): Promise<{ actor: string; resourceId: string }> {
  const { tenantId, organizationId, entries } = options;
  const uuid = (seed: string): string => uuidOf(`'01' || substr(md5(${seed}), 3, 10)`, seed);
  await owner.query(
    `with entry as (
       insert into platform.audit_log (tenant_id, id, test_mode, organization_id, actor, action, resource_type, resource_id, changes, ip_address, user_agent, occurred_at)
       select $1, ${uuidOf(`lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0')`, 'i::text')}, false,
         case when i % 100 = 0 then $2::uuid else ${uuid(`'organization' || (i % 200)`)} end,
         'user/' || ${uuid(`'user' || (i % 500)`)}, case when i % 20000 = 7 then 'rare.action' else 'action.number_' || (i % 20) end,
         'entity', ${uuid(`'entity' || (i % 50000)`)},
         jsonb_build_object('before', jsonb_build_object('name', 'Acme ' || i, 'limit', '10.00', 'status', 'active'),
           'after', jsonb_build_object('name', 'Acme ' || i || case when i = $3::int / 2 then ' needle' else '' end, 'limit', '12.50', 'status', 'suspended', 'billingEmail', 'books-' || i || '@acme.example')),
         '192.0.2.' || (i % 250), 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36', at
       from (select i, now() - interval '90 days' * (1 - i::float / $3::int) as at from generate_series(1, $3::int) as i) as moment
       returning tenant_id, test_mode, id
     )
     insert into platform.audit_unsealed select tenant_id, test_mode, id from entry`,
    [tenantId, organizationId, entries],
  );
  await owner.query('vacuum analyze platform.audit_log');
  const { rows } = await owner.query<{ user: string; entity: string }>(
    `select ${uuid(`'user42'`)} as user, ${uuid(`'entity42'`)} as entity`,
  );
  return { actor: encodeId(ID_PREFIX.user, rows[0]!.user), resourceId: encodeId(ID_PREFIX.entity, rows[0]!.entity) };
}

/** SQL of a UUIDv7 whose first twelve digits are given and whose others follow from the seed. */
function uuidOf(firstTwelve: string, seed: string): string {
  return `(${firstTwelve} || '7' || substr(md5(${seed}), 13, 3) || 'a' || substr(md5(${seed}), 17, 15))::uuid`;
}
