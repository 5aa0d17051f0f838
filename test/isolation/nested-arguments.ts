/** Arguments of fields inside answers, where those by default show too little or there are none. */
export const NESTED_ARGUMENTS: Readonly<Record<string, string>> = {
  'Addon.commissionAmount': '(carrierCharge: { amount: "10.00", currency: "USD" })',
  'AnalyticsGroup.timeSeries': '(metric: SHIPMENTS_VALUE)',
};
