import { isObjectType } from 'graphql';
import { answeredFields } from './answers.ts';
import type { Contract } from './contract.ts';
import type { RightfulAnswer } from './target.ts';

/** Which fields rightful readers were answered. */
export class Coverage {
  private readonly answered = new Set<string>();

  note(answers: readonly RightfulAnswer[]): void {
    for (const { target, root } of answers) {
      this.answered.add(target.operation.name);
      for (const { coordinate } of answeredFields(target.operation.field.type, root)) this.answered.add(coordinate);
    }
  }

  /** The fields of the API that nobody was answered. */
  missing({ api }: Contract): string[] {
    return Object.values(api.getTypeMap())
      .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
      .flatMap((type) => (isObjectType(type) ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`) : []))
      .filter((coordinate) => !this.answered.has(coordinate));
  }
}
