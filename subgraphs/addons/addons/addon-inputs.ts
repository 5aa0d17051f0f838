import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import type { AddonDefinition } from './addon-rules.ts';

/** What the API may say of an addon: everything can be left out, and ids are in their public form. */
type AddonInput = { [Field in keyof AddonDefinition]?: AddonDefinition[Field] | null | undefined };

/** The same, with what a new addon cannot do without. */
type NewAddonInput = AddonInput & Pick<AddonDefinition, 'name' | 'surchargeType' | 'amount'>;

/** A new addon's definition from the API's input: ids decoded, what is left out at its default. */
export function addonDefinition(input: NewAddonInput): AddonDefinition {
  return {
    name: input.name,
    active: input.active ?? true,
    surchargeType: input.surchargeType,
    amount: input.amount,
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
    ...sharedFields(input),
  };
}

/** An addon's changes from the API's input. Null clears what may be empty and says nothing where a value must be. */
export function addonChanges(input: AddonInput): Partial<AddonDefinition> {
  return {
    ...sharedFields(input),
    ...withoutGaps({
      name: input.name ?? undefined,
      surchargeType: input.surchargeType ?? undefined,
      amount: input.amount ?? undefined,
    }),
  };
}

function sharedFields(input: AddonInput): Partial<AddonDefinition> {
  return withoutGaps({
    active: input.active ?? undefined,
    base: input.base ?? undefined,
    order: input.order ?? undefined,
    visibility: input.visibility ?? undefined,
    commissionEnabled: input.commissionEnabled ?? undefined,
    carriers: emptied(input.carriers),
    services: emptied(input.services),
    carrierAccounts: emptied(input.carrierAccounts)?.map((id, index) =>
      decodeId(ID_PREFIX.connection, id, `carrierAccounts.${index}`),
    ),
    organizations: emptied(input.organizations)?.map((id, index) =>
      decodeId(ID_PREFIX.organization, id, `organizations.${index}`),
    ),
    currency: input.currency,
    effectiveFrom: input.effectiveFrom,
    effectiveUntil: input.effectiveUntil,
    commissionRate: input.commissionRate,
    commissionRecipient:
      input.commissionRecipient === null
        ? null
        : decodeOptionalId(ID_PREFIX.organization, input.commissionRecipient, 'commissionRecipient'),
    billingMetadata: input.billingMetadata,
  });
}

function emptied(list: string[] | null | undefined): string[] | undefined {
  return list === null ? [] : list;
}

function withoutGaps(fields: {
  [Field in keyof AddonDefinition]?: AddonDefinition[Field] | undefined;
}): Partial<AddonDefinition> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<AddonDefinition>;
}
