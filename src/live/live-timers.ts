/** Time for the live room. */
export abstract class LiveTimers {
  /** Works every so often; returns the function that ends it. */
  abstract every(ms: number, work: () => void): () => void;

  /** Works once, after what is under way. */
  abstract soon(work: () => void): void;
}

/** They keep no process alive. */
export class SystemTimers extends LiveTimers {
  every(ms: number, work: () => void): () => void {
    const timer = setInterval(work, ms).unref();
    return () => clearInterval(timer);
  }

  soon(work: () => void): void {
    setImmediate(work);
  }
}
