/** Where domain code reads the time; the system clock is read nowhere else. */
export interface Clock {
  now(): Date;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is moved; for tests and replays. */
export class ManualClock implements Clock {
  private current: Date;

  constructor(start: Date) {
    this.current = start;
  }

  now(): Date {
    return new Date(this.current);
  }

  advance(milliseconds: number): void {
    this.current = new Date(this.current.getTime() + milliseconds);
  }
}

/** The system clock, until it is set to another time; seeding uses it to live through past weeks. */
export class AdjustableClock implements Clock {
  private fixed: Date | undefined;

  now(): Date {
    return this.fixed ? new Date(this.fixed) : systemClock.now();
  }

  /** Stands still at `instant` until it is set again. */
  set(instant: Date): void {
    this.fixed = instant;
  }

  /** Goes with the system clock again. */
  release(): void {
    this.fixed = undefined;
  }
}
