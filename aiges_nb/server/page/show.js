// Showing: state, progress, findings, outputs.

const LOOKS = { queued: "busy", running: "busy", succeeded: "ok", failed: "error", cancelled: "warn", interrupted: "warn" };

function showState(state, more = "") {
  byId("state").className = `state ${LOOKS[state] || ""}`;
  byId("state").dataset.state = state;
  byId("state").textContent = say(`page-state-${state}`) + (more ? ` · ${more}` : "");
}

function showProgress(progress) {
  const { fraction, step, steps, message } = progress;
  const isKnown = typeof fraction === "number";
  byId("progress").hidden = false;
  byId("progress").classList.toggle("unknown", !isKnown);
  if (isKnown) byId("progress").setAttribute("aria-valuenow", Math.floor(fraction * 100));
  else byId("progress").removeAttribute("aria-valuenow");
  byId("bar").style.width = isKnown ? `${(Math.min(1, Math.max(0, fraction)) * 100).toFixed(1)}%` : "";
  const parts = [];
  if (isKnown) parts.push(`${progress.is_estimated ? "≈ " : ""}${Math.floor(fraction * 100)} %`);
  if (step !== undefined && step !== null && steps) parts.push(`${step}/${steps}`);
  if (typeof progress.eta_s === "number") parts.push(say("page-eta", { time: secondsText(Math.max(1, Math.round(progress.eta_s))) }));
  if (message) parts.push(message);
  byId("progress-text").textContent = parts.join(" · ");
  byId("progress").setAttribute("aria-valuetext", parts.join(" · "));
}

function showProblem(error) {
  const code = error.code === undefined || error.code === null || error.code === "" ? "" : ` (${error.code})`;
  const trace = error.traceback ? make("details", { open: true }, make("summary", {}, say("page-traceback")), make("pre", {}, error.traceback)) : null;
  const problem = make("div", { class: "problem", role: "alert" }, make("b", {}, `${error.text || error.message || ""}${code}`), trace);
  byId("notice").prepend(problem);
}

function showFailure(failure) {
  showState("failed");
  if (failure instanceof ServiceError) {
    lastAnswer = { header: { code: failure.code, message: failure.text }, findings: failure.findings };
    const isShown = showFindings(failure.findings);
    if (!isShown) showProblem({ text: failure.text || failure.message, code: failure.code });
    else byId("notice").prepend(make("div", { class: "problem", role: "alert" }, make("b", {}, say("page-look-at-fields"))));
    const bad = fields.find(({ box }) => box.classList.contains("bad"));
    if (bad) controlOf(bad).focus();
  } else {
    const words = failure instanceof TypeError ? say("page-no-server") : String(failure.message || failure);
    showProblem({ text: words });
  }
}

const controlOf = (field) => field.box.querySelector("input:not([type=range], [hidden]), select, textarea");

function clearFindings() {
  lastFindings = [];
  fields.forEach((field) => {
    field.box.classList.remove("bad");
    field.findings.replaceChildren();
    controlOf(field).removeAttribute("aria-invalid");
    controlOf(field).removeAttribute("aria-describedby");
  });
  byId("loose").replaceChildren();
}

/** Each finding at its field, the others below the form; whether there is any. */
function showFindings(findings) {
  lastFindings = findings;
  for (const finding of findings) {
    const field = fields.find(({ path }) => finding.path === path || (finding.path || "").startsWith(`${path}.`));
    const hint = finding.hint ? make("span", { class: "hint" }, ` ${finding.hint}`) : null;
    const element = make("div", { class: `finding ${finding.level || "error"}` }, finding.message || finding.code, hint);
    if (field) {
      if ((finding.level || "error") === "error") {
        field.box.classList.add("bad");
        controlOf(field).setAttribute("aria-invalid", "true");
      }
      field.findings.id = `findings-${fields.indexOf(field)}`;
      controlOf(field).setAttribute("aria-describedby", field.findings.id);
      field.findings.append(element);
    } else byId("loose").append(element);
  }
  return findings.length > 0;
}

const typeOf = (key, word) => ((operation.outputs || []).find((accept) => accept.key === key) || { type: word }).type;

function showOutputs(outputs) {
  byId("outputs").replaceChildren(...(outputs.length ? outputs.map(outputElement) : [make("p", { class: "muted" }, say("page-no-outputs"))]));
}

function outputElement({ key, type, data, kind }) {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  const blob = new Blob([bytes], { type: kind || { image: "image/png", audio: "audio/wav", video: "video/mp4" }[type] || "application/octet-stream" });
  const link = make("a", { href: URL.createObjectURL(blob), download: `${key}${{ text: ".txt", json: ".json" }[type] || ""}` }, say("page-download"));
  resultUrls.push(link.href);
  const head = make("div", { class: "head" }, make("span", { class: "key" }, key), make("span", { class: "meta" }, `${say(`page-type-${type}`)} · ${sizeText(bytes.length)}`), link);
  return make("div", { class: "output", "data-key": key }, head, contentElement(type, data, bytes, blob));
}

function contentElement(type, data, bytes, blob) {
  if (["image", "audio", "video"].includes(type)) return mediaElement(type, blob, resultUrls);
  if (type !== "text" && type !== "json") return null;
  const text = typeof data === "string" ? data : new TextDecoder().decode(bytes);
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return make("div", { class: "said" }, text);
  }
  if (typeof value !== "object" || value === null) return make("div", { class: "said" }, text);
  const shown = tables(value);
  const whole = make("pre", {}, JSON.stringify(value, null, 2));
  return shown.length ? make("div", {}, ...shown, make("details", {}, make("summary", {}, "JSON"), whole)) : whole;
}

const MOST_ROWS = 200;

/** Lists of like objects as tables. */
function tables(value) {
  const lists = Array.isArray(value) ? [["", value]] : Object.entries(value).filter(([, item]) => Array.isArray(item));
  return lists
    .filter(([, rows]) => rows.length && rows.every((row) => row && typeof row === "object" && !Array.isArray(row)))
    .map(([name, rows]) => {
      const shown = rows.slice(0, MOST_ROWS);
      const columns = [...new Set(shown.flatMap((row) => Object.keys(row)))].slice(0, 12);
      const cell = (item) => make("td", { class: typeof item === "number" ? "number" : "" }, item === undefined ? "" : typeof item === "object" ? JSON.stringify(item) : String(item));
      const body = shown.map((row) => make("tr", {}, ...columns.map((column) => cell(row[column]))));
      const head = make("tr", {}, ...columns.map((column) => make("th", { scope: "col" }, column)));
      const more = rows.length > MOST_ROWS ? make("p", { class: "muted" }, say("page-more-rows", { count: rows.length - MOST_ROWS })) : null;
      return make("div", { class: "scroll", tabindex: "0" }, name ? make("p", { class: "muted" }, name) : null, make("table", {}, make("thead", {}, head), make("tbody", {}, ...body)), more);
    });
}
