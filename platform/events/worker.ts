/** A loop that works while there is work, sleeps until it is woken or `idleMs` have passed, and stops cleanly. */
export class Worker {
  private readonly step: () => Promise<boolean>;
  private readonly idleMs: number;
  private readonly onError: (error: unknown) => void;
  private wakeUp: (() => void) | undefined;
  private isWoken = false;
  private isStopping = false;
  private running: Promise<void> | undefined;

  /** `step` answers whether there may be more to do right away. */
  constructor(options: { step: () => Promise<boolean>; idleMs: number; onError: (error: unknown) => void }) {
    this.step = options.step;
    this.idleMs = options.idleMs;
    this.onError = options.onError;
  }

  start(): void {
    this.running ??= this.run();
  }

  wake(): void {
    this.isWoken = true;
    this.wakeUp?.();
  }

  /** Lets the step at hand finish, then ends. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.wakeUp?.();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      this.isWoken = false;
      let hasMore = false;
      try {
        hasMore = await this.step();
      } catch (error) {
        this.onError(error);
      }
      if (!hasMore && !this.isWoken && !this.isStopping) await this.sleep();
    }
  }

  private async sleep(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.idleMs);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wakeUp = undefined;
  }
}
