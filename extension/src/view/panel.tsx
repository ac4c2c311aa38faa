/** The side panel: its sections as tabs. */

import { ReactWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ISignal, Signal } from '@lumino/signaling';
import React from 'react';

import { useChanges } from './signal';

export interface Section {
  readonly name: string;
  readonly label: () => string;
  readonly draw: () => JSX.Element;
}

export class Panel extends ReactWidget {
  constructor(
    private readonly sections: readonly Section[],
    private readonly trans: TranslationBundle,
    private readonly spoken: ISignal<unknown, void>
  ) {
    super();
    this.addClass('aiges-Panel');
  }

  /** Tells whenever the panel comes into sight or goes, and when another section is shown. */
  get looked(): ISignal<this, void> {
    return this.lookedSignal;
  }

  get section(): string {
    return this.current;
  }

  showSection(name: string): void {
    this.current = name;
    this.lookedSignal.emit();
  }

  override render(): JSX.Element {
    return <Tabs panel={this} sections={this.sections} trans={this.trans} spoken={this.spoken} />;
  }

  protected override onAfterShow(): void {
    this.lookedSignal.emit();
  }

  protected override onAfterHide(): void {
    this.lookedSignal.emit();
  }

  override dispose(): void {
    Signal.clearData(this);
    super.dispose();
  }

  private current = 'wrappers';
  private readonly lookedSignal = new Signal<this, void>(this);
}

function Tabs(props: {
  panel: Panel;
  sections: readonly Section[];
  trans: TranslationBundle;
  spoken: ISignal<unknown, void>;
}): JSX.Element {
  const { panel, sections, trans } = props;
  useChanges(panel.looked, props.spoken);
  const chosen = sections.find(section => section.name === panel.section) ?? sections[0];
  const move = (event: React.KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const at = sections.findIndex(section => section.name === chosen?.name);
    const next = sections[(at + step + sections.length) % sections.length];
    if (step && next) {
      event.preventDefault();
      panel.showSection(next.name);
      document.getElementById(`aiges-tab-${next.name}`)?.focus();
    }
  };
  return (
    <>
      <div className="aiges-Tabs" role="tablist" aria-label={trans.__('AIGES')} onKeyDown={move}>
        {sections.map(section => (
          <button
            key={section.name}
            id={`aiges-tab-${section.name}`}
            role="tab"
            aria-selected={section.name === chosen?.name}
            aria-controls={`aiges-section-${section.name}`}
            tabIndex={section.name === chosen?.name ? 0 : -1}
            onClick={() => panel.showSection(section.name)}
          >
            {section.label()}
          </button>
        ))}
      </div>
      {sections.map(section => (
        // Hidden, not taken away: what was typed there stays.
        <div
          key={section.name}
          id={`aiges-section-${section.name}`}
          className="aiges-Section"
          role="tabpanel"
          aria-labelledby={`aiges-tab-${section.name}`}
          hidden={section.name !== chosen?.name}
        >
          {section.draw()}
        </div>
      ))}
    </>
  );
}
