/** Unrelated hosts outside that tell whether our own network works. */
export abstract class ConnectivityControls {
  /** True as soon as one control answers; false once all of them have failed. Never rejects. */
  abstract isOnline(): Promise<boolean>;
}
