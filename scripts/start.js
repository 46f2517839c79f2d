// npm start and npm run worker: builds if needed, then runs in this same process, so that signals reach it directly.
// --max-semi-space-size=8 (MB): what lives for a moment may otherwise take up to 130 MB before it is cleared away;
// with 1,000 targets that was a third of the process, for 5 % of its CPU (measured: 213 and 306 MB).
const REQUIRED_MAJOR = 24;

const major = Number(process.versions.node.split('.', 1)[0]);
if (major < REQUIRED_MAJOR) {
  console.error(
    `Bellwether needs Node ${REQUIRED_MAJOR} or newer, got ${process.version}; npm start finds the right one`,
  );
  process.exit(1);
}

const { ensureBuilt } = await import('./ensure-built.js');
await ensureBuilt();
await import(process.argv[2] === 'worker' ? '../dist/worker-only.js' : '../dist/server.js');
