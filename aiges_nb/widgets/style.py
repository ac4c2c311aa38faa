"""The form's own layout: an aligned column of labels that stacks where there is little room."""

from __future__ import annotations

from typing import Final

FORM_STYLE: Final = """
.aiges-nb-form{container-type:inline-size;max-width:860px;padding:2px 0 6px;overflow:visible;
--aiges-label:12em;--aiges-gap:12px;--jp-widgets-inline-label-width:var(--aiges-label)}
.aiges-nb-form .widget-html,.aiges-nb-form .widget-html-content{margin:0;
height:auto;line-height:inherit;overflow:visible}
.aiges-nb-form .widget-html-content{align-self:stretch;width:100%}
.aiges-nb-fields{display:grid!important;grid-template-columns:minmax(0,22em) minmax(0,1fr);gap:0 14px;overflow:visible;
margin:10px 0 6px}
.aiges-nb-fields>*{width:auto!important;margin:4px 0!important;min-width:0;max-width:none;overflow:visible}
.aiges-nb-wide{grid-column:1/-1}
.aiges-nb-form .aiges-nb-route{width:auto!important;margin:10px 0 0!important}
.aiges-nb-form .aiges-nb-route select{flex:0 1 32em;min-width:0;max-width:100%}
.aiges-nb-route .widget-label:not(.widget-label-basic),.aiges-nb-fields .widget-label:not(.widget-label-basic){
width:var(--aiges-label)!important;flex:0 0 var(--aiges-label)!important;text-align:left!important;
justify-content:flex-start;white-space:normal!important;overflow:visible!important;height:auto!important;
line-height:1.35!important;padding:5px 0;
margin-right:var(--aiges-gap)!important;overflow-wrap:anywhere;align-self:flex-start}
.aiges-nb-required>.widget-label:not(:empty)::after{content:" *";color:var(--jp-error-color1,#d32f2f)}
.aiges-nb-fields .widget-text input,.aiges-nb-fields .widget-textarea textarea,.aiges-nb-fields .widget-dropdown select{
min-width:0;max-width:100%}
.aiges-nb-fields .widget-dropdown select{flex:0 1 20em}
.aiges-nb-fields .aiges-nb-figure input{flex:0 1 10em}
.aiges-nb-fields .widget-inline-hbox{height:auto!important;
min-height:var(--jp-widgets-inline-height,28px)}
.aiges-nb-fields .widget-inline-hbox.widget-html{min-height:0}
.aiges-nb-fields .widget-inline-hbox>input,.aiges-nb-fields .widget-inline-hbox>select{
height:var(--jp-widgets-inline-height,28px)!important}
.aiges-nb-fields .widget-textarea{height:auto!important}
.aiges-nb-fields .widget-textarea textarea{height:auto!important;resize:vertical;line-height:1.45;padding:5px 8px}
.aiges-nb-json textarea{font-family:var(--jp-code-font-family,monospace)!important}
.aiges-nb-slider{align-self:center}
.aiges-nb-slider .slider-container{width:100%}
.aiges-nb-help,.aiges-nb-slot{padding-left:calc(var(--aiges-label) + var(--aiges-gap) + 2px)}
.aiges-nb-help{margin-top:-1px!important;margin-bottom:8px!important}
.aiges-nb-slot .aiges-nb-findings{margin:0 0 4px}
.aiges-nb-file{align-items:center;gap:8px;flex-wrap:nowrap}
.aiges-nb-file>.widget-text{display:contents!important}
.aiges-nb-file>.widget-text>.widget-label{order:0;margin-right:4px!important}
.aiges-nb-file>.widget-text>input{order:3;flex:1 1 12em;width:auto!important}
.aiges-nb-file>.aiges-nb-upload{order:2;width:auto!important;flex:none;margin:0!important;padding:0 12px;
font-size:0!important}
.aiges-nb-upload i{font-size:13px;margin-right:6px}.aiges-nb-upload::after{font-size:13px;content:var(--aiges-upload)}
.aiges-nb-file>.aiges-nb-clear{order:4;width:auto!important;flex:none;margin:0!important}
.aiges-nb-preview{margin:5px 0 4px}
.aiges-nb .aiges-nb-preview img,.aiges-nb .aiges-nb-preview video{max-height:180px}
.aiges-nb-actions{align-items:center;gap:10px;flex-wrap:wrap;overflow:visible;margin:6px 0 2px;min-height:32px}
.aiges-nb-actions .widget-button{margin:0!important;width:auto!important;min-width:84px}
.aiges-nb-actions>.aiges-nb-status{flex:1 1 22em;min-width:0;width:auto!important}
.aiges-nb-monitor .aiges-nb-sheet{display:none}
.aiges-nb-open-runs{overflow:visible}
.aiges-nb-open-run{border:1px solid var(--jp-border-color2,rgba(128,128,128,.35));border-radius:4px;padding:6px 12px;
margin:0 0 6px}
.aiges-nb-result{overflow:visible;margin:8px 0 0}
.aiges-nb-status .aiges-nb-head{margin:0}
@container (max-width:560px){
.aiges-nb-fields{grid-template-columns:minmax(0,1fr)}
.aiges-nb-fields .widget-inline-hbox{flex-wrap:wrap}
.aiges-nb-fields .widget-label:not(.widget-label-basic):not(:empty){
flex-basis:100%!important;width:100%!important;padding:3px 0}
.aiges-nb-fields .widget-checkbox>.widget-label:not(.widget-label-basic){display:none!important}
.aiges-nb-fields .widget-inline-hbox>input,.aiges-nb-fields .widget-inline-hbox>textarea,
.aiges-nb-fields .widget-inline-hbox>select{flex:1 1 100%!important}
.aiges-nb-file{flex-wrap:wrap}
.aiges-nb-help,.aiges-nb-slot{padding-left:2px}}
"""
"""Scoped by our class names only; `!important` where ipywidgets sets a size on the element itself."""
