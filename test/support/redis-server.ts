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
  stop(): Promise<void>;
}

interface Entry {
  value: string;
  expiresAt: number;
}

type Reply = number | string | null | Reply[] | Error;

// What the limiter's script does, in one go as scripts are: a counter that begins with its time to live. Any other is refused,
// so that a limiter which learns another one is noticed.
const COUNTER_SCRIPT =
  /^redis\.call\('set', KEYS\[1\], 0, 'EX', ARGV\[2\], 'NX'\)\s+local consumed = redis\.call\('incrby', KEYS\[1\], ARGV\[1\]\)/;

/** The keys and the commands of one server. */
class Keyspace {
  readonly calls = new Map<string, number>();
  private readonly entries = new Map<string, Entry>();
  private readonly scripts = new Set<string>();

  run([name = '', ...args]: readonly string[]): Reply {
    const command = name.toUpperCase();
    this.calls.set(command, (this.calls.get(command) ?? 0) + 1);
    if (command === 'INFO') return 'redis_version:5.0.0\r\nloading:0\r\n';
    if (command === 'GET') return this.living(args[0]!)?.value ?? null;
    if (command === 'PTTL') return this.timeToLive(args[0]!);
    if (command === 'DEL') return this.entries.delete(args[0]!) ? 1 : 0;
    if (command === 'SET') return this.set(args[0]!, args[1]!, args.slice(2));
    if (command === 'EVAL') return this.evaluate(args);
    if (command === 'EVALSHA')
      return this.scripts.has(args[0]!) ? this.count(args.slice(2)) : new Error('NOSCRIPT No matching script.');
    return new Error(`ERR unknown command '${name}'`);
  }

  private evaluate([script = '', , ...args]: readonly string[]): Reply {
    if (!COUNTER_SCRIPT.test(script)) return new Error('ERR unknown script');
    this.scripts.add(createHash('sha1').update(script).digest('hex'));
    return this.count(args);
  }

  private count([key = '', points = '', seconds = '']: readonly string[]): Reply {
    if (!this.living(key)) this.set(key, '0', ['EX', seconds]);
    const entry = this.living(key)!;
    entry.value = String(Number(entry.value) + Number(points));
    return [Number(entry.value), this.timeToLive(key)];
  }

  private set(key: string, value: string, [unit, time]: readonly string[]): Reply {
    const expiresAt = unit?.toUpperCase() === 'EX' ? performance.now() + Number(time) * 1_000 : Infinity;
    this.entries.set(key, { value, expiresAt });
    return 'OK';
  }

  private timeToLive(key: string): number {
    const entry = this.living(key);
    if (!entry) return -2;
    return entry.expiresAt === Infinity ? -1 : Math.ceil(entry.expiresAt - performance.now());
  }

  private living(key: string): Entry | undefined {
    const entry = this.entries.get(key);
    if (!entry || entry.expiresAt > performance.now()) return entry;
    this.entries.delete(key);
    return undefined;
  }
}

/** Starts one on a free port. */
export async function startRedisServer(): Promise<RedisServer> {
  const keyspace = new Keyspace();
  const sockets = new Set<Socket>();
  let isAway = false;
  const server = createServer((socket) => {
    if (isAway) {
      socket.destroy();
      return;
    }
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)));
    serve(socket, keyspace);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const breakAll = (): void => sockets.forEach((socket) => socket.destroy());
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: keyspace.calls,
    async away() {
      isAway = true;
      breakAll();
    },
    async back() {
      isAway = false;
    },
    stop() {
      breakAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function serve(socket: Socket, keyspace: Keyspace): void {
  let unread = Buffer.alloc(0);
  let queued: string[][] | undefined;
  const answer = (command: string[]): Reply => {
    const name = command[0]!.toUpperCase();
    if (name === 'MULTI') queued = [];
    else if (name === 'EXEC') {
      const replies = (queued ?? []).map((each) => keyspace.run(each));
      queued = undefined;
      return replies;
    } else if (queued) {
      queued.push(command);
      return 'QUEUED';
    } else return keyspace.run(command);
    return 'OK';
  };
  socket.on('data', (chunk) => {
    unread = Buffer.concat([unread, chunk]);
    for (let read = readCommand(unread); read; read = readCommand(unread)) {
      unread = unread.subarray(read.length);
      socket.write(encode(answer(read.command)));
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
  if (reply === null) return '$-1\r\n';
  if (reply instanceof Error) return `-${reply.message}\r\n`;
  if (typeof reply === 'number') return `:${reply}\r\n`;
  if (Array.isArray(reply)) return `*${reply.length}\r\n${reply.map((each) => encode(each)).join('')}`;
  return `$${Buffer.byteLength(reply)}\r\n${reply}\r\n`;
}
