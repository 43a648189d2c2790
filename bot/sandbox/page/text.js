// Formatted text into elements. Everything a person or a bot wrote goes in as text nodes, never as markup.

import { now, state } from "/page/state.js";

/** @import { Entity, TextActions, Words } from "/page/types.ts" */

/** @type {Record<string, keyof HTMLElementTagNameMap>} */
const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

/**
 * A new element with a class and text.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {string} className @param {string} text
 */
export function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

/** A symbol of the page as a picture that screen readers skip. @param {string} name */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/**
 * Fragment of `text` with its entities; offsets are UTF-16 units, as JavaScript counts.
 * @param {string} text @param {Entity[] | undefined} entities @param {TextActions} actions
 */
export function formatted(text, entities, actions) {
  const sorted = [...(entities ?? [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const fragment = document.createDocumentFragment();
  build(fragment, text, 0, text.length, sorted, actions);
  return fragment;
}

/**
 * @param {ParentNode} parent @param {string} text @param {number} from @param {number} to
 * @param {Entity[]} entities @param {TextActions} actions
 */
function build(parent, text, from, to, entities, actions) {
  let position = from;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    index += 1;
    if (entity.offset < position || entity.offset >= to) continue;
    const end = Math.min(entity.offset + entity.length, to);
    /** @type {Entity[]} */
    const inner = [];
    while (index < entities.length && entities[index].offset < end) {
      inner.push(entities[index]);
      index += 1;
    }
    parent.append(text.slice(position, entity.offset));
    const element = elementFor(entity, text.slice(entity.offset, end), actions);
    build(element, text, entity.offset, end, inner, actions);
    parent.append(element);
    // A block ends its line by itself.
    position = BLOCKS.has(entity.type) && text[end] === "\n" ? end + 1 : end;
  }
  parent.append(text.slice(position, to));
}

/** @param {Entity} entity @param {string} content @param {TextActions} actions @returns {HTMLElement} */
function elementFor(entity, content, actions) {
  if (entity.type in TAGS) return make(TAGS[entity.type]);
  switch (entity.type) {
    case "text_link": return link(entity.url ?? "", actions);
    case "url": return link(content, actions);
    case "bot_command": return pressable("command", () => actions.command(content));
    case "spoiler": {
      const element = pressable("spoiler", () => element.classList.add("open"));
      return element;
    }
    default: return make("span", entity.type === "custom_emoji" ? "" : "marked");
  }
}

/** @param {string} className @param {() => void} press */
function pressable(className, press) {
  const element = make("button", className);
  element.type = "button";
  element.addEventListener("click", press);
  return element;
}

/** @param {string} address @param {TextActions} actions */
function link(address, actions) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return make("span");
  }
  if (!["http:", "https:"].includes(url.protocol)) return make("span", "marked");
  const start = url.hostname === "t.me" ? url.searchParams.get("start") : null;
  if (start !== null && url.pathname.slice(1).toLowerCase() === actions.bot().toLowerCase()) {
    return pressable("command", () => actions.start(start));
  }
  const element = make("a");
  element.href = url.href;
  element.target = "_blank";
  element.rel = "noopener noreferrer";
  return element;
}

/**
 * A moment in the sandbox's time zone, so that a message and the times it speaks of agree.
 * @param {number} seconds @param {string} locale @param {Intl.DateTimeFormatOptions} options
 */
function local(seconds, locale, options) {
  return new Date(seconds * 1000).toLocaleString(locale, { ...options, timeZone: state.zone ?? undefined });
}

/** @param {number} seconds */
export function clock(seconds) {
  return local(seconds, "en-GB", { hour: "2-digit", minute: "2-digit" });
}

/** The day as a key that sorts and is equal for all moments of the day. @param {number} seconds */
export function dayKey(seconds) {
  return local(seconds, "en-CA", { year: "numeric", month: "2-digit", day: "2-digit" });
}

/** The day as people say it, in the words of a language. @param {number} seconds @param {Words} words */
export function dayName(seconds, words) {
  if (dayKey(seconds) === dayKey(now())) return words.today;
  if (dayKey(seconds) === dayKey(now() - 86400)) return words.yesterday;
  /** @type {Intl.DateTimeFormatOptions} */
  const year = dayKey(seconds).slice(0, 4) === dayKey(now()).slice(0, 4) ? {} : { year: "numeric" };
  return local(seconds, words.locale, { day: "numeric", month: "long", ...year });
}

/** For a list: the time today, else the day. @param {number} seconds */
export function shortWhen(seconds) {
  if (dayKey(seconds) === dayKey(now())) return clock(seconds);
  return local(seconds, "en-GB", { day: "numeric", month: "short" });
}

/** @param {{ first_name: string, last_name?: string }} user */
export function fullName(user) {
  return user.last_name ? `${user.first_name} ${user.last_name}` : user.first_name;
}

/** @param {number} count */
export function bytes(count) {
  if (count < 1024) return `${count} B`;
  return count < 1024 * 1024 ? `${(count / 1024).toFixed(1)} KB` : `${(count / 1024 / 1024).toFixed(1)} MB`;
}

/** The children of a list by their keys. @param {Element} list @returns {[string | undefined, HTMLElement][]} */
export function keyed(list) {
  const items = /** @type {HTMLCollectionOf<HTMLElement>} */ (list.children);
  return [...items].map((item) => [item.dataset.key, item]);
}

const COLOURS = 6;

/**
 * The letter and colour that stand for a person or group.
 * @param {HTMLElement} element @param {string} name @param {number} id
 */
export function face(element, name, id) {
  element.textContent = [...name.trim()][0] ?? "?";
  element.dataset.colour = String(Math.abs(id) % COLOURS);
}
