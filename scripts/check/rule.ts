import { lineAt, type SourceModule, type SourceTree } from './source-tree.ts';

/** One place that breaks a rule. */
export interface Finding {
  rule: string;
  path: string;
  line: number;
  message: string;
}

/** A rule of the house that no off-the-shelf linter knows. */
export interface Rule {
  name: string;
  /** What breaks the rule, with the offset of each place. */
  check(module: SourceModule, tree: SourceTree): Iterable<{ offset: number; message: string }>;
}

/** Everything in the tree that breaks one of the rules. */
export function findingsOf(rules: readonly Rule[], tree: SourceTree): Finding[] {
  return [...tree.values()].flatMap((module) =>
    rules.flatMap((rule) =>
      [...rule.check(module, tree)].map(({ offset, message }) => ({
        rule: rule.name,
        path: module.path,
        line: lineAt(module, offset),
        message,
      })),
    ),
  );
}

/** Tests and what only tests use. */
export function isTest(path: string): boolean {
  return path.startsWith('test/') || path.endsWith('.test.ts') || path.includes('/test-support/');
}
