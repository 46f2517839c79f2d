import type { Acknowledgement, Alert } from '../../src/alerts/alert.ts';
import type { ComponentReport } from '../../src/alerts/rules/own-components.ts';
import type { Silence } from '../../src/alerts/suppression/silence.ts';
import { AlertWorld, alertSettings } from './alert-world.ts';
import { Timeline } from './timeline.ts';
import { discrepancies, toldOf } from '../../src/alerts/rehearsal/notification-log.ts';
import { inSeconds, millisecondsOf, type Span } from './timeline/span.ts';
import type { VirtualWorld, WorldOptions } from './virtual-world.ts';

/** Begins a story in which somebody is told of what happens. */
export function alertScenario(title: string, options: Partial<WorldOptions> = {}): AlertTimeline {
  return new AlertTimeline(title, options);
}

/**
 * A story with alerts. What is told must be told in `expectNotifications`: a message that is missing, that nobody
 * expected, or that comes twice fails the story, and so does one that expects nothing about them.
 */
export class AlertTimeline extends Timeline {
  #settings: Readonly<Record<string, unknown>> = {};
  #expected: readonly string[] | null = null;
  readonly #worlds = new WeakMap<VirtualWorld, AlertWorld>();

  /** The section `alerts` of the settings, where it differs from one channel `oncall` for warnings and outages. */
  alerts(settings: Readonly<Record<string, unknown>>): this {
    this.#settings = { ...this.#settings, ...settings };
    return this;
  }

  /** At this moment anything with the alerts themselves. */
  doesWithAlerts(act: (alerts: AlertWorld, world: VirtualWorld) => void | Promise<void>): this {
    return this.does((world) => act(this.#worlds.get(world)!, world));
  }

  /** The process dies, comes back at once and takes up what was written. */
  restarts(): this {
    return this.doesWithAlerts((alerts) => alerts.restart());
  }

  reloadsAlerts(settings: Readonly<Record<string, unknown>>): this {
    return this.doesWithAlerts((alerts) => alerts.apply(alertSettings({ ...this.#settings, ...settings })));
  }

  reportsComponents(...components: ComponentReport[]): this {
    return this.doesWithAlerts((alerts) => void (alerts.components = components));
  }

  acknowledges(rule: string, targetId: string, more: Partial<Acknowledgement> & { for?: Span } = {}): this {
    return this.doesWithAlerts((alerts, world) => {
      const alert = openAlert(alerts, rule, targetId);
      const at = world.clock.now();
      const { for: span, ...rest } = more;
      const expiresAt = span === undefined ? null : at + millisecondsOf(span);
      alerts.engine.acknowledge(alert.id, {
        by: 'kim',
        note: null,
        at,
        expiresAt,
        isSticky: true,
        ...rest,
      });
    });
  }

  silences(id: string, matchers: Readonly<Record<string, string>>, more: Partial<Silence> = {}): this {
    return this.doesWithAlerts((alerts, world) => {
      const now = world.clock.now();
      alerts.engine.silences.put({
        id,
        matchers: Object.entries(matchers).map(([name, value]) => ({
          name,
          value,
          isRegex: false,
          isEqual: true,
        })),
        from: now,
        until: null,
        recurrence: null,
        by: 'kim',
        comment: 'known',
        createdAt: now,
        updatedAt: now,
        ...more,
      });
    });
  }

  endsSilence(id: string): this {
    return this.doesWithAlerts((alerts, world) => void alerts.engine.silences.expire(id, world.clock.now()));
  }

  expectAlert(rule: string, targetId: string | null, expected: Partial<Alert>): this {
    return this.doesWithAlerts((alerts) => {
      const ofRule = alerts.engine
        .open()
        .filter((alert) => alert.rule === rule && alert.targetId === targetId);
      expect(ofRule).toMatchObject([expected]);
    });
  }

  /** Exactly these alerts are firing, as `rule:target`. */
  expectFiring(...names: readonly string[]): this {
    return this.doesWithAlerts((alerts, world) => {
      const firing = alerts.engine
        .open()
        .filter(({ state }) => state === 'firing')
        .map(({ rule, targetId }) => `${rule}:${targetId ?? ''}`);
      const at = inSeconds(world.elapsedMs);
      expect({ at, firing: firing.toSorted() }).toEqual({ at, firing: names.toSorted() });
    });
  }

  /**
   * All messages of the whole story: `63s-64s oncall first +target_unhealthy:openai`, with a `-` for an alert that is
   * over and `any` where the reason does not matter.
   */
  expectNotifications(messages: readonly string[]): this {
    this.#expected = messages;
    return this;
  }

  protected override prepare(world: VirtualWorld): void {
    this.#worlds.set(world, new AlertWorld(world, alertSettings(this.#settings)));
  }

  protected override faults(world: VirtualWorld): string[] {
    const { store, faults, circuits } = this.#worlds.get(world)!;
    circuits.dispose();
    const startedAt = world.clock.now() - world.elapsedMs;
    const told = [...store.deliveriesByKey.values()].map(({ message, channelId }) =>
      toldOf(message, channelId, startedAt),
    );
    if (this.#expected === null) return [...faults, 'a story with alerts says what is told'];
    const found = discrepancies(told, this.#expected);
    return found.length === 0 ? faults : [...faults, ...found, 'in full:', ...told.map(({ text }) => text)];
  }
}

function openAlert(alerts: AlertWorld, rule: string, targetId: string): Alert {
  const alert = alerts.engine.open().find((each) => each.rule === rule && each.targetId === targetId);
  if (alert === undefined) throw new Error(`no open alert ${rule} of ${targetId}`);
  return alert;
}
