import assert from 'node:assert/strict';
import { WebSocket } from 'ws';

const PATIENCE_MS = 10_000;

/** A message of the protocol. */
export interface SocketMessage {
  type: string;
  id?: string;
  payload?: unknown;
}

/** A result on a stream, as it came over the wire. */
export interface SocketResult {
  data?: object | null;
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string; field?: string } }[];
}

/** What the live fields show, as far as tests look at it. */
export interface LiveData {
  usageMetrics: {
    trackers: number;
    shipments: number;
    shippingSpend: { amount: string }[];
    organization: { id: string; name: string | null };
  };
  billingStatusChanged: { status: string };
}

/** A client of graphql-transport-ws without any cleverness: what is sent and received is what the test says. */
export class SocketClient {
  /** The code with which the socket was closed. */
  readonly closed: Promise<number>;
  private readonly socket: WebSocket;
  private readonly received: SocketMessage[] = [];
  private readonly waiting = new Set<() => void>();
  private operations = 0;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => socket.once('close', (code) => resolve(code)));
    socket.on('message', (message) => {
      this.received.push(JSON.parse((message as Buffer).toString()) as SocketMessage);
      for (const look of this.waiting) look();
    });
    socket.on('error', () => {});
  }

  /** Opens the socket; says nothing yet. `url` is the gateway's over HTTP. */
  static async open(
    url: string,
    options: { protocol?: string; host?: string; headers?: Record<string, string> } = {},
  ): Promise<SocketClient> {
    const headers = { ...options.headers, ...(options.host === undefined ? {} : { host: options.host }) };
    const socket = new WebSocket(url.replace(/^http/, 'ws'), options.protocol ?? 'graphql-transport-ws', { headers });
    const client = new SocketClient(socket);
    await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return client;
  }

  /** Opens the socket and introduces itself; with a token unless there is none. */
  static async connect(url: string, token?: string, payload: Record<string, unknown> = {}): Promise<SocketClient> {
    const client = await SocketClient.open(url);
    client.send({ type: 'connection_init', payload: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...payload } });
    await client.message((message) => message.type === 'connection_ack', 'connection_ack');
    return client;
  }

  send(message: SocketMessage | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Starts an operation; answers what comes of it. */
  start(
    query: string,
    options: { variables?: object; operationName?: string; extensions?: object; id?: string } = {},
  ): SocketStream {
    const { id = `operation-${(this.operations += 1)}`, ...payload } = options;
    this.send({ type: 'subscribe', id, payload: { query, ...payload } });
    return new SocketStream(this, id);
  }

  /** The first message that fits, taken out; waits up to ten seconds for it. */
  message(fits: (message: SocketMessage) => boolean, what: string): Promise<SocketMessage> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const index = this.received.findIndex(fits);
        if (index < 0) return;
        stop();
        resolve(this.received.splice(index, 1)[0]!);
      };
      const stop = (): void => {
        clearTimeout(timer);
        this.waiting.delete(look);
      };
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`waited 10 s for ${what}; received ${JSON.stringify(this.received)}`));
      }, PATIENCE_MS);
      this.waiting.add(look);
      look();
    });
  }

  /** How many messages came that nobody asked for yet. */
  get unread(): number {
    return this.received.length;
  }

  /** Leaves as a browser does that is closed. */
  async close(): Promise<void> {
    this.socket.close(1000);
    await this.closed;
  }

  /** Stops reading what comes. */
  pause(): void {
    this.socket.pause();
  }

  /** Reads on. */
  resume(): void {
    this.socket.resume();
  }

  /** Leaves without a word. */
  vanish(): void {
    this.socket.terminate();
  }
}

/** One operation on a socket. */
export class SocketStream {
  readonly id: string;
  private readonly client: SocketClient;

  constructor(client: SocketClient, id: string) {
    this.client = client;
    this.id = id;
  }

  /** The data of the next result, which must have no errors. */
  async data<Data = LiveData>(): Promise<Data> {
    const result = await this.result();
    assert.equal(result.errors, undefined, JSON.stringify(result.errors));
    return result.data as Data;
  }

  /** The next result. */
  async result(): Promise<SocketResult> {
    const message = await this.take();
    assert.equal(message.type, 'next', JSON.stringify(message));
    return message.payload as SocketResult;
  }

  /** The codes of the errors with which it ended. */
  async refusal(): Promise<string[]> {
    return (await this.refusals()).map(({ extensions }) => extensions.code);
  }

  /** The errors with which it ended. */
  async refusals(): Promise<NonNullable<SocketResult['errors']>> {
    const message = await this.take();
    assert.equal(message.type, 'error', JSON.stringify(message));
    return message.payload as NonNullable<SocketResult['errors']>;
  }

  /** Waits until the server says that it is over. */
  async completed(): Promise<void> {
    const message = await this.take();
    assert.equal(message.type, 'complete', JSON.stringify(message));
  }

  /** Ends it from this side. */
  complete(): void {
    this.client.send({ type: 'complete', id: this.id });
  }

  private take(): Promise<SocketMessage> {
    return this.client.message((message) => message.id === this.id, `a message of ${this.id}`);
  }
}
