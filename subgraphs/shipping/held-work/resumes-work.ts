import type { RequestContext } from '../../../platform/context/request-context.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { ScheduledJob } from '../../../platform/server/subgraph-definition.ts';
import { hasOpenWork, takeStuckWork, type HeldWork } from './held-work.query.ts';
import { inTheNameOf, type Beginner } from './in-the-name-of.ts';
import { holdFrom } from './work-hold.ts';

const BATCH_SIZE = 20;

/** The job that finishes work that whoever began it has left, in that one's name; what fails again is tried half a minute later. */
export function resumesWork<Row extends Beginner & { id: Uuid; state: string }>(
  work: HeldWork<Row>,
  name: string,
  carryOn: (context: RequestContext, row: Row) => Promise<unknown>,
): ScheduledJob {
  return {
    name: work.job,
    everyMs: 5_000,
    async run(context) {
      for (;;) {
        const stuck = await takeStuckWork(context.session, work, BATCH_SIZE, { holder: newId(), ...holdFrom(context.clock) });
        for (const row of stuck) {
          await carryOn(inTheNameOf(context, row), row).catch((error: unknown) =>
            context.log.error(
              { err: error, [name]: row.id, state: row.state },
              `a ${name} could not be resumed; it is tried again`,
            ),
          );
        }
        if (stuck.length < BATCH_SIZE) return (await hasOpenWork(context.session, work)) ? 'unfinished' : 'done';
      }
    },
  };
}
