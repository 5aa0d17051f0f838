import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, handleProtocols, type Server as ProtocolServer } from 'graphql-ws';
import type { Logger } from 'pino';
import { WebSocketServer, type WebSocket } from 'ws';

const PING_EVERY_MS = 12_000;
const CLOSE_WITHIN_MS = 1_000;
// What the other side has not read. A stream keeps one result at most; this is somebody who asks and does not listen.
const MOST_UNREAD_BYTES = 4 * 1_048_576;

/** The close code that says that nothing is wrong with the client. */
export const TRY_AGAIN_LATER = 1013;
const GOING_AWAY = 1001;
const TOO_SLOW = 4413;

interface SocketEndpointOptions<Extra> {
  path: string;
  largestMessageBytes: number;
  protocol: ProtocolServer<Extra>;
  /** What the protocol's callbacks get of a socket, and what is to be done when it has closed. */
  accept: (socket: WebSocket, request: IncomingMessage) => { extra: Extra; onClose: () => void };
  log: Logger;
}

/** Speaks graphql-transport-ws on a path of an HTTP server: sockets that answer no ping, or do not read, are dropped. */
export class SocketEndpoint<Extra> {
  private readonly options: SocketEndpointOptions<Extra>;
  private readonly sockets: WebSocketServer;
  private readonly silent = new WeakSet<WebSocket>();
  private readonly pinging: NodeJS.Timeout;

  constructor(server: Server, options: SocketEndpointOptions<Extra>) {
    this.options = options;
    const maxPayload = options.largestMessageBytes;
    this.sockets = new WebSocketServer({ noServer: true, maxPayload, perMessageDeflate: false, handleProtocols });
    server.on('upgrade', (request, socket, head) => this.upgrade(request, socket, head));
    this.pinging = setInterval(() => this.ping(), PING_EVERY_MS).unref();
  }

  /** How many sockets are open. */
  get connections(): number {
    return this.sockets.clients.size;
  }

  /** Tells the other sides to go and waits until they have gone. */
  async stop(): Promise<void> {
    clearInterval(this.pinging);
    const closed = [...this.sockets.clients].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of this.sockets.clients) closeSocket(socket, GOING_AWAY, 'Going away');
    this.sockets.close();
    await Promise.all(closed);
  }

  private upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (request.url?.split('?')[0] !== this.options.path) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    this.sockets.handleUpgrade(request, socket, head, (opened) => this.serve(opened, request));
  }

  private serve(socket: WebSocket, request: IncomingMessage): void {
    const { log, protocol, accept } = this.options;
    const { extra, onClose } = accept(socket, request);
    socket.on('error', (error) => log.debug({ err: error }, 'a socket failed'));
    socket.on('pong', () => this.silent.delete(socket));
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (message) => send(socket, message),
        close: (code, reason) => closeSocket(socket, code, reason),
        onMessage: (listener) =>
          socket.on('message', (message) => {
            listener((message as Buffer).toString()).catch((error: unknown) => {
              if (isServersOwn(error)) return closeSocket(socket, CloseCode.BadRequest, 'Invalid message received');
              log.error({ err: error }, 'a message on a socket failed');
              closeSocket(socket, CloseCode.InternalServerError, 'Internal server error');
            });
          }),
      },
      extra,
    );
    socket.once('close', (code, reason) => {
      onClose();
      closed(code, String(reason)).catch((error: unknown) => log.error({ err: error }, 'a socket did not close cleanly'));
    });
  }

  // Whoever did not answer the last ping is not there, or does not read.
  private ping(): void {
    for (const socket of this.sockets.clients) {
      if (this.silent.has(socket)) {
        socket.terminate();
        continue;
      }
      this.silent.add(socket);
      socket.ping();
    }
  }
}

// A message that only servers send, e.g. `next`: the protocol's library throws where it should close.
function isServersOwn(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Unexpected message of type');
}

/** Closes a socket, by force when the other side does not answer within a second. */
export function closeSocket(socket: WebSocket, code?: number, reason?: string): void {
  if (socket.readyState >= socket.CLOSING) return;
  socket.close(code, reason);
  const timer = setTimeout(() => socket.terminate(), CLOSE_WITHIN_MS);
  socket.once('close', () => clearTimeout(timer));
}

// Settled when the message has left: a stream whose reader is slow takes its next state only then.
function send(socket: WebSocket, message: string): Promise<void> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve();
  if (socket.bufferedAmount > MOST_UNREAD_BYTES) {
    closeSocket(socket, TOO_SLOW, 'Too slow');
    return Promise.resolve();
  }
  return new Promise((resolve) => socket.send(message, () => resolve()));
}
