import { DomainError } from '../../../platform/errors/domain-error.ts';

/** Another card of the same place and currency holds at some of the time. */
export class RateCardOverlapError extends DomainError {
  readonly code = 'RATE_CARD_OVERLAP';

  constructor(version: number) {
    super(
      `Version ${version} of the rate cards for the same place and currency holds at some of that time; revise it, or end it first.`,
      { field: 'effectiveFrom' },
    );
  }
}

/** The card holds no more, so that it can be followed by another one but not changed. */
export class RateCardEndedError extends DomainError {
  readonly code = 'RATE_CARD_ENDED';

  constructor() {
    super('The rate card has ended by then; make another one.', { field: 'rateCardId' });
  }
}

/** No meter has the key. */
export class UnknownMeterError extends DomainError {
  readonly code = 'UNKNOWN_METER';

  constructor(field: string) {
    super('No meter has this key; `meters` lists them, and `createMeter` makes one.', { field });
  }
}
