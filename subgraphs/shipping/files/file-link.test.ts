import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../../platform/ids/public-id.ts';
import { Vault } from '../../../platform/vault/vault.ts';
import { linkExpiry, readFileLink, signFileLink } from './file-link.ts';

const vault = new Vault('a secret of thirty-two characters or more');
const now = new Date('2026-03-02T09:01:00Z');
const link = { tenantId: newId(), testMode: true, fileId: newId(), expiresAt: linkExpiry(now) };

test('a link says what it leads to and until when, and files shown again within a quarter of an hour have the same one', () => {
  assert.equal(link.expiresAt.toISOString(), '2026-03-02T10:00:00.000Z');
  assert.equal(linkExpiry(new Date('2026-03-02T09:15:00Z')).toISOString(), '2026-03-02T10:00:00.000Z');
  assert.equal(linkExpiry(new Date('2026-03-02T09:15:00.001Z')).toISOString(), '2026-03-02T10:15:00.000Z');
  const token = signFileLink(vault, link);
  assert.equal(signFileLink(vault, { ...link }), token);
  assert.deepEqual(readFileLink(vault, token, now), link);
});

test('a link is good until its last millisecond, and then it has expired', () => {
  const token = signFileLink(vault, link);
  assert.deepEqual(readFileLink(vault, token, new Date('2026-03-02T09:59:59.999Z')), link);
  assert.throws(() => readFileLink(vault, token, link.expiresAt), { code: 'FILE_LINK_EXPIRED' });
});

test('every altered character makes it no link, whatever it then says', () => {
  const token = signFileLink(vault, link);
  for (let index = 0; index < token.length; index += 1) {
    const other = token[index] === 'A' ? 'Q' : 'A';
    const altered = token.slice(0, index) + other + token.slice(index + 1);
    assert.throws(() => readFileLink(vault, altered, now), { code: 'FILE_LINK_INVALID' }, `${index}`);
  }
  for (const nonsense of ['', '.', 'x', token.slice(0, -1), `${token}.x`, token.replace('.', '')])
    assert.throws(() => readFileLink(vault, nonsense, now), { code: 'FILE_LINK_INVALID' }, nonsense);
});

test('the signature of one link is none of another tenant, mode, file or time', () => {
  const [, signature] = signFileLink(vault, link).split('.');
  const others = [{ tenantId: newId() }, { testMode: false }, { fileId: newId() }, { expiresAt: new Date('2099-01-01') }];
  for (const change of others) {
    const [said] = signFileLink(vault, { ...link, ...change }).split('.');
    assert.throws(() => readFileLink(vault, `${said}.${signature}`, now), { code: 'FILE_LINK_INVALID' });
  }
});

test('a link outlives a change of the platform’s secret as long as the former one is known', () => {
  const token = signFileLink(vault, link);
  const renewed = new Vault('the next secret, thirty-two characters', ['a secret of thirty-two characters or more']);
  assert.deepEqual(readFileLink(renewed, token, now), link);
  assert.throws(() => readFileLink(new Vault('another secret of thirty-two characters'), token, now), {
    code: 'FILE_LINK_INVALID',
  });
});
