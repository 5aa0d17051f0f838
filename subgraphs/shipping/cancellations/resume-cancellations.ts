import { resumesWork } from '../held-work/resumes-work.ts';
import { CANCELLATION_WORK } from './cancellation.query.ts';
import { carryCancellationOn } from './continue-cancellation.ts';

/** Finishes cancellations that whoever began them has left, in that one's name. */
export const resumeCancellations = resumesWork(CANCELLATION_WORK, 'cancellation', (context, cancellation) =>
  carryCancellationOn(context, cancellation),
);
