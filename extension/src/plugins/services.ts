/** What the other plugins share: the models over one connection, in one language, as the settings say. */

import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator } from '@jupyterlab/translation';
import { Token } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';

import { Client } from '../api/client';
import { LabNotebook } from '../api/notebook';
import { ServerRuns } from '../api/runs';
import { ServerUploads } from '../api/uploads';
import { Words, isLanguageChoice } from '../api/words';
import { ServerWork, WorkApi } from '../api/work';
import { Choices, PackageModel } from '../model/package';
import { RunsModel } from '../model/runs';
import { WrappersModel } from '../model/wrappers';
import { isObject } from '../wire/shape';
import { Plugin } from './ids';

export interface Services {
  readonly notebook: LabNotebook;
  readonly runs: RunsModel;
  readonly wrappers: WrappersModel;
  readonly packages: PackageModel;
  readonly work: WorkApi;
  readonly uploads: ServerUploads;
  readonly words: Words;
  readonly options: Options;
}

/** The settings that plugins look at while they work. */
export class Options {
  readonly changed = new Signal<this, void>(this);
  hasMarkers = true;
}

export const IServices = new Token<Services>('aiges-nb:IServices', 'What the parts of the AIGES panel share.');

const DEFAULT_INTERVAL_MS = 1000;
const STATE_KEY = 'aiges-nb:choices';
const KEPT_NOTEBOOKS = 50;

export const servicesPlugin: JupyterFrontEndPlugin<Services> = {
  id: Plugin.services,
  description: 'Reads wrappers, runs and packages from the Jupyter server.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ITranslator, ISettingRegistry, IStateDB],
  provides: IServices,
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    translator: ITranslator | null,
    settings: ISettingRegistry | null,
    state: IStateDB | null
  ): Services => {
    const words = new Words(translator);
    const client = new Client(app.serviceManager.serverSettings, () => words.language);
    const notebook = new LabNotebook(tracker);
    const work = new ServerWork(client);
    const services: Services = {
      notebook,
      work,
      words,
      runs: new RunsModel(new ServerRuns(client), DEFAULT_INTERVAL_MS),
      wrappers: new WrappersModel(notebook, work),
      packages: new PackageModel(notebook, work),
      uploads: new ServerUploads(client),
      options: new Options()
    };
    const followNotebook = (): void => services.runs.setNotebook(notebook.path);
    notebook.switched.connect(followNotebook);
    followNotebook();
    if (settings) {
      void followSettings(settings, services, client);
    }
    if (state) {
      void keepChoices(state, services.packages);
    }
    return services;
  }
};

async function followSettings(registry: ISettingRegistry, services: Services, client: Client): Promise<void> {
  try {
    const settings = await registry.load(Plugin.services);
    const apply = (): void => {
      const { pollInterval, defaultTarget, language, markers } = settings.composite;
      services.runs.intervalMs = typeof pollInterval === 'number' ? pollInterval * 1000 : DEFAULT_INTERVAL_MS;
      services.packages.defaultTarget = typeof defaultTarget === 'string' && defaultTarget ? defaultTarget : 'aiges';
      void services.words.choose(isLanguageChoice(language) ? language : 'auto', client);
      services.options.hasMarkers = markers !== false;
      services.options.changed.emit();
    };
    settings.changed.connect(apply);
    apply();
  } catch (reason) {
    console.warn('aiges-nb: the settings cannot be read; the defaults hold.', reason);
  }
}

/** What was typed in the Export section outlives a reload of the page. */
async function keepChoices(state: IStateDB, packages: PackageModel): Promise<void> {
  const stored = await state.fetch(STATE_KEY).catch(() => undefined);
  if (isObject(stored)) {
    const kept = Object.entries(stored).filter((entry): entry is [string, Partial<Choices>] => isObject(entry[1]));
    packages.restore(Object.fromEntries(kept));
  }
  let saved = JSON.stringify(packages.kept);
  packages.changed.connect(() => {
    const kept = Object.fromEntries(Object.entries(packages.kept).slice(-KEPT_NOTEBOOKS));
    const now = JSON.stringify(kept);
    if (now !== saved) {
      saved = now;
      void state.save(STATE_KEY, JSON.parse(now)).catch(() => undefined);
    }
  });
}
