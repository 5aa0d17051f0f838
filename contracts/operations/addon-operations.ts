import { z } from 'zod';
import { MoneyData } from '../events/envelope.ts';

const PinnedPrice = z.object({
  rateId: z.uuid(),
  carrierCharge: MoneyData,
  addonTotal: MoneyData,
  commission: MoneyData,
  totalCharge: MoneyData,
  expiresAt: z.coerce.date(),
});
/** What a rate costs, as it was pinned: carrier charge + addons = total; the commission is the platform's part of the addons. */
export type PinnedPrice = z.infer<typeof PinnedPrice>;

const PINNED_PRICE_FIELDS = `
  rateId expiresAt
  carrierCharge { amount currency } addonTotal { amount currency } commission { amount currency } totalCharge { amount currency }`;

/** Prices the rates of a quote with the organization's addons, and pins the result until `expiresAt`. Idempotent by rate. */
export const PriceRates = {
  subgraph: 'addons',
  field: 'priceRates',
  document: `mutation PriceRates($input: PriceRatesInput!) { priceRates(input: $input) { prices { ${PINNED_PRICE_FIELDS} } errors { code field message } } }`,
  input: z.object({
    quoteId: z.uuid(),
    organizationId: z.uuid(),
    expiresAt: z.date(),
    rates: z.array(
      z.object({
        rateId: z.uuid(),
        connectionId: z.uuid(),
        carrierName: z.string(),
        service: z.string(),
        carrierCharge: MoneyData,
      }),
    ),
  }),
  output: z.object({ prices: z.array(PinnedPrice) }),
};

/** The pinned price of one rate; refused with QUOTE_EXPIRED once it is no longer honoured. */
export const FindPinnedPrice = {
  subgraph: 'addons',
  field: 'pinnedPrice',
  document: `query FindPinnedPrice($input: PinnedPriceInput!) { pinnedPrice(input: $input) { ${PINNED_PRICE_FIELDS} } }`,
  input: z.object({ rateId: z.uuid() }),
  output: PinnedPrice,
};

/** Records what was pinned for a rate as charged on a shipment: applications and commissions, once a (shipment, addon). */
export const ApplyAddons = {
  subgraph: 'addons',
  field: 'applyAddons',
  document: `mutation ApplyAddons($input: ApplyAddonsInput!) { applyAddons(input: $input) { applicationCount errors { code field message } } }`,
  input: z.object({ shipmentId: z.uuid(), rateId: z.uuid(), organizationId: z.uuid() }),
  output: z.object({ applicationCount: z.number().int() }),
};
