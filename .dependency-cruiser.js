/**
 * The rooms of the house and which way they depend. Each room names the rooms that it may import; what is not
 * named is refused. Read with docs/architecture: the order is the order of the flow.
 */
const base = ['clock', 'settings', 'observations', 'statistics', 'problems', 'access', 'openapi'];
const rooms = {
  clock: [],
  observations: [],
  statistics: [],
  settings: [],
  problems: ['settings'],
  access: ['clock', 'settings', 'problems'],
  openapi: ['problems', 'settings', 'access'],
  system: [...base, 'targets', 'health', 'breakers', 'monitor', 'history', 'metrics', 'alerts'],
  targets: ['clock', 'settings', 'observations', 'statistics'],
  probes: [...base, 'targets'],
  health: [...base, 'targets'],
  breakers: [...base, 'targets', 'health'],
  monitor: [...base, 'targets', 'probes', 'health', 'breakers'],
  graph: [...base, 'targets', 'health'],
  metrics: [...base, 'targets', 'health', 'breakers'],
  history: [...base, 'targets', 'probes', 'health', 'breakers', 'monitor', 'metrics'],
  incidents: [...base, 'targets', 'probes', 'health', 'monitor', 'history'],
  alerts: [...base, 'targets', 'health', 'breakers', 'graph', 'history', 'metrics'],
  routing: [...base, 'targets', 'probes', 'health', 'breakers', 'monitor', 'metrics'],
  intake: [...base, 'targets', 'health', 'monitor', 'metrics'],
  audit: [...base, 'history'],
  live: [...base, 'targets', 'health', 'metrics', 'routing', 'alerts'],
  gateways: [...base, 'targets', 'health', 'routing'],
};

const roomRules = Object.entries(rooms).map(([room, allowed]) => ({
  name: `room-${room}`,
  comment: `src/${room} may import ${allowed.length === 0 ? 'no other room' : allowed.join(', ')}`,
  severity: 'error',
  from: { path: `^src/${room}/`, pathNot: '\\.spec\\.ts$' },
  to: { path: '^src/', pathNot: [`^src/${room}/`, ...allowed.map((name) => `^src/${name}/`)] },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...roomRules,
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'pure-rooms-import-no-framework',
      comment: 'what decides is plain TypeScript: no Nest, no SDK, no file system, no network',
      severity: 'error',
      from: { path: '^src/(statistics|observations|health/assessor)/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm', 'core'] },
    },
    {
      name: 'sources-import-no-tests',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(test|bench|scripts)/|\\.spec\\.ts$' },
    },
    {
      name: 'no-undeclared-packages',
      comment: 'Nest is both: that of the application that takes us in, and here for the server',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'unknown'],
        dependencyTypesNot: ['type-only', 'npm-peer'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
