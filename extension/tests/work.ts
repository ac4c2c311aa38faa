import { Signal } from '@lumino/signaling';

import { TaskRequest, WorkApi } from '../src/api/work';
import { KernelState, NotebookPort } from '../src/model/notebook';
import { LiveContract } from '../src/wire/contract';
import { CellPlace } from '../src/wire/finding';
import { Outline, SourceCell, readOutline } from '../src/wire/outline';
import { Task, readTask } from '../src/wire/task';

/** A notebook of the test's own. */
export class Notebook implements NotebookPort {
  readonly switched = new Signal<this, void>(this);
  readonly edited = new Signal<this, void>(this);
  readonly executed = new Signal<this, void>(this);
  path = 'folder/a.ipynb';
  kernelName = 'python3';
  kernelState: KernelState = 'idle';
  isDirty = false;
  saves = 0;
  saveError: Error | null = null;
  live: ReadonlyMap<string, LiveContract> | null = null;
  readonly ran: string[] = [];
  readonly revealed: CellPlace[] = [];
  sources = ['class Wrapper(WrapperBase): pass'];

  cells(): SourceCell[] {
    return this.sources.map((source, index) => ({ id: `c${index}`, kind: 'code', source }));
  }

  reveal(place: CellPlace): void {
    this.revealed.push(place);
  }

  async save(): Promise<void> {
    this.saves++;
    if (this.saveError) {
      throw this.saveError;
    }
  }

  async contracts(): Promise<ReadonlyMap<string, LiveContract> | null> {
    return this.live;
  }

  async runBelow(after: number, source: string): Promise<void> {
    this.ran.push(`${source} below ${after}`);
  }

  async runUpTo(last: number): Promise<void> {
    this.ran.push(`up to ${last}`);
  }
}

/** A server whose commands end as the test says. */
export class Work implements WorkApi {
  readonly begun: TaskRequest[] = [];
  readonly stopped: string[] = [];
  outlined = 0;
  outlineError: Error | null = null;
  told: Outline = outlineOf({ name: 'Wrapper', cell: 1, line: 1, findings: [] });
  answers: (Partial<Record<string, unknown>> | Error)[] = [];
  beginError: Error | null = null;

  async outline(): Promise<Outline> {
    this.outlined++;
    if (this.outlineError) {
      throw this.outlineError;
    }
    return this.told;
  }

  async targets(): Promise<readonly string[]> {
    return ['aiges', 'codeproject'];
  }

  async begin(request: TaskRequest): Promise<Task> {
    this.begun.push(request);
    if (this.beginError) {
      throw this.beginError;
    }
    return taskOf({ state: 'running', kind: request.kind });
  }

  async task(): Promise<Task> {
    const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
    if (answer instanceof Error) {
      throw answer;
    }
    return taskOf(answer ?? {});
  }

  async tasks(): Promise<readonly Task[]> {
    return [];
  }

  async stop(id: string): Promise<void> {
    this.stopped.push(id);
  }
}

export function taskOf(changes: Record<string, unknown>): Task {
  return readTask({ task_id: '0123456789abcdef', kind: 'check', state: 'done', document: { ok: true }, ...changes });
}

export function outlineOf(...classes: Record<string, unknown>[]): Outline {
  return readOutline({ classes, findings: [] });
}
