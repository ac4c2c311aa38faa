/** What the other plugins share: the models over one connection, in one language. */

import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ITranslator, TranslationBundle, nullTranslator } from '@jupyterlab/translation';
import { Token } from '@lumino/coreutils';

import { Client } from '../api/client';
import { ServerRuns } from '../api/runs';
import { RunsModel } from '../model/runs';
import { Plugin } from './ids';

export interface Services {
  readonly client: Client;
  readonly runs: RunsModel;
  readonly trans: TranslationBundle;
}

export const IServices = new Token<Services>('aiges-nb:IServices', 'What the parts of the AIGES panel share.');

const DEFAULT_INTERVAL_MS = 1000;

export const servicesPlugin: JupyterFrontEndPlugin<Services> = {
  id: Plugin.services,
  description: 'Reads wrappers, runs and packages from the Jupyter server.',
  autoStart: true,
  optional: [ITranslator],
  provides: IServices,
  activate: (app: JupyterFrontEnd, translator: ITranslator | null): Services => {
    const trans = (translator ?? nullTranslator).load('aiges_nb');
    const language = (): string => (translator?.languageCode.startsWith('zh') ? 'zh' : 'en');
    const client = new Client(app.serviceManager.serverSettings, language);
    return { client, trans, runs: new RunsModel(new ServerRuns(client), DEFAULT_INTERVAL_MS) };
  }
};
