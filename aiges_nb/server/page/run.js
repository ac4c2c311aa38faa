// Running: at once, as a job that is followed, or as a module's command; and the wish to stop.

class Stopped extends Error {}

const ASK_LEFT_MS = 2000;

function run() {
  if (current) return undefined;
  const given = readForm();
  const mode = byId("mode").value;
  if (isModule) return follow(() => runModule(given));
  return follow(() => ({ session: runSession, job: runJob })[mode]?.(given) ?? runOnce(given));
}

/** One run on this page, from its first sign to its end; `began` is earlier for one from before a reload. */
async function follow(work, began = now()) {
  current = { began, cancel: null, asked: 0, abort: new AbortController(), values: fieldValues() };
  clearFindings();
  lastAnswer = null;
  resultUrls = [];
  byId("outputs").replaceChildren();
  byId("notice").replaceChildren();
  byId("run-id").textContent = "";
  showState("running");
  showProgress({});
  drawButtons();
  drawPast();
  if (byId("result").getBoundingClientRect().top > innerHeight - 120) byId("result").scrollIntoView();
  const drawElapsed = () => (byId("elapsed").textContent = secondsText((now() - began) / 1000));
  const clock = setInterval(drawElapsed, 100);
  try {
    await work();
    forget();
  } catch (failure) {
    // A run whose end is not known is looked for again when the page is loaded anew.
    if (failure instanceof ServiceError || failure instanceof Stopped) forget();
    if (failure instanceof Stopped || current.abort.signal.aborted) showState("cancelled");
    else showFailure(failure);
  } finally {
    clearInterval(clock);
    drawElapsed();
    byId("progress").hidden = true;
    keepPast(current);
    current = null;
    drawButtons();
    drawPast();
    drawCode();
  }
}

async function runOnce(given) {
  const signal = current.abort.signal;
  current.cancel = () => current.abort.abort();
  drawButtons();
  const answer = await transport.call("POST", operation.route, await makeDocument(given), {}, signal);
  lastAnswer = answer.document;
  const found = readAigesAnswer(answer.status, answer.document);
  showOutputs(Object.entries(found).map(([key, output]) => ({ key, type: typeOf(key, output.word), data: output.data })));
  showFindings(answer.document.findings || []);
  showState("succeeded");
}

async function runJob(given) {
  const job = await submitAiges(transport, operation.route, await makeDocument(given));
  remember({ job: job.path });
  await followJob(job);
}

async function followJob(job) {
  byId("run-id").textContent = job.id;
  current.cancel = (force) => job.cancel(force);
  drawButtons();
  let printed = "";
  let partial = "";
  let left = null;
  // Events tell how far it is; how long it still takes is the server's estimate, asked for now and then.
  const asking = setInterval(() => {
    const asked = now();
    transport.call("GET", job.path).then(({ document: { progress } }) => {
      left = progress && typeof progress.eta_s === "number" ? { eta_s: progress.eta_s, asked } : null;
    }).catch(() => {});
  }, ASK_LEFT_MS);
  const record = await job.wait((news) => {
    if (FINAL_STATES.includes(news.state)) return;
    showProgress({ ...news.progress, eta_s: left && Math.max(1, left.eta_s - (now() - left.asked) / 1000) });
    showState(news.state, news.stage && texts.en[`page-stage-${news.stage}`] ? say(`page-stage-${news.stage}`) : "");
    const told = JSON.stringify((news.partial || []).map(({ sha256 }) => sha256));
    if (news.partial && news.partial.length && told !== partial) {
      partial = told;
      fetchOutputs(news.partial).then((outputs) => current && told === partial && showOutputs(outputs)).catch(() => {});
    }
    if (news.log) showLog((printed = (printed + news.log).slice(-20000)));
  }).finally(() => clearInterval(asking));
  lastAnswer = record;
  showFindings(record.findings || []);
  if (record.state !== "succeeded") {
    showState(record.state);
    if (record.error && record.state === "failed") showProblem(record.error);
    return;
  }
  showOutputs(await fetchOutputs(record.outputs));
  showState(record.state);
}

/** Outputs with their bytes; short texts came along already. */
function fetchOutputs(outputs) {
  return Promise.all(
    outputs.map(async (output) => {
      if (typeof output.text === "string") return { ...output, data: output.text };
      const answer = await transport.request(output.href);
      if (answer.status !== 200) await readDocument(answer);
      return { ...output, data: new Uint8Array(await answer.arrayBuffer()) };
    }),
  );
}

function showLog(text) {
  let box = byId("log");
  if (!box) {
    box = make("details", { id: "log", open: true }, make("summary", {}, say("page-log")), make("pre", {}));
    byId("notice").append(box);
  }
  box.lastChild.textContent = text;
  box.lastChild.scrollTop = box.lastChild.scrollHeight;
}

async function runModule(given) {
  const files = Object.fromEntries(Object.entries(given.inputs).map(([key, { data }]) => [key, data]));
  const answer = await callModule(transport, operation.route, given.params, files, current.abort.signal);
  if (answer.commandId && !isOver(answer)) remember({ command: answer.commandId });
  await followCommand(answer);
}

const aboutCommand = (id) => ({ commandId: id, moduleId: contract.service_id });

async function followCommand(answer) {
  if (answer.commandId && !isOver(answer)) {
    byId("run-id").textContent = answer.commandId;
    const about = aboutCommand(answer.commandId);
    current.cancel = () => callModule(transport, `${contract.service_id}/cancel_command`, about);
    drawButtons();
    while (!isOver(answer)) {
      const { progress, current_step: step, steps, message } = answer;
      showProgress({ fraction: typeof progress === "number" ? progress / 100 : null, step, steps, message });
      await new Promise((resolve) => setTimeout(resolve, 400));
      answer = await callModule(transport, `${contract.service_id}/get_command_status`, about);
    }
  }
  lastAnswer = answer;
  showModuleAnswer(answer);
}

function showModuleAnswer(answer) {
  const isStopped = current.asked > 0 && wasCancelled(answer);
  if (isStopped) showState("cancelled");
  else showState(answer.success === false || answer.commandStatus === "failed" ? "failed" : "succeeded");
  if (answer.success === false && answer.error && !isStopped) showProblem({ text: answer.error, code: answer.code });
  showFindings(answer.findings || []);
  const outputs = [];
  for (const [key, value] of Object.entries(answer)) {
    const kind = typeof value === "string" ? pictureKind(value) : null;
    if (kind) outputs.push({ key, type: "image", data: fromBase64(value.replace(/^data:[^,]*,/, "")), kind });
  }
  const shown = Object.fromEntries(Object.entries(answer).filter(([, value]) => !(typeof value === "string" && pictureKind(value))));
  outputs.push({ key: "response", type: "json", data: JSON.stringify(shown) });
  showOutputs(outputs);
}

const pictureKind = (text) => {
  if (text.startsWith("data:image/")) return "image/*";
  if (text.length < 64) return null;
  return { iVBORw0KGgo: "image/png", "/9j/": "image/jpeg", R0lGOD: "image/gif", UklGR: "image/webp" }[["iVBORw0KGgo", "/9j/", "R0lGOD", "UklGR"].find((head) => text.startsWith(head))] || null;
};

async function cancel() {
  if (!current || !current.cancel) return;
  const force = current.asked > 0;
  current.asked += 1;
  showState("running", say(force ? "page-forced" : "page-asked"));
  drawButtons();
  try {
    await current.cancel(force);
  } catch (failure) {
    if (current) showProblem({ text: String(failure.message || failure) });
  }
}
