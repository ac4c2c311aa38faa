/** The runs of the store, kept up to date as long as somebody looks. */

import { ISignal, Signal } from '@lumino/signaling';

import { RunsApi } from '../api/runs';
import { RunDetail, RunRow, isFinal } from '../wire/run';
import { Poller, REAL_TIMERS, Timers } from './poller';
import { Problem, problemOf } from './problem';

export type RunScope = 'notebook' | 'all';

/** While nobody looks but runs are going, the number of running jobs is asked for this often. */
export const UNSEEN_INTERVAL_MS = 5_000;

export class RunsModel {
  constructor(
    readonly api: RunsApi,
    intervalMs: number,
    timers: Timers = REAL_TIMERS
  ) {
    this.interval = intervalMs;
    this.poller = new Poller(() => this.look(), intervalMs, timers);
  }

  get changed(): ISignal<this, void> {
    return this.changedSignal;
  }

  /** Everything known, the newest first. */
  get rows(): readonly RunRow[] {
    return this.sorted;
  }

  /** The rows in scope. */
  get shown(): readonly RunRow[] {
    if (this.scope === 'all' || !this.notebook) {
      return this.sorted;
    }
    return this.sorted.filter(row => row.notebook === this.notebook);
  }

  get active(): readonly RunRow[] {
    return this.sorted.filter(row => !isFinal(row.state));
  }

  /** Whether the first answer is still to come. */
  get isWaiting(): boolean {
    return !this.answered && this.problem === null;
  }

  get chosen(): RunRow | null {
    return this.chosenId ? (this.byId.get(this.chosenId) ?? null) : null;
  }

  /** The chosen run in full, once it has been read. */
  get detail(): RunDetail | null {
    return this.detailOf?.row.id === this.chosenId ? this.detailOf : null;
  }

  problem: Problem | null = null;
  /** Why the last wish to cancel was not taken; stays until the next one. */
  cancelProblem: Problem | null = null;
  detailProblem: Problem | null = null;
  scope: RunScope = 'all';
  /** The path of the notebook in front, from the server's root. */
  notebook = '';
  chosenId = '';
  /** Whether the store holds more runs than are listed: the newest ones are. */
  isCut = false;
  /** What the server's clock is ahead of this one, in milliseconds. */
  skewMs = 0;

  set intervalMs(value: number) {
    this.interval = value;
    this.pace();
  }

  /** Whether somebody looks: only then is the server asked again and again. */
  set isSeen(value: boolean) {
    if (this.seen !== value) {
      this.seen = value;
      this.pace();
    }
  }

  get isPolling(): boolean {
    return this.poller.isActive;
  }

  refresh(): Promise<void> {
    return this.poller.nudge();
  }

  setScope(scope: RunScope): void {
    this.scope = scope;
    this.tell();
  }

  setNotebook(path: string): void {
    if (this.notebook !== path) {
      this.notebook = path;
      this.tell();
    }
  }

  async choose(id: string): Promise<void> {
    this.chosenId = id;
    this.detailProblem = null;
    this.tell();
    if (id) {
      await this.readDetail(id);
      this.tell();
    }
  }

  /** Ask a run to stop; `by force` ends a worker at once. Goes through the store, so a busy kernel hears it too. */
  async cancel(id: string, force: boolean): Promise<void> {
    this.asked.add(id);
    this.cancelProblem = null;
    this.tell();
    try {
      this.put([await this.api.cancel(id, force)]);
    } catch (reason) {
      this.cancelProblem = problemOf(reason);
    } finally {
      this.asked.delete(id);
      this.tell();
    }
    await this.refresh();
  }

  dismissCancelProblem(): void {
    this.cancelProblem = null;
    this.tell();
  }

  /** Whether a wish to cancel is on its way or noted. */
  isStopping(row: RunRow): boolean {
    return !isFinal(row.state) && (row.cancelRequested || this.asked.has(row.id));
  }

  dispose(): void {
    this.poller.stop();
    Signal.clearData(this);
  }

  private async look(): Promise<boolean> {
    try {
      const changes = await this.api.changes(this.cursor);
      const isNews = changes.isFull || changes.isCut !== this.isCut || changes.rows.length > 0 || changes.gone.length > 0;
      this.cursor = changes.cursor;
      this.isCut = changes.isCut;
      this.skewMs = changes.now === null ? this.skewMs : changes.now - Date.now();
      if (changes.isFull) {
        this.byId.clear();
      }
      changes.gone.forEach(id => this.byId.delete(id));
      this.put(changes.rows);
      const wasWaiting = this.isWaiting || this.problem !== null;
      this.answered = true;
      this.problem = null;
      const chosen = this.chosen;
      const hasMoved = changes.rows.some(row => row.id === this.chosenId);
      // A log grows without its row changing.
      if (chosen && (hasMoved || this.detail === null || !isFinal(chosen.state))) {
        await this.readDetail(this.chosenId);
      }
      this.pace();
      if (isNews || wasWaiting || this.active.length > 0) {
        this.tell();
      }
      return true;
    } catch (reason) {
      this.problem = problemOf(reason);
      this.tell();
      return false;
    }
  }

  private async readDetail(id: string): Promise<void> {
    try {
      const detail = await this.api.detail(id);
      if (this.chosenId === id) {
        this.detailOf = detail;
        this.detailProblem = null;
      }
    } catch (reason) {
      if (this.chosenId === id) {
        this.detailProblem = problemOf(reason);
      }
    }
  }

  private put(rows: readonly RunRow[]): void {
    for (const row of rows) {
      const known = this.byId.get(row.id);
      // A final state never changes: an answer that was overtaken by a later one is not believed.
      if (known === undefined || !isFinal(known.state) || isFinal(row.state)) {
        this.byId.set(row.id, row);
      }
    }
    this.sorted = [...this.byId.values()].sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  }

  private pace(): void {
    const isWanted = this.seen || this.active.length > 0;
    this.poller.intervalMs = this.seen ? this.interval : Math.max(this.interval, UNSEEN_INTERVAL_MS);
    if (isWanted) {
      this.poller.start();
    } else {
      this.poller.stop();
    }
  }

  private tell(): void {
    this.changedSignal.emit();
  }

  private readonly changedSignal = new Signal<this, void>(this);
  private readonly poller: Poller;
  private readonly byId = new Map<string, RunRow>();
  private readonly asked = new Set<string>();
  private sorted: readonly RunRow[] = [];
  private detailOf: RunDetail | null = null;
  private cursor = '';
  private answered = false;
  private seen = false;
  private interval: number;
}
