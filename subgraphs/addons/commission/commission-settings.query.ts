import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { CommissionTier } from './commission-rule.ts';

/** What a tenant decided about commission, in one mode. */
export interface CommissionSettings {
  defaultRate: string;
  minimumAmount: string | null;
  minimumCurrency: string | null;
  tiers: CommissionTier[];
  version: number;
  /** Null while nothing was decided. */
  updatedAt: Date | null;
}

/** What holds until a tenant decides otherwise: no commission. */
export const NO_COMMISSION_SETTINGS: CommissionSettings = {
  defaultRate: '0',
  minimumAmount: null,
  minimumCurrency: null,
  tiers: [],
  version: 0,
  updatedAt: null,
};

const SETTINGS_COLUMNS = sql`
  trim_scale(default_rate) as "defaultRate", minimum_amount as "minimumAmount", minimum_currency as "minimumCurrency", tiers, version, updated_at as "updatedAt"`;

/** The settings of the session's tenant and mode. */
export async function findCommissionSettings(db: Queryable): Promise<CommissionSettings | undefined> {
  return db.first(sql<CommissionSettings>`select ${SETTINGS_COLUMNS} from commission_settings`);
}

/** The settings, locked until the transaction ends; undefined while nothing was decided. */
export async function lockCommissionSettings(db: Queryable): Promise<CommissionSettings | undefined> {
  return db.first(sql<CommissionSettings>`select ${SETTINGS_COLUMNS} from commission_settings for update`);
}

/** Replaces the settings of one mode; their version counts up. */
export async function replaceCommissionSettings(
  db: Queryable,
  settings: Omit<CommissionSettings, 'version' | 'updatedAt'> & { testMode: boolean; updatedAt: Date },
): Promise<CommissionSettings> {
  const row = await db.first(sql<CommissionSettings>`
    insert into commission_settings as settings (test_mode, default_rate, minimum_amount, minimum_currency, tiers, version, updated_at)
    values (${settings.testMode}, ${settings.defaultRate}::numeric, ${settings.minimumAmount}::numeric, ${settings.minimumCurrency},
      ${JSON.stringify(settings.tiers)}::jsonb, 1, ${settings.updatedAt})
    on conflict (test_mode) do update set default_rate = excluded.default_rate, minimum_amount = excluded.minimum_amount,
      minimum_currency = excluded.minimum_currency, tiers = excluded.tiers, version = settings.version + 1, updated_at = excluded.updated_at
    returning ${SETTINGS_COLUMNS}`);
  return row!;
}
