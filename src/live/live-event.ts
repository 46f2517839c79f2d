/** Everything that the stream tells, `snapshot` apart, which begins it. */
export const LIVE_EVENT_TYPES = [
  'target.updated',
  'target.added',
  'target.removed',
  'target.recovered',
  'target.restarted',
  'status.changed',
  'circuit.changed',
  'version.changed',
  'incident.changed',
  'egress.changed',
  'routing.changed',
  'alert.firing',
  'alert.resolved',
  'alert.updated',
] as const;

export type LiveEventType = (typeof LIVE_EVENT_TYPES)[number];

/** The members of a JSON object: as an object, or as text that is ready, without the braces around it. */
export type Members = object | Buffer;

/** Something that a source has to tell. */
export interface News {
  readonly type: LiveEventType;
  /** Null where it is about no target. */
  readonly targetId: string | null;
  /** The pool that advice is for. */
  readonly pool?: string;
  /**
   * Names the state that it shows anew, where it shows one: only the newest of that name is worth telling to who was
   * away. Null for what happened, of which nothing may be left out.
   */
  readonly state: string | null;
  /** The state that is over with it: what waits of it must not be told. */
  readonly ends?: string;
  /** Asked when it is told, which of a state may be later. */
  readonly members: () => Members;
}
