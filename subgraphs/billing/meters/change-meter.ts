import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { ConflictError, NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { checkDescription, checkName } from './meter-texts.ts';
import { lockMeter, saveMeter } from './meter.query.ts';
import type { Meter } from './meter.ts';
import { MeterArchivedError } from './meters.errors.ts';

/** What changes of a meter; what is left out stays. */
export interface UpdateMeter {
  meterId: Uuid;
  name?: string | null | undefined;
  /** An empty one is removed. */
  description?: string | null | undefined;
  /** Refused with CONFLICT when the meter has moved on since. */
  expectedVersion?: number | null | undefined;
}

/** Renames or describes a meter. What it measures cannot change: amounts were computed from it. */
export async function updateMeter(context: RequestContext, command: UpdateMeter): Promise<Meter> {
  return changeMeter(context, command, 'meter.updated', (meter) => {
    if (meter.archivedAt) throw new MeterArchivedError('meterId');
    return {
      name: command.name === null || command.name === undefined ? meter.name : checkName(command.name),
      description: command.description === undefined ? meter.description : checkDescription(command.description),
    };
  });
}

/** Ends a meter: it measures nothing from now on and prices on it have no effect; what it measured stays. Again: no change. */
export async function archiveMeter(context: RequestContext, meterId: Uuid): Promise<Meter> {
  return changeMeter(context, { meterId }, 'meter.archived', (meter) =>
    meter.archivedAt ? null : { archivedAt: context.clock.now() },
  );
}

async function changeMeter(
  context: RequestContext,
  command: { meterId: Uuid; expectedVersion?: number | null | undefined },
  action: string,
  change: (meter: Meter) => Partial<Meter> | null,
): Promise<Meter> {
  return context.session.transaction(async (transaction) => {
    const before = await lockMeter(transaction, command.meterId);
    if (!before) throw new NotFoundError('The meter', 'meterId');
    const { expectedVersion } = command;
    if (expectedVersion !== null && expectedVersion !== undefined && expectedVersion !== before.version)
      throw new ConflictError('The meter was changed meanwhile; read it again.', { field: 'expectedVersion' });
    const changed = change(before);
    if (!changed) return before;
    const after = await saveMeter(transaction, { ...before, ...changed });
    transaction.audit({
      action,
      resourceType: 'meter',
      resourceId: before.id,
      organizationId: null,
      before,
      after,
      ...auditFacts(context),
    });
    return after;
  });
}
