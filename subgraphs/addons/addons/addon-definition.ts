import { decimalString } from '../../../platform/money/money.ts';
import type { Addon } from './addon.entity.ts';
import type { AddonDefinition } from './addon-rules.ts';

/** What an addon's makers decided about it. */
export function definitionOf(addon: Addon): AddonDefinition {
  return {
    name: addon.name,
    active: addon.active,
    surchargeType: addon.surchargeType,
    amount: decimalString(addon.amount),
    currency: addon.currency,
    base: addon.base,
    order: addon.order,
    visibility: addon.visibility,
    carriers: addon.carriers,
    services: addon.services,
    carrierAccounts: addon.carrierAccounts,
    organizations: addon.organizations,
    effectiveFrom: addon.effectiveFrom,
    effectiveUntil: addon.effectiveUntil,
    commissionEnabled: addon.commissionEnabled,
    commissionRate: addon.commissionRate ? decimalString(addon.commissionRate) : null,
    commissionRecipient: addon.commissionRecipient,
    billingMetadata: addon.billingMetadata,
  };
}

/** A definition with changes made to it. A fixed addon that becomes a percentage drops its currency unless the change names one. */
export function definitionAfter(definition: AddonDefinition, changes: Partial<AddonDefinition>): AddonDefinition {
  const becomesPercentage = changes.surchargeType === 'percentage' && definition.surchargeType === 'fixed';
  return { ...definition, currency: becomesPercentage ? null : definition.currency, ...changes };
}
