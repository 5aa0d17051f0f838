import { registerEnumType } from 'type-graphql';
import { JOB_KINDS } from '../../../contracts/jobs/job-kinds.ts';

/** Kinds of jobs: their names in the API and in the database. */
export const JobKindEnum = Object.fromEntries(Object.entries(JOB_KINDS).map(([key, { name }]) => [key, name]));

registerEnumType(JobKindEnum, {
  name: 'JobKind',
  description: 'What a job does.',
  valuesConfig: Object.fromEntries(Object.entries(JOB_KINDS).map(([key, { description }]) => [key, { description }])),
});
