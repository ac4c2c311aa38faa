import { Timers } from '../src/model/poller';

/** Time that passes when the test says so; what is due first comes first. */
export class FakeTimers implements Timers {
  readonly waits: number[] = [];
  private pending: { callback: () => void; at: number }[] = [];
  private now = 0;

  set(callback: () => void, delayMs: number): unknown {
    this.waits.push(delayMs);
    const entry = { callback, at: this.now + delayMs };
    this.pending.push(entry);
    return entry;
  }

  clear(handle: unknown): void {
    this.pending = this.pending.filter(entry => entry !== handle);
  }

  get isWaiting(): boolean {
    return this.pending.length > 0;
  }

  /** Let the next one that is due happen. */
  async pass(): Promise<void> {
    this.pending.sort((a, b) => a.at - b.at);
    const due = this.pending.shift();
    if (due) {
      this.now = due.at;
      due.callback();
    }
    await settle();
  }
}

export const settle = (): Promise<void> => new Promise(resolve => setImmediate(resolve));
