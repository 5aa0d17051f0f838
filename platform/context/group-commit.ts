interface Waiting<Order, Outcome> {
  order: Order;
  resolve: (outcome: Outcome) => void;
  reject: (error: unknown) => void;
}

interface GroupCommitOptions<Order, Outcome> {
  /** Does what all of them ask for, in their order, and answers each: an outcome, or the error that refuses this one alone. */
  flush: (orders: readonly Order[]) => Promise<readonly (Outcome | Error)[]>;
  /** How many orders a flush takes at most. */
  largestGroup: number;
}

/**
 * Does at once what many ask for at the same time: of a lane (whatever must stand in one line, by its name) one flush is under way,
 * and what comes meanwhile waits for the next. A flush that fails as a whole is done again order by order, so that one bad
 * order does not refuse the others; orders must therefore be repeatable.
 */
export class GroupCommit<Order, Outcome> {
  private readonly options: GroupCommitOptions<Order, Outcome>;
  private readonly lanes = new Map<string, Waiting<Order, Outcome>[]>();

  constructor(options: GroupCommitOptions<Order, Outcome>) {
    this.options = options;
  }

  /** Settled when the flush that took the order has ended. */
  submit(lane: string, order: Order): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const waiting = this.lanes.get(lane);
      if (waiting) waiting.push({ order, resolve, reject });
      else {
        this.lanes.set(lane, [{ order, resolve, reject }]);
        void this.drain(lane);
      }
    });
  }

  // The lane stands in the map for as long as somebody drains it.
  private async drain(lane: string): Promise<void> {
    const waiting = this.lanes.get(lane)!;
    // Whoever asks in the same tick belongs to the first group.
    await Promise.resolve();
    while (waiting.length > 0) await this.flushGroup(waiting.splice(0, this.options.largestGroup));
    this.lanes.delete(lane);
  }

  private async flushGroup(group: readonly Waiting<Order, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.options.flush(group.map(({ order }) => order));
      group.forEach(({ resolve, reject }, index) => {
        const outcome = outcomes[index]!;
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      });
    } catch (error) {
      if (group.length === 1) group[0]!.reject(error);
      else for (const one of group) await this.flushGroup([one]);
    }
  }
}
