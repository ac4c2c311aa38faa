/** Numbers and states in the reader's language. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { RunRow, RunState } from '../wire/run';

export function stateText(state: RunState, trans: TranslationBundle): string {
  switch (state) {
    case 'queued':
      return trans.__('Queued');
    case 'running':
      return trans.__('Running');
    case 'succeeded':
      return trans.__('Succeeded');
    case 'failed':
      return trans.__('Failed');
    case 'cancelled':
      return trans.__('Cancelled');
    case 'interrupted':
      return trans.__('Interrupted');
  }
}

/** What the run is doing, where its state alone does not tell. */
export function stageText(row: RunRow, trans: TranslationBundle): string {
  switch (row.stage) {
    case 'waiting':
      return trans.__('Waiting for its turn');
    case 'starting':
      return trans.__('Loading the model');
    case 'asked':
      return trans.__('Asked to stop');
    case 'pressed':
      return trans.__('Being stopped');
    case 'holding-on':
      return trans.__('Code that does not listen holds on; run it in a worker to be able to end it');
    case 'killed':
      return trans.__('Its process is being ended');
    default:
      return '';
  }
}

/** `0.42 s`, `12 s`, `3 min 05 s`, `2 h 07 min`. */
export function durationText(seconds: number, trans: TranslationBundle): string {
  if (seconds < 0.9995) {
    // As the form writes it, in either language.
    const ms = seconds * 1000;
    return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
  }
  if (seconds < 10) {
    return trans.__('%1 s', seconds.toFixed(1));
  }
  const whole = Math.round(seconds);
  if (whole < 60) {
    return trans.__('%1 s', String(whole));
  }
  if (whole < 3600) {
    return trans.__('%1 min %2 s', String(Math.floor(whole / 60)), twoDigits(whole % 60));
  }
  return trans.__('%1 h %2 min', String(Math.floor(whole / 3600)), twoDigits(Math.floor((whole % 3600) / 60)));
}

export function sizeText(bytes: number): string {
  if (bytes < 1024) {
    return `${bytes} B`;
  }
  const units = ['KiB', 'MiB', 'GiB'];
  let value = bytes;
  let unit = 'B';
  for (const name of units) {
    if (value < 1024) {
      break;
    }
    value /= 1024;
    unit = name;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** Hours and minutes of today, else the date too. */
export function clockText(time: number, now: number): string {
  const at = new Date(time);
  const clock = `${twoDigits(at.getHours())}:${twoDigits(at.getMinutes())}:${twoDigits(at.getSeconds())}`;
  return at.toDateString() === new Date(now).toDateString()
    ? clock
    : `${at.getFullYear()}-${twoDigits(at.getMonth() + 1)}-${twoDigits(at.getDate())} ${clock}`;
}

/** How long a run has taken, at a time of this machine's clock. */
export function elapsedS(row: RunRow, now: number, skewMs: number): number | null {
  if (row.startedAt === null) {
    return null;
  }
  if (row.finishedAt !== null || row.state !== 'running') {
    return row.durationS;
  }
  return Math.max(0, (now + skewMs - row.startedAt) / 1000);
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
