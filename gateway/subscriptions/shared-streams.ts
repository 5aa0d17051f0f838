import { SharedStream, type ClientStream, type StreamSource } from './shared-stream.ts';

/** The open streams by what they show to whom; clients that ask for the same share one. */
export class SharedStreams {
  private readonly streams = new Map<string, SharedStream>();

  /** How many subscriptions are open at subgraphs. */
  get count(): number {
    return this.streams.size;
  }

  /** Joins the stream of `key`, opening it from `source` when there is none; the answer takes the client out again. */
  join(key: string, client: ClientStream, source: () => StreamSource): () => void {
    const stream = this.streams.get(key) ?? this.open(key, source());
    stream.join(client);
    return () => stream.leave(client);
  }

  /** Has every stream follow the supergraph that is served now. */
  replan(): void {
    for (const stream of this.streams.values()) stream.replan();
  }

  private open(key: string, source: StreamSource): SharedStream {
    const stream = new SharedStream(source, () => {
      if (this.streams.get(key) === stream) this.streams.delete(key);
    });
    this.streams.set(key, stream);
    return stream;
  }
}
