import { sql } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Addon } from './addon.entity.ts';

/** The rules of an addon in one version, as `Addon.snapshot` keeps them: decimals and instants are text. */
export type AddonSnapshot = Omit<
  Addon,
  | 'id'
  | 'testMode'
  | 'version'
  | 'createdAt'
  | 'updatedAt'
  | 'snapshot'
  | 'amount'
  | 'commissionRate'
  | 'effectiveFrom'
  | 'effectiveUntil'
  | 'deletedAt'
> & {
  amount: string;
  commissionRate: string | null;
  effectiveFrom: string | null;
  effectiveUntil: string | null;
  deletedAt: string | null;
};

/** One version of an addon. */
export interface AddonVersion {
  addonId: Uuid;
  version: number;
  snapshot: AddonSnapshot;
  actor: string;
  createdAt: Date;
}

/** Latest first: an addon's changes are read back from the present. */
const LATEST_FIRST: KeysetOrder = { column: 'version', type: 'bigint', direction: 'desc' };

const COLUMNS = sql`addon_id as "addonId", version, snapshot, actor, created_at as "createdAt"`;

/** A page of an addon's versions, latest first. */
export async function listAddonVersions(
  db: Queryable,
  addonId: Uuid,
  page: PageRequest,
): Promise<Page<AddonVersion & { id: Uuid }>> {
  const statement = sql<
    AddonVersion & { id: Uuid }
  >`select addon_id as id, ${COLUMNS} from addon_versions where addon_id = ${addonId}::uuid`;
  return fetchPage(db, statement, LATEST_FIRST, page);
}

/** Every addon as it stood at an instant, in the order in which they are charged; those that did not exist yet are left out. */
export async function findAddonsAt(db: Queryable, instant: Date): Promise<AddonVersion[]> {
  return db.query(sql<AddonVersion>`
    select * from (
      select distinct on (addon_id) ${COLUMNS} from addon_versions where created_at <= ${instant} order by addon_id, version desc
    ) as standing order by (snapshot->>'order')::int, "addonId"`);
}
