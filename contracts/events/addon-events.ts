import { z } from 'zod';
import { defineEvent, MoneyData } from './envelope.ts';

/** An addon was charged on a shipment. */
export const AddonApplied = defineEvent(
  'addon.applied',
  1,
  z.object({
    applicationId: z.uuid(),
    addonId: z.uuid(),
    addonName: z.string(),
    addonType: z.enum(['fixed', 'percentage']),
    amount: MoneyData,
    commissionAmount: MoneyData,
    shipmentId: z.uuid(),
    connectionId: z.uuid(),
    carrierName: z.string(),
    service: z.string(),
  }),
);
export type AddonAppliedData = z.infer<typeof AddonApplied.data>;

/** A commission was earned on an application of an addon. */
export const CommissionEarned = defineEvent(
  'commission.earned',
  1,
  z.object({
    commissionId: z.uuid(),
    applicationId: z.uuid(),
    addonId: z.uuid(),
    addonName: z.string(),
    shipmentId: z.uuid(),
    connectionId: z.uuid(),
    carrierName: z.string(),
    amount: MoneyData,
    baseAmount: MoneyData,
    /** 0.025 is 2.5 %. */
    rate: z.string(),
    /** The organization that receives it; null when the platform does. */
    recipientOrganizationId: z.uuid().nullable(),
  }),
);
export type CommissionEarnedData = z.infer<typeof CommissionEarned.data>;

/** The sums of an organization's addons moved. */
export const OrganizationAddonTotalUpdated = defineEvent(
  'organization.addon_total.updated',
  1,
  z.object({
    organizationId: z.uuid(),
    totalAddonRevenue: MoneyData,
    totalCommission: MoneyData,
    applications: z.number().int(),
  }),
);
export type OrganizationAddonTotalUpdatedData = z.infer<typeof OrganizationAddonTotalUpdated.data>;
