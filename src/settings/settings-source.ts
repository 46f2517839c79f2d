import { FileWatch } from './file-watch.ts';
import { loadSettings, type LoadOptions, type LoadedSettings } from './load.ts';
import { SettingsError, type SettingsProblem, type SettingsWarning } from './problems.ts';
import { restartWarnings } from './restart.ts';
import { sameSettings } from './same-settings.ts';
import type { Settings } from './settings.ts';

/** Settings that have taken the place of others. */
export interface SettingsChange {
  readonly previous: Settings;
  readonly current: Settings;
}

/** Hears of new settings once they are in force, synchronously; what it throws is logged. */
export type SettingsListener = (change: SettingsChange) => void;

/** How an attempt to take new settings ended. */
export interface ReloadResult {
  /** `refused` keeps what was in force, and `problems` says why. */
  readonly outcome: 'applied' | 'unchanged' | 'refused';
  /** When, as ISO 8601 in UTC. */
  readonly at: string;
  readonly problems: readonly SettingsProblem[];
  readonly warnings: readonly SettingsWarning[];
}

/** Where the source reports to; a pino logger is one. */
export interface SettingsLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** Where signals come from; a process is one. */
export interface SignalSource {
  on(signal: 'SIGHUP', listener: () => void): unknown;
  off(signal: 'SIGHUP', listener: () => void): unknown;
}

/** Where settings are read from, and what makes them be read again. */
export interface SettingsSourceOptions extends LoadOptions {
  /** Told of reloads and of unwise settings [JSON lines on stderr]. */
  readonly log?: SettingsLog;
  /** Follows changes of the file and of secret files [true]. */
  readonly watch?: boolean;
  /** Where SIGHUP, which reloads, comes from [this process]; null ignores it. */
  readonly signals?: SignalSource | null;
  /** Wait until a changed file has settled, milliseconds [100]. */
  readonly settleMs?: number;
  /** Looks at the files without being told, milliseconds [5000]. */
  readonly pollMs?: number;
}

const STDERR_LOG: SettingsLog = {
  info: (facts, message) => writeLine('info', facts, message),
  warn: (facts, message) => writeLine('warn', facts, message),
  error: (facts, message) => writeLine('error', facts, message),
};

function writeLine(level: string, facts: object, message: string): void {
  process.stderr.write(`${JSON.stringify({ level, msg: message, ...facts })}\n`);
}

/** The settings in force, and the way to newer ones. */
export class SettingsSource {
  readonly #options: SettingsSourceOptions;
  readonly #listeners = new Set<SettingsListener>();
  readonly #watch: FileWatch;
  readonly #onSighup = (): void => void this.reload();
  readonly #signals: SignalSource | null;
  #log: SettingsLog;
  #loaded: LoadedSettings;
  #lastReload: ReloadResult | null = null;
  #isStarted = false;

  /** @throws SettingsError when the first settings cannot be used */
  constructor(options: SettingsSourceOptions = {}) {
    this.#options = options;
    this.#log = options.log ?? STDERR_LOG;
    this.#signals = options.signals === undefined ? process : options.signals;
    this.#loaded = loadSettings(options);
    this.#watch = new FileWatch({
      onChange: () => void this.reload(),
      onError: (error) => this.#log.error({ reason: String(error) }, 'settings watch failed'),
      ...(options.settleMs === undefined ? {} : { settleMs: options.settleMs }),
      ...(options.pollMs === undefined ? {} : { pollMs: options.pollMs }),
    });
  }

  get current(): Settings {
    return this.#loaded.settings;
  }

  get loaded(): LoadedSettings {
    return this.#loaded;
  }

  get warnings(): readonly SettingsWarning[] {
    return this.#loaded.warnings;
  }

  /** Null until the first attempt after the start. */
  get lastReload(): ReloadResult | null {
    return this.#lastReload;
  }

  /** Reports to another log from now on: the application's own, once it stands. */
  reportTo(log: SettingsLog): void {
    this.#log = log;
  }

  /** @returns ends the subscription */
  onChange(listener: SettingsListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    for (const { key, message } of this.warnings)
      this.#log.warn({ key, reason: message }, 'settings are unwise');
    this.#signals?.on('SIGHUP', this.#onSighup);
    this.#followFiles();
  }

  stop(): void {
    this.#isStarted = false;
    this.#signals?.off('SIGHUP', this.#onSighup);
    this.#watch.stop();
  }

  #followFiles(): void {
    const { files } = this.#loaded;
    if (this.#isStarted && this.#options.watch !== false && files.size > 0) this.#watch.follow(files);
  }

  /** Reads everything again. Never rejects: settings that cannot be used change nothing, and the result says why. */
  async reload(): Promise<ReloadResult> {
    // in a turn of its own, so that a signal or a watcher never runs listeners inside its callback
    await Promise.resolve();
    try {
      return this.#apply(loadSettings(this.#options));
    } catch (error) {
      return this.#refuse(error);
    }
  }

  #apply(loaded: LoadedSettings): ReloadResult {
    const previous = this.#loaded.settings;
    const isSame = sameSettings(previous, loaded.settings);
    const warnings = [...loaded.warnings, ...restartWarnings(previous, loaded.settings)];
    this.#loaded = isSame ? { ...loaded, settings: previous } : loaded;
    this.#followFiles();
    const result = this.#finish({ outcome: isSame ? 'unchanged' : 'applied', problems: [], warnings });
    this.#log.info({ outcome: result.outcome }, 'settings reloaded');
    for (const { key, message } of warnings) this.#log.warn({ key, reason: message }, 'settings are unwise');
    if (!isSame) this.#tell({ previous, current: loaded.settings });
    return result;
  }

  #refuse(error: unknown): ReloadResult {
    const problems = error instanceof SettingsError ? error.problems : [unexpected(error)];
    this.#log.error({ problems }, 'settings refused, the old ones stay');
    return this.#finish({ outcome: 'refused', problems, warnings: [] });
  }

  #finish(result: Omit<ReloadResult, 'at'>): ReloadResult {
    this.#lastReload = Object.freeze({ ...result, at: new Date().toISOString() });
    return this.#lastReload;
  }

  #tell(change: SettingsChange): void {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        // one part that cannot follow must not keep the others from following
        this.#log.error({ reason: String(error) }, 'settings listener failed');
      }
    }
  }
}

function unexpected(error: unknown): SettingsProblem {
  return { key: '(settings)', rule: `could not be loaded: ${String(error)}`, value: null, hint: null };
}
