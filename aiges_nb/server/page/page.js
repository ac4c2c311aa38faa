// The whole page: put together from the other parts, drawn, and listened to.

function drawButtons() {
  byId("run").disabled = Boolean(current);
  byId("run").textContent = say(current ? "page-running" : "page-run");
  byId("mode-box").hidden = isModule || Boolean(current);
  byId("cancel").hidden = !(current && current.cancel);
  byId("cancel").textContent = say(current && current.asked ? "page-force" : "page-cancel");
}

function drawOperations() {
  const box = byId("operations");
  box.hidden = contract.operations.length < 2;
  box.replaceChildren(
    ...contract.operations.map((item) =>
      make("button", {
        type: "button",
        "aria-selected": String(item === operation),
        onclick: () => {
          if (current) return;
          operation = item;
          lastFindings = [];
          draw();
        },
      }, item.name || item.route),
    ),
  );
}

/** `isNew`: another operation, whose fields start anew; otherwise what was typed stays. */
function draw(isNew = true) {
  const typedIn = fieldValues();
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.querySelectorAll("[data-text]").forEach((element) => (element.textContent = say(element.dataset.text)));
  byId("language").textContent = language === "zh" ? "English" : "中文";
  byId("theme").textContent = say(`page-theme-${document.documentElement.dataset.theme || "auto"}`);
  byId("copy").textContent = say("page-copy");
  byId("version").textContent = contract.version;
  byId("platform").textContent = isModule ? "CodeProject.AI" : "AIGES";
  byId("description").textContent = (isModule && contract.operations.length > 1 && operation.description) || contract.description || "";
  drawOperations();
  drawForm();
  if (!isNew) {
    fields.forEach((field) => field.restore(typedIn[field.path]));
    showFindings(lastFindings);
  }
  if (byId("state").dataset.state && !current) showState(byId("state").dataset.state);
  drawButtons();
  drawTabs();
  drawPast();
  drawCode();
}

let looking = 0;

async function lookReady() {
  clearTimeout(looking);
  let words = "page-not-ready";
  try {
    words = (await fetch(`${transport.url}/readyz`)).ok ? "page-ready" : "page-not-ready";
  } catch {
    words = "page-no-answerer";
  }
  byId("ready").textContent = say(words);
  byId("ready").className = `ready ${words === "page-ready" ? "ok" : "error"}`;
  looking = setTimeout(lookReady, document.hidden ? 30000 : words === "page-ready" ? 10000 : 2000);
}

byId("form").addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
byId("form").addEventListener("input", () => drawCode());
byId("mode").addEventListener("change", () => drawCode());
byId("form").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    run();
  }
});
byId("cancel").addEventListener("click", cancel);
byId("copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(byId("code").textContent);
    byId("copy").textContent = say("page-copied");
  } catch {
    getSelection().selectAllChildren(byId("code"));
  }
  setTimeout(() => (byId("copy").textContent = say("page-copy")), 1500);
});
byId("language").addEventListener("click", () => {
  if (current) return;
  language = transport.language = language === "zh" ? "en" : "zh";
  kept("language", language);
  draw(false);
  lookReady();
});
byId("theme").addEventListener("click", () => {
  const next = { auto: "light", light: "dark", dark: "auto" }[document.documentElement.dataset.theme || "auto"];
  setTheme(next);
  kept("theme", next);
});

function setTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  byId("theme").textContent = say(`page-theme-${theme}`);
}

for (const option of [...byId("mode").options]) {
  if (option.value === "session" ? !takesSessions : !answersOnce) option.remove();
}
setTheme(kept("theme") || "auto");
draw();
lookReady();
resume();
