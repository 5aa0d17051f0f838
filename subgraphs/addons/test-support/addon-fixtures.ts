import { decodeId, newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { answerOf } from '../../../test/support/ask-subgraph.ts';
import type { TestTenant, TestWorld } from '../../../test/support/test-world.ts';
import type { AddonDefinition } from '../addons/addon-rules.ts';
import type { CommissionRule } from '../commission/commission-rule.ts';
import type { PricedAddon, RateToPrice } from '../pricing/price-rate.ts';

/** A visible addon of 5 % of the carrier charge for everybody, without commission, but for what is said otherwise. */
export function anAddon(overrides: Partial<AddonDefinition> = {}): AddonDefinition {
  return {
    name: 'Handling',
    active: true,
    surchargeType: 'percentage',
    amount: '5.00',
    currency: null,
    base: 'carrier_charge',
    order: 0,
    visibility: 'visible',
    carriers: [],
    services: [],
    carrierAccounts: [],
    organizations: [],
    effectiveFrom: null,
    effectiveUntil: null,
    commissionEnabled: false,
    commissionRate: null,
    commissionRecipient: null,
    billingMetadata: null,
    ...overrides,
  };
}

/** The same as pricing sees it. */
export function aPricedAddon(overrides: Partial<PricedAddon> = {}): PricedAddon {
  const { name, surchargeType, amount, currency, base, commissionEnabled, commissionRate, commissionRecipient } = anAddon();
  return {
    id: newId(),
    version: 1,
    name,
    surchargeType,
    amount,
    currency,
    base,
    isFolded: false,
    carriers: [],
    services: [],
    carrierAccounts: [],
    commissionEnabled,
    commissionRate,
    commissionRecipient,
    ...overrides,
  };
}

/** A rate of 10.00 USD of the carrier `usps` for `ground`, but for what is said otherwise. */
export function aRate(overrides: Partial<RateToPrice> = {}): RateToPrice {
  return {
    rateId: newId(),
    connectionId: newId(),
    carrierName: 'usps',
    service: 'ground',
    carrierCharge: Money.of('10.00', 'USD'),
    ...overrides,
  };
}

/** Rules by which no commission is earned, but for what is said otherwise. */
export function aCommissionRule(overrides: Partial<CommissionRule> = {}): CommissionRule {
  return { overrideRate: null, tiers: [], monthVolume: 0, defaultRate: '0', minimum: null, ...overrides };
}

/** A new organization of the tenant, known to the whole marketplace. */
export async function anOrganization(world: TestWorld, tenant: TestTenant): Promise<Uuid> {
  const { createOrganization: payload } = await answerOf<{ createOrganization: { organization: { id: string } } }>(
    world,
    'tenants',
    { tenant },
    {
      query: `mutation($name: String!) { createOrganization(input: { name: $name, slug: $name }) { organization { id } errors { code } } }`,
      variables: { name: `shipper-${newId()}` },
    },
  );
  return decodeId('org', payload.organization.id);
}
