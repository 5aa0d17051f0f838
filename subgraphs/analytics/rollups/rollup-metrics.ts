import { AddonApplied, AddonReversed, CommissionEarned, CommissionReversed } from '../../../contracts/events/addon-events.ts';
import { MemberJoined, OrganizationCreated } from '../../../contracts/events/organization-events.ts';
import {
  CarrierRequestMade,
  UsageApiRequestMade,
  UsageShipmentCreated,
  UsageShipmentPurchased,
  UsageTrackingMade,
} from '../../../contracts/events/usage-events.ts';

/** The columns in which a roll-up keeps one kind of event: how often, how many failed, for how much. */
export interface RollupMetric {
  type: string;
  count: string;
  errors?: string;
  amount?: string;
}

const APPLICATIONS = { type: AddonApplied.type, count: 'application_count' };
const REVERSALS = { type: AddonReversed.type, count: 'reversal_count' };
const COMMISSIONS = [
  { type: CommissionEarned.type, count: 'commission_count', amount: 'commission' },
  { type: CommissionReversed.type, count: 'commission_reversal_count', amount: 'reversed_commission' },
];

/** What `daily_connections` keeps of each connection: the kinds of event that name one. */
export const CONNECTION_METRICS: readonly RollupMetric[] = [
  { type: CarrierRequestMade.type, count: 'request_count', errors: 'error_count' },
  { type: UsageShipmentCreated.type, count: 'created_count' },
  { type: UsageShipmentPurchased.type, count: 'shipment_count', amount: 'revenue' },
  { ...APPLICATIONS, amount: 'addon_revenue' },
  { ...REVERSALS, amount: 'reversed_addon_revenue' },
  ...COMMISSIONS,
];

/** What `daily_addons` keeps of each addon. */
export const ADDON_METRICS: readonly RollupMetric[] = [
  { ...APPLICATIONS, amount: 'revenue' },
  { ...REVERSALS, amount: 'reversed_revenue' },
  ...COMMISSIONS,
];

/** What `organization_totals` keeps of each organization: every kind of event there is. */
export const ORGANIZATION_METRICS: readonly RollupMetric[] = [
  ...CONNECTION_METRICS,
  { type: UsageApiRequestMade.type, count: 'api_request_count', errors: 'api_error_count' },
  { type: UsageTrackingMade.type, count: 'tracker_count' },
  { type: OrganizationCreated.type, count: 'founding_count' },
  { type: MemberJoined.type, count: 'joining_count' },
];

/** The columns of a roll-up, in order. */
export function columnsOf(metrics: readonly RollupMetric[]): string[] {
  return metrics.flatMap(({ count, errors, amount }) => [count, errors, amount].filter((column) => column !== undefined));
}

/** The kinds of event whose amounts together are what addons brought: charges, and the negative amounts of what was taken back. */
export const ADDON_REVENUE_TYPES: readonly string[] = [AddonApplied.type, AddonReversed.type];

/** The same of commission. */
export const COMMISSION_TYPES: readonly string[] = [CommissionEarned.type, CommissionReversed.type];
