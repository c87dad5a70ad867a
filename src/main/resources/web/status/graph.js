// Draws a node's neighbourhood and the communities of roles, as the API has them. Cytoscape draws; everything that is
// drawn can also be read and followed beside it.

import { ask, button, byId, count, element, onClick, say } from "./page.js";

const MOST_NODES = 250;
const COLOURS = ["#2f6fb3", "#c2571a", "#3b8447", "#8452b8", "#b3382f", "#0f7f8a", "#9a6b00", "#b0417e", "#5b6770", "#6a7a1d"];
const kinds = new Map();
const colour = (type) => {
  if (!kinds.has(type)) kinds.set(type, COLOURS[kinds.size % COLOURS.length]);
  return kinds.get(type);
};
const name = (node) => node.label || node.id;
const style = (property) => getComputedStyle(document.documentElement).getPropertyValue(property).trim();

let drawing = null;
let drawn = { nodes: [], edges: [] };
let chosen = null;

function draw(title, nodes, edges, root) {
  drawn = { nodes, edges };
  byId("picture-title").textContent = title;
  byId("shown").textContent = `${count(nodes.length)} nodes, ${count(edges.length)} relationships`;
  kinds.clear();
  nodes.forEach((node) => colour(node.type));
  if (drawing) drawing.destroy();
  drawing = window.cytoscape({
    container: byId("picture"),
    elements: [
      ...nodes.map((node) => ({ data: { id: node.id, label: name(node), colour: colour(node.type), size: node.size || (node.id === root ? 34 : 20), text: node.community ? 30 : node.id === root ? 16 : 10, least: node.community || node.id === root ? 0 : 6, room: node.community ? 320 : 160 } })),
      ...edges.map((edge) => ({ data: { id: edge.id, source: edge.source, target: edge.target, label: edge.type, width: edge.width || 1 } })),
    ],
    style: [
      { selector: "node", style: { width: "data(size)", height: "data(size)", "background-color": "data(colour)", label: "data(label)", color: style("--text"), "font-size": "data(text)", "text-wrap": "ellipsis", "text-max-width": "data(room)", "text-valign": "bottom", "text-margin-y": 3, "min-zoomed-font-size": "data(least)" } },
      { selector: "edge", style: { width: "data(width)", "line-color": style("--soft"), "target-arrow-color": style("--soft"), opacity: 0.45, "target-arrow-shape": "triangle", "arrow-scale": 0.7, "curve-style": "bezier" } },
      { selector: ".near", style: { opacity: 1, "line-color": style("--busy"), "target-arrow-color": style("--busy"), label: "data(label)", color: style("--soft"), "font-size": 8, "text-rotation": "autorotate" } },
      { selector: "node:selected", style: { "border-width": 3, "border-color": style("--busy") } },
    ],
    layout: { name: root && nodes.length > 1 && edges.every((edge) => edge.source === root || edge.target === root) ? "concentric" : "cose", animate: false, randomize: true, nodeDimensionsIncludeLabels: true, minNodeSpacing: 24 },
    minZoom: 0.1,
    maxZoom: 4,
    wheelSensitivity: 0.3,
  });
  drawing.on("tap", "node", (event) => choose(event.target.id()));
  byId("legend").replaceChildren(...[...kinds].map(([type, fill]) => legend(type, fill)));
}

function legend(type, fill) {
  const item = element("li");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const dot = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  svg.setAttribute("viewBox", "0 0 10 10");
  svg.setAttribute("aria-hidden", "true");
  Object.entries({ cx: 5, cy: 5, r: 5, fill }).forEach(([key, value]) => dot.setAttribute(key, value));
  svg.append(dot);
  item.append(svg, type);
  return item;
}

function pick(text, kind, action) {
  const item = element("li");
  const made = button(null, null, action);
  made.append(element("span", text), element("span", kind, "kind"));
  item.append(made);
  return item;
}

function choose(id) {
  const node = drawn.nodes.find((one) => one.id === id);
  chosen = node;
  drawing.elements().removeClass("near").unselect();
  const there = drawing.getElementById(id);
  there.select();
  there.connectedEdges().addClass("near");
  byId("chosen-title").textContent = `${name(node)}`;
  byId("centre").hidden = !!node.community;
  byId("properties").replaceChildren(
    ...[["type", node.type], ...Object.entries(node.properties || {})]
      .filter(([, value]) => value !== null && value !== "" && !(Array.isArray(value) && !value.length))
      .flatMap(([key, value]) => [element("dt", key), element("dd", typeof value === "object" ? JSON.stringify(value) : String(value))]),
  );
  const others = new Map(drawn.nodes.map((one) => [one.id, one]));
  byId("related").replaceChildren(
    ...drawn.edges
      .filter((edge) => edge.source === id || edge.target === id)
      .map((edge) => {
        const away = edge.source === id;
        const other = others.get(away ? edge.target : edge.source);
        return pick(name(other), away ? `${edge.type} → ${other.type}` : `${other.type} → ${edge.type}`, () => choose(other.id));
      }),
  );
  if (node.community) showMembers(node.community).catch((problem) => say(problem.message));
}

async function showMembers(community) {
  const { items } = await ask(`insights/communities/${encodeURIComponent(community)}/roles?limit=500`);
  if (chosen && chosen.community === community) {
    byId("related").replaceChildren(...items.map((item) => pick(name(item.role), item.role.type, () => around(item.role.id))));
  }
}

async function around(id) {
  const depth = byId("depth").value;
  const graph = await ask(`ontology/nodes/${encodeURIComponent(id)}?depth=${depth}&limit=${MOST_NODES}`);
  const root = graph.nodes.find((node) => node.id === id);
  const rest = graph.metadata.truncated ? `, the nearest ${count(graph.nodes.length)}` : "";
  draw(`Around ${name(root)}${rest}`, graph.nodes, graph.edges, id);
  choose(id);
  window.history.replaceState(null, "", "#" + encodeURIComponent(id));
}

// a node for each community, joined to what its members have in common
async function communities() {
  const { items } = await ask("insights/communities?limit=40");
  const nodes = new Map();
  const edges = [];
  for (const item of items) {
    const id = `community ${item.community}`;
    const common = [["jobs", "job"], ["skills", "skill"], ["departments", "department"]];
    const title = item.departments.length ? name(item.departments[0].department) : item.community;
    nodes.set(id, { id, type: "Community", label: `${title} (${count(item.size)})`, community: item.community, size: 30 + 8 * Math.sqrt(item.size), properties: { roles: item.size, method: item.method, computed_at: item.computed_at } });
    for (const [list, key] of common) {
      for (const one of item[list].slice(0, 3)) {
        nodes.set(one[key].id, { ...one[key], properties: {} });
        edges.push({ id: `${id} ${one[key].id}`, source: id, target: one[key].id, type: `${count(one.roles)} roles`, width: 1 + Math.min(6, one.roles / 5) });
      }
    }
  }
  draw(items.length ? "Communities of roles, and what most of their members have in common" : "There are no roles yet", [...nodes.values()], edges);
  byId("related").replaceChildren(...items.map((item) => pick(nodes.get(`community ${item.community}`).label, item.method, () => choose(`community ${item.community}`))));
  byId("chosen-title").textContent = `${count(items.length)} communities`;
  byId("properties").replaceChildren();
  byId("centre").hidden = true;
  window.history.replaceState(null, "", "#communities");
}

async function search() {
  const { items } = await ask("ontology/search?limit=30&q=" + encodeURIComponent(byId("words").value));
  say(items.length ? `${count(items.length)} found.` : "Nothing has these words.");
  byId("found").replaceChildren(...items.map((item) => pick(name(item.node), item.node.type, () => around(item.node.id))));
}

byId("search").addEventListener("submit", (event) => {
  event.preventDefault();
  search().catch((problem) => say(problem.message));
});
onClick("show-communities", communities);
onClick("centre", () => around(chosen.id));
byId("depth").addEventListener("change", () => {
  if (chosen && !chosen.community) around(chosen.id).catch((problem) => say(problem.message));
});

const asked = decodeURIComponent(window.location.hash.slice(1));
if (asked) (asked === "communities" ? communities() : around(asked)).catch((problem) => say(problem.message));
