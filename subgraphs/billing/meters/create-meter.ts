import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { onUniqueViolation } from '../../../platform/database/database-error.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { insertMeter } from './meter.query.ts';
import { isUsageKey, type Aggregation, type Meter } from './meter.ts';
import { checkDescription, checkName } from './meter-texts.ts';
import { MeterKeyTakenError } from './meters.errors.ts';

const PROPERTY_PATTERN = /^[A-Za-z_][A-Za-z0-9_]{0,59}$/;

/** What a new meter is. */
export interface CreateMeter {
  key: string;
  name: string;
  description?: string | null | undefined;
  eventType: string;
  aggregation: Aggregation;
  property?: string | null | undefined;
}

/** Makes a meter; it measures what is recorded from now on. Throws MeterKeyTakenError for a key that was given before. */
export async function createMeter(context: RequestContext, command: CreateMeter): Promise<Meter> {
  const meter = checkMeter(command, context.clock.now());
  await onUniqueViolation(
    'meters_key',
    () => new MeterKeyTakenError(meter.key),
    () =>
      context.session.transaction(async (transaction) => {
        await insertMeter(transaction, meter);
        transaction.audit({
          action: 'meter.created',
          resourceType: 'meter',
          resourceId: meter.id,
          organizationId: null,
          after: meter,
          ...auditFacts(context),
        });
      }),
  );
  return meter;
}

function checkMeter(command: CreateMeter, now: Date): Meter {
  const { key, eventType, aggregation, property = null } = command;
  for (const [field, text] of [
    ['key', key],
    ['eventType', eventType],
  ] as const) {
    if (!isUsageKey(text))
      throw ValidationError.of(field, 'Send lower case and underscores, e.g. "project_posted", in at most 60 characters.');
  }
  if (property !== null && !PROPERTY_PATTERN.test(property))
    throw ValidationError.of('property', 'A property is named by letters, digits and underscores, in at most 60 characters.');
  if (aggregation === 'unique' && property === null)
    throw ValidationError.of('property', 'Name the property whose different values are counted.');
  if (aggregation === 'count' && property !== null)
    throw ValidationError.of('property', 'Counting events needs no property; count different values with UNIQUE.');
  return {
    id: newId(),
    key,
    name: checkName(command.name),
    description: checkDescription(command.description),
    eventType,
    aggregation,
    property,
    createdAt: now,
    archivedAt: null,
    version: 1,
  };
}
