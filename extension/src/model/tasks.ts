/** Begin a command and follow it to its end. */

import { TaskRequest, WorkApi } from '../api/work';
import { Task } from '../wire/task';
import { REAL_TIMERS, Timers } from './poller';
import { Problem, problemOf } from './problem';

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 1500;
/** How long a server that does not answer is waited for. */
const OFFLINE_LIMIT_MS = 60_000;

export type Outcome =
  | { readonly kind: 'done'; readonly document: Record<string, unknown> }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly problem: Problem; readonly said: string };

/** One command on its way. `changed` is called at every piece of news. */
export class Follower {
  constructor(
    private readonly api: WorkApi,
    private readonly changed: () => void,
    private readonly timers: Timers = REAL_TIMERS
  ) {}

  task: Task | null = null;
  isRunning = false;

  /** The outcome; never rejects. */
  async run(request: TaskRequest): Promise<Outcome> {
    this.isRunning = true;
    this.task = null;
    this.wantsStop = false;
    this.changed();
    try {
      this.task = await this.api.begin(request);
      return outcomeOf(await this.follow(this.task));
    } catch (reason) {
      return { kind: 'failed', problem: problemOf(reason), said: this.task?.said ?? '' };
    } finally {
      this.isRunning = false;
      this.changed();
    }
  }

  async stop(): Promise<void> {
    this.wantsStop = true;
    this.changed();
    if (this.task) {
      // Where it cannot be told now, it is told with the next look.
      await this.api.stop(this.task.id).catch(() => undefined);
    }
  }

  get isStopping(): boolean {
    return this.isRunning && (this.wantsStop || this.task?.isStopping === true);
  }

  private async follow(first: Task): Promise<Task> {
    let task = first;
    let wait = FIRST_WAIT_MS;
    let silentMs = 0;
    while (task.state === 'running') {
      await new Promise<void>(resolve => this.timers.set(resolve, wait));
      wait = Math.min(LONGEST_WAIT_MS, wait * 1.3);
      try {
        if (this.wantsStop && !task.isStopping) {
          await this.api.stop(task.id);
        }
        task = await this.api.task(task.id);
        silentMs = 0;
      } catch (reason) {
        silentMs += wait;
        if (problemOf(reason).code !== 'offline' || silentMs > OFFLINE_LIMIT_MS) {
          throw reason;
        }
      }
      this.task = task;
      this.changed();
    }
    return task;
  }

  private wantsStop = false;
}

function outcomeOf(task: Task): Outcome {
  if (task.state === 'cancelled') {
    return { kind: 'cancelled' };
  }
  if (task.state === 'done' && task.document) {
    return { kind: 'done', document: task.document };
  }
  const error = task.error ?? { code: 'panel', text: '', hint: '' };
  const problem = { code: error.code, message: error.text, hint: error.hint, findings: [] };
  return { kind: 'failed', problem, said: task.said };
}
