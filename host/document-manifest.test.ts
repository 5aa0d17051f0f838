import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StartupError } from '../platform/errors/startup-error.ts';
import { readManifest } from './document-manifest.ts';

const API = 'type Query { viewer: Viewer } type Viewer { level: String! }';
const VIEWER = 'query Viewer { viewer { level } }';
const read = (manifest: unknown): { id: string; text: string }[] => readManifest(JSON.stringify(manifest), API);
const refusal = (manifest: string): StartupError => {
  try {
    readManifest(manifest, API);
  } catch (error) {
    if (error instanceof StartupError) return error;
    throw error;
  }
  return assert.fail('it was read');
};

test('reads what graphql-codegen and what Apollo’s generator write', () => {
  assert.deepEqual(read({ '0b57': VIEWER }), [{ id: '0b57', text: VIEWER }]);
  const operations = [{ id: 'ab12', name: 'Viewer', type: 'query', body: VIEWER }];
  assert.deepEqual(read({ format: 'apollo-persisted-query-manifest', version: 1, operations }), [{ id: 'ab12', text: VIEWER }]);
});

test('names every document that the gateway would not serve', () => {
  const deep = `{ viewer ${'{ a '.repeat(20)}${'}'.repeat(20)} }`;
  const { code, message } = refusal(JSON.stringify({ good: VIEWER, stale: '{ viewer { name } }', broken: '{', deep }));
  assert.equal(code, 'DOCUMENTS_INVALID');
  assert.deepEqual(message.split('\n  '), [
    'Nothing was registered.',
    'stale: Cannot query field "name" on type "Viewer".',
    'broken: Syntax Error: Expected Name, found <EOF>.',
    'deep: This document has 21 levels of fields; 16 are allowed. Ask in several operations.',
  ]);
});

test('refuses what is no manifest', () => {
  for (const manifest of ['', '[]', '7', '{"a": 1}', '{"format": "apollo-persisted-query-manifest"'])
    assert.equal(refusal(manifest).code, 'MANIFEST_UNREADABLE', manifest);
});
