/** The runs of this notebook or of all: live, with what one run did below. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { RunScope, RunsModel } from '../model/runs';
import { clockText, durationText, elapsedS, stageText, stateText } from '../model/words';
import { RunRow, isFinal } from '../wire/run';
import { ProblemNotice } from './notice';
import { RunDetailView } from './run-detail';
import { useChanges } from './signal';
import { FocusProps, VirtualList } from './virtual';

const ROW_HEIGHT = 56;

export function RunsView(props: { model: RunsModel; trans: TranslationBundle }): JSX.Element {
  const { model, trans } = props;
  useChanges(model.changed);
  const rows = model.shown;
  const draw = (row: RunRow, focus: FocusProps): JSX.Element => (
    <RunLine key={row.id} row={row} model={model} trans={trans} focus={focus} />
  );
  return (
    <div className="aiges-Runs">
      <div className="aiges-Bar">
        <ScopeChoice model={model} trans={trans} />
        <span className="aiges-Bar-count" aria-live="polite">
          {model.isCut && rows === model.rows
            ? trans.__('The newest %1 runs', rows.length)
            : trans._n('%1 run', '%1 runs', rows.length)}
        </span>
      </div>
      {model.problem && <ProblemNotice problem={model.problem} trans={trans} retry={() => void model.refresh()} />}
      {model.cancelProblem && !model.problem && (
        <ProblemNotice problem={model.cancelProblem} trans={trans} close={() => model.dismissCancelProblem()} />
      )}
      {model.isWaiting && <p className="aiges-Empty">{trans.__('Reading the job store …')}</p>}
      {!model.isWaiting && !model.problem && rows.length === 0 && <NoRuns model={model} trans={trans} />}
      {rows.length > 0 && (
        <VirtualList
          items={rows}
          rowHeight={ROW_HEIGHT}
          label={trans.__('Runs, the newest first')}
          keyOf={row => row.id}
          draw={draw}
          chosenKey={model.chosenId}
        />
      )}
      {model.chosen && <RunDetailView row={model.chosen} model={model} trans={trans} />}
    </div>
  );
}

function NoRuns(props: { model: RunsModel; trans: TranslationBundle }): JSX.Element {
  const { model, trans } = props;
  const isNarrow = model.rows.length > 0;
  return (
    <p className="aiges-Empty">
      {isNarrow
        ? trans.__('This notebook has no runs yet; other notebooks have.')
        : trans.__('No runs yet. Press Run in a form, or call %aiges_run in a cell.')}
    </p>
  );
}

function ScopeChoice(props: { model: RunsModel; trans: TranslationBundle }): JSX.Element {
  const { model, trans } = props;
  const choices: [RunScope, string][] = [
    ['all', trans.__('All notebooks')],
    ['notebook', trans.__('This notebook')]
  ];
  return (
    <div role="radiogroup" aria-label={trans.__('Which runs')} className="aiges-Choice">
      {choices.map(([scope, label]) => (
        <label key={scope} className={model.scope === scope ? 'aiges-mod-chosen' : ''}>
          <input
            type="radio"
            name="aiges-scope"
            checked={model.scope === scope}
            disabled={scope === 'notebook' && !model.notebook}
            onChange={() => model.setScope(scope)}
          />
          {label}
        </label>
      ))}
    </div>
  );
}

function RunLine(props: {
  row: RunRow;
  model: RunsModel;
  trans: TranslationBundle;
  focus: FocusProps;
}): JSX.Element {
  const { row, model, trans } = props;
  const name = row.service || row.className || row.id;
  const isChosen = row.id === model.chosenId;
  return (
    <div className={`aiges-Run aiges-mod-${row.state}`} data-run={row.id}>
      <button
        className="aiges-Run-main"
        {...props.focus}
        aria-expanded={isChosen}
        onClick={() => void model.choose(isChosen ? '' : row.id)}
      >
        <span className="aiges-Run-head">
          <StateMark row={row} model={model} trans={trans} />
          <span className="aiges-Run-name">{name}</span>
          <span className="aiges-Run-time">{clockText(row.createdAt, Date.now())}</span>
        </span>
        <span className="aiges-Run-about">{aboutText(row, model, trans)}</span>
        {!isFinal(row.state) && <RunBar row={row} trans={trans} />}
      </button>
      {!isFinal(row.state) && <CancelButton row={row} model={model} trans={trans} />}
    </div>
  );
}

export function StateMark(props: { row: RunRow; model: RunsModel; trans: TranslationBundle }): JSX.Element {
  const { row, model, trans } = props;
  const text = model.isStopping(row) ? trans.__('Stopping') : stateText(row.state, trans);
  return <span className={`aiges-State aiges-mod-${row.state}`}>{text}</span>;
}

export function RunBar(props: { row: RunRow; trans: TranslationBundle }): JSX.Element {
  const { row, trans } = props;
  const fraction = row.progress.fraction;
  const known = fraction === null ? {} : { 'aria-valuenow': Math.round(fraction * 100) };
  return (
    <span
      className={`aiges-Progress${fraction === null ? ' aiges-mod-unknown' : ''}${row.progress.isEstimated ? ' aiges-mod-estimated' : ''}`}
      role="progressbar"
      aria-label={trans.__('Progress')}
      aria-valuemin={0}
      aria-valuemax={100}
      {...known}
    >
      <span style={{ width: fraction === null ? '100%' : `${fraction * 100}%` }} />
    </span>
  );
}

export function CancelButton(props: { row: RunRow; model: RunsModel; trans: TranslationBundle }): JSX.Element {
  const { row, model, trans } = props;
  const isStopping = model.isStopping(row);
  const canForce = isStopping && row.where === 'worker' && !row.cancelForced;
  const label = canForce ? trans.__('Force') : trans.__('Cancel');
  return (
    <button
      className="aiges-Button aiges-mod-cancel"
      disabled={isStopping && !canForce}
      title={canForce ? trans.__('End its process at once') : trans.__('Ask this run to stop')}
      aria-label={`${label}: ${row.service || row.className || row.id}`}
      onClick={() => void model.cancel(row.id, canForce)}
    >
      {label}
    </button>
  );
}

function aboutText(row: RunRow, model: RunsModel, trans: TranslationBundle): string {
  const parts: string[] = [];
  const progress = row.progress;
  const elapsed = elapsedS(row, Date.now(), model.skewMs);
  if (!isFinal(row.state)) {
    parts.push(stageText(row, trans) || progress.message);
    if (progress.fraction !== null) {
      parts.push(`${progress.isEstimated ? '≈ ' : ''}${Math.round(progress.fraction * 100)} %`);
    }
  } else if (row.error) {
    parts.push(row.error.text);
  } else if (row.state === 'interrupted') {
    parts.push(trans.__('Its kernel or process is gone'));
  }
  if (elapsed !== null) {
    parts.push(durationText(elapsed, trans));
  }
  if (!isFinal(row.state) && progress.etaS !== null) {
    const left = durationText(progress.etaS, trans);
    parts.push(progress.isEstimated ? trans.__('about %1 left', left) : trans.__('%1 left', left));
  }
  return parts.filter(part => part).join(' · ') || row.id;
}
