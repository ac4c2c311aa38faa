/** One run: what it answered so far, its log, what went wrong. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useLayoutEffect, useRef } from 'react';

import { RunsModel } from '../model/runs';
import { sizeText } from '../model/words';
import { RunDetail, RunOutput, RunRow, isFinal } from '../wire/run';
import { FindingList, ProblemNotice } from './notice';
import { CancelButton, RunBar, StateMark } from './runs';

export function RunDetailView(props: { row: RunRow; model: RunsModel; trans: TranslationBundle }): JSX.Element {
  const { row, model, trans } = props;
  const detail = model.detail;
  return (
    <section className="aiges-Detail" aria-label={trans.__('Run %1', row.id)}>
      <header className="aiges-Detail-head">
        <StateMark row={row} model={model} trans={trans} />
        <code>{row.id}</code>
        {!isFinal(row.state) && <CancelButton row={row} model={model} trans={trans} />}
        <button
          className="aiges-Button aiges-mod-plain"
          aria-label={trans.__('Close')}
          title={trans.__('Close')}
          onClick={() => void model.choose('')}
        >
          ×
        </button>
      </header>
      <div className="aiges-Detail-body">
        {!isFinal(row.state) && <RunBar row={row} trans={trans} />}
        <Facts row={row} trans={trans} />
        {model.detailProblem && <ProblemNotice problem={model.detailProblem} trans={trans} />}
        {!detail && !model.detailProblem && <p className="aiges-Empty">{trans.__('Reading …')}</p>}
        {detail && <DetailBody detail={detail} model={model} trans={trans} />}
      </div>
    </section>
  );
}

function Facts(props: { row: RunRow; trans: TranslationBundle }): JSX.Element {
  const { row, trans } = props;
  const facts: [string, string][] = [
    [trans.__('Service'), row.service],
    [trans.__('Class'), row.className],
    [trans.__('Runs in'), row.where === 'worker' ? trans.__('a worker process') : trans.__('the kernel')],
    [trans.__('Called as'), row.convention],
    [trans.__('From'), row.notebook || row.source]
  ];
  return (
    <dl className="aiges-Facts">
      {facts
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <React.Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </React.Fragment>
        ))}
    </dl>
  );
}

function DetailBody(props: { detail: RunDetail; model: RunsModel; trans: TranslationBundle }): JSX.Element {
  const { detail, model, trans } = props;
  const { row } = detail;
  return (
    <>
      {row.error && (
        <div className="aiges-Notice aiges-mod-error">
          <div className="aiges-Notice-text">
            {row.error.text} <code>{row.error.code}</code>
          </div>
          {row.error.traceback && <pre className="aiges-Log">{row.error.traceback}</pre>}
        </div>
      )}
      {detail.findings.length > 0 && <FindingList findings={detail.findings} trans={trans} />}
      {detail.partial.length > 0 && (
        <Outputs title={trans.__('So far')} outputs={detail.partial} isPartial detail={detail} model={model} trans={trans} />
      )}
      {detail.outputs.length > 0 && (
        <Outputs title={trans.__('Outputs')} outputs={detail.outputs} detail={detail} model={model} trans={trans} />
      )}
      <Log detail={detail} model={model} trans={trans} />
    </>
  );
}

function Outputs(props: {
  title: string;
  outputs: readonly RunOutput[];
  isPartial?: boolean;
  detail: RunDetail;
  model: RunsModel;
  trans: TranslationBundle;
}): JSX.Element {
  const { detail, model, trans } = props;
  const partial = props.isPartial === true;
  return (
    <section>
      <h4>{props.title}</h4>
      {props.outputs.map((output, number) => (
        <figure key={`${output.key} ${number}`} className="aiges-Output">
          <figcaption>
            <code>{output.key}</code> {output.type} · {sizeText(output.size)}{' '}
            <a href={model.api.outputUrl(detail.row.id, number, { partial, download: true })} download>
              {trans.__('Download')}
            </a>
          </figcaption>
          <OutputBody output={output} url={model.api.outputUrl(detail.row.id, number, { partial })} trans={trans} />
        </figure>
      ))}
    </section>
  );
}

function OutputBody(props: { output: RunOutput; url: string; trans: TranslationBundle }): JSX.Element | null {
  const { output, url, trans } = props;
  if (output.text !== null) {
    return (
      <>
        <pre className="aiges-Log">{output.type === 'json' ? pretty(output.text) : output.text}</pre>
        {output.isCut && <p className="aiges-Empty">{trans.__('Cut here; download it to see all of it.')}</p>}
      </>
    );
  }
  if (output.media.startsWith('image/')) {
    return <img src={url} alt={output.key} />;
  }
  if (output.media.startsWith('audio/')) {
    return <audio src={url} controls preload="metadata" aria-label={output.key} />;
  }
  if (output.media.startsWith('video/')) {
    return <video src={url} controls preload="metadata" aria-label={output.key} />;
  }
  return null;
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** The tail of the log, kept at its end unless the reader has scrolled up. */
function Log(props: { detail: RunDetail; model: RunsModel; trans: TranslationBundle }): JSX.Element | null {
  const { detail, model, trans } = props;
  const box = useRef<HTMLPreElement>(null);
  const isAtEnd = useRef(true);
  useLayoutEffect(() => {
    if (box.current && isAtEnd.current) {
      box.current.scrollTop = box.current.scrollHeight;
    }
  }, [detail.logTail]);
  if (!detail.logTail) {
    return null;
  }
  const isCut = detail.logSize > detail.logTail.length;
  return (
    <section>
      <h4>
        {trans.__('Log')}{' '}
        <a href={model.api.logUrl(detail.row.id)} download>
          {trans.__('Download')}
        </a>
      </h4>
      {isCut && <p className="aiges-Empty">{trans.__('The end of it; download it to see all of it.')}</p>}
      <pre
        ref={box}
        className="aiges-Log"
        tabIndex={0}
        aria-label={trans.__('Log')}
        onScroll={event => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget;
          isAtEnd.current = scrollTop + clientHeight >= scrollHeight - 8;
        }}
      >
        {detail.logTail}
      </pre>
    </section>
  );
}
