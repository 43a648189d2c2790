// The list of people and groups: whose telephone to pick up.

import { openMenu } from "/page/overlays.js";
import { $, remember, remembered, state } from "/page/state.js";
import { face, icon, keyed, make, shortWhen } from "/page/text.js";

/** @import { Entry, MenuItem, ServerState } from "/page/types.ts" */

/**
 * The people and groups as entries of the list, one for each chat of each person.
 * @param {ServerState} server
 */
export function entriesOf({ persons, groups }) {
  /** @type {Entry[]} */
  const entries = [];
  for (const person of persons) {
    const about = { person: person.id, phone: person.phone, owner: person.name, language: person.language };
    entries.push({
      ...about, key: `${person.id}`, chat: person.id, name: person.name, last: person.last, unread: person.unread,
    });
    for (const group of groups.filter((g) => g.members.includes(person.id))) {
      entries.push({
        ...about, key: `${person.id}:${group.id}`, chat: group.id, name: `${person.name} in ${group.title}`,
        last: group.last, unread: group.unread[person.id] ?? 0,
      });
    }
  }
  return entries;
}

/** @type {Record<string, string>} */
const LANGUAGES = { zh: "中文", en: "English" };

/**
 * Draw the list; entries keep their elements, so the focus stays.
 * @param {{ choose: (key: string) => void, beside: (key: string) => void, canBeside: () => boolean }} page
 */
export function drawPeople({ choose, beside, canBeside }) {
  const list = $("people-list");
  const known = new Map(keyed(list));
  const items = state.entries.map((entry) => {
    const item = known.get(entry.key) ?? newItem(entry, choose, beside);
    fill(item, entry, canBeside);
    return item;
  });
  if (items.length !== list.children.length || items.some((item, index) => item !== list.children[index])) {
    list.replaceChildren(...items);
  }
}

/** @param {Entry} entry @param {(key: string) => void} choose @param {(key: string) => void} beside */
function newItem(entry, choose, beside) {
  const item = make("li");
  item.dataset.key = entry.key;
  const button = make("button", "person");
  button.type = "button";
  button.dataset.key = entry.key;
  const avatar = make("span", "avatar");
  avatar.setAttribute("aria-hidden", "true");
  face(avatar, entry.name, entry.chat < 0 ? entry.chat : entry.person);
  const words = make("span", "person-words");
  const top = make("span", "person-top");
  top.append(make("strong", "", entry.name), make("time"));
  const bottom = make("span", "person-bottom");
  bottom.append(make("small"), make("span", "badge sms-badge"), make("span", "badge unread-badge"));
  words.append(top, bottom);
  button.append(avatar, words);
  button.addEventListener("click", () => choose(entry.key));
  const side = make("button", "round small beside");
  side.type = "button";
  side.setAttribute("aria-label", `Open ${entry.name} beside`);
  side.title = "Open beside";
  side.append(icon("beside"));
  side.addEventListener("click", () => beside(entry.key));
  item.append(button, side);
  return item;
}

/** @param {HTMLElement} item @param {Entry} entry @param {() => boolean} canBeside */
function fill(item, entry, canBeside) {
  const part = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (item.querySelector(selector));
  const open = state.chats.some((chat) => chat.entry.key === entry.key);
  const button = part(".person");
  if (state.active?.entry.key === entry.key) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
  item.classList.toggle("opened", open);
  part("strong").textContent = entry.name;
  part("time").textContent = entry.last ? shortWhen(entry.last.date) : "";
  const note = part("small");
  note.classList.toggle("typing", Boolean(entry.typing));
  note.textContent = entry.typing ? "typing…" : noteOf(entry);
  badge(part(".unread-badge"), entry.unread, `${entry.unread} unread`);
  badge(part(".sms-badge"), entry.sms ?? 0, `${entry.sms} new text messages`);
  part(".beside").hidden = open || !canBeside();
}

/** @param {Entry} entry */
function noteOf(entry) {
  if (entry.last) return entry.last.from === entry.person ? `You: ${entry.last.text}` : entry.last.text;
  const language = LANGUAGES[(entry.language ?? "").slice(0, 2)] ?? entry.language;
  return entry.chat < 0 ? "Group" : `${language} · ${entry.phone ?? "no phone"}`;
}

/** @param {HTMLElement} element @param {number} count @param {string} name */
function badge(element, count, name) {
  element.hidden = !count;
  element.textContent = count > 99 ? "99+" : String(count || "");
  element.setAttribute("role", "img");
  element.setAttribute("aria-label", name);
}

/** The button for light and dark. @param {HTMLElement} button */
export function themeMenu(button) {
  const now = remembered("theme", "system");
  const choose = (/** @type {string} */ theme) => {
    remember("theme", theme);
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  };
  const items = [["system", "As the system"], ["light", "Light"], ["dark", "Dark"]];
  /** @type {MenuItem[]} */
  const lines = items.map(([theme, text]) => [text, () => choose(theme), theme === now ? "chosen" : ""]);
  openMenu(button, lines, "Theme");
}
