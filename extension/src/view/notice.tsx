/** What is wrong and what to do, and findings with their places. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { Problem } from '../model/problem';
import { CellPlace, Finding, placeOf } from '../wire/finding';

export function ProblemNotice(props: {
  problem: Problem;
  trans: TranslationBundle;
  retry?: () => void;
  close?: () => void;
  /** The end of what a command said. */
  said?: string;
  reveal?: (place: CellPlace) => void;
}): JSX.Element {
  const { problem, trans } = props;
  const [message, hint] = problemWords(problem, trans);
  return (
    <div className="aiges-Notice aiges-mod-error" role="alert">
      <div className="aiges-Notice-text">{message}</div>
      {hint && <div className="aiges-Notice-hint">{hint}</div>}
      {problem.findings.length > 0 && <FindingList findings={problem.findings} trans={trans} reveal={props.reveal} />}
      {props.said && <pre className="aiges-Log">{props.said}</pre>}
      {props.close && (
        <button className="aiges-Button" onClick={props.close}>
          {trans.__('Close')}
        </button>
      )}
      {props.retry && (
        <button className="aiges-Button" onClick={props.retry}>
          {trans.__('Try again')}
        </button>
      )}
    </div>
  );
}

function problemWords(problem: Problem, trans: TranslationBundle): [string, string] {
  switch (problem.code) {
    case 'offline':
      return [
        trans.__('The Jupyter server does not answer.'),
        trans.__('Look whether it still runs and restart it if not; this panel goes on by itself.')
      ];
    case 'no-server-part':
      return [
        trans.__('The server part of aiges_nb is not enabled on this Jupyter server.'),
        trans.__(
          'Install aiges_nb in the environment that runs JupyterLab, enable it with `jupyter server extension enable aiges_nb.labserver`, and restart JupyterLab. In JupyterLite there is none: use the magics.'
        )
      ];
    case 'not-saved':
      return [
        trans.__('The notebook could not be saved: %1', problem.message),
        trans.__('Save it yourself (File, Save Notebook), then try again: what is checked and exported is the file.')
      ];
    case 'refused':
      return [
        trans.__('The export is refused; nothing was written.'),
        trans.__('Mend what is listed here, then export again.')
      ];
    case 'http-403':
      return [trans.__('The Jupyter server refuses this page.'), trans.__('Log in again: reload the page.')];
    default:
      return [problem.message || problem.code, problem.hint];
  }
}

export function FindingList(props: {
  findings: readonly Finding[];
  trans: TranslationBundle;
  reveal?: ((place: CellPlace) => void) | undefined;
}): JSX.Element {
  return (
    <ul className="aiges-Findings">
      {props.findings.map((finding, index) => (
        <li key={`${finding.path} ${finding.code} ${index}`} className={`aiges-Finding aiges-mod-${finding.level}`}>
          <FindingBody finding={finding} trans={props.trans} reveal={props.reveal} />
        </li>
      ))}
    </ul>
  );
}

function FindingBody(props: {
  finding: Finding;
  trans: TranslationBundle;
  reveal?: ((place: CellPlace) => void) | undefined;
}): JSX.Element {
  const { finding, trans, reveal } = props;
  const place = placeOf(finding);
  const where = place ? trans.__('Cell %1, line %2', String(place.cell), String(place.line)) : finding.path;
  const body = (
    <>
      <span className="aiges-Finding-level">{levelText(finding.level, trans)}</span>
      {where && <span className="aiges-Finding-place">{where}</span>}
      <span className="aiges-Finding-message">{finding.message}</span>
      {finding.hint && <span className="aiges-Finding-hint">{finding.hint}</span>}
    </>
  );
  if (!place || !reveal) {
    return <div className="aiges-Finding-body">{body}</div>;
  }
  return (
    <button className="aiges-Finding-body aiges-mod-link" title={trans.__('Go to the line')} onClick={() => reveal(place)}>
      {body}
    </button>
  );
}

export function levelText(level: Finding['level'], trans: TranslationBundle): string {
  return level === 'error' ? trans.__('Error') : level === 'warning' ? trans.__('Warning') : trans.__('Note');
}
