import { SocketClient, type SocketResult } from '../../support/socket-client.ts';
import type { Credentials } from '../world/client.ts';
import type { IsolationWorld } from '../world/isolation-world.ts';
import { judge, type Attack } from './attack.ts';
import { outcomeOf, type Outcome } from './attempt.ts';
import type { RightfulAnswer, TargetOperation } from './target.ts';

/** Subscribes to everything that the owner may watch. */
export async function attackSubscriptions(attack: Attack, targets: readonly TargetOperation[]): Promise<void> {
  const { caller, cells, place } = attack;
  const outcomes = await firstStates(place, caller.credentials, targets);
  for (const [index, target] of targets.entries()) {
    const outcome = outcomes[index] ?? REFUSED_CONNECTION;
    const fault = judge(attack, target, { outcome, variables: target.variables });
    cells.try('subscriptions', `${caller.name} subscribes to ${target.operation.name}`, fault);
  }
}

/** The present states, as rightful readers are shown them. */
export async function subscribeRightfully(place: IsolationWorld, targets: readonly TargetOperation[]): Promise<RightfulAnswer[]> {
  const answers: RightfulAnswer[] = [];
  for (const target of targets) {
    const [outcome] = await firstStates(place, target.credentials, [target]);
    if (!outcome?.root) throw new Error(`${target.operation.name} fails for ${target.row.as}: ${JSON.stringify(outcome?.told)}`);
    answers.push({ target, root: outcome.root });
  }
  return answers;
}

const REFUSED_CONNECTION: Outcome = { refusal: 'FORBIDDEN', told: {}, root: null, errors: [] };

/** What each subscription first says; undefined when the connection itself is refused. */
async function firstStates(
  { gateway }: IsolationWorld,
  { token, headers }: Credentials,
  targets: readonly TargetOperation[],
): Promise<(Outcome | undefined)[]> {
  const socket = await SocketClient.open(gateway.url);
  socket.send({ type: 'connection_init', payload: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers } });
  const isClosed = await Promise.race([
    socket.closed.then(() => true),
    socket
      .message(({ type }) => type === 'connection_ack', 'connection_ack')
      .then(
        () => false,
        () => true,
      ),
  ]);
  if (isClosed) return targets.map(() => undefined);
  const outcomes = await Promise.all(
    targets.map(async ({ documents, variables }) => {
      const stream = socket.start(documents[0]!, { variables });
      const message = await socket.message(({ id }) => id === stream.id, `a state of ${stream.id}`);
      const result = (message.type === 'error' ? { errors: message.payload } : message.payload) as SocketResult;
      return outcomeOf({
        data: (result.data ?? null) as Record<string, unknown> | null,
        errors: result.errors ?? [],
      });
    }),
  );
  await socket.close();
  return outcomes;
}
