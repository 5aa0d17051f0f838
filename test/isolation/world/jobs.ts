import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { JOB_KINDS } from '../../../contracts/jobs/job-kinds.ts';
import { decodeId, encodeId, newId } from '../../../platform/ids/public-id.ts';
import { advanceJob, finishJob, openJob } from '../../../platform/jobs/job-reports.query.ts';
import { schemaOf } from '../engine/schema-of.ts';
import type { Side } from './side.ts';

/** Work that a subgraph reports for the side's organization: at work, or over with everything that a job can tell. */
export async function reportedJob(side: Side, state: 'running' | 'over'): Promise<string> {
  const { ids, world, clock, testMode } = side;
  const tenant = { id: decodeId(ID_PREFIX.tenant, ids.tenant), schema: await schemaOf(world, ids.tenant) };
  const organizationId = decodeId(ID_PREFIX.organization, ids.organization);
  const actor = `user/${decodeId(ID_PREFIX.user, ids.ownerUser)}`;
  const [id, kind, at] = [newId(), JOB_KINDS.ADDON_SIMULATION.name, clock.now()];
  const subject = { type: 'AddonSimulation', id: encodeId(ID_PREFIX.addonSimulation, id) };
  const errors = [{ code: 'REFUSED', message: side.text('fault'), item: side.text('row') }];
  const { session } = world.context('addons', { tenant, testMode });
  await session.transaction(async (transaction) => {
    await openJob(transaction, { id, kind, organizationId, total: 3, subject, actor, at });
    await advanceJob(transaction, id, { done: 1, message: side.text('progress'), errors, at });
    if (state === 'over') await finishJob(transaction, id, { status: 'completed', resultUrl: `/${side.text('result')}`, at });
  });
  return encodeId(ID_PREFIX.job, id);
}
