// Shows what the API says, and asks it to retry, to sync and to verify.

import { act, ask, button, byId, count, element, onClick, Refused, say } from "./page.js";

const history = [];
let failedSeen = -1;
let runSeen = null;
let verifying = false;

const time = (text) => (text ? text.replace("T", " ").slice(0, 19) : "");

function span(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  if (seconds < 1) return seconds === 0 ? "none" : `${Math.round(seconds * 1000)} ms`;
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

function rows(id, items, cells) {
  byId(id).replaceChildren(
    ...items.map((item) => {
      const row = element("tr");
      row.append(...cells(item));
      return row;
    }),
  );
}

function fault(text) {
  byId("fault").hidden = !text;
  byId("fault").textContent = text || "";
}

function state(text, kind) {
  byId("state").textContent = text;
  byId("state").className = "badge " + kind;
}

async function showStatus() {
  let status;
  try {
    status = await ask("status");
  } catch (problem) {
    state("no answer", "bad");
    fault(problem instanceof Refused ? problem.message : "neo4j-sync does not answer.");
    return;
  }
  const instance = status.instance;
  const queue = status.queue || {};
  const because = status.fault || instance.pausedBecause || instance.fault;
  fault(because ? (instance.pausedBecause ? "The sync is paused and goes on by itself: " : "") + because : null);
  if (because) state(instance.pausedBecause ? "paused" : "trouble", "bad");
  else if (queue.failed > 0) state("events have failed", "warn");
  else if (status.run) state("full sync under way", "busy");
  else if (queue.pending + queue.processing > 0) state("busy", "busy");
  else state("all is in the graph", "good");
  byId("role").textContent = instance.leads ? `This instance writes (epoch ${instance.epoch}).` : `This instance stands by; whether the sync is paused, the leader's own page says. ${status.leader ? `It leads: ${status.leader}.` : "Nobody leads."}`;
  byId("at").textContent = time(status.at) + " UTC";
  byId("pending").textContent = count(queue.pending);
  byId("processing").textContent = count(queue.processing);
  byId("failed").textContent = count(queue.failed);
  byId("failed-figure").className = queue.failed > 0 ? "bad" : "";
  byId("lag").textContent = span(status.lagSeconds);
  byId("rate").textContent = count(status.eventsPerSecond);
  byId("problems").hidden = !status.problems.length;
  byId("problems").replaceChildren(...status.problems.map((p) => element("li", `${p.table}: ${p.text}`)));
  if (status.queue) chart(queue.pending + queue.processing, status.eventsPerSecond);
  showRun(status.run);
  if (status.queue && queue.failed !== failedSeen) {
    failedSeen = queue.failed;
    await showReasons();
  }
}

function chart(pending, rate) {
  history.push([pending, rate]);
  if (history.length > 300) history.shift();
  const most = [0, 1].map((i) => Math.max(1, ...history.map((point) => point[i])));
  ["chart-pending", "chart-rate"].forEach((id, i) => {
    const points = history.map((point, x) => `${(x * 600) / Math.max(1, history.length - 1)},${78 - (point[i] * 75) / most[i]}`);
    byId(id).setAttribute("points", points.join(" "));
  });
  byId("chart-scale").textContent = `${count(most[0])} waiting, ${count(most[1])}/s`;
}

function showRun(run) {
  byId("run").hidden = !run;
  if (run) {
    const share = run.expected > 0 ? Math.min(1, run.processed / run.expected) : 0;
    const at = run.table_name ? `, at ${run.table_name}` : "";
    byId("run-text").textContent = `Run ${run.id} ${run.state}${at}: ${count(run.processed)} of about ${count(run.expected)} rows looked at, ${count(run.written)} written, ${count(run.pruned)} removed.`;
    byId("run-progress").value = share;
  }
  const key = run ? run.id + run.state : "";
  if (key !== runSeen) {
    runSeen = key;
    showRuns().catch((problem) => say(problem.message));
  }
}

async function showRuns() {
  const { runs } = await ask("runs?limit=10");
  rows("runs", runs, (run) => [
    element("td", run.id),
    element("td", (run.entity_type || (run.tenant_id ? `tenant ${run.tenant_id}` : "all tables")) + (run.dry ? ", only counted" : "")),
    element("td", run.state + (run.error ? `: ${run.error}` : ""), run.state === "failed" ? "bad-text" : ""),
    element("td", run.requested_by),
    element("td", time(run.started_at)),
    element("td", run.seconds === null ? "" : run.seconds.toFixed(1), "number"),
    element("td", count(run.read), "number"),
    element("td", count(run.written), "number"),
    element("td", count(run.pruned), "number"),
    element("td", count(run.failed), "number"),
  ]);
}

async function showReasons() {
  const { reasons } = await ask("failed/reasons");
  byId("no-failed").hidden = reasons.length > 0;
  if (!reasons.length) byId("failed-list").hidden = true;
  byId("reasons").replaceChildren(
    ...reasons.map((reason) => {
      const block = element("div", null, "reason");
      const actions = element("div", null, "actions");
      const tables = reason.tables.join(", ");
      actions.append(
        button("Show them", `Show the events of ${tables} that failed: ${reason.reason}`, () => showFailed(reason)),
        button(`Retry those of ${tables}`, null, () => retry({ entity: reason.tables.length === 1 ? reason.tables[0] : undefined, reason: common(reason.reason) })),
      );
      block.append(element("p", `${count(reason.count)} of ${tables}, last ${time(reason.newest)}`), element("p", reason.example), actions);
      return block;
    }),
  );
}

// the longest part of a reason that is the same in all its errors
const common = (reason) => reason.split("…").reduce((a, b) => (b.trim().length > a.length ? b.trim() : a), "");

async function showFailed(reason, before) {
  const query = new URLSearchParams({ limit: 20 });
  if (reason.tables.length === 1) query.set("entity", reason.tables[0]);
  query.set("reason", common(reason.reason));
  if (before) query.set("before", before);
  const page = await ask("failed?" + query);
  const events = page.failed.map((event) => {
    const item = element("li");
    const payload = element("pre");
    payload.hidden = true;
    const actions = element("div", null, "actions");
    actions.append(
      button("Row", `Show the row of event ${event.id}`, async () => {
        payload.textContent = await ask(`failed/${event.id}/payload`).then((a) => JSON.stringify(a.payload, null, 2), (p) => p.message);
        payload.hidden = false;
      }),
      button("Retry", `Retry event ${event.id}`, () => retry({ ids: [event.id] })),
    );
    item.append(
      element("div", `${event.operation} of ${event.entity_type} ${event.entity_key}`),
      element("div", event.error),
      element("div", `event ${event.id}, ${event.attempts} attempts, route ${event.failed_route}, changed ${time(event.created_at)}`, "soft"),
      actions,
      payload,
    );
    return item;
  });
  const list = byId("failed-events");
  if (before) list.append(...events);
  else list.replaceChildren(...events);
  byId("failed-list").hidden = false;
  byId("failed-list-title").textContent = `${count(page.total)} events`;
  byId("more-failed").hidden = !page.next;
  byId("more-failed").onclick = () => act(byId("more-failed"), () => showFailed(reason, page.next));
}

async function retry(what) {
  const { retried } = await ask("failed/retry", "POST", what);
  say(`${count(retried)} events are back in the queue.`);
  byId("failed-list").hidden = true;
  failedSeen = -1;
  await showStatus();
}

async function showTables() {
  const { tables } = await ask("tables");
  rows("tables", tables, (table) => [
    element("td", table.table),
    element("td", count(table.rows), "number"),
    element("td", table.element),
    element("td", count(table.elements), "number"),
    element("td", table.fault || (table.rows !== table.elements && table.element.startsWith("(:") ? "not the same number" : ""), table.fault ? "bad-text" : "hint"),
  ]);
}

async function showVerify() {
  const report = await ask("verify");
  verifying = report.running;
  byId("start-verify").disabled = verifying;
  byId("cancel-verify").hidden = !verifying || report.stopping;
  const last = report.verifications[0];
  const parts = [];
  if (verifying) parts.push(`A comparison is under way, asked for by ${report.requestedBy}${report.stopping ? "; it stops before its next page" : ""}.`);
  if (report.fault) parts.push(`The last one has ended: ${report.fault}`);
  if (last) {
    const total = last.found.total;
    const what = last.entity_type || "All tables";
    parts.push(
      `${time(last.finished_at)}: ${what}, ${count(total.checked)} rows in ${last.seconds.toFixed(1)} s: ` +
        (last.drift ? `${count(total.missing)} missing, ${count(total.different)} different, ${count(total.extra)} extra, ${count(total.unwritable)} unwritable.` : "the graph equals the source."),
    );
  } else if (!verifying) {
    parts.push("Nothing has been compared yet.");
  }
  byId("verify").textContent = parts.join(" ");
  byId("verify").className = last && last.drift ? "bad-text" : "";
  byId("drift").replaceChildren(
    ...(last ? last.found.samples : []).slice(0, 10).map((s) =>
      element("li", `${s.kind}: ${s.table} ${s.row.join(", ")} ${s.property || ""} ${s.expected ? `expected ${s.expected.slice(0, 80)}` : ""} ${s.found ? `found ${s.found.slice(0, 80)}` : ""}`),
    ),
  );
}

function every(seconds, show) {
  const again = async () => {
    if (!document.hidden) await show().catch((problem) => say(problem.message));
    setTimeout(again, seconds * 1000);
  };
  again();
}

onClick("start-run", async () => say(`Full sync ${(await ask("runs", "POST", {})).id} is asked for.`));
onClick("start-dry-run", async () => say(`Run ${(await ask("runs", "POST", { dryRun: true })).id} is asked for; it only counts.`));
onClick("cancel-run", async () => {
  const run = (await ask("status")).run;
  if (run) await ask(`runs/${run.id}`, "DELETE");
  say("The full sync stops after the chunk under way.");
});
onClick("start-verify", async () => {
  await ask("verify", "POST", {});
  await showVerify();
});

onClick("cancel-verify", async () => {
  await ask("verify", "DELETE");
  await showVerify();
});

every(2, showStatus);
every(20, showTables);
every(5, showVerify);
