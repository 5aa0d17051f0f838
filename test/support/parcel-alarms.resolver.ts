import { Field, ID, Int, ObjectType, Query, Resolver, Root, Subscription } from 'type-graphql';
import { Happenings, Key } from '../../platform/graphql/federation.ts';
import { BoundedQueue } from '../../platform/streams/bounded-queue.ts';

/** How many alarms may wait for whoever reads them slowly. */
export const MOST_ALARMS_WAITING = 20;

@Key('id', { isResolvable: false })
@ObjectType('Organization', { description: 'A shipper or company inside a tenant.' })
class AlarmedOrganization {
  @Field(() => ID, { description: 'Id of the organization.' })
  id!: string;
}

@ObjectType('ParcelAlarm', { description: 'Something that happened to a parcel.' })
export class ParcelAlarm {
  @Field(() => Int, { description: 'Counts them.' })
  number!: number;

  @Field(() => String, { description: 'What happened.' })
  text!: string;

  @Field(() => AlarmedOrganization, { nullable: true, description: 'Whose parcel it was.' })
  organization!: AlarmedOrganization | null;
}

const listeners = new Set<BoundedQueue<ParcelAlarm>>();

/** Raises an alarm: everybody who listens is told. */
export function raiseAlarm(alarm: ParcelAlarm): void {
  for (const listener of listeners) listener.push(alarm);
}

/** How many listen at the subgraph. */
export function alarmListeners(): number {
  return listeners.size;
}

function listen(): BoundedQueue<ParcelAlarm> {
  const most = MOST_ALARMS_WAITING;
  const onOverflow = (): Error => new Error('nobody reads the alarms');
  const listener = new BoundedQueue<ParcelAlarm>({ most, onOverflow }, () => listeners.delete(listener));
  listeners.add(listener);
  return listener;
}

/** A subgraph with a live field of happenings. */
@Resolver()
export class ParcelAlarmsResolver {
  @Query(() => Int, { description: 'How many listen.' })
  alarmListeners(): number {
    return alarmListeners();
  }

  @Happenings({ mostWaiting: MOST_ALARMS_WAITING })
  @Subscription(() => ParcelAlarm, { description: 'Each alarm, once.', subscribe: () => listen() as never })
  parcelAlarm(@Root() alarm: ParcelAlarm): ParcelAlarm {
    return alarm;
  }
}
