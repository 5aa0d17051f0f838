import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { StartupError } from '../errors/startup-error.ts';
import { loadConfig } from './load-config.ts';

const Config = z.object({
  PORT: z.coerce.number().int().min(1).max(65_535).default(4_000),
  DATABASE_URL: z.url({ protocol: /^postgres(?:ql)?$/, error: 'expected a postgres:// address' }).optional(),
  LOG_LEVEL: z.enum(['debug', 'info']),
  SECRET: z.string().min(16),
});

test('reads, converts and fills in defaults; an empty variable counts as unset', () => {
  const config = loadConfig(Config, { PORT: '', LOG_LEVEL: ' info ', SECRET: 'a secret of 20 chars', UNRELATED: 'x' });
  assert.deepEqual(config, { PORT: 4_000, LOG_LEVEL: 'info', SECRET: 'a secret of 20 chars' });
});

test('reports all 4 faults at once, by name and without the values', () => {
  assert.throws(
    () => loadConfig(Config, { PORT: 'eighty', DATABASE_URL: 'mysql://user:hunter2@db', LOG_LEVEL: 'loud' }),
    (error) => {
      assert.ok(error instanceof StartupError);
      assert.equal(error.code, 'CONFIGURATION_INVALID');
      assert.deepEqual(error.message.split('\n'), [
        'The configuration has 4 faults:',
        '  PORT: Invalid input: expected number, received NaN',
        '  DATABASE_URL: expected a postgres:// address',
        '  LOG_LEVEL: Invalid option: expected one of "debug"|"info"',
        '  SECRET: missing; expected string',
      ]);
      return true;
    },
  );
});
