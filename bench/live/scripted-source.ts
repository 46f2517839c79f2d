export const EVENTS_PER_SECOND = 10;
/** About what a change of status weighs. */
const TEXT = 'x'.repeat(600);

/** Something to tell as a source of ours tells it: the same, so often a second. */
const NEWS = {
  type: 'status.changed',
  targetId: 'openai',
  state: null,
  members: () => ({ text: TEXT }),
} as const;

/** Not a class of the live room's: the bench loads that one as it was built. */
export class ScriptedSource {
  subscribe(hear: (news: typeof NEWS) => void): () => void {
    const timer = setInterval(() => hear(NEWS), 1_000 / EVENTS_PER_SECOND);
    return () => clearInterval(timer);
  }

  now(): object {
    return { text: TEXT };
  }
}
