import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { decodeOptionalId } from '../../../platform/ids/public-id.ts';
import type { CommissionFilter } from './commission-record.query.ts';

/** What the API may say: ids are in their public form. */
type FilterInput = { [Field in keyof CommissionFilter]?: CommissionFilter[Field] | null | undefined };

/** The filter from the API's input, ids decoded. */
export function commissionFilter(filter: FilterInput | null | undefined): CommissionFilter {
  return {
    ...filter,
    organizationId: decodeOptionalId(ID_PREFIX.organization, filter?.organizationId, 'filter.organizationId'),
    addonId: decodeOptionalId(ID_PREFIX.addon, filter?.addonId, 'filter.addonId'),
    shipmentId: decodeOptionalId(ID_PREFIX.shipment, filter?.shipmentId, 'filter.shipmentId'),
    recipientOrganizationId: decodeOptionalId(
      ID_PREFIX.organization,
      filter?.recipientOrganizationId,
      'filter.recipientOrganizationId',
    ),
  };
}
