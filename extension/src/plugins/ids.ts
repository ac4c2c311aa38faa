/** Names that other extensions, settings and tests may rely on. */

export const PANEL_ID = 'aiges-nb-panel';

export const Plugin = {
  services: 'aiges-nb:services',
  panel: 'aiges-nb:panel'
} as const;

export const Command = {
  showPanel: 'aiges-nb:show-panel',
  showRuns: 'aiges-nb:show-runs'
} as const;
