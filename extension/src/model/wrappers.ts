/** The service classes of the notebook in front: by their text at once, by the kernel where it can be asked. */

import { ISignal, Signal } from '@lumino/signaling';

import { WorkApi } from '../api/work';
import { Contract, LiveContract } from '../wire/contract';
import { Finding, Level } from '../wire/finding';
import { ClassOutline, Outline } from '../wire/outline';
import { CheckDocument, Replay, readCheck, readContractDocument } from '../wire/task';
import { NotebookPort } from './notebook';
import { Problem, problemOf } from './problem';
import { Follower } from './tasks';

/** Only a notebook that holds one of these words can hold a service class. */
const SIGNS = /WrapperBase|ModuleRunner|wrapperOnceExec|aiges_wrapper/;

/** One class as the panel shows it. */
export interface Wrapper {
  readonly outline: ClassOutline;
  readonly contract: Contract | null;
  /** Whether the contract is that of the kernel's class, rather than of the saved text. */
  readonly isLive: boolean;
  readonly findings: readonly Finding[];
  readonly replays: readonly Replay[];
  /** Whether the text has changed since the check. */
  readonly isCheckOld: boolean;
}

interface Checked {
  readonly document: CheckDocument;
  readonly text: string;
}

export class WrappersModel {
  constructor(
    readonly notebook: NotebookPort,
    private readonly api: WorkApi
  ) {
    notebook.switched.connect(() => void this.switchOver());
    notebook.edited.connect(() => void this.readText());
    notebook.executed.connect(() => void this.readKernel());
    this.follower = new Follower(api, () => this.tell());
  }

  get changed(): ISignal<this, void> {
    return this.changedSignal;
  }

  get wrappers(): readonly Wrapper[] {
    return this.outline.classes.map(outline => this.wrapperOf(outline));
  }

  /** Everything known to be wrong, for the marks beside the lines. */
  get findings(): readonly Finding[] {
    const all = [...this.outline.findings, ...this.wrappers.flatMap(wrapper => wrapper.findings)];
    return unique(all);
  }

  get cellFindings(): readonly Finding[] {
    return this.outline.findings;
  }

  /** The name of the class that is being checked or read. */
  get busyWith(): string {
    return this.isSaving || this.follower.isRunning ? this.subject : '';
  }

  problem: Problem | null = null;
  said = '';
  isWaiting = false;
  /** Whether the kernel was busy when it was asked, so that what it told may be old. */
  isKernelOld = false;
  readonly follower: Follower;

  async refresh(): Promise<void> {
    await this.readText();
    await this.readKernel();
  }

  /** Run the check in a process of its own; the notebook is saved first, as that process reads the file. */
  async check(name: string): Promise<void> {
    const text = this.text();
    const document = await this.runTask('check', name);
    if (document) {
      this.checked.set(name, { document: readCheck(document), text });
      this.tell();
    }
  }

  /** Read the declaration in a process of its own, for a class that the kernel does not hold. */
  async readContract(name: string): Promise<void> {
    const document = await this.runTask('contract', name);
    if (document) {
      const told = readContractDocument(document);
      this.told.set(name, { contract: told.contract, findings: told.findings });
      this.tell();
    }
  }

  /** Show the form in the notebook. False where the class is not live: the cells above must run first. */
  async openForm(name: string): Promise<boolean> {
    return this.runMagic(name, `%aiges_run ${name}`);
  }

  async serve(name: string): Promise<boolean> {
    return this.runMagic(name, `%aiges_serve ${name}`);
  }

  /** Run the cells up to the class, so that the kernel knows it. */
  async makeLive(name: string): Promise<void> {
    const outline = this.outline.classes.find(one => one.name === name);
    if (outline) {
      await this.notebook.runUpTo(outline.cell);
      await this.readKernel();
    }
  }

  dismissProblem(): void {
    this.problem = null;
    this.said = '';
    this.tell();
  }

  private async runMagic(name: string, line: string): Promise<boolean> {
    const outline = this.outline.classes.find(one => one.name === name);
    if (!outline) {
      return true;
    }
    const state = this.notebook.kernelState;
    // Without a kernel Lab would start one that knows nothing, and run the line there.
    if (state === 'none' || state === 'dead') {
      return false;
    }
    if (state === 'idle' && !this.live?.has(name)) {
      await this.readKernel();
      if (!this.live?.has(name)) {
        return false;
      }
    }
    await this.notebook.runBelow(outline.cell, line);
    return true;
  }

  private async runTask(kind: 'check' | 'contract', name: string): Promise<Record<string, unknown> | null> {
    if (this.busyWith) {
      return null;
    }
    this.isSaving = true;
    this.subject = name;
    this.problem = null;
    this.said = '';
    try {
      await this.notebook.save();
    } catch (reason) {
      this.problem = { ...problemOf(reason), code: 'not-saved' };
      this.isSaving = false;
      this.tell();
      return null;
    }
    const { path, kernelName } = this.notebook;
    const running = this.follower.run({ kind, path, class_name: name, kernel: kernelName });
    this.isSaving = false;
    const outcome = await running;
    if (outcome.kind === 'failed') {
      this.problem = outcome.problem;
      this.said = outcome.said;
    }
    this.tell();
    return outcome.kind === 'done' ? outcome.document : null;
  }

  private async switchOver(): Promise<void> {
    this.outline = { classes: [], findings: [] };
    this.live = null;
    this.checked.clear();
    this.told.clear();
    this.problem = null;
    this.tell();
    await this.refresh();
  }

  private async readText(): Promise<void> {
    const path = this.notebook.path;
    const cells = path ? this.notebook.cells() : [];
    if (!cells.some(cell => SIGNS.test(cell.source))) {
      this.outline = { classes: [], findings: [] };
      this.isWaiting = false;
      this.tell();
      return;
    }
    const asked = ++this.asked;
    this.isWaiting = this.outline.classes.length === 0;
    try {
      const outline = await this.api.outline(path, cells);
      if (asked === this.asked && path === this.notebook.path) {
        this.outline = outline;
        this.isWaiting = false;
        if (this.problem?.code === 'offline' || this.problem?.code === 'no-server-part') {
          this.problem = null;
        }
        this.tell();
      }
    } catch (reason) {
      if (asked === this.asked) {
        this.problem = problemOf(reason);
        this.isWaiting = false;
        this.tell();
      }
    }
  }

  private async readKernel(): Promise<void> {
    const path = this.notebook.path;
    if (this.outline.classes.length === 0) {
      return;
    }
    if (this.notebook.kernelState !== 'idle') {
      this.isKernelOld = this.live !== null && this.notebook.kernelState === 'busy';
      if (this.notebook.kernelState === 'dead' || this.notebook.kernelState === 'none') {
        this.live = null;
      }
      this.tell();
      return;
    }
    const live = await this.notebook.contracts();
    if (path === this.notebook.path) {
      this.live = live;
      this.isKernelOld = false;
      this.tell();
    }
  }

  private wrapperOf(outline: ClassOutline): Wrapper {
    const live = this.live?.get(outline.name);
    const told = live ?? this.told.get(outline.name);
    const checked = this.checked.get(outline.name);
    const isCheckOld = checked !== undefined && checked.text !== this.text();
    const replayed = checked && !isCheckOld ? checked.document.findings : [];
    return {
      outline,
      contract: told?.contract ?? null,
      isLive: live !== undefined,
      findings: unique([...replayed, ...(told?.findings ?? []), ...outline.findings]),
      replays: checked?.document.replays ?? [],
      isCheckOld
    };
  }

  private text(): string {
    return this.notebook
      .cells()
      .map(cell => cell.source)
      .join('\n\0');
  }

  private tell(): void {
    this.changedSignal.emit();
  }

  private readonly changedSignal = new Signal<this, void>(this);
  private readonly checked = new Map<string, Checked>();
  private readonly told = new Map<string, LiveContract>();
  private outline: Outline = { classes: [], findings: [] };
  private live: ReadonlyMap<string, LiveContract> | null = null;
  private asked = 0;
  private isSaving = false;
  private subject = '';
}

const RANK: Readonly<Record<Level, number>> = { error: 0, warning: 1, info: 2 };

/** Each finding once, errors first, in the order found. */
export function unique(findings: readonly Finding[]): Finding[] {
  const seen = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.path}\n${finding.code}\n${finding.message}`;
    if (!seen.has(key)) {
      seen.set(key, finding);
    }
  }
  return [...seen.values()].sort((a, b) => RANK[a.level] - RANK[b.level]);
}
