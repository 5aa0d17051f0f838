import { createHash } from 'node:crypto';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A server that speaks Redis' protocol (RESP2, as servers before 6 do) as far as rate limits ask of it. */
export interface RedisServer {
  url: string;
  /** How often each command was called, by its name in capitals. */
  calls: ReadonlyMap<string, number>;
  /** Breaks every connection and refuses new ones until `back`. */
  away(): Promise<void>;
  back(): Promise<void>;
  /** Takes commands and answers none of them until `unmute`. */
  mute(): void;
  unmute(): void;
  stop(): Promise<void>;
}

interface Entry {
  points: number;
  expiresAt: number;
}

type Reply = number | string | Reply[] | Error;

// What the limiter's script does, in one go as scripts are: a counter that begins with its time to live. Any other is refused,
// so that a limiter which learns another one is noticed.
const COUNTER_SCRIPT =
  /^redis\.call\('set', KEYS\[1\], 0, 'EX', ARGV\[2\], 'NX'\)\s+local consumed = redis\.call\('incrby', KEYS\[1\], ARGV\[1\]\)/;

/** The counters of one server, and how often it was asked. */
class Counters {
  readonly calls = new Map<string, number>();
  private readonly entries = new Map<string, Entry>();
  private readonly scripts = new Set<string>();

  run([name = '', ...args]: readonly string[]): Reply {
    const command = name.toUpperCase();
    this.calls.set(command, (this.calls.get(command) ?? 0) + 1);
    if (command === 'INFO') return 'redis_version:5.0.0\r\nloading:0\r\n';
    if (command === 'EVAL') return this.evaluate(args);
    if (command !== 'EVALSHA') return new Error(`ERR unknown command '${name}'`);
    return this.scripts.has(args[0]!) ? this.count(args.slice(2)) : new Error('NOSCRIPT No matching script.');
  }

  private evaluate([script = '', , ...args]: readonly string[]): Reply {
    if (!COUNTER_SCRIPT.test(script)) return new Error('ERR unknown script');
    this.scripts.add(createHash('sha1').update(script).digest('hex'));
    return this.count(args);
  }

  private count([key = '', points = '', seconds = '']: readonly string[]): Reply {
    const now = performance.now();
    const standing = this.entries.get(key);
    const entry = standing && standing.expiresAt > now ? standing : { points: 0, expiresAt: now + Number(seconds) * 1_000 };
    entry.points += Number(points);
    this.entries.set(key, entry);
    return [entry.points, Math.ceil(entry.expiresAt - now)];
  }
}

/** Starts one on a free port. */
export async function startRedisServer(): Promise<RedisServer> {
  const counters = new Counters();
  const sockets = new Set<Socket>();
  /** Answers that are held back, while it is mute. */
  let held: (() => void)[] | undefined;
  const say = (answer: () => void): unknown => (held ? held.push(answer) : answer());
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)));
    serve(socket, (command) => {
      const reply = encode(counters.run(command));
      say(() => socket.write(reply));
    });
  });
  const listen = (port: number): Promise<void> => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    return closed;
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `redis://127.0.0.1:${port}`,
    calls: counters.calls,
    away: close,
    back: () => listen(port),
    mute: () => void (held = []),
    unmute() {
      const answers = held ?? [];
      held = undefined;
      for (const answer of answers) answer();
    },
    stop: close,
  };
}

function serve(socket: Socket, onCommand: (command: readonly string[]) => void): void {
  let unread = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    unread = Buffer.concat([unread, chunk]);
    for (let read = readCommand(unread); read; read = readCommand(unread)) {
      unread = unread.subarray(read.length);
      onCommand(read.command);
    }
  });
}

/** The command that the bytes begin with, an array of bulk strings; undefined while it is not all there. */
function readCommand(bytes: Buffer): { command: string[]; length: number } | undefined {
  let at = 0;
  const line = (): string | undefined => {
    const end = bytes.indexOf('\r\n', at);
    if (end < 0) return undefined;
    const text = bytes.toString('utf8', at, end);
    at = end + 2;
    return text;
  };
  const head = line();
  if (head === undefined) return undefined;
  const command: string[] = [];
  for (let part = 0; part < Number(head.slice(1)); part += 1) {
    const size = line();
    if (size === undefined) return undefined;
    const length = Number(size.slice(1));
    if (bytes.length < at + length + 2) return undefined;
    command.push(bytes.toString('utf8', at, at + length));
    at += length + 2;
  }
  return { command, length: at };
}

function encode(reply: Reply): string {
  if (reply instanceof Error) return `-${reply.message}\r\n`;
  if (typeof reply === 'number') return `:${reply}\r\n`;
  if (Array.isArray(reply)) return `*${reply.length}\r\n${reply.map((each) => encode(each)).join('')}`;
  return `$${Buffer.byteLength(reply)}\r\n${reply}\r\n`;
}
