// Run with the URL of a module and a file: imports the module and writes, as JSON, what that did beside running code.
import { registerHooks, syncBuiltinESMExports } from 'node:module';
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';

const [, , target, reportFile] = process.argv;
const ours = new URL('.', target).href;
const env = new Set();
const files = new Set();
const modules = [];

/** Whether the code that asks is of the module's folder. */
function isAskedByUs() {
  // below the message, this function and the one that stands in for what is asked
  const asker = new Error('where').stack?.split('\n')[3] ?? '';
  return asker.includes(ours);
}

process.env = new Proxy(process.env, {
  get(variables, name) {
    if (typeof name === 'string' && isAskedByUs()) env.add(name);
    return Reflect.get(variables, name);
  },
});

for (const name of [
  'readFileSync',
  'existsSync',
  'openSync',
  'statSync',
  'readFile',
  'open',
  'readdirSync',
]) {
  const original = fs[name];
  fs[name] = (path, ...rest) => {
    if (isAskedByUs()) files.add(String(path));
    return original(path, ...rest);
  };
}
syncBuiltinESMExports();
registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) modules.push(fileURLToPath(url));
    return next(url, context);
  },
});

const listeners = () =>
  Object.fromEntries(process.eventNames().map((name) => [String(name), process.listenerCount(name)]));
const before = listeners();
await import(target);
const report = {
  env: [...env],
  files: [...files],
  modules,
  resources: process.getActiveResourcesInfo(),
  listeners: { before, after: listeners() },
};
// nothing is ended by force: whatever still runs would keep this process
fs.writeFileSync(reportFile, JSON.stringify(report));
