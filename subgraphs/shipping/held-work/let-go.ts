import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { letWorkGo, type HeldWork } from './held-work.query.ts';

/** Lets work go that could not be carried on, so that its job or whoever asks next may. Never throws: a hold ends by itself as well. */
export async function letGo(context: RequestContext, work: HeldWork<unknown>, held: { id: Uuid; holder: Uuid }): Promise<void> {
  const now = context.clock.now();
  const letting = context.session.transaction(async (transaction) => {
    transaction.expectWork({ job: work.job, dueAt: now, now });
    await letWorkGo(transaction, work, held, now);
  });
  await letting.catch((error: unknown) => {
    context.log.error({ err: error, work: held.id, job: work.job }, 'work could not be let go; its hold ends by itself');
  });
}
