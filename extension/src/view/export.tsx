/** From a class to a package: what would go along, what to confirm, the export, the proof. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useId } from 'react';

import { Level, PackageModel } from '../model/package';
import { sizeText } from '../model/words';
import { WrappersModel } from '../model/wrappers';
import { PreviewDocument } from '../wire/task';
import { FindingList, ProblemNotice } from './notice';
import { useChanges } from './signal';
import { SliceView } from './slice';
import { Exported, Verified } from './outcome';

export interface FileActions {
  openFolder(path: string): void;
  download(path: string): void;
}

interface Props {
  readonly model: PackageModel;
  readonly wrappers: WrappersModel;
  readonly files: FileActions;
  readonly trans: TranslationBundle;
}

export function ExportView(props: Props): JSX.Element {
  const { model, wrappers, trans } = props;
  useChanges(model.changed, wrappers.changed);
  const names = wrappers.wrappers.map(wrapper => wrapper.outline.name);
  const { state } = model;
  if (names.length === 0 && !state.preview && !state.exported) {
    return (
      <p className="aiges-Empty">
        {trans.__('Nothing to export: the notebook in front holds no service class.')}
      </p>
    );
  }
  const chosen = names.includes(state.choices.className) ? state.choices.className : (names[0] ?? '');
  const reveal = model.notebook.reveal.bind(model.notebook);
  const { preview, exported } = state;
  return (
    <div className="aiges-Scroll">
      <Form {...props} names={names} chosen={chosen} />
      <Steps {...props} chosen={chosen} />
      {state.problem && (
        <ProblemNotice problem={state.problem} said={state.said} trans={trans} reveal={reveal} />
      )}
      {exported && <Exported {...props} exported={exported} />}
      {state.verified && <Verified report={state.verified} trans={trans} />}
      {preview && <Preview {...props} preview={preview} />}
    </div>
  );
}

function Form(props: Props & { names: readonly string[]; chosen: string }): JSX.Element {
  const { model, trans, names, chosen } = props;
  const { choices } = model;
  const id = useId();
  return (
    <div className="aiges-Form">
      <label htmlFor={`${id}class`}>{trans.__('Class')}</label>
      <select
        id={`${id}class`}
        value={chosen}
        onChange={event => model.choose({ className: event.target.value })}
      >
        {names.map(name => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <label htmlFor={`${id}target`}>{trans.__('Target')}</label>
      <select id={`${id}target`} value={choices.target} onChange={event => model.choose({ target: event.target.value })}>
        {[...new Set([...model.targets, choices.target])].map(name => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <label htmlFor={`${id}out`}>{trans.__('Folder')}</label>
      <input
        id={`${id}out`}
        type="text"
        spellCheck={false}
        value={choices.out}
        title={trans.__('Counted from the folder that the file browser shows first')}
        onChange={event => model.choose({ out: event.target.value })}
      />
      <label htmlFor={`${id}python`}>{trans.__('Python')}</label>
      <input
        id={`${id}python`}
        type="text"
        spellCheck={false}
        value={choices.pythonVersion}
        placeholder={trans.__("the target's own")}
        pattern="3\.[0-9]{1,2}"
        onChange={event => model.choose({ pythonVersion: event.target.value.trim() })}
      />
      <div className="aiges-Form-checks">
        <label>
          <input
            type="checkbox"
            checked={choices.archive}
            onChange={event => model.choose({ archive: event.target.checked })}
          />
          {trans.__("The platform's archive too")}
        </label>
        <label title={trans.__('A folder that holds other or edited files is renamed, not overwritten')}>
          <input
            type="checkbox"
            checked={choices.force}
            onChange={event => model.choose({ force: event.target.checked })}
          />
          {trans.__('Put an edited folder aside')}
        </label>
      </div>
    </div>
  );
}

function Steps(props: Props & { chosen: string }): JSX.Element {
  const { model, trans, chosen } = props;
  const { choices, exported } = model.state;
  const begin = (work: () => Promise<void>) => (): void => {
    if (choices.className !== chosen) {
      model.choose({ className: chosen });
    }
    void work();
  };
  const isBusy = model.isBusy;
  return (
    <>
      <div className="aiges-Buttons">
        <button className="aiges-Button" disabled={isBusy || !chosen} onClick={begin(() => model.preview())}>
          {trans.__('Preview')}
        </button>
        <button
          className="aiges-Button aiges-mod-main"
          disabled={isBusy || !chosen || !choices.out.trim() || model.needsConsent}
          title={model.needsConsent ? trans.__('Something looks like a secret; see below') : ''}
          onClick={begin(() => model.export())}
        >
          {trans.__('Export')}
        </button>
        <button className="aiges-Button" disabled={isBusy || (!exported && !choices.out.trim())} onClick={begin(() => model.verify())}>
          {trans.__('Verify')}
        </button>
        <select
          aria-label={trans.__('How to verify')}
          value={choices.level}
          onChange={event => model.choose({ level: event.target.value === 'clean' ? 'clean' : 'process' })}
        >
          {levels(trans).map(([level, label]) => (
            <option key={level} value={level}>
              {label}
            </option>
          ))}
        </select>
      </div>
      {model.step && (
        <div className="aiges-Busy" role="status">
          <span className="aiges-Progress aiges-mod-unknown">
            <span style={{ width: '100%' }} />
          </span>
          {stepText(model, trans)}
          <button className="aiges-Button" disabled={model.follower.isStopping} onClick={() => void model.stop()}>
            {trans.__('Stop')}
          </button>
          {model.follower.task?.said && <pre className="aiges-Log">{lastLines(model.follower.task.said)}</pre>}
        </div>
      )}
      {model.isBusyElsewhere && (
        <p className="aiges-Empty" role="status">
          {trans.__('Another notebook is being exported or verified; this waits until it has ended.')}
        </p>
      )}
    </>
  );
}

function levels(trans: TranslationBundle): [Level, string][] {
  return [
    ['process', trans.__('in a fresh interpreter')],
    ['clean', trans.__('in a fresh environment with the real SDK')]
  ];
}

function stepText(model: PackageModel, trans: TranslationBundle): string {
  if (model.follower.isStopping) {
    return trans.__('Stopping …');
  }
  switch (model.step) {
    case 'preview':
      return trans.__('Reading what the class needs …');
    case 'export':
      return trans.__('Running the samples and writing the package …');
    default:
      return model.choices.level === 'clean'
        ? trans.__('Making an environment and proving the package; this can take minutes …')
        : trans.__('Proving the package …');
  }
}

function lastLines(said: string): string {
  return said.trimEnd().split('\n').slice(-8).join('\n');
}

function Preview(props: Props & { preview: PreviewDocument }): JSX.Element {
  const { model, preview, trans } = props;
  const reveal = model.notebook.reveal.bind(model.notebook);
  const isRefused = preview.findings.some(finding => finding.level === 'error');
  return (
    <section className="aiges-Preview" aria-label={trans.__('What goes into the package')}>
      <h4>
        {trans.__('%1 for %2, Python %3', preview.className, preview.target, preview.pythonVersion)}
      </h4>
      {isRefused && (
        <div className="aiges-Notice aiges-mod-error" role="alert">
          {trans.__('This will be refused. Mend what is listed here, then preview again.')}
        </div>
      )}
      {preview.secrets.length > 0 && <Secrets {...props} />}
      {preview.findings.length > 0 && <FindingList findings={preview.findings} trans={trans} reveal={reveal} />}
      <SliceView preview={preview} cells={model.state.previewCells} trans={trans} reveal={reveal} />
      <h4>{trans.__('Requirements')}</h4>
      {preview.requirements.length === 0 ? (
        <p className="aiges-Muted">{trans.__('None beyond the standard library and what the platform brings.')}</p>
      ) : (
        <ul className="aiges-Plain">
          {preview.requirements.map(requirement => (
            <li key={requirement.line}>
              <code>{requirement.line}</code>
              <span className="aiges-Muted"> {trans.__('for import %1', requirement.modules.join(', '))}</span>
            </li>
          ))}
        </ul>
      )}
      <h4>{trans.__('Files')}</h4>
      {preview.assets.length + preview.localModules.length === 0 ? (
        <p className="aiges-Muted">{trans.__('The class opens no files.')}</p>
      ) : (
        <ul className="aiges-Plain">
          {preview.localModules.map(path => (
            <li key={path}>
              <code>{path}</code>
            </li>
          ))}
          {preview.assets.map(asset => (
            <li key={asset.path}>
              <code>{asset.path}</code> <span className="aiges-Muted">{sizeText(asset.size)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Secrets(props: Props & { preview: PreviewDocument }): JSX.Element {
  const { model, preview, trans } = props;
  const isSerious = preview.secrets.some(finding => finding.level === 'error');
  return (
    <div className="aiges-Notice aiges-mod-warning" role={isSerious ? 'alert' : undefined}>
      <div className="aiges-Notice-text">
        {trans.__('These look like keys or passwords; whoever gets the package can read them.')}
      </div>
      <FindingList
        findings={preview.secrets}
        trans={trans}
        reveal={model.notebook.reveal.bind(model.notebook)}
      />
      {isSerious && (
        <label>
          <input
            type="checkbox"
            checked={model.choices.allowSecrets}
            onChange={event => model.choose({ allowSecrets: event.target.checked })}
          />
          {trans.__('Export them all the same')}
        </label>
      )}
    </div>
  );
}
