import type { Answer, TestGateway } from '../../support/test-gateway.ts';
import type { Contract } from '../engine/contract.ts';

/** How a caller shows who it is. */
export interface Credentials {
  token?: string;
  headers?: Record<string, string>;
}

/** Talks to the gateway as any client does. */
export class Client {
  readonly gateway: TestGateway;
  private readonly contract: Contract;

  constructor(gateway: TestGateway, contract: Contract) {
    this.gateway = gateway;
    this.contract = contract;
  }

  /** Sends a document; whatever comes of it is the answer. */
  send(query: string, variables: object, credentials: Credentials): Promise<Answer<Record<string, unknown>>> {
    return this.gateway.send(query, { ...credentials, variables: variables as Record<string, unknown> });
  }

  /** Does one mutation that must succeed; answers its payload. */
  async perform<Payload>(credentials: Credentials, mutation: string, input: object, selection: string): Promise<Payload> {
    const inputType = this.contract.operations.find(({ name }) => name === `Mutation.${mutation}`)?.field.args[0]?.type;
    if (!inputType) throw new Error(`there is no mutation ${mutation}`);
    const document = `mutation ($input: ${inputType}) { ${mutation}(input: $input) { ${selection} errors { code field message } } }`;
    try {
      return await this.gateway.ask<Payload>(document, { ...credentials, variables: { input } });
    } catch (error) {
      throw new Error(`${mutation} failed: ${(error as Error).message}`, { cause: error });
    }
  }

  /** Asks one query that must succeed; answers its root field. */
  read<Data>(credentials: Credentials, query: string, variables: object = {}): Promise<Data> {
    return this.gateway.ask<Data>(query, { ...credentials, variables: variables as Record<string, unknown> });
  }
}
