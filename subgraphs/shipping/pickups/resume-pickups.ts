import { resumesWork } from '../held-work/resumes-work.ts';
import { carryPickupOn } from './carry-pickup-on.ts';
import { PICKUP_WORK } from './pickup.query.ts';

/** Goes on with pickups that whoever asked for them has left, in that one's name. */
export const resumePickups = resumesWork(PICKUP_WORK, 'pickup', carryPickupOn);
