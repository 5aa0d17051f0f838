import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { parseSync, type Program } from 'oxc-parser';

/** The folders that hold sources, named from the root. */
const SOURCE_FOLDERS = ['contracts', 'platform', 'gateway', 'subgraphs', 'host', 'scripts', 'bench', 'test'];
/** Code that breaks the rules on purpose, to prove that they are found. */
const PLANTED = 'test/architecture/planted';

/** One import, re-export or dynamic import of a module. */
export interface ModuleImport {
  specifier: string;
  /** Path from the root when it names a file of ours, else null. */
  target: string | null;
  /** True when only types are taken, which leaves nothing at run time. */
  isTypeOnly: boolean;
  offset: number;
}

/** One parsed source file. */
export interface SourceModule {
  /** From the root, with forward slashes. */
  path: string;
  text: string;
  program: Program;
  imports: readonly ModuleImport[];
}

/** Every module, by path. */
export type SourceTree = ReadonlyMap<string, SourceModule>;

/** Reads and parses every TypeScript file of the tree below `root`. */
export async function readSourceTree(root: string): Promise<SourceTree> {
  const paths: string[] = [];
  for (const folder of SOURCE_FOLDERS) {
    if (!existsSync(join(root, folder))) continue;
    for (const entry of await readdir(join(root, folder), { recursive: true, withFileTypes: true })) {
      const path = posix.join(entry.parentPath.slice(root.length + 1), entry.name);
      if (entry.isFile() && path.endsWith('.ts') && !path.startsWith(`${PLANTED}/`)) paths.push(path);
    }
  }
  const modules = await Promise.all(
    paths.toSorted().map(async (path) => parseModule(path, await readFile(join(root, path), 'utf8'))),
  );
  return new Map(modules.map((module) => [module.path, module]));
}

function parseModule(path: string, text: string): SourceModule {
  const { program, module, errors } = parseSync(path, text);
  if (errors[0]) throw new Error(`${path} cannot be parsed: ${errors[0].message}`);
  const imports: ModuleImport[] = [];
  const add = (specifier: string, offset: number, isTypeOnly: boolean): void => {
    const target = specifier.startsWith('.') ? posix.join(dirname(path), specifier) : null;
    imports.push({ specifier, target, isTypeOnly, offset });
  };
  for (const { moduleRequest, entries, start } of module.staticImports) {
    add(moduleRequest.value, start, entries.length > 0 && entries.every((entry) => entry.isType));
  }
  for (const { entries } of module.staticExports) {
    for (const entry of entries) if (entry.moduleRequest) add(entry.moduleRequest.value, entry.start, entry.isType);
  }
  walk(program, (node) => {
    const source = node['source'];
    if (node.type === 'ImportExpression' || node.type === 'TSImportType') {
      if (isNode(source) && typeof source['value'] === 'string') add(source['value'], node.start, node.type === 'TSImportType');
    }
  });
  return { path, text, program, imports };
}

/** Any node of the syntax tree, seen without its exact type. */
export interface SyntaxNode {
  type: string;
  start: number;
  end: number;
  [field: string]: unknown;
}

/** Calls `visit` for the node and everything below it. */
export function walk(node: unknown, visit: (node: SyntaxNode) => void): void {
  if (isNode(node)) visit(node);
  if (typeof node !== 'object' || node === null) return;
  for (const child of Object.values(node)) if (typeof child === 'object' && child !== null) walk(child, visit);
}

/** True for a node of the syntax tree. */
export function isNode(value: unknown): value is SyntaxNode {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as SyntaxNode).type === 'string' &&
    typeof (value as SyntaxNode).start === 'number'
  );
}

/** The line, from 1, on which an offset lies. */
export function lineAt(module: SourceModule, offset: number): number {
  return module.text.slice(0, offset).split('\n').length;
}
