import type { RequestContext } from '../../../platform/context/request-context.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import type { ScheduledJob } from '../../../platform/server/subgraph-definition.ts';
import { inTheNameOf } from '../held-work/in-the-name-of.ts';
import { hasOpenWork, takeStuckWork } from '../held-work/held-work.query.ts';
import { holdFrom } from '../held-work/work-hold.ts';
import { CANCELLATION_WORK, type Cancellation } from './cancellation.query.ts';
import { carryCancellationOn } from './continue-cancellation.ts';

const BATCH_SIZE = 20;

/** Finishes cancellations that whoever began them has left, in that one's name; one that fails again is tried half a minute later. */
export const resumeCancellations: ScheduledJob = {
  name: CANCELLATION_WORK.job,
  everyMs: 5_000,
  async run(context) {
    for (;;) {
      const hold = { holder: newId(), ...holdFrom(context.clock) };
      const stuck = await takeStuckWork(context.session, CANCELLATION_WORK, BATCH_SIZE, hold);
      for (const cancellation of stuck) await resume(context, cancellation);
      if (stuck.length < BATCH_SIZE) return (await hasOpenWork(context.session, CANCELLATION_WORK)) ? 'unfinished' : 'done';
    }
  },
};

async function resume(context: RequestContext, cancellation: Cancellation): Promise<void> {
  try {
    await carryCancellationOn(inTheNameOf(context, cancellation), cancellation);
  } catch (error) {
    context.log.error(
      { err: error, cancellation: cancellation.id, state: cancellation.state },
      'a cancellation could not be resumed; it is tried again',
    );
  }
}
