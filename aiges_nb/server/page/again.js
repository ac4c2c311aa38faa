// Once more: a run that goes on is taken up when the page is loaded anew; the last runs are shown as they were.

const MOST_KEPT = 100_000;
const MOST_PAST = 8;
const KEPT = `aiges-nb-run-${transport.url}`;
let past = [];
let shown = null;
let isLeaving = false;
addEventListener("pagehide", () => (isLeaving = true));
addEventListener("pageshow", () => (isLeaving = false));

/** Keep, for this tab, what it takes to find the run again. Files are not kept. */
function remember(found) {
  const values = Object.fromEntries(Object.entries(current.values).filter(([, value]) => !(value instanceof Blob)));
  const text = JSON.stringify({ ...found, route: operation.route, began: current.began, values });
  try {
    if (text.length <= MOST_KEPT) sessionStorage.setItem(KEPT, text);
  } catch {
    /* a browser that keeps nothing */
  }
}

function forget() {
  if (isLeaving) return;
  try {
    sessionStorage.removeItem(KEPT);
  } catch {
    /* a browser that keeps nothing */
  }
}

/** Go on with the run that this tab left, if the server still knows it. */
async function resume() {
  let found = null;
  try {
    found = JSON.parse(sessionStorage.getItem(KEPT));
  } catch {
    /* a browser that keeps nothing */
  }
  const item = found && contract.operations.find(({ route }) => route === found.route);
  if (!item) return;
  let work;
  try {
    if (found.job) {
      const job = new Job(transport, found.job);
      await job.refresh();
      work = () => followJob(job);
    } else {
      const answer = await callModule(transport, `${contract.service_id}/get_command_status`, aboutCommand(found.command));
      if (String(answer.commandStatus).toLowerCase() === "unknown") throw new ServiceError(404, null, "");
      work = () => followCommand({ commandId: found.command, ...answer });
    }
  } catch (failure) {
    if (failure instanceof ServiceError) forget();
    return;
  }
  if (current) return;
  operation = item;
  draw();
  restoreFields(found.values);
  byId("mode").value = found.job ? "job" : byId("mode").value;
  await follow(work, found.began);
}

/** A run that has ended joins the last runs. */
function keepPast({ began, values }) {
  shown = {
    operation,
    began,
    values,
    mode: byId("mode").value,
    state: byId("state").dataset.state,
    elapsed: byId("elapsed").textContent,
    runId: byId("run-id").textContent,
    notice: [...byId("notice").childNodes],
    outputs: [...byId("outputs").childNodes],
    findings: lastFindings,
    answer: lastAnswer,
    urls: resultUrls,
  };
  past.unshift(shown);
  past.splice(MOST_PAST).forEach(({ urls }) => urls.forEach((url) => URL.revokeObjectURL(url)));
}

function showPast(entry) {
  if (current) return;
  shown = entry;
  operation = entry.operation;
  byId("mode").value = entry.mode;
  draw();
  restoreFields(entry.values);
  clearFindings();
  showState(entry.state);
  byId("elapsed").textContent = entry.elapsed;
  byId("run-id").textContent = entry.runId;
  byId("notice").replaceChildren(...entry.notice);
  byId("outputs").replaceChildren(...entry.outputs);
  showFindings(entry.findings);
  lastAnswer = entry.answer;
  drawCode();
}

function drawPast() {
  byId("past-box").hidden = past.length === 0;
  byId("past").replaceChildren(...past.map((entry) => {
    const values = Object.entries(entry.values).filter(([, value]) => value !== undefined);
    const given = values.map(([path, value]) => `${path.split(".").slice(1).join(".")}=${value instanceof Blob ? value.name : value}`);
    if (contract.operations.length > 1) given.unshift(entry.operation.name || entry.operation.route);
    return make("li", {}, make("button", {
      type: "button",
      "aria-current": entry === shown && !current ? "true" : null,
      disabled: Boolean(current),
      onclick: () => showPast(entry),
    },
    make("span", { class: `state ${LOOKS[entry.state] || ""}` }, say(`page-state-${entry.state}`)),
    make("span", { class: "muted" }, `${new Date(entry.began).toLocaleTimeString(document.documentElement.lang)} · ${entry.elapsed}`),
    make("span", { class: "given" }, given.join(" · ").slice(0, 200))));
  }));
}
