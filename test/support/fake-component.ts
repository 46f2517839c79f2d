import { ComponentCheck, type ComponentReading, reading } from '../../src/system/components/component.ts';

/** A component that is as the test says. */
export class FakeComponent extends ComponentCheck {
  readonly name: string;
  override readonly isCritical: boolean;
  count = 0;
  behave: (signal: AbortSignal) => Promise<ComponentReading> = async () => reading('healthy');

  constructor(name: string, isCritical = false) {
    super();
    this.name = name;
    this.isCritical = isCritical;
  }

  check(signal: AbortSignal): Promise<ComponentReading> {
    this.count++;
    return this.behave(signal);
  }
}
