/** Whoever asked has stopped waiting. Named as what an expired `AbortSignal.timeout` throws. */
export class DeadlinePassedError extends Error {
  override readonly name = 'TimeoutError';

  constructor() {
    super('there was no answer within the time that was left');
  }
}

/** How many milliseconds are left until a deadline; a request without one has for ever. */
export function remainingMs(deadline: number | undefined): number {
  return deadline === undefined ? Infinity : Math.max(0, deadline - performance.now());
}

/** What `work` answers; rejects with DeadlinePassedError when that takes longer. The work itself goes on. */
export async function withinDeadline<Answer>(deadline: number | undefined, work: () => Promise<Answer>): Promise<Answer> {
  if (deadline === undefined) return work();
  const left = remainingMs(deadline);
  if (left === 0) throw new DeadlinePassedError();
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DeadlinePassedError()), Math.ceil(left));
  });
  try {
    return await Promise.race([work(), passed]);
  } finally {
    clearTimeout(timer);
  }
}
