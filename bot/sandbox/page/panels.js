// The panels under the telephone: rows, tables and buttons that the server describes; drawn without knowing them.

import { confirmBox } from "/page/overlays.js";
import { remember, remembered } from "/page/state.js";
import { icon, make } from "/page/text.js";

/** @import * as Types from "/page/types.ts" */
/** @typedef {{ element: HTMLDetailsElement, head: HTMLElement, body: HTMLElement, content: string }} Drawn */

const OPEN_AT_FIRST = new Set(["authenticator", "links", "billing", "clock"]);
const FIGURE = /^(ms|amount|n|count)$/i;
const LONG = 30;
const NARROW_COLUMNS = 3;
/** @type {Map<string, Drawn>} */
const drawn = new Map();

/**
 * Draw the panels into `holder`; `act` carries out what is pressed.
 * @param {HTMLElement} holder @param {number} person @param {Types.Panel[]} panels @param {Types.PanelAct} act
 */
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

/**
 * Move the countdowns; `ended` is called when one comes to its end.
 * @param {HTMLElement} holder @param {() => void} ended
 */
export function countDown(holder, ended) {
  for (const value of /** @type {NodeListOf<HTMLElement>} */ (holder.querySelectorAll("[data-ends]"))) {
    const left = Math.ceil((Number(value.dataset.ends) - Date.now()) / 1000);
    value.textContent = `${Math.max(0, left)} s`;
    if (left <= 0) ended();
  }
}

/** Which panels this browser shows open. */
function opened() {
  return remembered("panels", /** @type {Record<string, boolean>} */ ({}));
}

/** @param {Types.Panel} panel */
function newPanel(panel) {
  const element = make("details", "panel");
  const head = make("summary");
  const body = make("div", "panel-body");
  element.append(head, body);
  element.open = opened()[panel.id] ?? OPEN_AT_FIRST.has(panel.id);
  element.addEventListener("toggle", () => {
    remember("panels", { ...opened(), [panel.id]: element.open });
  });
  const entry = { element, head, body, content: "" };
  drawn.set(panel.id, entry);
  return entry;
}

/** @param {Drawn} drawn @param {number} person @param {Types.Panel} panel @param {Types.PanelAct} act */
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
  body.dataset.person = String(person);
  restore(body, kept);
}

/** The drafts, the focus and the scroll positions of tables. @param {HTMLElement} body @param {number} person */
function keep(body, person) {
  if (body.dataset.person !== String(person)) return null;
  /** @type {NodeListOf<HTMLInputElement | HTMLSelectElement>} */
  const fields = body.querySelectorAll("input, select");
  const typed = [...fields].filter((field) => field.value !== field.dataset.preset);
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  const focus = focused && body.contains(focused) ? focused.dataset.key : null;
  return { values: typed.map((field) => ({ key: field.dataset.key ?? "", value: field.value })), focus };
}

/** @param {HTMLElement} body @param {ReturnType<typeof keep>} kept */
function restore(body, kept) {
  if (!kept) return;
  const at = (/** @type {string} */ key) => body.querySelector(`[data-key="${CSS.escape(key)}"]`);
  for (const { key, value } of kept.values) {
    const field = /** @type {HTMLInputElement | HTMLSelectElement | null} */ (at(key));
    if (field) field.value = value;
  }
  if (!kept.focus) return;
  const next = /** @type {HTMLElement | null} */ (at(kept.focus) ?? body.querySelector("button, input, select"));
  next?.focus({ preventScroll: true });
}

/** @param {Types.PanelBlock} block @param {string} path @param {Types.Panel} panel @param {Types.PanelAct} act */
function block({ rows = [], table = null, buttons = [] }, path, panel, act) {
  /** @type {HTMLElement[]} */
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

/**
 * Rows with a value as a list of two columns; rows without one are sentences between them.
 * @param {Types.PanelRow[]} rows
 */
function rowLists(rows) {
  /** @type {HTMLElement[]} */
  const parts = [];
  for (const row of rows) {
    if (!row.value) {
      const line = make("p", "panel-line");
      line.append(row.label);
      parts.push(line);
      continue;
    }
    if (parts.at(-1)?.tagName !== "DL") parts.push(make("dl"));
    const pair = make("div", row.value.length > LONG ? "sentence" : "");
    const value = make("dd", "", row.value);
    if (row.ends_s !== null && row.ends_s !== undefined) value.dataset.ends = String(Date.now() + row.ends_s * 1000);
    pair.append(make("dt", "", row.label), value);
    parts.at(-1)?.append(pair);
  }
  return parts;
}

/** @param {Types.PanelTable} table @param {string} title */
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
  const top = make("thead");
  const body = make("tbody");
  table.append(top, body);
  top.append(head);
  for (const row of rows) {
    const line = make("tr");
    line.append(...row.map((cell, index) => make("td", FIGURE.test(columns[index]) ? "figure" : "", cell)));
    body.append(line);
  }
  holder.append(table);
  return holder;
}

/** @param {Types.PanelButton} button @param {string} path @param {Types.Panel} panel @param {Types.PanelAct} act */
function action(button, path, panel, act) {
  const form = make("form", "panel-action");
  const key = `${path}/${button.action}`;
  const spec = button.input;
  const field = spec ? input(spec, `${key}/input`) : null;
  const run = async () => {
    const danger = button.tone === "danger";
    if (button.confirm && !(await confirmBox(button.label, button.confirm, "OK", "Cancel", { danger }))) return;
    // A sent value is no draft.
    if (field) field.dataset.preset = field.value;
    act(panel.id, button.action, field?.value ?? "");
  };
  if (spec && field) {
    const label = make("label", "", spec.label);
    label.append(field);
    form.append(label);
  }
  if (spec?.immediate) field?.addEventListener("change", run);
  else form.append(press(button, key));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  return form;
}

/** @param {Types.PanelButton} button @param {string} key */
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

/** @param {Types.PanelInput} spec @param {string} key */
function input(spec, key) {
  const field = spec.kind === "choice" ? choice(spec) : line(spec.kind);
  field.value = spec.value ?? "";
  field.dataset.preset = field.value;
  field.dataset.key = key;
  return field;
}

/** @param {Types.PanelInput} spec */
function choice({ options = [] }) {
  const field = make("select");
  field.append(...options.map((option) => new Option(option.label, option.value)));
  return field;
}

/** @param {"text" | "number" | "datetime"} kind */
function line(kind) {
  const field = make("input");
  field.type = kind === "datetime" ? "datetime-local" : kind;
  field.autocomplete = "off";
  return field;
}
