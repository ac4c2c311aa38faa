/** Ask again and again, one question at a time, as long as somebody looks. */

export interface Timers {
  set(callback: () => void, delayMs: number): unknown;
  clear(handle: unknown): void;
}

export const REAL_TIMERS: Timers = {
  set: (callback, delayMs) => setTimeout(callback, delayMs),
  clear: handle => clearTimeout(handle as ReturnType<typeof setTimeout>)
};

export const LONGEST_WAIT_MS = 30_000;

/**
 * Calls `ask` at once when it is started, then `intervalMs` after each answer. A failure doubles the wait, up to
 * half a minute; `nudge` asks now. An `ask` that fails tells that by returning false.
 */
export class Poller {
  constructor(
    private readonly ask: () => Promise<boolean>,
    private interval: number,
    private readonly timers: Timers = REAL_TIMERS
  ) {}

  get isActive(): boolean {
    return this.active;
  }

  set intervalMs(value: number) {
    this.interval = value;
    if (this.handle !== null) {
      this.schedule();
    }
  }

  start(): void {
    if (!this.active) {
      this.active = true;
      void this.turn();
    }
  }

  stop(): void {
    this.active = false;
    this.unschedule();
  }

  /** Ask now; where a question is on its way, once more after its answer. */
  async nudge(): Promise<void> {
    if (this.running !== null) {
      this.again = true;
      return this.running;
    }
    this.unschedule();
    return this.turn();
  }

  private turn(): Promise<void> {
    this.running ??= this.askUntilQuiet().finally(() => {
      this.running = null;
      if (this.active) {
        this.schedule();
      }
    });
    return this.running;
  }

  private async askUntilQuiet(): Promise<void> {
    do {
      this.again = false;
      const isWell = await this.ask();
      this.failures = isWell ? 0 : this.failures + 1;
    } while (this.again && this.failures === 0);
  }

  private schedule(): void {
    this.unschedule();
    const wait = Math.min(this.interval * 2 ** Math.min(this.failures, 10), Math.max(LONGEST_WAIT_MS, this.interval));
    this.handle = this.timers.set(() => {
      this.handle = null;
      void this.turn();
    }, wait);
  }

  private unschedule(): void {
    if (this.handle !== null) {
      this.timers.clear(this.handle);
      this.handle = null;
    }
  }

  private active = false;
  private again = false;
  private failures = 0;
  private handle: unknown = null;
  private running: Promise<void> | null = null;
}
