import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { Key } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';

@ObjectType('TenantTotals', { description: 'How many tenants there are, and what is in them.' })
export class TenantTotalsType {
  @Field(() => Int, { description: 'All of them, the deleted ones in their grace included.' })
  total!: number;

  @Field(() => Int, { description: 'Those that may act.' })
  active!: number;

  @Field(() => Int, { description: 'Those that are suspended.' })
  suspended!: number;

  @Field(() => Int, { description: 'Those that are being made.' })
  provisioning!: number;

  @Field(() => Int, { description: 'Those that are deleted and not purged yet.' })
  deleted!: number;

  @Field(() => Int, { description: 'Those whose making failed.' })
  failed!: number;

  @Field(() => Int, { description: 'Active organizations of active tenants.' })
  activeOrganizations!: number;

  @Field(() => Int, { description: 'Members of organizations of active tenants; who is in two counts twice.' })
  members!: number;
}

@ObjectType('DatabaseHealth', {
  description: 'What the database tells of itself; counters run since it was set up or they were reset.',
})
export class DatabaseHealthType {
  @Field(() => Float, { description: 'How long it took to answer with these figures, in milliseconds.' })
  responseMs!: number;

  @Field(() => Int, { description: 'Open connections.' })
  connections!: number;

  @Field(() => Int, { description: 'Most connections it takes.' })
  maxConnections!: number;

  @Field(() => Float, { nullable: true, description: 'Share of block reads that memory answered, 0 to 1.' })
  cacheHitRatio!: number | null;

  @Field(() => Float, { description: 'Transactions that committed.' })
  commits!: number;

  @Field(() => Float, { description: 'Transactions that were rolled back.' })
  rollbacks!: number;

  @Field(() => Float, { description: 'Deadlocks.' })
  deadlocks!: number;

  @Field(() => Int, { description: 'Schemas that tenants have.' })
  tenantSchemas!: number;

  @Field(() => Int, { description: 'Schemas that wait for a tenant.' })
  spareSchemas!: number;

  @Field(() => Int, { description: 'Schemas that lack a migration.' })
  schemasBehind!: number;
}

@ObjectType('EventHealth', { description: 'How events flow from changes to their effects.' })
export class EventHealthType {
  @Field(() => Int, { description: 'Events that no relay has taken yet.' })
  outbox!: number;

  @Field(() => Float, { description: 'How long ago the oldest of them happened, in seconds.' })
  outboxLagSeconds!: number;

  @Field(() => Int, { description: 'Deliveries on their way to a consumer.' })
  waiting!: number;

  @Field(() => Float, { description: 'How long ago the oldest of their events happened, in seconds.' })
  waitingLagSeconds!: number;

  @Field(() => Int, { description: 'Deliveries that failed too often and wait for a human.' })
  parked!: number;
}

@ObjectType('JobHealth', { description: 'The last run of a scheduled job.' })
export class JobHealthType {
  @Field(() => String, { description: 'Its name, beginning with its subgraph’s.' })
  name!: string;

  @Field(() => Float, { description: 'How often it runs, in seconds.' })
  everySeconds!: number;

  @Field(() => DateTimeScalar, { description: 'When its last run came to an end.' })
  lastRunAt!: Date;

  @Field(() => Float, { description: 'By how many seconds its next run is late.' })
  lagSeconds!: number;

  @Field(() => Int, { description: 'For how many tenants and modes it failed.' })
  failures!: number;

  @Field(() => String, { nullable: true, description: 'Why it failed last, in that run.' })
  lastError!: string | null;
}

@ObjectType('SubgraphHealth', { description: 'A subgraph, as its processes show it.' })
export class SubgraphHealthType {
  @Field(() => String, { description: 'Its name.' })
  subgraph!: string;

  @Field(() => Boolean, { description: 'Whether a process of it was seen within half a minute.' })
  isUp!: boolean;

  @Field(() => Int, { description: 'How many processes of it live.' })
  processes!: number;

  @Field(() => DateTimeScalar, { description: 'Since when it has been up without a break.' })
  startedAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it was seen last.' })
  lastSeenAt!: Date;

  @Field(() => Float, { description: 'Requests that its living processes answered since they started.' })
  requests!: number;

  @Field(() => Float, { description: 'Those of them, or parts of them, that failed through a fault of ours.' })
  faults!: number;

  @Field(() => Int, { description: 'Deliveries to its consumers that wait for a human.' })
  parkedDeliveries!: number;

  @Field(() => Int, { description: 'Deliveries on their way to its consumers.' })
  waitingDeliveries!: number;
}

@Key('id')
@ObjectType('SystemHealth', { description: 'How the platform is, as operators see it.' })
export class SystemHealthType {
  @Field(() => ID, { description: 'Always `platform`: there is one.' })
  id!: string;

  @Field(() => Boolean, {
    description:
      'Whether every subgraph is up, no schema lacks a migration, no delivery is parked, and no event and no job is late by more than a minute.',
  })
  isHealthy!: boolean;

  @Field(() => DateTimeScalar, { description: 'When it was looked at.' })
  checkedAt!: Date;

  @Field(() => Float, { description: 'For how many seconds every subgraph has been up; 0 while one is not.' })
  uptimeSeconds!: number;

  @Field(() => Float, { nullable: true, description: 'Faults by requests, 0 to 1, of all living processes since they started.' })
  errorRate!: number | null;

  @Field(() => TenantTotalsType, { description: 'The tenants, added up.' })
  tenants!: TenantTotalsType;

  @Field(() => DatabaseHealthType, { description: 'The database.' })
  database!: DatabaseHealthType;

  @Field(() => EventHealthType, { description: 'Events on their way.' })
  events!: EventHealthType;

  @Field(() => [JobHealthType], { description: 'Scheduled jobs, those that are latest first.' })
  jobs!: JobHealthType[];

  @Field(() => [SubgraphHealthType], { description: 'Subgraphs, by name.' })
  subgraphs!: SubgraphHealthType[];
}
