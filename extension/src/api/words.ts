/** The panel's words: in Lab's language, or in the one chosen in the settings. */

import { Gettext, ITranslator, TranslationBundle, nullTranslator } from '@jupyterlab/translation';
import { ISignal, Signal } from '@lumino/signaling';

import { needObject } from '../wire/shape';
import { Client } from './client';

export const DOMAIN = 'aiges_nb';
export type LanguageChoice = 'auto' | 'en' | 'zh';

export function isLanguageChoice(value: unknown): value is LanguageChoice {
  return value === 'auto' || value === 'en' || value === 'zh';
}

/** A bundle that can change its language while the page is open; `changed` says so. */
export class Words implements TranslationBundle {
  constructor(private readonly translator: ITranslator | null) {
    this.bundle = this.ofLab();
  }

  get changed(): ISignal<this, void> {
    return this.changedSignal;
  }

  /** What the server is asked to answer in. */
  get language(): 'en' | 'zh' {
    if (this.choice !== 'auto') {
      return this.choice;
    }
    return this.translator?.languageCode.toLowerCase().startsWith('zh') ? 'zh' : 'en';
  }

  /** Speak the language; the catalogue comes from the server where Lab itself speaks another one. */
  async choose(choice: LanguageChoice, client: Client): Promise<void> {
    if (choice === this.choice) {
      return;
    }
    this.choice = choice;
    const isLabs = choice === 'auto' || (choice === 'zh' && this.translator?.languageCode.replace('_', '-') === 'zh-CN');
    try {
      this.bundle = isLabs ? this.ofLab() : choice === 'en' ? new Gettext() : await readCatalogue(client);
    } catch {
      this.bundle = this.ofLab(); // the section in front says that the server does not answer
    }
    this.changedSignal.emit();
  }

  __(msgid: string, ...args: unknown[]): string {
    return this.bundle.__(msgid, ...args);
  }

  _n(msgid: string, plural: string, n: number, ...args: unknown[]): string {
    return this.bundle._n(msgid, plural, n, ...args);
  }

  _p(context: string, msgid: string, ...args: unknown[]): string {
    return this.bundle._p(context, msgid, ...args);
  }

  _np(context: string, msgid: string, plural: string, n: number, ...args: unknown[]): string {
    return this.bundle._np(context, msgid, plural, n, ...args);
  }

  gettext(msgid: string, ...args: unknown[]): string {
    return this.bundle.gettext(msgid, ...args);
  }

  ngettext(msgid: string, plural: string, n: number, ...args: unknown[]): string {
    return this.bundle.ngettext(msgid, plural, n, ...args);
  }

  pgettext(context: string, msgid: string, ...args: unknown[]): string {
    return this.bundle.pgettext(context, msgid, ...args);
  }

  npgettext(context: string, msgid: string, plural: string, n: number, ...args: unknown[]): string {
    return this.bundle.npgettext(context, msgid, plural, n, ...args);
  }

  dcnpgettext(domain: string, context: string, msgid: string, plural: string, n: number, ...args: unknown[]): string {
    return this.bundle.dcnpgettext(domain, context, msgid, plural, n, ...args);
  }

  private ofLab(): TranslationBundle {
    return (this.translator ?? nullTranslator).load(DOMAIN);
  }

  private readonly changedSignal = new Signal<this, void>(this);
  private bundle: TranslationBundle;
  private choice: LanguageChoice = 'auto';
}

async function readCatalogue(client: Client): Promise<TranslationBundle> {
  const document = await client.get('words/zh_CN', value => needObject(value, 'words'));
  const head = needObject(document[''], 'words.head');
  const bundle = new Gettext({ domain: DOMAIN, locale: 'zh-CN' });
  const whole = { ...document, '': { ...head, pluralForms: head.plural_forms } };
  bundle.loadJSON(whole as Parameters<Gettext['loadJSON']>[0], DOMAIN);
  return bundle;
}
