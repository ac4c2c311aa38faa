/** What an export wrote, and whether the package holds. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { PackageModel } from '../model/package';
import { sizeText } from '../model/words';
import { ExportDocument, VerifyDocument, VerifyStep } from '../wire/task';
import type { FileActions } from './export';
import { FindingList } from './notice';

export function Exported(props: {
  model: PackageModel;
  files: FileActions;
  exported: ExportDocument;
  trans: TranslationBundle;
}): JSX.Element {
  const { model, files, exported, trans } = props;
  const { exportedTo, choices } = model.state;
  const size = exported.files.reduce((sum, file) => sum + file.size, 0);
  const facts: [string, string][] = [
    [trans.__('Folder'), exportedTo],
    [trans.__('Files'), `${exported.files.length} · ${sizeText(size)}`],
    [trans.__('Python'), exported.pythonVersion],
    [trans.__('Requirements'), exported.requirements.join(', ')],
    [trans.__('Golden cases'), exported.golden.join(', ')]
  ];
  const archive = model.archivePath;
  return (
    <section className="aiges-Outcome aiges-mod-well" aria-label={trans.__('The package')} role="status">
      <h4>✔ {trans.__('Exported: %1', exported.name)}</h4>
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
      <div className="aiges-Buttons aiges-mod-inner">
        <button className="aiges-Button" onClick={() => files.openFolder(exportedTo)}>
          {trans.__('Open the folder')}
        </button>
        {archive && (
          <button className="aiges-Button" onClick={() => files.download(archive)}>
            {trans.__('Download the archive')}
          </button>
        )}
      </div>
      {!archive && choices.archive && <p className="aiges-Muted">{trans.__('This target has no archive.')}</p>}
      {exported.findings.length > 0 && (
        <FindingList findings={exported.findings} trans={trans} reveal={place => model.notebook.reveal(place)} />
      )}
    </section>
  );
}

export function Verified(props: { report: VerifyDocument; trans: TranslationBundle }): JSX.Element {
  const { report, trans } = props;
  return (
    <section
      className={`aiges-Outcome ${report.isOk ? 'aiges-mod-well' : 'aiges-mod-ill'}`}
      aria-label={trans.__('The proof')}
      role="status"
    >
      <h4>{report.isOk ? `✔ ${trans.__('The package holds')}` : `✖ ${trans.__('The package does not hold')}`}</h4>
      <p className="aiges-Muted">
        {trans.__('Proven on Python %1', report.pythonVersion)}
        {report.sdkVersion ? ` · ${trans.__('SDK %1', report.sdkVersion)}` : ` · ${trans.__("without the platform's SDK")}`}
      </p>
      <ul className="aiges-Plain">
        {report.steps.map(step => (
          <li key={step.name} className={stepClass(step)}>
            <span aria-label={stepWord(step, trans)}>{step.isSkipped ? '–' : step.isOk ? '✔' : '✖'}</span> {step.title}
            {step.detail && <span className="aiges-Muted"> · {step.detail}</span>}
          </li>
        ))}
      </ul>
      {report.findings.length > 0 && <FindingList findings={report.findings} trans={trans} />}
    </section>
  );
}

function stepClass(step: VerifyStep): string {
  return step.isSkipped ? 'aiges-mod-skipped' : step.isOk ? 'aiges-mod-well' : 'aiges-mod-ill';
}

function stepWord(step: VerifyStep, trans: TranslationBundle): string {
  return step.isSkipped ? trans.__('skipped') : step.isOk ? trans.__('holds') : trans.__('does not hold');
}
