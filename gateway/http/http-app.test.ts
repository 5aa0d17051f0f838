import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHttpApp } from './http-app.ts';

test('a request that has not arrived after two minutes is given up', async () => {
  const app = createHttpApp([]);
  await app.ready();
  assert.equal(app.server.requestTimeout, 120_000);
  await app.close();
});
