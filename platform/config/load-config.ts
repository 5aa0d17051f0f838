import type { z, ZodObject } from 'zod';
import { StartupError } from '../errors/startup-error.ts';

/** Reads configuration once, at start, and reports every fault at once as a StartupError. An empty variable counts as unset. */
export function loadConfig<Schema extends ZodObject>(
  schema: Schema,
  source: Record<string, string | undefined> = process.env,
): z.output<Schema> {
  const names = Object.keys(schema.shape);
  const values = Object.fromEntries(names.map((name) => [name, source[name]?.trim()]).filter(([, value]) => value));
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => {
    const name = issue.path.map(String).join('.');
    const isMissing = issue.code === 'invalid_type' && !(name in values);
    // The value itself stays out of the message: it may be a secret, and the message ends in logs.
    return `  ${name || 'configuration'}: ${isMissing ? `missing; expected ${issue.expected}` : issue.message}`;
  });
  throw new StartupError(
    'CONFIGURATION_INVALID',
    `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.join('\n')}`,
  );
}
