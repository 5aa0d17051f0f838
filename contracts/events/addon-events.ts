import { z } from 'zod';
import { defineEvent, MoneyData } from './envelope.ts';

const ApplicationData = z.object({
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
});

/** An addon was charged on a shipment. */
export const AddonApplied = defineEvent('addon.applied', 1, ApplicationData);
export type AddonAppliedData = z.infer<typeof AddonApplied.data>;

const CommissionData = z.object({
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
});

/** A commission was earned on an application of an addon. */
export const CommissionEarned = defineEvent('commission.earned', 1, CommissionData);
export type CommissionEarnedData = z.infer<typeof CommissionEarned.data>;

/** An addon was taken back because its shipment was cancelled; amounts are negative. */
export const AddonReversed = defineEvent(
  'addon.reversed',
  1,
  ApplicationData.extend({
    /** The application that is taken back; `applicationId` names the negative one. */
    reversesId: z.uuid(),
  }),
);
export type AddonReversedData = z.infer<typeof AddonReversed.data>;

/** A commission was taken back with its application; amounts are negative. */
export const CommissionReversed = defineEvent(
  'commission.reversed',
  1,
  CommissionData.extend({
    /** The commission that is taken back; `commissionId` names the negative one. */
    reversesId: z.uuid(),
  }),
);
export type CommissionReversedData = z.infer<typeof CommissionReversed.data>;

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
