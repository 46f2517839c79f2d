import { loadSettings, type LoadedSettings } from './load.ts';
import { SettingsError, type SettingsProblem } from './problems.ts';
import type { Environment } from './variables.ts';

/** A secret that no output may show. */
export const CANARY = 'canary-4711-canary';

export function load(document: Record<string, unknown>, env: Environment = {}): LoadedSettings {
  return loadSettings({ document, env });
}

export function problemsOf(
  document: Record<string, unknown>,
  env: Environment = {},
): readonly SettingsProblem[] {
  try {
    load(document, env);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

export function keysOf(document: Record<string, unknown>, env: Environment = {}): string[] {
  return problemsOf(document, env).map(({ key }) => key);
}

export function withProvider(provider: Record<string, unknown>): Record<string, unknown> {
  return { providers: { p: { kind: 'openai', ...provider } } };
}
