#!/usr/bin/env node
// Each command is loaded when it is asked for: an old Node is told so before it meets what it cannot read.

const REQUIRED_MAJOR = 24;
const MISUSED = 2;

const USAGE = `bellwether                  starts the server
bellwether worker           starts a worker of maintenance tasks alone; needs REDIS_URL
bellwether settings [FILE]  prints the settings in force, without secrets
bellwether --version

Settings come from the file that BELLWETHER_CONFIG names, and from the environment.
`;

const COMMANDS: Readonly<Record<string, (argument: string | undefined) => Promise<unknown>>> = {
  start: () => import('./main.ts'),
  worker: () => import('./worker.ts'),
  async settings(file) {
    const { printSettings } = await import('./settings/print-settings.ts');
    if (!printSettings(file, process)) process.exitCode = 1;
  },
  async '--version'() {
    const { VERSION } = await import('./settings/version.ts');
    process.stdout.write(`${VERSION}\n`);
  },
  '--help': async () => process.stdout.write(USAGE),
};

/** The standard error stream is told what is wrong, and how it is done right. */
function refuse(problem: string): void {
  process.stderr.write(`${problem}\n`);
  process.exitCode = MISUSED;
}

async function run(name = 'start', ...rest: readonly string[]): Promise<void> {
  if (Number(process.versions.node.split('.', 1)[0]) < REQUIRED_MAJOR) {
    return refuse(`Bellwether needs Node ${REQUIRED_MAJOR} or newer, got ${process.version}`);
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) return refuse(`there is no command "${name}"\n\n${USAGE}`);
  const extra = name === 'settings' ? rest[1] : rest[0];
  if (extra !== undefined) return refuse(`"${extra}": not expected after "${name}"\n\n${USAGE}`);
  await command(rest[0]);
}

await run(...process.argv.slice(2));
