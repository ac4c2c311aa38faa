"""The one stylesheet of all outputs: theme variables of the host with fallbacks, names of our own."""

from __future__ import annotations

from typing import Final

from .html import Html, element

ROOT_CLASS: Final = "aiges-nb tex2jax_ignore mathjax_ignore"
"""Class of every outermost element; the last two keep `$` in a user's text from being set as a formula."""

_VARIABLES = """
.aiges-nb{
--aiges-text:var(--jp-ui-font-color1,var(--vscode-foreground,inherit));
--aiges-muted:var(--jp-ui-font-color2,var(--vscode-descriptionForeground,#6b6b6b));
--aiges-line:var(--jp-border-color2,var(--vscode-widget-border,rgba(128,128,128,.35)));
--aiges-soft:var(--jp-layout-color2,var(--vscode-textBlockQuote-background,rgba(128,128,128,.12)));
--aiges-error:var(--jp-error-color1,var(--vscode-errorForeground,#d32f2f));
--aiges-warn:var(--jp-warn-color1,var(--vscode-editorWarning-foreground,#b26a00));
--aiges-ok:var(--jp-success-color1,#2e7d32);
--aiges-info:var(--jp-info-color1,var(--vscode-textLink-foreground,#0277bd));
--aiges-mono:var(--jp-code-font-family,var(--vscode-editor-font-family,ui-monospace,Menlo,Consolas,monospace));
--aiges-sans:var(--jp-ui-font-family,system-ui,-apple-system,"Segoe UI","Noto Sans CJK SC","PingFang SC",sans-serif);
color:var(--aiges-text);font-family:var(--aiges-sans);font-size:13px;line-height:1.5;
max-width:100%;box-sizing:border-box;overflow-wrap:anywhere}
"""

_PARTS = """
.aiges-nb *{box-sizing:border-box}
.aiges-nb h4,.aiges-nb h5{margin:0;font-weight:600;line-height:1.4;color:inherit}
.aiges-nb h4{font-size:15px}.aiges-nb h5{font-size:13px;margin:12px 0 4px}
.aiges-nb p{margin:2px 0}
.aiges-nb code,.aiges-nb pre{font-family:var(--aiges-mono);font-size:12px;background:none;color:inherit;padding:0}
.aiges-nb code.aiges-nb-muted{color:var(--aiges-muted)}
.aiges-nb-muted{color:var(--aiges-muted)}
.aiges-nb-small{font-size:12px}
.aiges-nb-table-box{overflow-x:auto;max-width:100%}
.aiges-nb-tall{max-height:480px;overflow:auto}.aiges-nb-partial .aiges-nb-tall{max-height:none}
.aiges-nb table{border-collapse:collapse;margin:2px 0;font-size:13px;table-layout:auto;border:none}
.aiges-nb th,.aiges-nb td{text-align:left;vertical-align:top;line-height:1.5;padding:4px 14px 4px 0;border:none;
border-bottom:1px solid var(--aiges-line);background:none;white-space:normal;max-width:36em;overflow-wrap:anywhere}
.aiges-nb th{font-weight:600;color:var(--aiges-muted);font-size:12px;white-space:nowrap}
.aiges-nb tbody tr,.aiges-nb tbody tr:nth-child(odd),.aiges-nb tbody tr:hover{background:none}
.aiges-nb td.aiges-nb-number,.aiges-nb th.aiges-nb-number{text-align:right;font-variant-numeric:tabular-nums}
.aiges-nb-findings{display:flex;flex-direction:column;gap:6px;margin:6px 0}
.aiges-nb-finding{border-left:3px solid var(--aiges-info);padding:2px 0 2px 10px;white-space:pre-wrap}
.aiges-nb-finding.aiges-nb-error{border-color:var(--aiges-error)}
.aiges-nb-finding.aiges-nb-warning{border-color:var(--aiges-warn)}
.aiges-nb-level{font-weight:600}
.aiges-nb-error>.aiges-nb-level,.aiges-nb-level.aiges-nb-error{color:var(--aiges-error)}
.aiges-nb-warning>.aiges-nb-level{color:var(--aiges-warn)}
.aiges-nb-info>.aiges-nb-level{color:var(--aiges-info)}
.aiges-nb-path{font-family:var(--aiges-mono);font-size:12px;color:var(--aiges-muted)}
.aiges-nb-card{border:1px solid var(--aiges-line);border-radius:4px;padding:8px 12px;margin:6px 0}
.aiges-nb-card.aiges-nb-error{border-color:var(--aiges-error)}
.aiges-nb-output{margin:0 0 14px}
.aiges-nb-output:last-child{margin-bottom:2px}
.aiges-nb-head{display:flex;flex-wrap:wrap;gap:0 10px;align-items:baseline;margin-bottom:4px}
.aiges-nb-key{font-weight:600}
.aiges-nb img,.aiges-nb video{max-width:100%;max-height:520px;height:auto;width:auto;display:block;border-radius:3px;
background:repeating-conic-gradient(rgba(128,128,128,.16) 0 25%,transparent 0 50%) 0 0/16px 16px}
.aiges-nb audio{width:100%;max-width:480px;height:36px;display:block}
.aiges-nb pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:0;max-height:420px;overflow:auto;line-height:1.45}
.aiges-nb pre.aiges-nb-box{background:var(--aiges-soft);padding:6px 10px;border-radius:3px}
.aiges-nb-text{white-space:pre-wrap;max-height:420px;overflow:auto}
.aiges-nb details>summary{cursor:pointer;color:var(--aiges-muted)}
.aiges-nb details>summary:focus-visible{outline:2px solid var(--aiges-info);outline-offset:1px}
.aiges-nb-tree{font-family:var(--aiges-mono);font-size:12px;line-height:1.6}
.aiges-nb .aiges-nb-tree details>summary{color:inherit}
.aiges-nb-tree .aiges-nb-branch{padding-left:18px;border-left:1px solid var(--aiges-line);margin-left:4px}
.aiges-nb-tree .aiges-nb-leaf{padding-left:15px}
.aiges-nb-mark{font-weight:600}.aiges-nb-mark.aiges-nb-succeeded{color:var(--aiges-ok)}.aiges-nb-mark.aiges-nb-failed{color:var(--aiges-error)}
.aiges-nb-name{color:var(--aiges-muted)}
.aiges-nb-state{display:inline-flex;align-items:center;gap:6px;font-weight:600}
.aiges-nb-state::before{content:"";flex:none;width:8px;height:8px;border-radius:50%;background:currentColor}
.aiges-nb-state.aiges-nb-queued{color:var(--aiges-muted)}
.aiges-nb-state.aiges-nb-running{color:var(--aiges-info)}
.aiges-nb-state.aiges-nb-succeeded{color:var(--aiges-ok)}
.aiges-nb-state.aiges-nb-failed{color:var(--aiges-error)}
.aiges-nb-state.aiges-nb-cancelled,.aiges-nb-state.aiges-nb-interrupted{color:var(--aiges-warn)}
"""

_WATCHING = """
.aiges-nb .aiges-nb-watching .aiges-nb-head{margin:0}
.aiges-nb .aiges-nb-watching span{font-variant-numeric:tabular-nums}
.aiges-nb progress.aiges-nb-bar{appearance:none;-webkit-appearance:none;display:block;width:100%;max-width:480px;
height:6px;margin:3px 0 5px;border:0;border-radius:3px;overflow:hidden;background:var(--aiges-soft);
--aiges-fill:var(--aiges-info);color:var(--aiges-fill)}
.aiges-nb progress.aiges-nb-succeeded{--aiges-fill:var(--aiges-ok)}
.aiges-nb progress.aiges-nb-failed{--aiges-fill:var(--aiges-error)}
.aiges-nb progress.aiges-nb-cancelled{--aiges-fill:var(--aiges-warn)}
.aiges-nb progress.aiges-nb-interrupted{--aiges-fill:var(--aiges-warn)}
.aiges-nb progress.aiges-nb-estimated{--aiges-fill:repeating-linear-gradient(
-45deg,var(--aiges-info) 0 5px,transparent 5px 8px)}
.aiges-nb progress.aiges-nb-bar::-webkit-progress-bar{background:var(--aiges-line);border-radius:3px}
.aiges-nb progress.aiges-nb-bar::-webkit-progress-value{background:var(--aiges-fill);border-radius:3px}
.aiges-nb progress.aiges-nb-bar::-moz-progress-bar{background:var(--aiges-fill);border-radius:3px}
.aiges-nb-cancelling{display:flex;flex-wrap:wrap;gap:2px 8px;align-items:baseline;margin:2px 0;
color:var(--aiges-warn)}
.aiges-nb-step{font-size:12px;padding:0 7px;border:1px solid var(--aiges-line);border-radius:9px;
color:var(--aiges-muted)}
.aiges-nb-step.aiges-nb-done{color:inherit}
.aiges-nb-step.aiges-nb-done::before{content:"✓ "}
.aiges-nb-step.aiges-nb-now{color:inherit;border-color:currentColor;font-weight:600}
.aiges-nb-step.aiges-nb-next{opacity:.75}
.aiges-nb-why{flex-basis:100%;color:var(--aiges-text)}
.aiges-nb .aiges-nb-jobs td,.aiges-nb .aiges-nb-jobs code{overflow-wrap:break-word}
.aiges-nb .aiges-nb-jobs td.aiges-nb-whole{white-space:nowrap}
.aiges-nb .aiges-nb-jobs progress{min-width:90px}
.aiges-nb-two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(240px,100%),1fr));gap:12px}
.aiges-nb-two>div{min-width:0}
.aiges-nb-differs{color:var(--aiges-warn);font-weight:600}
.aiges-nb-diff-box{max-height:520px;overflow:auto}
.aiges-nb .aiges-nb-diff td.aiges-nb-out{background:rgba(211,47,47,.10)}
.aiges-nb .aiges-nb-diff td.aiges-nb-in{background:rgba(46,125,50,.12)}
.aiges-nb .aiges-nb-diff td{padding:3px 10px 3px 6px}
.aiges-nb .aiges-nb-diff code{white-space:pre-wrap}
.aiges-nb del{background:rgba(211,47,47,.28);text-decoration:none;color:inherit}
.aiges-nb ins{background:rgba(46,125,50,.30);text-decoration:none;color:inherit}
.aiges-nb pre.aiges-nb-tail{max-height:none;overflow:hidden;color:var(--aiges-muted);margin:6px 0 0}
"""

_STRONG = ".aiges-nb.aiges-nb.aiges-nb "


def _strengthen(css: str) -> str:
    # A host styles bare elements of an output with two classes (JupyterLab: right-aligned, striped tables).
    return css.replace(".aiges-nb ", _STRONG).replace("\n", "")


STYLESHEET: Final = _strengthen(_VARIABLES + _PARTS + _WATCHING)


def style_element(extra: str = "") -> Html:
    """The stylesheet as an element; `extra` is more CSS of our own, never a user's text."""
    return Html(f"<style>{STYLESHEET}{_strengthen(extra)}</style>")


def root(*children: Html | None, class_: str = "") -> Html:
    """One whole output: the stylesheet once, then the children in our outermost element."""
    return Html(style_element() + block(*children, class_=class_))


def block(*children: Html | None, class_: str = "") -> Html:
    """The outermost element without the stylesheet, for a page that has it already."""
    return element("div", *children, class_=f"{ROOT_CLASS} {class_}".strip())
