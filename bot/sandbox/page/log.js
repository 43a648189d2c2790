// The messages of one chat on the screen, drawn by keys: only what changed is drawn again. Of a long chat only the
// newest part is drawn until the person scrolls up.

import { messageElement } from "/page/messages.js";
import { dayKey, dayName, make } from "/page/text.js";

/** @import { Chat } from "/page/chat.js" */
/** @import { Message } from "/page/types.ts" */
/** @typedef {{ node: HTMLElement, ids?: number[] }} Drawn */
/** @typedef {{ key: string, draw: () => HTMLElement, messages?: [Message, ...Message[]], album?: string }} Item */

const STEP = 60;
const NEAR_PX = 80;
const MORE_PX = 600;
/** @type {Record<string, number>} */
const STEPS = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };

export class Log {
  /**
   * `chat` is the chat that this belongs to; `scrolled` is called when the end comes into sight or leaves it.
   * @param {HTMLElement} element @param {Chat} chat @param {() => void} scrolled
   */
  constructor(element, chat, scrolled) {
    this.element = element;
    this.chat = chat;
    this.scrolled = scrolled;
    /** @type {Map<number, Message>} */
    this.messages = new Map();
    /** @type {Map<string, Drawn>} */
    this.nodes = new Map();
    /** @type {Set<number>} */
    this.dirty = new Set();
    /** @type {Map<number, string>} */
    this.marks = new Map();
    this.follow = false;
    this.scheduled = false;
    this.limit = STEP;
    /** @type {number | null} */
    this.unreadFrom = null;
    this.atEnd = true;
    this.lastTop = 0;
    element.addEventListener("scroll", () => this.onScroll(), { passive: true });
    element.addEventListener("keydown", (event) => this.onKey(event));
    // The keyboard of a phone makes the log lower; its end stays in sight.
    this.observer = new ResizeObserver(() => this.atEnd && this.toEnd());
    this.observer.observe(element);
    element.addEventListener("load", () => this.atEnd && this.toEnd(), true);
  }

  close() {
    this.observer.disconnect();
  }

  /**
   * Draw all messages again; `unreadFrom` is the first unread one, or null.
   * @param {Message[]} messages @param {number | null} unreadFrom
   */
  show(messages, unreadFrom) {
    this.messages = new Map(messages.map((message) => [message.message_id, message]));
    this.nodes.clear();
    this.limit = STEP;
    this.unreadFrom = unreadFrom;
    if (unreadFrom !== null) this.reach(unreadFrom);
    this.element.replaceChildren();
    this.render();
    this.toEnd();
    const line = /** @type {HTMLElement | null} */ (this.element.querySelector(".unread"));
    if (line && line.offsetTop < this.element.scrollTop) this.element.scrollTop = line.offsetTop - 8;
    this.onScroll();
  }

  /** Put a new or changed message; many at once are drawn together. @param {Message} message */
  put(message) {
    const known = this.messages.has(message.message_id);
    this.messages.set(message.message_id, message);
    this.dirty.add(message.message_id);
    this.marks.set(message.message_id, known ? "flash" : "fresh");
    if (!known && message.from.id === this.chat.entry.person) this.follow = true;
    this.schedule();
  }

  /** Draw a message again, because something beside its content changed. @param {number} id */
  touch(id) {
    if (!this.messages.has(id)) return;
    this.dirty.add(id);
    this.schedule();
  }

  schedule() {
    if (this.scheduled) return;
    this.scheduled = true;
    const flush = () => this.flush();
    // A page in the background gets no frames.
    if (document.visibilityState === "visible") requestAnimationFrame(flush);
    else setTimeout(flush);
  }

  flush() {
    this.scheduled = false;
    this.render();
    for (const [id, mark] of this.marks) this.node(id)?.classList.add(mark);
    this.marks.clear();
    if (this.atEnd || this.follow) this.toEnd();
    this.follow = false;
  }

  /** @param {number[]} ids */
  remove(ids) {
    for (const id of ids) {
      // The rest of an album is drawn again.
      const album = this.messages.get(id)?.media_group_id;
      this.messages.delete(id);
      if (album) for (const m of this.messages.values()) if (m.media_group_id === album) this.dirty.add(m.message_id);
    }
    this.render();
    if (this.atEnd) this.toEnd();
  }

  /** The newest message that passes a test. @param {(message: Message) => unknown} test */
  last(test = () => true) {
    return [...this.messages.values()].reverse().find(test) ?? null;
  }

  /** The drawn element that shows a message. @param {number} id */
  node(id) {
    for (const drawn of this.nodes.values()) if (drawn.ids?.includes(id)) return drawn.node;
    return null;
  }

  /** Scroll to a message and mark it for a moment. @param {number} [id] */
  reveal(id) {
    if (id === undefined || !this.messages.has(id)) return;
    this.reach(id);
    this.render();
    const node = this.node(id);
    if (!node) return;
    node.scrollIntoView({ block: "center" });
    node.classList.remove("flash");
    // Reading the width ends the old animation, so that it starts again.
    void node.offsetWidth;
    node.classList.add("flash");
    node.focus({ preventScroll: true });
  }

  /** @param {number} id */
  reach(id) {
    const behind = [...this.messages.keys()].reverse().indexOf(id) + 1;
    this.limit = Math.max(this.limit, behind + 10);
  }

  toEnd() {
    this.element.scrollTop = this.element.scrollHeight;
    this.lastTop = this.element.scrollTop;
    this.atEnd = true;
  }

  onScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    const near = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    // Only scrolling up leaves the end; a longer log does not.
    const left = scrollTop < this.lastTop - 1;
    this.lastTop = scrollTop;
    if (near || (left && this.atEnd)) {
      this.atEnd = near;
      this.scrolled();
    } else if (this.atEnd) {
      this.toEnd();
    }
    if (scrollTop < MORE_PX && this.limit < this.messages.size) {
      this.limit += STEP;
      this.render();
      this.element.scrollTop = scrollTop + this.element.scrollHeight - scrollHeight;
    }
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const focused = document.activeElement;
    const here = /** @type {HTMLElement | null} */ (focused?.closest(".message") ?? null);
    const step = STEPS[event.key];
    if (step !== undefined && (here || focused === this.element)) {
      const all = /** @type {HTMLElement[]} */ ([...this.element.querySelectorAll(".message")]);
      const at = here ? all.indexOf(here) : all.length;
      const next = all[Math.max(0, Math.min(all.length - 1, at + step))];
      if (!next) return;
      event.preventDefault();
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    } else if (here && focused === here && event.key === "Enter") {
      event.preventDefault();
      /** @type {HTMLElement | null} */ (here.querySelector(".more"))?.click();
    }
  }

  /** The items to show, oldest first: lines between days, the line above unread ones, messages and albums. */
  items() {
    /** @type {Item[]} */
    const items = [];
    const shown = [...this.messages.values()].slice(-this.limit);
    let day = "";
    let unread = this.unreadFrom;
    for (const message of shown) {
      const key = dayKey(message.date);
      if (key !== day) {
        day = key;
        items.push({ key: `day:${key}`, draw: () => make("div", "day", dayName(message.date, this.chat.words)) });
      }
      if (unread !== null && message.message_id >= unread) {
        unread = null;
        items.push({ key: "unread", draw: () => make("div", "unread", this.chat.words.unread) });
      }
      const before = items.at(-1);
      if (message.media_group_id && before?.album === message.media_group_id) {
        before.messages?.push(message);
      } else {
        /** @type {[Message, ...Message[]]} */
        const messages = [message];
        items.push({
          key: `message:${message.message_id}`, messages, album: message.media_group_id,
          draw: () => messageElement(messages, this.chat),
        });
      }
    }
    return items;
  }

  render() {
    /** @type {Map<string, Drawn>} */
    const kept = new Map();
    let cursor = this.element.firstChild;
    for (const item of this.items()) {
      const ids = item.messages?.map((message) => message.message_id);
      const old = this.nodes.get(item.key);
      const stale = old && ids && (ids.length !== old.ids?.length || ids.some((id) => this.dirty.has(id)));
      let node = old?.node;
      if (!node || stale) {
        node = item.draw();
        if (old) {
          if (cursor === old.node) cursor = node;
          replace(old.node, node, this.chat);
        }
      }
      if (cursor === node) cursor = node.nextSibling;
      else this.element.insertBefore(node, cursor);
      kept.set(item.key, { node, ids });
    }
    while (cursor) {
      const next = cursor.nextSibling;
      if (cursor.contains(document.activeElement)) this.chat.takeFocus();
      cursor.remove();
      cursor = next;
    }
    this.nodes = kept;
    this.dirty.clear();
    if (!this.messages.size) this.element.replaceChildren(emptyNote(this.chat));
  }
}

/**
 * Put the new element of a message in the place of the old, with the focus on what has the same label.
 * @param {HTMLElement} old @param {HTMLElement} node @param {Chat} chat
 */
function replace(old, node, chat) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const wasMessage = focused === old;
  const label = focused?.textContent;
  old.replaceWith(node);
  if (!focused) return;
  if (wasMessage) return node.focus({ preventScroll: true });
  const keys = /** @type {HTMLElement[]} */ ([...node.querySelectorAll(".inline .key")]);
  const next = keys.find((key) => key.textContent === label) ?? keys[0];
  if (next) next.focus({ preventScroll: true });
  else chat.takeFocus();
}

/** @param {Chat} chat */
function emptyNote(chat) {
  const note = make("div", "empty");
  const about = chat.description || chat.words.empty;
  note.append(make("strong", "", chat.title), make("p", "", about));
  return note;
}
