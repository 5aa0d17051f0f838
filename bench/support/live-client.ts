import { WebSocket } from 'ws';

/** Which streams to open: each on a socket of its own. */
export interface LiveOrder {
  url: string;
  token: string;
  query: string;
  /** The variables of each subscriber. */
  subscribers: Record<string, unknown>[];
}

/** A state that came to a subscriber: when, by the clock of the machine, and what was at `keep` in it. */
export interface Arrival {
  subscriber: number;
  atMs: number;
  data: unknown;
}

const OPENED_AT_ONCE = 50;

process.once('message', (order: LiveOrder) => void watch(order));

async function watch(order: LiveOrder): Promise<void> {
  const arrivals: Arrival[] = [];
  for (let from = 0; from < order.subscribers.length; from += OPENED_AT_ONCE) {
    const batch = order.subscribers.slice(from, from + OPENED_AT_ONCE);
    await Promise.all(batch.map((variables, index) => open(order, variables, from + index, arrivals)));
  }
  process.send!('watching');
  process.once('message', () => process.send!(arrivals, () => process.exit(0)));
}

/** Settled when the present state has come. */
function open(order: LiveOrder, variables: object, subscriber: number, arrivals: Arrival[]): Promise<void> {
  const socket = new WebSocket(order.url.replace(/^http/, 'ws'), 'graphql-transport-ws');
  const send = (message: object): void => socket.send(JSON.stringify(message));
  socket.on('open', () => send({ type: 'connection_init', payload: { authorization: `Bearer ${order.token}` } }));
  return new Promise((resolve, reject) => {
    socket.on('close', (code) => reject(new Error(`closed with ${code}`)));
    socket.on('message', (received) => {
      const text = (received as Buffer).toString();
      const message = JSON.parse(text) as { type: string; payload?: { data?: unknown; errors?: unknown } };
      if (message.type === 'connection_ack') send({ type: 'subscribe', id: '1', payload: { query: order.query, variables } });
      if (message.type === 'error' || message.payload?.errors) reject(new Error(text));
      if (message.type !== 'next') return;
      arrivals.push({ subscriber, atMs: performance.timeOrigin + performance.now(), data: message.payload!.data });
      resolve();
    });
  });
}
