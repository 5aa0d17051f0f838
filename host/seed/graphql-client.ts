/** What a GraphQL request answered instead of data. */
export class RequestRefusedError extends Error {
  constructor(operation: string, reasons: unknown) {
    super(`${operation} was refused: ${JSON.stringify(reasons)}`);
    this.name = 'RequestRefusedError';
  }
}

/** Asks the gateway as any client would; throws when it, or a mutation's payload, reports errors. */
export class GraphqlClient {
  private readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** Sends a document that selects one root field and answers that field. */
  async ask<Answer>(
    document: string,
    options: { token?: string | undefined; variables?: Record<string, unknown>; organizationId?: string } = {},
  ): Promise<Answer> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
        ...(options.organizationId ? { 'x-organization-id': options.organizationId } : {}),
      },
      body: JSON.stringify({ query: document, variables: options.variables ?? {} }),
    });
    const body = (await response.json()) as { data?: Record<string, unknown> | null; errors?: unknown[] };
    const name = /\{\s*(\w+)/.exec(document)?.[1] ?? 'the request';
    if (body.errors) throw new RequestRefusedError(name, body.errors);
    const answer = Object.values(body.data ?? {})[0];
    const refusals = (answer as { errors?: unknown[] } | null | undefined)?.errors;
    if (refusals && refusals.length > 0) throw new RequestRefusedError(name, refusals);
    return answer as Answer;
  }
}
