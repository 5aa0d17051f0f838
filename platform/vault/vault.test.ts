import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SealBrokenError, Vault } from './vault.ts';

const SECRET = 'a secret of thirty-two characters or more';
const vault = new Vault(SECRET);

test('opens what it sealed, whatever the text, and never seals twice alike', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, about) => {
      const seal = vault.seal(text, about);
      assert.equal(vault.open(seal, about), text);
      assert.notEqual(vault.seal(text, about), seal);
    }),
  );
});

test('a seal holds nothing of the text, and opens only for what it is about', () => {
  const seal = vault.seal('sk_live_4242', 'carrier_connection/1');
  assert.doesNotMatch(seal, /4242/);
  assert.doesNotMatch(Buffer.from(seal.split('.')[2]!, 'base64url').toString('latin1'), /4242/);
  assert.throws(() => vault.open(seal, 'carrier_connection/2'), SealBrokenError);
});

test('every altered bit breaks the seal', () => {
  const [format, key, payload] = vault.seal('text', 'about').split('.') as [string, string, string];
  const bytes = Buffer.from(payload, 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const altered = Buffer.from(bytes);
    altered[bit >> 3]! ^= 1 << (bit & 7);
    assert.throws(() => vault.open(`${format}.${key}.${altered.toString('base64url')}`, 'about'), SealBrokenError);
  }
});

test('nonsense and seals of unknown keys are broken', () => {
  const foreign = new Vault('another secret of thirty-two characters').seal('text', 'about');
  for (const seal of ['', 'v1', 'v1.x.y', 'v2.a.b', foreign]) assert.throws(() => vault.open(seal, 'about'), SealBrokenError);
});

test('after the secret changed, former seals open and are told from present ones', () => {
  const former = vault.seal('text', 'about');
  const renewed = new Vault('the next secret, thirty-two characters', [SECRET]);
  assert.equal(renewed.open(former, 'about'), 'text');
  assert.equal(renewed.isCurrent(former), false);
  assert.equal(renewed.isCurrent(renewed.seal('text', 'about')), true);
});

test('a signature is good for its text, what it is about and its secret, and for nothing else', () => {
  const signed = vault.sign('text', 'about');
  assert.equal(vault.sign('text', 'about'), signed);
  assert.equal(vault.isSigned('text', 'about', signed), true);
  assert.equal(vault.isSigned('texts', 'about', signed), false);
  assert.equal(vault.isSigned('text', 'another', signed), false);
  assert.equal(new Vault('another secret of thirty-two characters').isSigned('text', 'about', signed), false);
  for (const nonsense of ['', 'x', signed.slice(1), `${signed}AA`])
    assert.equal(vault.isSigned('text', 'about', nonsense), false);
  const bytes = Buffer.from(signed, 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const altered = Buffer.from(bytes);
    altered[bit >> 3]! ^= 1 << (bit & 7);
    assert.equal(vault.isSigned('text', 'about', altered.toString('base64url')), false);
  }
  assert.equal(new Vault('the next secret, thirty-two characters', [SECRET]).isSigned('text', 'about', signed), true);
});
