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
import { checkName, NameTakenError } from '../address-book/kept-name.ts';
import { measureParcels, type Parcel } from '../rate-sheets/measure-parcels.ts';
import {
  insertParcelTemplate,
  lockParcelTemplate,
  removeParcelTemplate,
  writeParcelTemplate,
  type ParcelTemplateRow,
} from './parcel-template.query.ts';

/** A kind of parcel to be kept under a name. */
export interface CreateParcelTemplate {
  name: string;
  parcel: Parcel;
}

/** What is to be changed of a template; what is left out stays. */
export interface UpdateParcelTemplate extends Partial<CreateParcelTemplate> {
  id: Uuid;
}

/** Keeps a kind of parcel under a name that no other has. */
export async function createParcelTemplate(context: RequestContext, command: CreateParcelTemplate): Promise<ParcelTemplateRow> {
  const organizationId = requireOrganization(context);
  const now = context.clock.now();
  const { testMode } = context.identity;
  const row = { ...checkFacts(command), id: newId(), organizationId, testMode, createdAt: now, updatedAt: now };
  await keepingNamesApart(async () =>
    context.session.transaction(async (transaction) => {
      await insertParcelTemplate(transaction, row);
      audit(context, transaction, 'parcel_template.created', { after: row });
    }),
  );
  return row;
}

/** Changes a template; shipments made from it stay as they are. */
export async function updateParcelTemplate(context: RequestContext, command: UpdateParcelTemplate): Promise<ParcelTemplateRow> {
  requireTenant(context);
  return keepingNamesApart(async () =>
    context.session.transaction(async (transaction) => {
      const before = await heldTemplate(transaction, command.id);
      const facts = checkFacts({ name: command.name ?? before.name, parcel: command.parcel ?? before.parcel });
      const after = { ...before, ...facts, updatedAt: context.clock.now() };
      await writeParcelTemplate(transaction, after);
      audit(context, transaction, 'parcel_template.updated', { before, after });
      return after;
    }),
  );
}

/** Forgets a template; shipments keep what they were made with. */
export async function deleteParcelTemplate(context: RequestContext, id: Uuid): Promise<Uuid> {
  requireTenant(context);
  return context.session.transaction(async (transaction) => {
    const before = await heldTemplate(transaction, id);
    await removeParcelTemplate(transaction, id);
    audit(context, transaction, 'parcel_template.deleted', { before });
    return id;
  });
}

function checkFacts(command: CreateParcelTemplate): Pick<ParcelTemplateRow, 'name' | 'parcel'> {
  const faults: ErrorDetail[] = [];
  const name = checkName(command.name, faults);
  try {
    measureParcels([command.parcel]);
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    faults.push(...error.details().map((fault) => ({ ...fault, field: fault.field?.replace(/^parcels\.0/, 'parcel') })));
  }
  if (faults.length > 0) throw new ValidationError(faults);
  return { name, parcel: command.parcel };
}

async function heldTemplate(transaction: Transaction, id: Uuid): Promise<ParcelTemplateRow> {
  const row = await lockParcelTemplate(transaction, id);
  if (!row) throw new NotFoundError('The parcel template', 'id');
  return row;
}

async function keepingNamesApart<T>(work: () => Promise<T>): Promise<T> {
  return onUniqueViolation('parcel_templates_name', () => new NameTakenError('parcel template'), work);
}

function audit(
  context: RequestContext,
  transaction: Transaction,
  action: string,
  { before, after }: { before?: ParcelTemplateRow; after?: ParcelTemplateRow },
): void {
  const { id, organizationId } = (before ?? after)!;
  const shown = (row: ParcelTemplateRow | undefined): object | undefined => row && { name: row.name, parcel: row.parcel };
  transaction.audit({
    action,
    resourceType: 'parcel_template',
    resourceId: id,
    organizationId,
    before: shown(before),
    after: shown(after),
    ...auditFacts(context),
  });
}
