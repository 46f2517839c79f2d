/** Leaving a threshold needs 20 % less than entering it. */
export const LEAVE_SHARE = 0.8;

/** A threshold with hysteresis: on at `enter` and above, off again only below 80 % of it. */
export class ThresholdLatch {
  #isOn = false;

  get isOn(): boolean {
    return this.#isOn;
  }

  /** `value` null means that there is too little to judge by, which turns it off. */
  update(value: number | null, enter: number): boolean {
    this.#isOn = value !== null && value >= (this.#isOn ? enter * LEAVE_SHARE : enter);
    return this.#isOn;
  }

  reset(): void {
    this.#isOn = false;
  }
}
