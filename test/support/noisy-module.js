// Does on import what a library must not: import.spec.ts proves by it that its watch sees.
import { readFileSync } from 'node:fs';
import 'pino';

export const home = process.env.HOME;
export const text = readFileSync('package.json', 'utf8');
process.on('SIGUSR2', () => {});
setTimeout(() => {}, 200);
