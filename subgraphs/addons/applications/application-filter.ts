import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { decodeOptionalId } from '../../../platform/ids/public-id.ts';
import type { AddonApplicationFilter } from './addon-application.query.ts';

/** What the API may say: ids are in their public form. */
type FilterInput = { [Field in keyof AddonApplicationFilter]?: AddonApplicationFilter[Field] | null | undefined };

/** The filter from the API's input, ids decoded. */
export function applicationFilter(filter: FilterInput | null | undefined): AddonApplicationFilter {
  return {
    ...filter,
    organizationId: decodeOptionalId(ID_PREFIX.organization, filter?.organizationId, 'filter.organizationId'),
    addonId: decodeOptionalId(ID_PREFIX.addon, filter?.addonId, 'filter.addonId'),
    shipmentId: decodeOptionalId(ID_PREFIX.shipment, filter?.shipmentId, 'filter.shipmentId'),
  };
}
