/** Names that other extensions, settings, shortcuts and tests may rely on. */

export const PANEL_ID = 'aiges-nb-panel';
export const STATUS_ID = 'aiges-nb:jobs';
export const COMPLETER_ID = 'aiges-nb:completer';

export const Plugin = {
  /** Its settings are those of the whole extension. */
  services: 'aiges-nb:services',
  panel: 'aiges-nb:panel',
  markers: 'aiges-nb:markers',
  completer: 'aiges-nb:completer',
  launcher: 'aiges-nb:launcher',
  status: 'aiges-nb:status',
  uploads: 'aiges-nb:uploads'
} as const;

export const Command = {
  newWrapper: 'aiges-nb:new-wrapper',
  showWrappers: 'aiges-nb:show-wrappers',
  showRuns: 'aiges-nb:show-runs',
  showExport: 'aiges-nb:show-export',
  runWrapper: 'aiges-nb:run-wrapper',
  checkWrapper: 'aiges-nb:check-wrapper',
  cancelRuns: 'aiges-nb:cancel-runs'
} as const;

export const CATEGORY = 'AIGES';
