/** The notebook in front, as Lab holds it. */

import { SessionContextDialogs } from '@jupyterlab/apputils';
import { Notebook, INotebookTracker, NotebookActions, NotebookPanel } from '@jupyterlab/notebook';
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import { ISignal, Signal } from '@lumino/signaling';

import { KernelState, NotebookPort } from '../model/notebook';
import { LiveContract, readLiveContracts } from '../wire/contract';
import { CellPlace } from '../wire/finding';
import { SourceCell } from '../wire/outline';
import { isObject } from '../wire/shape';

const EDIT_PAUSE_MS = 500;
const RUN_PAUSE_MS = 250;
const ANSWER_LIMIT_MS = 4000;
/** Asks only where our code is loaded already: a look must not import anything into somebody's kernel. */
const QUESTION =
  "__import__('aiges_nb.workflows.outline', fromlist=['live_contracts']).live_contracts()" +
  " if 'aiges_nb.workflows' in __import__('sys').modules else None";

export class LabNotebook implements NotebookPort {
  constructor(tracker: INotebookTracker) {
    tracker.currentChanged.connect((_, panel) => this.follow(panel));
    NotebookActions.executed.connect((_, told) => {
      if (told.notebook === this.panel?.content) {
        this.later('run', RUN_PAUSE_MS, () => this.executedSignal.emit());
      }
    });
    this.follow(tracker.currentWidget);
  }

  get switched(): ISignal<this, void> {
    return this.switchedSignal;
  }

  get edited(): ISignal<this, void> {
    return this.editedSignal;
  }

  get executed(): ISignal<this, void> {
    return this.executedSignal;
  }

  get current(): NotebookPanel | null {
    return this.panel;
  }

  get path(): string {
    return this.panel?.context.localPath ?? '';
  }

  get kernelName(): string {
    return this.panel?.sessionContext.session?.kernel?.name ?? this.kernelSpecOfFile();
  }

  get kernelState(): KernelState {
    const kernel = this.panel?.sessionContext.session?.kernel;
    if (!kernel) {
      return 'none';
    }
    switch (kernel.status) {
      case 'idle':
        return 'idle';
      case 'busy':
        return 'busy';
      case 'dead':
      case 'terminating':
        return 'dead';
      default:
        return 'starting';
    }
  }

  get isDirty(): boolean {
    return this.panel?.context.model.dirty ?? false;
  }

  cells(): SourceCell[] {
    const cells = this.panel?.content.model?.cells;
    return cells
      ? Array.from(cells, cell => ({
          id: cell.id,
          kind: cell.type === 'code' ? ('code' as const) : ('markdown' as const),
          source: cell.sharedModel.getSource()
        }))
      : [];
  }

  reveal(place: CellPlace): void {
    const content = this.panel?.content;
    const cell = content?.widgets[place.cell - 1];
    if (!this.panel || !content || !cell) {
      return;
    }
    cell.inputHidden = false;
    content.activeCellIndex = place.cell - 1;
    content.deselectAll();
    void content.scrollToItem(place.cell - 1, 'smart').then(() => {
      content.mode = 'edit';
      const line = Math.min(place.line, cell.editor?.lineCount ?? 1) - 1;
      cell.editor?.setCursorPosition({ line, column: 0 });
      cell.editor?.revealPosition({ line, column: 0 });
      cell.editor?.focus();
    });
  }

  async save(): Promise<void> {
    const context = this.panel?.context;
    if (context?.model.dirty) {
      await context.save();
      if (context.model.dirty && !context.isDisposed) {
        throw new Error(context.path);
      }
    }
  }

  async contracts(): Promise<ReadonlyMap<string, LiveContract> | null> {
    const kernel = this.panel?.sessionContext.session?.kernel;
    if (!kernel || kernel.status !== 'idle') {
      return null;
    }
    const content = await ask(kernel, QUESTION);
    const told = isObject(content) ? content.data : null;
    return isObject(told) ? readLiveContracts(told['application/json']) : null;
  }

  async runBelow(after: number, source: string): Promise<void> {
    const panel = this.panel;
    const cells = panel?.content.model?.cells;
    if (!panel || !cells) {
      return;
    }
    const known = Array.from(cells).findIndex(cell => cell.type === 'code' && cell.sharedModel.getSource().trim() === source);
    let index = known;
    if (known < 0) {
      index = Math.min(after, cells.length);
      panel.content.model?.sharedModel.insertCell(index, { cell_type: 'code', source, metadata: {} });
    }
    panel.content.activeCellIndex = index;
    panel.content.deselectAll();
    await panel.content.scrollToItem(index, 'smart');
    await NotebookActions.run(panel.content, panel.sessionContext);
  }

  async runUpTo(last: number): Promise<void> {
    const panel = this.panel;
    if (panel && (await this.hasKernel(panel))) {
      await NotebookActions.runCells(panel.content, panel.content.widgets.slice(0, last), panel.sessionContext);
    }
  }

  /** Start a kernel where there is none: of several cells Lab itself would run only the first one then. */
  private async hasKernel(panel: NotebookPanel): Promise<boolean> {
    const session = panel.sessionContext;
    if (session.hasNoKernel && (await session.startKernel())) {
      await new SessionContextDialogs().selectKernel(session);
    }
    await session.session?.kernel?.info;
    return !session.hasNoKernel;
  }

  private follow(panel: NotebookPanel | null): void {
    if (panel === this.panel) {
      return;
    }
    if (this.panel && !this.panel.isDisposed) {
      this.panel.content.modelContentChanged.disconnect(this.onEdit, this);
      this.panel.sessionContext.kernelChanged.disconnect(this.onKernel, this);
      this.panel.sessionContext.statusChanged.disconnect(this.onStatus, this);
      this.panel.context.pathChanged.disconnect(this.onPath, this);
    }
    this.panel = panel;
    if (panel) {
      panel.content.modelContentChanged.connect(this.onEdit, this);
      panel.sessionContext.kernelChanged.connect(this.onKernel, this);
      panel.sessionContext.statusChanged.connect(this.onStatus, this);
      panel.context.pathChanged.connect(this.onPath, this);
      void panel.context.ready.then(() => {
        if (panel === this.panel) {
          this.switchedSignal.emit();
        }
      });
    } else {
      this.switchedSignal.emit();
    }
  }

  private onEdit(_: Notebook): void {
    this.later('edit', EDIT_PAUSE_MS, () => this.editedSignal.emit());
  }

  private onKernel(): void {
    this.later('run', RUN_PAUSE_MS, () => this.executedSignal.emit());
  }

  private onStatus(_: unknown, status: Kernel.Status): void {
    if (status === 'restarting' || status === 'autorestarting' || status === 'dead') {
      this.isNew = true;
      this.executedSignal.emit();
    } else if (status === 'idle' && this.isNew) {
      this.isNew = false;
      this.later('run', RUN_PAUSE_MS, () => this.executedSignal.emit());
    }
  }

  private onPath(): void {
    this.switchedSignal.emit();
  }

  private kernelSpecOfFile(): string {
    const spec: unknown = this.panel?.content.model?.getMetadata('kernelspec');
    return isObject(spec) && typeof spec.name === 'string' ? spec.name : '';
  }

  private later(name: string, delayMs: number, callback: () => void): void {
    clearTimeout(this.timers.get(name));
    this.timers.set(name, setTimeout(callback, delayMs));
  }

  private readonly switchedSignal = new Signal<this, void>(this);
  private readonly editedSignal = new Signal<this, void>(this);
  private readonly executedSignal = new Signal<this, void>(this);
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private panel: NotebookPanel | null = null;
  private isNew = false;
}

/** What a kernel answers to an expression; null where it does not answer in time. Leaves no trace in its history. */
async function ask(kernel: Kernel.IKernelConnection, question: string): Promise<unknown> {
  const options = {
    code: '',
    silent: true,
    store_history: false,
    allow_stdin: false,
    stop_on_error: false,
    user_expressions: { aiges_nb: question }
  };
  const future = kernel.requestExecute(options, true);
  const limit = new Promise<null>(resolve => setTimeout(() => resolve(null), ANSWER_LIMIT_MS));
  try {
    const reply = await Promise.race([future.done, limit]);
    return reply ? expressionsOf(reply).aiges_nb : null;
  } catch {
    return null; // the kernel went away meanwhile; whoever shows its state says so
  }
}

function expressionsOf(reply: KernelMessage.IExecuteReplyMsg): Record<string, unknown> {
  const content: unknown = reply.content;
  return isObject(content) && isObject(content.user_expressions) ? content.user_expressions : {};
}
