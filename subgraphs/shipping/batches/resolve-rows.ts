import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import type { AddressInput } from '../addresses/address.ts';
import { findDefaultShipper, findSavedAddressesByName } from '../address-book/saved-address.query.ts';
import type { Consignment } from '../carriers/consignment.ts';
import { checkConsignment } from '../consignments/check-consignment.ts';
import { checkOwnMarks, type OwnMarks } from '../consignments/own-marks.ts';
import { findParcelTemplatesByName } from '../parcel-templates/parcel-template.query.ts';
import type { Parcel } from '../rate-sheets/measure-parcels.ts';
import type { Batch, BatchRow, BatchRowContent, PurchaseWish } from './batch.ts';
import { columnOf } from './csv-columns.ts';

/** A row that can be worked on: what it asks for, in normal form. */
export interface ResolvedRow {
  row: BatchRow;
  consignment: Consignment;
  marks: OwnMarks;
  purchase: PurchaseWish;
  /** The service that is bought where `purchase` is `service`. */
  service: string | null;
}

/** A row with every fault that it has. */
export interface FaultyRow {
  row: BatchRow;
  faults: ErrorDetail[];
}

/** What rows name of what the organization keeps; names without case. */
interface Kept {
  addresses: ReadonlyMap<string, AddressInput>;
  parcels: ReadonlyMap<string, Parcel>;
  defaultShipper: AddressInput | null;
}

/** Brings rows to normal form, with what they name of the address book and the parcel templates: three statements for all of them. */
export async function resolveRows(
  context: RequestContext,
  batch: Batch,
  rows: readonly BatchRow[],
): Promise<{ sound: ResolvedRow[]; faulty: FaultyRow[] }> {
  const kept = await findKept(context, batch, rows);
  const sound: ResolvedRow[] = [];
  const faulty: FaultyRow[] = [];
  for (const row of rows) {
    const resolved = resolveRow(batch, row, kept);
    if ('faults' in resolved) faulty.push(resolved);
    else sound.push(resolved);
  }
  return { sound, faulty };
}

/** Faults as they are told of a row: by the column of a table, by the field otherwise. */
export function faultsOfRow({ format }: Pick<Batch, 'format'>, faults: readonly ErrorDetail[]): ErrorDetail[] {
  if (format === 'json') return [...faults];
  return faults.map((fault) => (fault.field ? { ...fault, field: columnOf(fault.field) } : fault));
}

async function findKept(context: RequestContext, batch: Batch, rows: readonly BatchRow[]): Promise<Kept> {
  const { session } = context;
  const namesIn = (field: 'savedShipper' | 'parcelTemplate'): string[] => [
    ...new Set(rows.flatMap(({ content }) => (content[field] ? [plain(content[field])] : []))),
  ];
  const [addresses, templates, shipper] = [
    await findSavedAddressesByName(session, namesIn('savedShipper')),
    await findParcelTemplatesByName(session, namesIn('parcelTemplate')),
    await findDefaultShipper(session, batch.organizationId),
  ];
  return {
    addresses: new Map(addresses.map(({ name, address }) => [plain(name), address])),
    parcels: new Map(templates.map(({ name, parcel }) => [plain(name), parcel])),
    defaultShipper: shipper?.address ?? null,
  };
}

function resolveRow(batch: Batch, row: BatchRow, kept: Kept): ResolvedRow | FaultyRow {
  const { content } = row;
  const faults: ErrorDetail[] = [...(content.faults ?? [])];
  const report = (field: string, code: string, message: string): void => void faults.push({ code, message, field });
  const shipper = shipperOf(content, kept, report);
  const parcels = parcelsOf(content, kept, report);
  const checked = checkConsignment({ ...content, shipper: shipper ?? content.recipient, parcels: parcels ?? [ANY_PARCEL] });
  faults.push(...checked.faults.filter((fault) => shipper || !fault.field?.startsWith('shipper.')));
  const marks = checkOwnMarks(content, faults);
  const { purchase, service } = wishOf(batch, content);
  if (purchase === 'service' && service === null) report('service', 'SERVICE_REQUIRED', 'Say which service to buy.');
  if (!checked.consignment || faults.length > 0) return { row, faults: faultsOfRow(batch, faults) };
  return { row, consignment: checked.consignment, marks, purchase, service };
}

type Report = (field: string, code: string, message: string) => void;

// In the place of what is a fault already, so that the rest is checked.
const ANY_PARCEL: Parcel = { weight: { value: 1, unit: 'lb' } };

function shipperOf(content: BatchRowContent, kept: Kept, report: Report): AddressInput | null {
  if (content.shipper && content.savedShipper)
    report('savedShipper', 'VALIDATION_FAILED', 'Name a saved address or give one, not both.');
  if (content.shipper) return content.shipper;
  if (content.savedShipper) {
    const saved = kept.addresses.get(plain(content.savedShipper));
    if (!saved) report('savedShipper', 'NOT_FOUND', `The address book has no "${content.savedShipper.slice(0, 60)}".`);
    return saved ?? null;
  }
  if (!kept.defaultShipper)
    report('shipper', 'SHIPPER_REQUIRED', 'Say where it starts: no saved address is the default shipper.');
  return kept.defaultShipper;
}

function parcelsOf(content: BatchRowContent, kept: Kept, report: Report): readonly Parcel[] | null {
  if (!content.parcelTemplate) return content.parcels ?? [];
  if (content.parcels) report('parcelTemplate', 'VALIDATION_FAILED', 'Give parcels or a parcel template, not both.');
  const parcel = kept.parcels.get(plain(content.parcelTemplate));
  if (parcel) return [parcel];
  report('parcelTemplate', 'NOT_FOUND', `There is no parcel template "${content.parcelTemplate.slice(0, 60)}".`);
  return null;
}

// Whoever names a service in a row wants it, unless the row or the batch wants drafts.
function wishOf({ settings }: Batch, { purchase, service }: BatchRowContent): Pick<ResolvedRow, 'purchase' | 'service'> {
  if (purchase) return { purchase, service: service ?? settings.service };
  if (service && settings.purchase !== 'draft') return { purchase: 'service', service };
  return { purchase: settings.purchase, service: service ?? settings.service };
}

function plain(name: string): string {
  return name.trim().toLowerCase();
}
