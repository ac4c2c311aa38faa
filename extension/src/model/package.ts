/** From a class to a package that holds: what would go along, the export, the proof. */

import { ISignal, Signal } from '@lumino/signaling';

import { WorkApi } from '../api/work';
import { SourceCell } from '../wire/outline';
import {
  ExportDocument,
  PreviewDocument,
  TaskKind,
  VerifyDocument,
  readExport,
  readPreview,
  readVerify
} from '../wire/task';
import { NotebookPort } from './notebook';
import { Problem, problemOf } from './problem';
import { Follower } from './tasks';

export type Level = 'process' | 'clean';

/** What the reader chooses; kept for each notebook, so that nothing typed is lost. */
export interface Choices {
  readonly className: string;
  readonly target: string;
  /** The folder, from the server's root. */
  readonly out: string;
  readonly pythonVersion: string;
  readonly archive: boolean;
  readonly allowSecrets: boolean;
  readonly force: boolean;
  readonly level: Level;
}

interface Progress {
  choices: Choices;
  preview: PreviewDocument | null;
  /** The cells that the preview speaks of. */
  previewCells: readonly SourceCell[];
  exported: ExportDocument | null;
  exportedTo: string;
  verified: VerifyDocument | null;
  problem: Problem | null;
  said: string;
}

export class PackageModel {
  constructor(
    readonly notebook: NotebookPort,
    private readonly api: WorkApi
  ) {
    this.follower = new Follower(api, () => this.tell());
    notebook.switched.connect(() => this.tell());
  }

  get changed(): ISignal<this, void> {
    return this.changedSignal;
  }

  readonly follower: Follower;
  targets: readonly string[] = ['aiges'];
  defaultTarget = 'aiges';

  get state(): Readonly<Progress> {
    return this.stateOf(this.notebook.path);
  }

  get choices(): Choices {
    return this.state.choices;
  }

  get isBusy(): boolean {
    return this.isSaving || this.follower.isRunning;
  }

  /** Which step is on its way, for the notebook in front. */
  get step(): TaskKind | '' {
    return this.isBusy && this.runsFor === this.notebook.path ? this.stepNow : '';
  }

  /** Whether a step of another notebook is on its way. */
  get isBusyElsewhere(): boolean {
    return this.isBusy && this.runsFor !== this.notebook.path;
  }

  /** Whether something that looks like a secret stands against the export until the reader says so. */
  get needsConsent(): boolean {
    const { preview, choices } = this.state;
    return !choices.allowSecrets && (preview?.secrets.some(finding => finding.level === 'error') ?? false);
  }

  /** The kept choices of every notebook, to be stored. */
  get kept(): Record<string, Choices> {
    return Object.fromEntries([...this.states].map(([path, state]) => [path, state.choices]));
  }

  restore(kept: Readonly<Record<string, Partial<Choices>>>): void {
    for (const [path, choices] of Object.entries(kept)) {
      // What was typed meanwhile is newer than what was stored.
      if (!this.touched.has(path)) {
        const state = this.stateOf(path);
        state.choices = { ...state.choices, ...choices };
      }
    }
    this.tell();
  }

  async readTargets(): Promise<void> {
    // Until the server answers, the built-in target can be chosen; what is wrong with it the next step says.
    const targets = await this.api.targets().catch(() => []);
    this.targets = targets.length > 0 ? targets : this.targets;
    this.tell();
  }

  choose(changes: Partial<Choices>): void {
    const state = this.stateOf(this.notebook.path);
    const before = state.choices;
    this.touched.add(this.notebook.path);
    state.choices = { ...before, ...changes };
    const isOther = (['className', 'target', 'pythonVersion'] as const).some(
      name => changes[name] !== undefined && changes[name] !== before[name]
    );
    if (isOther) {
      state.preview = null;
      if (changes.out === undefined && before.out === this.folderFor(before)) {
        state.choices = { ...state.choices, out: this.folderFor(state.choices) };
      }
    }
    this.tell();
  }

  async preview(): Promise<void> {
    const state = this.stateOf(this.notebook.path);
    const { className, target, pythonVersion } = state.choices;
    const document = await this.run('preview', {
      class_name: className,
      target,
      ...(pythonVersion ? { python_version: pythonVersion } : {})
    });
    if (document) {
      state.preview = readPreview(document);
      state.previewCells = this.cellsAtRun;
      this.tell();
    }
  }

  async export(): Promise<void> {
    const state = this.stateOf(this.notebook.path);
    const { className, target, pythonVersion, out, archive, allowSecrets, force } = state.choices;
    state.exported = null;
    state.verified = null;
    const document = await this.run('export', {
      class_name: className,
      target,
      out,
      archive,
      allow_secrets: allowSecrets,
      force,
      ...(pythonVersion ? { python_version: pythonVersion } : {})
    });
    if (!document) {
      return;
    }
    const exported = readExport(document);
    if (exported.isOk) {
      state.exported = exported;
      state.exportedTo = out;
    } else {
      state.problem = { code: 'refused', message: '', hint: '', findings: exported.findings };
    }
    this.tell();
  }

  async verify(): Promise<void> {
    const state = this.stateOf(this.notebook.path);
    state.verified = null;
    const document = await this.run('verify', { level: state.choices.level }, state.exportedTo || state.choices.out);
    if (document) {
      state.verified = readVerify(document);
      this.tell();
    }
  }

  stop(): Promise<void> {
    return this.follower.stop();
  }

  /** The archive's path from the server's root; empty where none was written. */
  get archivePath(): string {
    const { exported, exportedTo } = this.state;
    const name = exported?.archive.split(/[\\/]/).pop() ?? '';
    const parent = exportedTo.split('/').slice(0, -1).join('/');
    return name ? (parent ? `${parent}/${name}` : name) : '';
  }

  /** The first free way to name the package's folder: beside the notebook, after it and the target. */
  folderFor(choices: Pick<Choices, 'target'>, path = this.notebook.path): string {
    const parts = path.split('/');
    const stem = (parts.pop() ?? '').replace(/\.[^.]*$/, '').replace(/[^\w.-]+/g, '_') || 'package';
    return [...parts, `${stem}_${choices.target}`].join('/');
  }

  private async run(
    kind: TaskKind,
    more: Readonly<Record<string, unknown>>,
    path = this.notebook.path
  ): Promise<Record<string, unknown> | null> {
    if (this.isBusy || !path) {
      return null;
    }
    this.isSaving = true;
    const state = this.stateOf(this.notebook.path);
    this.stepNow = kind;
    this.runsFor = this.notebook.path;
    state.problem = null;
    state.said = '';
    if (kind !== 'verify') {
      try {
        await this.notebook.save();
      } catch (reason) {
        state.problem = { ...problemOf(reason), code: 'not-saved' };
        this.isSaving = false;
        this.tell();
        return null;
      }
      this.cellsAtRun = this.notebook.cells();
    }
    const running = this.follower.run({ kind, path, kernel: this.notebook.kernelName, ...more });
    this.isSaving = false;
    const outcome = await running;
    if (outcome.kind === 'failed') {
      state.problem = outcome.problem;
      state.said = outcome.said;
    }
    this.tell();
    return outcome.kind === 'done' ? outcome.document : null;
  }

  private stateOf(path: string): Progress {
    let state = this.states.get(path);
    if (!state) {
      state = {
        choices: {
          className: '',
          target: this.defaultTarget,
          out: '',
          pythonVersion: '',
          archive: true,
          allowSecrets: false,
          force: false,
          level: 'process'
        },
        preview: null,
        previewCells: [],
        exported: null,
        exportedTo: '',
        verified: null,
        problem: null,
        said: ''
      };
      state.choices = { ...state.choices, out: this.folderFor(state.choices, path) };
      if (path) {
        this.states.set(path, state);
      }
    }
    return state;
  }

  private tell(): void {
    this.changedSignal.emit();
  }

  private readonly changedSignal = new Signal<this, void>(this);
  private readonly states = new Map<string, Progress>();
  private readonly touched = new Set<string>();
  private cellsAtRun: readonly SourceCell[] = [];
  private isSaving = false;
  private stepNow: TaskKind | '' = '';
  private runsFor = '';
}
