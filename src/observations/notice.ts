/** What people should know of before it hurts, and from when on it is a reason to doubt the target. */
export interface Notice {
  readonly code: 'model_deprecated' | 'certificate_expiring';
  /** A sentence for people, free of secrets. */
  readonly message: string;
  /** When it takes effect, epoch milliseconds; null where nobody says. */
  readonly at: number | null;
  /** From then on it degrades what it concerns, epoch milliseconds; null never does. */
  readonly dueFrom: number | null;
  /** The model that it concerns; null concerns the target itself. */
  readonly model: string | null;
}

export function isDue({ dueFrom }: Notice, now: number): boolean {
  return dueFrom !== null && now >= dueFrom;
}
