import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));

/** What users may write `import { … } from 'bellwether'` for. To take a name away breaks them; a new one is for good. */
const VALUES = [
  'AlertEvents',
  'BellwetherModule',
  'CircuitOpenError',
  'Clock',
  'ComponentCheck',
  'EndpointProbe',
  'FAILURE_KINDS',
  'FailoverError',
  'HealthRouter',
  'HealthView',
  'HttpExchange',
  'Probe',
  'RoutingEvents',
  'Secret',
  'SecretDigest',
  'SettingsError',
  'SettingsSource',
  'SystemClock',
  'bearer',
  'blameOf',
  'createDispatcher',
  'describeProblem',
  'effectOf',
  'failed',
  'isFailureKind',
  'jsonBody',
  'loadSettings',
  'reading',
  'succeeded',
];
const TYPES = [
  'Acknowledgement',
  'Advice',
  'AdviceRequest',
  'Alert',
  'AlertEventMap',
  'AlertEvidence',
  'AlertRuleName',
  'AlertSettings',
  'AlertSeverity',
  'AlertState',
  'ApiRole',
  'ApiToken',
  'BellwetherAsyncOptions',
  'BellwetherOptions',
  'BellwetherSettings',
  'Blame',
  'BodyReader',
  'CallContext',
  'Candidate',
  'Capabilities',
  'CheckLevel',
  'CircuitSettings',
  'CircuitState',
  'ComponentReading',
  'ComponentStatus',
  'Dependency',
  'Depth',
  'EgressSettings',
  'Endpoint',
  'EndpointOptions',
  'EndpointPlan',
  'Environment',
  'EpochMs',
  'Evidence',
  'Exclusion',
  'ExclusionReason',
  'ExpectedJson',
  'Factors',
  'Facts',
  'FailedAttempt',
  'FailoverOptions',
  'FailureKind',
  'Fault',
  'GenerateSettings',
  'GuardOptions',
  'GuardedCall',
  'HealthEffect',
  'HealthViewEvents',
  'HistorySettings',
  'HostCheckSettings',
  'HttpCheckSettings',
  'KindName',
  'LeftOut',
  'Lesson',
  'ListedModel',
  'LiteLlmSettings',
  'LoadOptions',
  'LoadedSettings',
  'MonitoringSettings',
  'MonotonicMs',
  'Move',
  'Notice',
  'Observation',
  'OwnHealthSettings',
  'OwnProbe',
  'PoolChange',
  'PoolSettings',
  'ProbeLevelSetting',
  'ProbeResult',
  'ProviderKind',
  'ProviderSettings',
  'RateLimit',
  'RateLimitSettings',
  'Reading',
  'Reason',
  'ReasonCode',
  'ReloadResult',
  'RoutingListener',
  'RoutingSettings',
  'ServerSettings',
  'ServiceSettings',
  'Settings',
  'SettingsChange',
  'SettingsListener',
  'SettingsLog',
  'SettingsProblem',
  'SettingsSourceOptions',
  'SettingsWarning',
  'SignalSource',
  'Source',
  'Status',
  'StatusPageSettings',
  'Strategy',
  'Suppression',
  'SuppressionCode',
  'Target',
  'TargetSnapshot',
  'TaskSettings',
  'Thresholds',
  'TokenPrice',
  'Verdict',
];

interface Exported {
  readonly name: string;
  readonly isType: boolean;
  readonly declaration: ts.Statement | undefined;
}

/** Parsed, not checked: a check reads all of Nest. */
function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ESNext, true);
}

function exportsOf(index: ts.SourceFile): Exported[] {
  return index.statements.filter(ts.isExportDeclaration).flatMap((statement) => {
    const from = parse(join(SRC, (statement.moduleSpecifier as ts.StringLiteral).text));
    return (statement.exportClause as ts.NamedExports).elements.map(
      ({ name: { text: name }, isTypeOnly }) => ({
        name,
        isType: statement.isTypeOnly || isTypeOnly,
        declaration: from.statements.find((each) => namesOf(each).includes(name)),
      }),
    );
  });
}

function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  const { name } = statement as ts.DeclarationStatement;
  return name === undefined ? [] : [name.text];
}

const isDocumented = (node: ts.Node): boolean => ts.getJSDocCommentsAndTags(node).length > 0;

/** What may be left out needs to say what happens then. */
function optionalMembersOf(declaration: ts.Statement | undefined): ts.TypeElement[] {
  if (declaration === undefined || !ts.isInterfaceDeclaration(declaration)) return [];
  return declaration.members.filter(({ questionToken }) => questionToken !== undefined);
}

describe('the public face of the library', () => {
  const exported = exportsOf(parse(join(SRC, 'index.ts')));
  const names = (isType: boolean): string[] =>
    exported
      .filter((each) => each.isType === isType)
      .map(({ name }) => name)
      .toSorted();

  it('has these values, and no other', () => {
    expect(names(false)).toEqual(VALUES.toSorted());
  });

  it('has these types, and no other', () => {
    expect(names(true)).toEqual(TYPES.toSorted());
  });

  it('is documented, name by name', () => {
    const bare = exported.filter(
      ({ declaration }) => declaration === undefined || !isDocumented(declaration),
    );
    expect(bare.map(({ name }) => name)).toEqual([]);
  });

  it('says of everything that may be left out what happens then', () => {
    const bare = exported.flatMap(({ name, declaration }) =>
      optionalMembersOf(declaration)
        .filter((member) => !isDocumented(member))
        .map((member) => `${name}.${member.name!.getText()}`),
    );
    expect(bare).toEqual([]);
  });
});
