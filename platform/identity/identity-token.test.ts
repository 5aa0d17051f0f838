import assert from 'node:assert/strict';
import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { SignJWT, UnsecuredJWT } from 'jose';
import { ManualClock } from '../context/clock.ts';
import { UnauthenticatedError } from '../errors/errors.ts';
import { identityKeys, IdentitySigner, IdentityVerifier } from './identity-token.ts';

const SECRET = 'a secret of 38 characters for tests only';
const START = new Date('2026-03-01T12:00:00Z');
const startSeconds = START.getTime() / 1000;
const ada = { actor: 'user/ada', permissions: ['billing.read'] };
const keys = identityKeys(SECRET);

function pair(): { clock: ManualClock; signer: IdentitySigner; verifier: IdentityVerifier } {
  const clock = new ManualClock(START);
  return { clock, signer: new IdentitySigner(keys.privateKey, clock), verifier: new IdentityVerifier(keys.publicKey, clock) };
}

async function refused(verifier: IdentityVerifier, token: string | undefined): Promise<void> {
  await assert.rejects(verifier.verify(token), UnauthenticatedError);
}

test('an identity comes back as it was signed, also with keys that another process derived from the same secret', async () => {
  const { clock, signer } = pair();
  const elsewhere = new IdentityVerifier(identityKeys(SECRET).publicKey, clock);
  assert.deepEqual(await elsewhere.verify(await signer.sign(ada)), ada);
});

test('one signature serves its identity for 90 seconds, then there is another; other identities have others', async () => {
  const { clock, signer } = pair();
  const token = await signer.sign(ada);
  assert.notEqual(await signer.sign({ ...ada, permissions: [] }), token);
  clock.advance(89_999);
  assert.equal(await signer.sign({ ...ada }), token);
  clock.advance(1);
  const next = await signer.sign(ada);
  assert.notEqual(next, token);
  assert.equal(await signer.sign(ada), next);
});

test('a signature is good for 119 seconds and refused after 120, whether or not it was checked before', async () => {
  const { clock, signer, verifier } = pair();
  const fresh = new IdentityVerifier(keys.publicKey, clock);
  const token = await signer.sign(ada);
  clock.advance(119_000);
  assert.deepEqual(await verifier.verify(token), ada);
  clock.advance(1_000);
  await refused(verifier, token);
  await refused(fresh, token);
});

test('the signature of another key is refused', async () => {
  const { clock, verifier } = pair();
  const others = identityKeys('another secret of forty characters at all');
  await refused(verifier, await new IdentitySigner(others.privateKey, clock).sign(ada));
});

test('every alteration of a single character is refused', async () => {
  const { signer, verifier } = pair();
  const token = await signer.sign(ada);
  const [head = '', body = '', signature = ''] = token.split('.');
  const end = signature.length - 1;
  for (let at = 0; at < token.length; at += 1) {
    // Of the last character of 64 bytes in base64url only the first two bits count.
    const character = at === token.length - 1 ? (signature[end] === 'Q' ? 'g' : 'Q') : token[at] === 'A' ? 'B' : 'A';
    await refused(verifier, token.slice(0, at) + character + token.slice(at + 1));
  }
  const forged = Buffer.from(JSON.stringify({ ...claims(), identity: { ...ada, permissions: ['internal'] } })).toString(
    'base64url',
  );
  for (const text of [`${head}.${forged}.${signature}`, `${head}.${body}.`, `${head}.${body}`, `${token}.${signature}`, '', '..'])
    await refused(verifier, text);
  await refused(verifier, undefined);
});

test('`alg: none` and a signature with the public key as a shared secret are refused', async () => {
  const { verifier } = pair();
  await refused(verifier, new UnsecuredJWT(claims()).encode());
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  const body = Buffer.from(JSON.stringify(claims())).toString('base64url');
  for (const text of [`${none}.${body}.`, `${none}.${body}`, `${none}.${body}.AAAA`]) await refused(verifier, text);
  for (const material of [
    keys.publicKey.export({ type: 'spki', format: 'der' }),
    keys.publicKey.export({ type: 'spki', format: 'pem' }),
  ])
    await refused(
      verifier,
      await new SignJWT(claims()).setProtectedHeader({ alg: 'HS256' }).sign(createSecretKey(Buffer.from(material))),
    );
});

test('a token of the right key that another part issued, that is for somebody else, that never expires, or that holds no identity is refused', async () => {
  const { verifier } = pair();
  const sign = (payload: Record<string, unknown>): Promise<string> =>
    new SignJWT(payload).setProtectedHeader({ alg: 'EdDSA' }).sign(keys.privateKey);
  assert.deepEqual(await verifier.verify(await sign(claims())), ada);
  await refused(verifier, await sign({ ...claims(), iss: 'somebody' }));
  for (const aud of ['somebody', undefined, 'waybill', []]) await refused(verifier, await sign({ ...claims(), aud }));
  await refused(verifier, await sign({ ...claims(), exp: undefined }));
  await refused(verifier, await sign({ ...claims(), identity: undefined }));
  await refused(verifier, await sign({ ...claims(), nbf: startSeconds + 60 }));
  const { privateKey } = generateKeyPairSync('ed25519');
  await refused(verifier, await new SignJWT(claims()).setProtectedHeader({ alg: 'EdDSA' }).sign(privateKey));
});

function claims(): Record<string, unknown> {
  return { identity: ada, iss: 'waybill', aud: 'waybill-subgraphs', iat: startSeconds, exp: startSeconds + 120 };
}
