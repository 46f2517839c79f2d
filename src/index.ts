/**
 * Bellwether as a library. An application imports {@link BellwetherModule} and has {@link HealthRouter} or
 * {@link HealthView} injected; the rest are the words that these speak, and the ports for what is the application's own:
 * {@link Probe}, {@link ComponentCheck}.
 * To import it does nothing: no timer, no connection, no settings are read before `forRoot` is called.
 *
 * @packageDocumentation
 */

export {
  type BellwetherAsyncOptions,
  BellwetherModule,
  type BellwetherOptions,
  type BellwetherSettings,
  type EndpointOptions,
} from './bellwether.module.ts';
export type {
  Acknowledgement,
  Alert,
  AlertEvidence,
  AlertState,
  Suppression,
  SuppressionCode,
} from './alerts/alert.ts';
export { type AlertEventMap, AlertEvents } from './alerts/engine/alert-events.ts';
export { CircuitOpenError } from './breakers/circuit-breaker.ts';
export { Clock, type EpochMs, type MonotonicMs, SystemClock } from './clock/clock.ts';
export type { CircuitState } from './health/circuit-state.ts';
export { HealthView, type HealthViewEvents } from './health/health-view.ts';
export type { Reason, ReasonCode, Status, Verdict } from './health/status.ts';
export type { TargetSnapshot } from './health/target-snapshot.ts';
export {
  type Blame,
  blameOf,
  effectOf,
  FAILURE_KINDS,
  type FailureKind,
  type HealthEffect,
  isFailureKind,
} from './observations/failure-kind.ts';
export type { Notice } from './observations/notice.ts';
export type { Depth, Observation, RateLimit, Source } from './observations/observation.ts';
export { type BodyReader, jsonBody, type Lesson, type Reading } from './probes/body-reader.ts';
export { EndpointProbe } from './probes/endpoint-probe.ts';
export { bearer, type Endpoint, type EndpointPlan } from './probes/endpoint.ts';
export { createDispatcher, HttpExchange } from './probes/http-exchange.ts';
export type { ListedModel } from './probes/model-facts.ts';
export { type Evidence, failed, type Facts, type Fault, succeeded } from './probes/probe-result.ts';
export { type Capabilities, type CheckLevel, Probe, type ProbeResult } from './probes/probe.ts';
export type { OwnProbe } from './probes/probes.module.ts';
export type { AlertRuleName } from './settings/alert-rules.ts';
export type { AlertSeverity } from './settings/alert-settings.ts';
export { type LoadedSettings, loadSettings, type LoadOptions } from './settings/load.ts';
export {
  describeProblem,
  SettingsError,
  type SettingsProblem,
  type SettingsWarning,
} from './settings/problems.ts';
export type { AlertSettings } from './settings/alert-settings.ts';
export type {
  ApiRole,
  ApiToken,
  HistorySettings,
  HostCheckSettings,
  OwnHealthSettings,
  RateLimitSettings,
} from './settings/process-settings.ts';
export { Secret } from './settings/secret.ts';
export { SecretDigest } from './settings/secret-digest.ts';
export {
  type ReloadResult,
  type SettingsChange,
  type SettingsListener,
  type SettingsLog,
  SettingsSource,
  type SettingsSourceOptions,
  type SignalSource,
} from './settings/settings-source.ts';
export type {
  CircuitSettings,
  Dependency,
  EgressSettings,
  ExpectedJson,
  GenerateSettings,
  HttpCheckSettings,
  KindName,
  LiteLlmSettings,
  MonitoringSettings,
  ProbeLevelSetting,
  ProviderKind,
  ProviderSettings,
  ServerSettings,
  ServiceSettings,
  Settings,
  StatusPageSettings,
  Thresholds,
} from './settings/settings.ts';
export type {
  Advice,
  Candidate,
  Exclusion,
  ExclusionReason,
  Factors,
  LeftOut,
} from './routing/advice/advice.ts';
export type { Move, PoolChange } from './routing/changes/pool-change.ts';
export { type FailedAttempt, FailoverError } from './routing/guard/failover-error.ts';
export type { FailoverOptions } from './routing/guard/failover.ts';
export type { CallContext, GuardedCall, GuardOptions } from './routing/guard/guarded-call.ts';
export { type AdviceRequest, HealthRouter } from './routing/health-router.ts';
export { RoutingEvents, type RoutingListener } from './routing/routing-events.ts';
export {
  type PoolSettings,
  type RoutingSettings,
  type Strategy,
  type TokenPrice,
} from './settings/routing-settings.ts';
export type { TaskSettings } from './settings/task-settings.ts';
export type { Environment } from './settings/variables.ts';
export {
  ComponentCheck,
  type ComponentReading,
  type ComponentStatus,
  reading,
} from './system/components/component.ts';
export type { Target } from './targets/target.ts';
