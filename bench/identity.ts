import { randomUUID } from 'node:crypto';
import { ANONYMOUS } from '../contracts/identity/identity.ts';
import { grantPassword } from '../host/operator-access.ts';
import { hashToken } from '../platform/identity/api-token.ts';
import { identityKeys, IdentitySigner, IdentityVerifier } from '../platform/identity/identity-token.ts';
import { readyOrganization } from '../test/support/first-parcel-world.ts';
import { benchClient } from './support/bench-client.ts';
import { startBenchPlatform } from './support/bench-platform.ts';
import { line, load } from './support/load.ts';

// What it costs to know who asks: remembered, asked for, signed and checked; what a sign-in costs; how soon a revocation is in force.

const ROUNDS = 500;
const PASSWORD = 'correct horse battery';
const VIEWER = '{ viewer { level } }';
const RESOLVE =
  'query ($input: ResolveIdentityInput!) { resolveIdentity(input: $input) { identity subjects expiresAt allowedIpRanges } }';

function report(what: string, times: number[], more = ''): void {
  const sorted = times.toSorted((left, right) => left - right);
  const at = (share: number): string => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(3);
  console.log(`${what}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms${more}`);
}

async function timed(rounds: number, work: (round: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now();
    await work(round);
    times.push(performance.now() - startedAt);
  }
  return times;
}

const platform = await startBenchPlatform();
try {
  const client = benchClient(platform);
  const shop = await readyOrganization(client);
  const bodies = Array.from({ length: 2_000 }, () => ({ query: VIEWER }));
  for (const concurrency of [1, 16])
    console.log(
      line(
        `viewer, remembered identity, ${concurrency} at a time`,
        await load({ url: platform.url, token: shop.ownerToken, bodies, concurrency }),
      ),
    );

  const tenants = platform.marketplace.subgraphs.get('tenants')!;
  const identityToken = await platform.marketplace.signer.sign({
    ...ANONYMOUS,
    actor: 'system/bench',
    level: 'internal',
    permissions: ['internal'],
  });
  const input = { tokenHash: hashToken(shop.ownerToken), isSession: false, organizationId: null, tenantId: null };
  let statements = 0;
  const resolved = await timed(ROUNDS, async () => {
    const answer = await tenants.execute({ query: RESOLVE, variables: { input }, identityToken, requestId: 'bench' });
    statements += Number(answer.extensions?.['statements']);
  });
  report('resolveIdentity, in process', resolved, `, ${statements / ROUNDS} SQL statements`);

  const { privateKey, publicKey } = identityKeys('a secret for benchmarks only');
  const [signer, verifier] = [new IdentitySigner(privateKey), new IdentityVerifier(publicKey)];
  const signed: string[] = [];
  report(
    'sign an identity, new',
    await timed(ROUNDS, async (round) => signed.push(await signer.sign({ ...ANONYMOUS, actor: `user/${round}` }))),
  );
  report('check an identity, new', await timed(ROUNDS, (round) => verifier.verify(signed[round])));
  report('check an identity, known', await timed(ROUNDS, (round) => verifier.verify(signed[round])));

  const email = 'operator-bench@waybill.example';
  await client
    .ask(
      'mutation ($input: SendOrganizationInvitesInput!) { sendOrganizationInvites(input: $input) { errors { code } invitations { acceptToken } } }',
      {
        token: shop.ownerToken,
        variables: { input: { emails: [email], roles: ['member'] } },
      },
    )
    .then((sent) =>
      client.ask(
        'mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { errors { code } accessToken } }',
        {
          variables: {
            input: { token: (sent as { invitations: { acceptToken: string }[] }).invitations[0]!.acceptToken, name: 'Bench' },
          },
        },
      ),
    );
  await grantPassword(platform.marketplace, { email, password: PASSWORD });
  const signIns = Array.from({ length: 60 }, () => ({
    query: 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken errors { code } } }',
    variables: { input: { email, password: PASSWORD } },
  }));
  for (const concurrency of [1, 4])
    console.log(line(`signIn, ${concurrency} at a time`, await load({ url: platform.url, bodies: signIns, concurrency })));

  const revoked: number[] = [];
  for (let round = 0; round < 50; round += 1) {
    const made = await client.ask<{ apiToken: { id: string }; token: string }>(
      'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { apiToken { id } token errors { code } } }',
      { token: shop.ownerToken, variables: { input: { name: randomUUID() } } },
    );
    await client.ask(VIEWER, { token: made.token });
    await client.ask('mutation ($input: RevokeApiTokenInput!) { revokeApiToken(input: $input) { errors { code } } }', {
      token: shop.ownerToken,
      variables: { input: { id: made.apiToken.id } },
    });
    const startedAt = performance.now();
    while (
      await client.ask(VIEWER, { token: made.token }).then(
        () => true,
        () => false,
      )
    );
    revoked.push(performance.now() - startedAt);
  }
  report('from the answer of revokeApiToken to the first refusal', revoked);
} finally {
  await platform.stop();
}
