import {
  auditFacts,
  requireOrganization,
  requireTenant,
  type RequestContext,
} from '../../../platform/context/request-context.ts';
import { onUniqueViolation } from '../../../platform/database/database-error.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { AddressInput } from '../addresses/address.ts';
import { validateAddress } from '../addresses/validate-address.ts';
import { checkName, NameTakenError } from './kept-name.ts';
import {
  clearDefaultShipper,
  insertSavedAddress,
  lockSavedAddress,
  removeSavedAddress,
  writeSavedAddress,
  type SavedAddressRow,
} from './saved-address.query.ts';

/** An address to be kept under a name. */
export interface CreateSavedAddress {
  name: string;
  address: AddressInput;
  isDefaultShipper?: boolean | null | undefined;
}

/** What is to be changed of a kept address; what is left out stays. */
export interface UpdateSavedAddress extends Partial<CreateSavedAddress> {
  id: Uuid;
}

/** Keeps an address, in the normal form of its country, under a name that no other has. */
export async function createSavedAddress(context: RequestContext, command: CreateSavedAddress): Promise<SavedAddressRow> {
  const organizationId = requireOrganization(context);
  const now = context.clock.now();
  const facts = checkFacts(command);
  const row: SavedAddressRow = {
    ...facts,
    id: newId(),
    organizationId,
    testMode: context.identity.testMode,
    isDefaultShipper: command.isDefaultShipper ?? false,
    createdAt: now,
    updatedAt: now,
  };
  await keepingNamesApart(async () =>
    context.session.transaction(async (transaction) => {
      if (row.isDefaultShipper) await clearDefaultShipper(transaction, organizationId);
      await insertSavedAddress(transaction, row);
      audit(context, transaction, 'saved_address.created', { after: row });
    }),
  );
  return row;
}

/** Changes a kept address. */
export async function updateSavedAddress(context: RequestContext, command: UpdateSavedAddress): Promise<SavedAddressRow> {
  requireTenant(context);
  return keepingNamesApart(async () =>
    context.session.transaction(async (transaction) => {
      const before = await heldAddress(transaction, command.id);
      const facts = checkFacts({ name: command.name ?? before.name, address: command.address ?? before.address });
      const isDefaultShipper = command.isDefaultShipper ?? before.isDefaultShipper;
      const after = { ...before, ...facts, isDefaultShipper, updatedAt: context.clock.now() };
      if (isDefaultShipper && !before.isDefaultShipper) await clearDefaultShipper(transaction, before.organizationId);
      await writeSavedAddress(transaction, after);
      audit(context, transaction, 'saved_address.updated', { before, after });
      return after;
    }),
  );
}

/** Forgets a kept address; shipments keep what they were made with. */
export async function deleteSavedAddress(context: RequestContext, id: Uuid): Promise<Uuid> {
  requireTenant(context);
  return context.session.transaction(async (transaction) => {
    const before = await heldAddress(transaction, id);
    await removeSavedAddress(transaction, id);
    audit(context, transaction, 'saved_address.deleted', { before });
    return id;
  });
}

function checkFacts(command: CreateSavedAddress): Pick<SavedAddressRow, 'name' | 'address'> {
  const faults: ErrorDetail[] = [];
  const name = checkName(command.name, faults);
  const checked = validateAddress(command.address, 'address');
  faults.push(...checked.faults);
  if (!checked.address || faults.length > 0) throw new ValidationError(faults);
  return { name, address: checked.address };
}

async function heldAddress(transaction: Transaction, id: Uuid): Promise<SavedAddressRow> {
  const row = await lockSavedAddress(transaction, id);
  if (!row) throw new NotFoundError('The saved address', 'id');
  return row;
}

async function keepingNamesApart<T>(work: () => Promise<T>): Promise<T> {
  return onUniqueViolation('saved_addresses_name', () => new NameTakenError('address'), work);
}

function audit(
  context: RequestContext,
  transaction: Transaction,
  action: string,
  { before, after }: { before?: SavedAddressRow; after?: SavedAddressRow },
): void {
  const { id, organizationId } = (before ?? after)!;
  const shown = (row: SavedAddressRow | undefined): object | undefined =>
    row && { name: row.name, address: row.address, isDefaultShipper: row.isDefaultShipper };
  transaction.audit({
    action,
    resourceType: 'saved_address',
    resourceId: id,
    organizationId,
    before: shown(before),
    after: shown(after),
    ...auditFacts(context),
  });
}
