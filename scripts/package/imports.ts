import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';

/** Statements as tsc writes them, at the start of a line, and `import(…)` anywhere. */
const SPECIFIER =
  /(?:^(?:import|export|\})[^'"\n]*\bfrom\s*|^import\s*|\bimport\()(['"])((?:[\w@.]|node:)[\w@./-]*)\1/gmu;

/** Every declaration file that a user's compiler reads, from the entry on. */
export function declarationsFrom(entry: string): string[] {
  const found = new Set([entry]);
  for (const file of found) {
    for (const specifier of specifiersOf(file).filter((each) => each.startsWith('.'))) {
      const target = join(dirname(file), specifier.replace(/\.[jt]s$/u, '.d.ts'));
      if (!existsSync(target)) throw new Error(`${file}: ${specifier}: no such declarations`);
      found.add(target);
    }
  }
  return [...found];
}

/** Packages that these files import, by name; those of Node are left out. */
export function packagesOf(files: readonly string[]): Set<string> {
  const bare = files.flatMap(specifiersOf).filter((each) => !/^(?:\.|node:)/u.test(each));
  const names = bare.map((each) => /^(?:@[^/]+\/)?[^/]+/u.exec(each)![0]);
  return new Set(names.filter((name) => !builtinModules.includes(name)));
}

function specifiersOf(file: string): string[] {
  const text = readFileSync(file, 'utf8').replaceAll(/^\s*(?:\*|\/\/|\/\*).*$/gmu, '');
  return [...text.matchAll(SPECIFIER)].map(([, , specifier]) => specifier!);
}
