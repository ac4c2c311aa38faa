/** Commands that the server runs for the panel, and the documents they answer. */

import { Contract, readContract } from './contract';
import { CellPlace, Finding, placeOf, readFindings } from './finding';
import { WireError, flagOf, isObject, itemsOf, needObject, numberOf, textOf, textsOf } from './shape';

export type TaskKind = 'contract' | 'check' | 'preview' | 'export' | 'verify' | 'create';
export type TaskState = 'running' | 'done' | 'failed' | 'cancelled';

export interface TaskError {
  readonly code: string;
  readonly text: string;
  readonly hint: string;
}

export interface Task {
  readonly id: string;
  readonly kind: string;
  readonly state: TaskState;
  readonly durationS: number;
  readonly isStopping: boolean;
  /** The JSON document of a command that answered. */
  readonly document: Record<string, unknown> | null;
  /** The end of what it said meanwhile. */
  readonly said: string;
  readonly error: TaskError | null;
}

export interface Replay {
  readonly convention: string;
  readonly isWell: boolean;
  readonly durationS: number;
}

export interface CheckDocument {
  readonly isOk: boolean;
  readonly findings: readonly Finding[];
  readonly replays: readonly Replay[];
}

export interface SliceStatement {
  readonly cell: number;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly reason: string;
  readonly defines: readonly string[];
  readonly needs: readonly string[];
}

export interface Requirement {
  readonly line: string;
  readonly modules: readonly string[];
}

export interface Asset {
  readonly path: string;
  readonly size: number;
}

export interface PreviewDocument {
  readonly isOk: boolean;
  readonly className: string;
  readonly target: string;
  readonly pythonVersion: string;
  /** Null where the class cannot be lifted out of its notebook. */
  readonly statements: readonly SliceStatement[] | null;
  readonly leftOut: readonly CellPlace[];
  readonly localModules: readonly string[];
  readonly requirements: readonly Requirement[];
  readonly assets: readonly Asset[];
  readonly secrets: readonly Finding[];
  readonly findings: readonly Finding[];
}

export interface ExportDocument {
  readonly isOk: boolean;
  readonly folder: string;
  readonly archive: string;
  readonly name: string;
  readonly pythonVersion: string;
  readonly files: readonly Asset[];
  readonly requirements: readonly string[];
  readonly golden: readonly string[];
  readonly findings: readonly Finding[];
}

export interface VerifyStep {
  readonly name: string;
  readonly title: string;
  readonly isOk: boolean;
  readonly isSkipped: boolean;
  readonly detail: string;
}

export interface VerifyDocument {
  readonly isOk: boolean;
  readonly level: string;
  readonly pythonVersion: string;
  readonly targetPython: string;
  readonly sdkVersion: string;
  readonly steps: readonly VerifyStep[];
  readonly findings: readonly Finding[];
}

export function readTask(value: unknown): Task {
  const document = needObject(value, 'task');
  if (typeof document.task_id !== 'string' || !isTaskState(document.state)) {
    throw new WireError('task.state');
  }
  return {
    id: document.task_id,
    kind: textOf(document.kind),
    state: document.state,
    durationS: numberOf(document.duration_s) ?? 0,
    isStopping: flagOf(document.stopping),
    document: isObject(document.document) ? document.document : null,
    said: textOf(document.said),
    error: isObject(document.error) ? readError(document.error) : null
  };
}

export function isTaskState(value: unknown): value is TaskState {
  return value === 'running' || value === 'done' || value === 'failed' || value === 'cancelled';
}

export function readCheck(document: Record<string, unknown>): CheckDocument {
  return {
    isOk: flagOf(document.ok),
    findings: readFindings(document.findings),
    replays: itemsOf(document.replays, value =>
      isObject(value)
        ? {
            convention: textOf(value.convention),
            isWell: value.state === 'succeeded',
            durationS: numberOf(value.duration_s) ?? 0
          }
        : null
    )
  };
}

export function readContractDocument(document: Record<string, unknown>): {
  contract: Contract | null;
  findings: Finding[];
} {
  return { contract: readContract(document.contract), findings: readFindings(document.findings) };
}

export function readPreview(document: Record<string, unknown>): PreviewDocument {
  const slice = isObject(document.slice) ? document.slice : null;
  return {
    isOk: flagOf(document.ok),
    className: textOf(document.class_name),
    target: textOf(document.target),
    pythonVersion: textOf(document.python_version),
    statements: slice ? itemsOf(slice.statements, readStatement) : null,
    leftOut: slice ? itemsOf(slice.left_out, readPlace) : [],
    localModules: slice ? textsOf(slice.local_modules) : [],
    requirements: itemsOf(document.requirements, value =>
      isObject(value) ? { line: textOf(value.line), modules: textsOf(value.modules) } : null
    ),
    assets: itemsOf(document.assets, readAsset),
    secrets: readFindings(document.secrets),
    findings: readFindings(document.findings)
  };
}

export function readExport(document: Record<string, unknown>): ExportDocument {
  return {
    isOk: flagOf(document.ok),
    folder: textOf(document.folder),
    archive: textOf(document.archive),
    name: textOf(document.name),
    pythonVersion: textOf(document.python_version),
    files: itemsOf(document.files, readAsset),
    requirements: textsOf(document.requirements),
    golden: textsOf(document.golden),
    findings: readFindings(document.findings)
  };
}

export function readVerify(document: Record<string, unknown>): VerifyDocument {
  return {
    isOk: flagOf(document.ok),
    level: textOf(document.level),
    pythonVersion: textOf(document.python_version),
    targetPython: textOf(document.target_python),
    sdkVersion: textOf(document.sdk_version),
    steps: itemsOf(document.steps, value =>
      isObject(value)
        ? {
            name: textOf(value.name),
            title: textOf(value.title) || textOf(value.name),
            isOk: flagOf(value.ok),
            isSkipped: flagOf(value.skipped),
            detail: textOf(value.detail)
          }
        : null
    ),
    findings: readFindings(document.findings)
  };
}

function readError(value: Record<string, unknown>): TaskError {
  return { code: textOf(value.code), text: textOf(value.text), hint: textOf(value.hint) };
}

function readStatement(value: unknown): SliceStatement | null {
  if (!isObject(value)) {
    return null;
  }
  const cell = numberOf(value.cell);
  const first = numberOf(value.first_line);
  const last = numberOf(value.last_line);
  if (cell === null || first === null || last === null) {
    return null;
  }
  return {
    cell,
    firstLine: first,
    lastLine: last,
    reason: textOf(value.reason),
    defines: textsOf(value.defines),
    needs: textsOf(value.needs)
  };
}

function readPlace(value: unknown): CellPlace | null {
  return placeOf({ path: textOf(value), code: '', level: 'info', message: '', hint: '' });
}

function readAsset(value: unknown): Asset | null {
  return isObject(value) ? { path: textOf(value.path), size: numberOf(value.size) ?? 0 } : null;
}
