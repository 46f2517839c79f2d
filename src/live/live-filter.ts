import type { LiveEventType } from './live-event.ts';

/** What one listener wants to hear. */
export interface Wanted {
  /** Null means all. */
  readonly types: ReadonlySet<LiveEventType> | null;
  /** Ids of providers, their models included, and of models; null means all. */
  readonly targets: ReadonlySet<string> | null;
  /** The pool whose advice is told. */
  readonly pool: string;
}

interface Subject {
  readonly type: LiveEventType | 'snapshot';
  readonly targetId: string | null;
  readonly pool?: string;
}

/** Decides what one listener hears; what is about no target is not held back by a choice of targets. */
export class LiveFilter {
  readonly wanted: Wanted;
  /** The same for all who want the same. */
  readonly key: string;
  constructor(wanted: Wanted) {
    this.wanted = wanted;
    this.key = [wanted.types, wanted.targets]
      .map((names) => (names === null ? '*' : [...names].toSorted().join(',')))
      .concat(wanted.pool)
      .join(' ');
  }

  takes({ type, targetId, pool }: Subject): boolean {
    const { types } = this.wanted;
    if (types !== null && !types.has(type as LiveEventType)) return false;
    if (pool !== undefined && pool !== this.wanted.pool) return false;
    return targetId === null || this.takesTarget(targetId);
  }

  takesTarget(id: string): boolean {
    const { targets } = this.wanted;
    return targets === null || targets.has(id) || targets.has(providerOf(id));
  }

  /** Whether a snapshot shows this provider: it is wanted, or one of its models is. */
  takesProvider(id: string): boolean {
    const { targets } = this.wanted;
    if (targets === null || targets.has(id)) return true;
    for (const target of targets) if (providerOf(target) === id) return true;
    return false;
  }

  /** Whether any event whose type begins so is wanted. */
  takesAnyOf(...beginnings: readonly string[]): boolean {
    const { types } = this.wanted;
    if (types === null) return true;
    for (const type of types) if (beginnings.some((beginning) => type.startsWith(beginning))) return true;
    return false;
  }
}

/** Ids of providers hold no slash; those of models begin with their provider's. */
function providerOf(id: string): string {
  const slash = id.indexOf('/');
  return slash < 0 ? id : id.slice(0, slash);
}
