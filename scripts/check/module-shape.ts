import type { Rule } from './rule.ts';
import type { SourceModule } from './source-tree.ts';

const KEBAB_CASE = /^[a-z0-9]+(?:[-.][a-z0-9]+)*\.ts$/;
const EMPTY_WORDS = /(?:^|[-.])(?:utils?|helpers?|common|manager|misc)(?=[-.])/;

/** Modules are named after the one thing inside, export it by name, and do not pass on what others export. */
export const moduleShape: Rule = {
  name: 'module-shape',
  check(module) {
    const fileName = module.path.split('/').at(-1) ?? '';
    const nameFaults = [
      ...(fileName === 'index.ts' ? ['No barrels: import from the module that has it.'] : []),
      ...(KEBAB_CASE.test(fileName) ? [] : ['File names are kebab-case.']),
      ...(EMPTY_WORDS.test(fileName) ? ['Name the file after the one thing inside.'] : []),
    ];
    return [...nameFaults.map((message) => ({ offset: 0, message })), ...exportFaults(module)];
  },
};

function exportFaults(module: SourceModule): { offset: number; message: string }[] {
  return module.program.body.flatMap((statement) => {
    if (statement.type === 'ExportDefaultDeclaration')
      return [{ offset: statement.start, message: 'No default exports: a thing has one name everywhere.' }];
    if (statement.type === 'ExportAllDeclaration')
      return [{ offset: statement.start, message: 'No barrels: import from the module that has it.' }];
    if (statement.type !== 'ExportNamedDeclaration') return [];
    const isDefault = statement.specifiers.some(
      ({ exported }) => ('name' in exported ? exported.name : exported.value) === 'default',
    );
    if (isDefault) return [{ offset: statement.start, message: 'No default exports: a thing has one name everywhere.' }];
    return statement.source ? [{ offset: statement.start, message: 'No barrels: import from the module that has it.' }] : [];
  });
}
