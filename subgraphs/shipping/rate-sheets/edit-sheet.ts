import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { parseRateSheet } from './parse-rate-sheet.ts';
import type { ListedZone, RateSheet, RateSheetService, Zone } from './rate-sheet.ts';

/** Which service of a sheet is meant. */
export interface ServiceKey {
  code: string;
  priceList: string;
}

/** What is to be different in a sheet; what is left out stays. */
export interface SheetEdit {
  name?: string | null | undefined;
  /** By code and price list: in the place of those that are there, or beside them. Not yet checked. */
  setServices?: readonly (ServiceKey & object)[] | null | undefined;
  removeServices?: readonly ServiceKey[] | null | undefined;
  /** By zone and name, for sheets whose zones are lists. Not yet checked. */
  setZones?: readonly (Pick<ListedZone, 'zone' | 'name'> & object)[] | null | undefined;
  removeZones?: readonly Zone[] | null | undefined;
}

/** The sheet as it would be, checked as a whole; throws a ValidationError with faults on the fields of the edit where they lie there. */
export function editSheet(sheet: RateSheet, edit: SheetEdit): RateSheet {
  const services = editServices(sheet.services, edit);
  const draft = { ...sheet, name: edit.name ?? sheet.name, zoning: editZones(sheet, edit), services: services.list };
  try {
    return parseRateSheet(draft, 'sheet');
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    throw new ValidationError(error.details().map((fault) => ({ ...fault, field: fieldOf(fault, services.places) })));
  }
}

function editServices(
  services: readonly RateSheetService[],
  edit: SheetEdit,
): { list: object[]; places: ReadonlyMap<number, number> } {
  const removed = edit.removeServices ?? [];
  const unknown = removed.findIndex((key) => !services.some((service) => isSame(service, key)));
  if (unknown >= 0)
    throw ValidationError.of(`removeServices.${unknown}`, 'The sheet has no such service at this price list.', 'UNKNOWN_SERVICE');
  const list: (ServiceKey & object)[] = services.filter((service) => !removed.some((key) => isSame(service, key)));
  const places = new Map<number, number>();
  (edit.setServices ?? []).forEach((service, index) => {
    const found = list.findIndex((each) => isSame(each, service));
    const place = found >= 0 ? found : list.length;
    list[place] = service;
    places.set(place, index);
  });
  return { list, places };
}

function editZones(sheet: RateSheet, edit: SheetEdit): object {
  const { zoning } = sheet;
  const removed = edit.removeZones ?? [];
  if (!edit.setZones?.length && removed.length === 0) return zoning;
  if (zoning.by !== 'lists')
    throw ValidationError.of(
      'setZones',
      'The zones of this sheet follow from distances; send the whole sheet to change them.',
      'ZONES_BY_DISTANCE',
    );
  const unknown = removed.findIndex((zone) => !zoning.listedZones.some((listed) => listed.zone === zone));
  if (unknown >= 0) throw ValidationError.of(`removeZones.${unknown}`, 'The sheet has no such zone.', 'UNKNOWN_ZONE');
  const listedZones: (Pick<ListedZone, 'zone' | 'name'> & object)[] = zoning.listedZones.filter(
    (listed) => !removed.includes(listed.zone),
  );
  for (const zone of edit.setZones ?? []) {
    const found = listedZones.findIndex((listed) => listed.zone === zone.zone && listed.name === zone.name);
    listedZones[found >= 0 ? found : listedZones.length] = zone;
  }
  return { ...zoning, listedZones };
}

/** `sheet.services.7.weightBands` is told on `setServices.0.weightBands` when the edit put it there. */
function fieldOf(fault: ErrorDetail, places: ReadonlyMap<number, number>): string | undefined {
  const [, place, rest] = /^sheet\.services\.(\d+)(.*)$/.exec(fault.field ?? '') ?? [];
  const index = place === undefined ? undefined : places.get(Number(place));
  return index === undefined ? fault.field : `setServices.${index}${rest}`;
}

function isSame(left: ServiceKey, right: ServiceKey): boolean {
  return left.code === right.code && left.priceList === right.priceList;
}
