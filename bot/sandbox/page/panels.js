// The panels under the telephone: rows, tables and buttons that the server describes; drawn without knowing them.

import { confirmBox } from "/page/overlays.js";
import { remember, remembered } from "/page/state.js";
import { formatted, icon, make } from "/page/text.js";

const OPEN_AT_FIRST = new Set(["authenticator", "links", "billing", "clock"]);
const FIGURE = /^(ms|amount|n|count)$/i;
const LONG = 30;
const NARROW_COLUMNS = 3;
const drawn = new Map();

/** Draw the panels into `holder`; `act(panel, action, value)` carries out what is pressed. */
export function drawPanels(holder, person, panels, act) {
  for (const [id, entry] of drawn) {
    if (!panels.some((panel) => panel.id === id)) {
      entry.element.remove();
      drawn.delete(id);
    }
  }
  panels.forEach((panel, index) => {
    const entry = drawn.get(panel.id) ?? newPanel(panel);
    const content = JSON.stringify([person, panel]);
    if (entry.content !== content) {
      entry.content = content;
      redraw(entry, person, panel, act);
    }
    if (holder.children[index] !== entry.element) holder.insertBefore(entry.element, holder.children[index] ?? null);
  });
}

/** Move the countdowns; `ended` is called when one comes to its end. */
export function countDown(holder, ended) {
  for (const value of holder.querySelectorAll("[data-ends]")) {
    const left = Math.ceil((Number(value.dataset.ends) - Date.now()) / 1000);
    value.textContent = `${Math.max(0, left)} s`;
    if (left <= 0) ended();
  }
}

function newPanel(panel) {
  const element = make("details", "panel");
  const head = make("summary");
  const body = make("div", "panel-body");
  element.append(head, body);
  element.open = remembered("panels", {})[panel.id] ?? OPEN_AT_FIRST.has(panel.id);
  element.addEventListener("toggle", () => {
    remember("panels", { ...remembered("panels", {}), [panel.id]: element.open });
  });
  const entry = { element, head, body, content: "" };
  drawn.set(panel.id, entry);
  return entry;
}

function redraw({ element, head, body }, person, panel, act) {
  const title = make("h2", "", panel.title);
  const short = make("span", "panel-summary", panel.summary ?? "");
  head.replaceChildren(icon("right"), title, short);
  element.classList.toggle("alerted", Boolean(panel.alert));
  if (panel.alert) short.prepend(make("span", "mark", "on"), " ");
  const kept = keep(body, person);
  body.replaceChildren(...block(panel, panel.id, panel, act));
  for (const section of panel.sections ?? []) {
    const part = make("section", "panel-section");
    part.append(make("h3", "", section.title), ...block(section, `${panel.id}/${section.title}`, panel, act));
    body.append(part);
  }
  body.dataset.person = person;
  restore(body, kept);
}

/** The drafts, the focus and the scroll positions of tables. */
function keep(body, person) {
  if (body.dataset.person !== String(person)) return null;
  const typed = [...body.querySelectorAll("input, select")].filter((field) => field.value !== field.dataset.preset);
  const focus = body.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  return { values: typed.map((field) => [field.dataset.key, field.value]), focus };
}

function restore(body, kept) {
  if (!kept) return;
  const at = (key) => body.querySelector(`[data-key="${CSS.escape(key)}"]`);
  for (const [key, value] of kept.values) if (at(key)) at(key).value = value;
  if (kept.focus) (at(kept.focus) ?? body.querySelector("button, input, select"))?.focus({ preventScroll: true });
}

function block({ rows = [], table = null, buttons = [] }, path, panel, act) {
  const parts = [];
  if (rows.length) parts.push(...rowLists(rows));
  if (table) parts.push(tableOf(table, panel.title));
  if (buttons.length) {
    const list = make("div", "panel-buttons");
    list.append(...buttons.map((button) => action(button, path, panel, act)));
    parts.push(list);
  }
  return parts;
}

/** Rows with a value as a list of two columns; rows without one are sentences between them. */
function rowLists(rows) {
  const parts = [];
  for (const row of rows) {
    if (!row.value) {
      const line = make("p", "panel-line");
      line.append(formatted(row.label, [], {}));
      parts.push(line);
      continue;
    }
    if (parts.at(-1)?.tagName !== "DL") parts.push(make("dl"));
    const pair = make("div", row.value.length > LONG ? "sentence" : "");
    const value = make("dd", "", row.value);
    if (row.ends_s !== null && row.ends_s !== undefined) value.dataset.ends = String(Date.now() + row.ends_s * 1000);
    pair.append(make("dt", "", row.label), value);
    parts.at(-1).append(pair);
  }
  return parts;
}

function tableOf({ columns, rows, empty }, title) {
  if (!rows.length) return make("p", "panel-line", empty || "Nothing yet");
  const holder = make("div", "table-holder");
  holder.tabIndex = 0;
  holder.setAttribute("role", "region");
  holder.setAttribute("aria-label", `${title}: table`);
  const table = make("table", columns.length > NARROW_COLUMNS ? "" : "wrapping");
  const head = make("tr");
  head.append(...columns.map((name) => {
    const cell = make("th", FIGURE.test(name) ? "figure" : "", name);
    cell.scope = "col";
    return cell;
  }));
  table.append(make("thead"), make("tbody"));
  table.tHead.append(head);
  for (const row of rows) {
    const line = make("tr");
    line.append(...row.map((cell, index) => make("td", FIGURE.test(columns[index]) ? "figure" : "", cell)));
    table.tBodies[0].append(line);
  }
  holder.append(table);
  return holder;
}

function action(button, path, panel, act) {
  const form = make("form", "panel-action");
  const key = `${path}/${button.action}`;
  const spec = button.input ?? (button.input_label ? { label: button.input_label, kind: "text", value: "" } : null);
  const field = spec ? input(spec, `${key}/input`) : null;
  const run = async () => {
    if (button.confirm && !(await confirmBox(button.label, button.confirm, "OK", "Cancel", { danger: button.tone === "danger" }))) return;
    // A sent value is no draft.
    if (field) field.dataset.preset = field.value;
    act(panel.id, button.action, field?.value ?? "");
  };
  if (field) {
    const label = make("label", "", spec.label);
    label.append(field);
    form.append(label);
  }
  if (spec?.immediate) field.addEventListener("change", run);
  else form.append(press(button, key));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  return form;
}

function press(button, key) {
  const element = make("button", `panel-button ${button.tone ?? "plain"}`);
  element.dataset.key = key;
  element.append(make("span", "", button.label));
  if (button.hint) element.append(make("small", "", button.hint));
  if (typeof button.pressed === "boolean") {
    element.setAttribute("aria-pressed", String(button.pressed));
    element.classList.add("toggle");
  }
  return element;
}

function input(spec, key) {
  let field;
  if (spec.kind === "choice") {
    field = make("select");
    field.append(...(spec.options ?? []).map((option) => new Option(option.label, option.value)));
  } else {
    field = make("input");
    field.type = { number: "number", datetime: "datetime-local" }[spec.kind] ?? "text";
    field.autocomplete = "off";
  }
  field.value = spec.value ?? "";
  field.dataset.preset = field.value;
  field.dataset.key = key;
  return field;
}
