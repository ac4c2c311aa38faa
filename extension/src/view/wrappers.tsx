/** The service classes of the notebook: what they declare, what is wrong, and what can be done with them. */

import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { Wrapper, WrappersModel } from '../model/wrappers';
import { durationText } from '../model/words';
import { Field, Operation } from '../wire/contract';
import { FindingList, ProblemNotice } from './notice';
import { useChanges } from './signal';

export interface WrapperActions {
  run(name: string): void;
  serve(name: string): void;
  export(name: string): void;
  create(): void;
}

interface Props {
  readonly model: WrappersModel;
  readonly trans: TranslationBundle;
  readonly actions: WrapperActions;
}

export function WrappersView(props: Props): JSX.Element {
  const { model, trans } = props;
  useChanges(model.changed);
  const wrappers = model.wrappers;
  return (
    <div className="aiges-Scroll">
      {model.problem && (
        <ProblemNotice
          problem={model.problem}
          said={model.said}
          trans={trans}
          retry={() => {
            model.dismissProblem();
            void model.refresh();
          }}
        />
      )}
      {model.cellFindings.length > 0 && (
        <div className="aiges-Pad">
          <FindingList findings={model.cellFindings} trans={trans} reveal={place => model.notebook.reveal(place)} />
        </div>
      )}
      {wrappers.length === 0 && !model.problem && <Nothing {...props} />}
      {wrappers.map(wrapper => (
        <WrapperCard key={wrapper.outline.name} wrapper={wrapper} {...props} />
      ))}
    </div>
  );
}

function Nothing(props: Props): JSX.Element {
  const { model, trans } = props;
  if (!model.notebook.path) {
    return (
      <div className="aiges-Empty">
        <p>{trans.__('Open a notebook to see the service classes it holds.')}</p>
        <button className="aiges-Button aiges-mod-main" onClick={props.actions.create}>
          {trans.__('New AIGES wrapper …')}
        </button>
      </div>
    );
  }
  return (
    <p className="aiges-Empty">
      {model.isWaiting
        ? trans.__('Reading the notebook …')
        : trans.__(
            'No service class in this notebook yet. A class that builds on WrapperBase (AIGES) or ModuleRunner (CodeProject.AI) appears here as you write it.'
          )}
    </p>
  );
}

function WrapperCard(props: Props & { wrapper: Wrapper }): JSX.Element {
  const { model, trans, wrapper, actions } = props;
  const { outline, contract } = wrapper;
  const name = outline.name;
  const isBusy = model.busyWith === name;
  const isAnyBusy = model.busyWith !== '';
  const errors = wrapper.findings.filter(finding => finding.level === 'error').length;
  return (
    <section className="aiges-Card" aria-label={name} data-class={name}>
      <header className="aiges-Card-head">
        <button
          className="aiges-Link"
          title={trans.__('Go to the class')}
          onClick={() => model.notebook.reveal({ cell: outline.cell, line: outline.line })}
        >
          {name}
        </button>
        <span className="aiges-Card-kind">{outline.platform === 'codeproject' ? 'CodeProject.AI' : 'AIGES'}</span>
        <Verdict wrapper={wrapper} errors={errors} trans={trans} />
      </header>
      <div className="aiges-Buttons">
        <button className="aiges-Button aiges-mod-main" title={trans.__('Open the form in the notebook')} onClick={() => actions.run(name)}>
          {trans.__('Run')}
        </button>
        <button
          className="aiges-Button"
          disabled={isAnyBusy}
          title={trans.__('Check the code and run the samples as each platform calls them')}
          onClick={() => void model.check(name)}
        >
          {trans.__('Check')}
        </button>
        <button className="aiges-Button" title={trans.__('Serve the class over HTTP from the notebook')} onClick={() => actions.serve(name)}>
          {trans.__('Serve')}
        </button>
        <button className="aiges-Button" title={trans.__('Make a package of the class')} onClick={() => actions.export(name)}>
          {trans.__('Export')}
        </button>
      </div>
      {isBusy && (
        <div className="aiges-Busy" role="status">
          <span className="aiges-Progress aiges-mod-unknown">
            <span style={{ width: '100%' }} />
          </span>
          {model.follower.isStopping ? trans.__('Stopping …') : trans.__('Running the class in a process of its own …')}
          <button className="aiges-Button" disabled={model.follower.isStopping} onClick={() => void model.follower.stop()}>
            {trans.__('Stop')}
          </button>
        </div>
      )}
      {contract ? (
        <ContractView wrapper={wrapper} model={model} trans={trans} />
      ) : (
        <p className="aiges-Muted">
          {trans.__('The kernel does not know this class yet: run its cell, or')}{' '}
          <button className="aiges-Link" disabled={isAnyBusy} onClick={() => void model.readContract(name)}>
            {trans.__('read its declaration now')}
          </button>
        </p>
      )}
      {wrapper.replays.length > 0 && <Replays wrapper={wrapper} trans={trans} />}
      {wrapper.findings.length > 0 && (
        <FindingList findings={wrapper.findings} trans={trans} reveal={place => model.notebook.reveal(place)} />
      )}
    </section>
  );
}

function Verdict(props: { wrapper: Wrapper; errors: number; trans: TranslationBundle }): JSX.Element {
  const { wrapper, errors, trans } = props;
  const warnings = wrapper.findings.filter(finding => finding.level === 'warning').length;
  if (errors > 0) {
    return (
      <span className="aiges-State aiges-mod-failed">{trans._n('%1 error', '%1 errors', errors)}</span>
    );
  }
  if (warnings > 0) {
    return (
      <span className="aiges-State aiges-mod-cancelled">
        {trans._n('%1 warning', '%1 warnings', warnings)}
      </span>
    );
  }
  const isChecked = wrapper.replays.length > 0 && !wrapper.isCheckOld;
  return <span className="aiges-State aiges-mod-succeeded">{isChecked ? trans.__('Checked') : trans.__('No findings')}</span>;
}

function Replays(props: { wrapper: Wrapper; trans: TranslationBundle }): JSX.Element {
  const { wrapper, trans } = props;
  return (
    <div className="aiges-Replays">
      {wrapper.isCheckOld ? trans.__('Checked before the last change:') : trans.__('Samples ran:')}{' '}
      {wrapper.replays.map(replay => (
        <span key={replay.convention} className={replay.isWell ? 'aiges-mod-well' : 'aiges-mod-ill'}>
          {replay.isWell ? '✔' : '✖'} {replay.convention} ({durationText(replay.durationS, trans)})
        </span>
      ))}
    </div>
  );
}

function ContractView(props: { wrapper: Wrapper; model: WrappersModel; trans: TranslationBundle }): JSX.Element {
  const { wrapper, model, trans } = props;
  const contract = wrapper.contract;
  return (
    <>
      {contract?.description && <p className="aiges-Muted">{contract.description}</p>}
      {contract?.operations.map(operation => (
        <OperationTable key={`${operation.name} ${operation.route}`} operation={operation} trans={trans} />
      ))}
      {wrapper.isLive && model.isKernelOld && (
        <p className="aiges-Muted">{trans.__('The kernel is busy; this is what it told last.')}</p>
      )}
    </>
  );
}

function OperationTable(props: { operation: Operation; trans: TranslationBundle }): JSX.Element {
  const { operation, trans } = props;
  const groups: [string, readonly Field[]][] = [
    [trans.__('Inputs'), operation.inputs],
    [trans.__('Parameters'), operation.params],
    [trans.__('Outputs'), operation.outputs]
  ];
  return (
    <table className="aiges-Contract">
      <caption>
        <code>{operation.route || operation.name}</code>
      </caption>
      {groups
        .filter(([, fields]) => fields.length > 0)
        .map(([label, fields]) => (
          <tbody key={label}>
            <tr>
              <th colSpan={3} scope="rowgroup">
                {label}
              </th>
            </tr>
            {fields.map(field => (
              <tr key={field.key} title={field.description || undefined}>
                <td>
                  <code>{field.key}</code>
                  {field.isRequired && <abbr title={trans.__('Required')}>*</abbr>}
                </td>
                <td>{field.kind}</td>
                <td>{limitsText(field)}</td>
              </tr>
            ))}
          </tbody>
        ))}
    </table>
  );
}

/** `0 … 1`, `a | b`, and the default. */
function limitsText(field: Field): string {
  const parts: string[] = [];
  if (field.choices.length > 0) {
    parts.push(field.choices.join(' | '));
  } else if (field.minimum !== null || field.maximum !== null) {
    parts.push(`${field.minimum ?? ''} … ${field.maximum ?? ''}`.trim());
  }
  if (field.byDefault) {
    parts.push(`= ${field.byDefault}`);
  }
  return parts.join('  ');
}
