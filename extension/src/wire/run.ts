/** Runs as the server tells them. */

import { Finding, readFindings } from './finding';
import { WireError, flagOf, isObject, itemsOf, needList, needObject, needText, numberOf, textOf, textsOf, timeOf } from './shape';

export const RUN_STATES = ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'interrupted'] as const;
export type RunState = (typeof RUN_STATES)[number];

export interface Failure {
  readonly code: string;
  readonly origin: string;
  readonly text: string;
  readonly traceback: string;
}

export interface RunProgress {
  /** 0..1, or null where unknown. */
  readonly fraction: number | null;
  readonly step: number | null;
  readonly steps: number | null;
  readonly message: string;
  /** Seconds still to go, or null where nothing tells. */
  readonly etaS: number | null;
  /** Whether the fraction is a guess from earlier runs. */
  readonly isEstimated: boolean;
}

/** One run as the list shows it; times are milliseconds since the epoch. */
export interface RunRow {
  readonly id: string;
  readonly state: RunState;
  readonly service: string;
  readonly className: string;
  readonly where: string;
  readonly convention: string;
  /** The notebook's path from the server's root; empty where it is unknown or elsewhere. */
  readonly notebook: string;
  readonly source: string;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly durationS: number | null;
  readonly stage: string;
  readonly progress: RunProgress;
  readonly cancelRequested: boolean;
  readonly cancelForced: boolean;
  readonly error: Failure | null;
  readonly findingCount: number;
}

export interface RunOutput {
  readonly key: string;
  readonly type: string;
  readonly size: number;
  readonly text: string | null;
  readonly isCut: boolean;
  readonly media: string;
}

export interface RunDetail {
  readonly row: RunRow;
  readonly findings: readonly Finding[];
  readonly logTail: string;
  readonly logSize: number;
  readonly logDropped: number;
  readonly outputs: readonly RunOutput[];
  readonly partial: readonly RunOutput[];
}

/** What changed since the last look. */
export interface RunChanges {
  readonly cursor: string;
  readonly isFull: boolean;
  readonly rows: readonly RunRow[];
  readonly gone: readonly string[];
  /** Whether the store holds older runs than those listed. */
  readonly isCut: boolean;
  /** The server's clock, milliseconds since the epoch. */
  readonly now: number | null;
}

export function isRunState(value: unknown): value is RunState {
  return RUN_STATES.includes(value as RunState);
}

export function isFinal(state: RunState): boolean {
  return state !== 'queued' && state !== 'running';
}

export function readRunRow(value: unknown): RunRow | null {
  if (!isObject(value) || typeof value.run_id !== 'string' || !isRunState(value.state)) {
    return null;
  }
  const counted = Array.isArray(value.findings) ? value.findings.length : numberOf(value.findings);
  return {
    id: value.run_id,
    state: value.state,
    service: textOf(value.service),
    className: textOf(value.class_name),
    where: textOf(value.where),
    convention: textOf(value.convention),
    notebook: textOf(value.notebook),
    source: textOf(value.source),
    createdAt: timeOf(value.created_at) ?? 0,
    startedAt: timeOf(value.started_at),
    finishedAt: timeOf(value.finished_at),
    durationS: numberOf(value.duration_s),
    stage: textOf(value.stage),
    progress: readProgress(value),
    cancelRequested: flagOf(value.cancel_requested),
    cancelForced: flagOf(value.cancel_forced),
    error: readFailure(value.error),
    findingCount: counted ?? 0
  };
}

export function readRunChanges(value: unknown): RunChanges {
  const document = needObject(value, 'runs');
  needList(document.runs, 'runs.runs');
  return {
    cursor: needText(document.cursor, 'runs.cursor'),
    isFull: flagOf(document.full),
    rows: itemsOf(document.runs, readRunRow),
    gone: textsOf(document.gone),
    isCut: flagOf(document.cut),
    now: numberOf(document.now)
  };
}

export function readRunDetail(value: unknown): RunDetail {
  const document = needObject(value, 'run');
  const row = readRunRow(document);
  if (row === null) {
    throw new WireError('run.state');
  }
  return {
    row,
    findings: readFindings(document.findings),
    logTail: textOf(document.log_tail),
    logSize: numberOf(document.log_size) ?? 0,
    logDropped: numberOf(document.log_dropped) ?? 0,
    outputs: itemsOf(document.outputs, readOutput),
    partial: itemsOf(document.partial, readOutput)
  };
}

function readOutput(value: unknown): RunOutput | null {
  if (!isObject(value) || typeof value.key !== 'string') {
    return null;
  }
  return {
    key: value.key,
    type: textOf(value.type),
    size: numberOf(value.size) ?? 0,
    text: typeof value.text === 'string' ? value.text : null,
    isCut: flagOf(value.cut),
    media: textOf(value.media)
  };
}

function readProgress(row: Record<string, unknown>): RunProgress {
  const progress = isObject(row.progress) ? row.progress : {};
  const fraction = numberOf(progress.fraction);
  return {
    fraction: fraction === null ? null : Math.min(1, Math.max(0, fraction)),
    step: numberOf(progress.step),
    steps: numberOf(progress.steps),
    message: textOf(progress.message),
    etaS: numberOf(row.eta_s) ?? numberOf(progress.eta_s),
    isEstimated: flagOf(row.is_estimated) || flagOf(progress.is_estimated)
  };
}

function readFailure(value: unknown): Failure | null {
  if (!isObject(value)) {
    return null;
  }
  return {
    code: typeof value.code === 'number' ? String(value.code) : textOf(value.code),
    origin: textOf(value.origin),
    text: textOf(value.text),
    traceback: textOf(value.traceback)
  };
}
