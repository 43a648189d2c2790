// What stands beside the chat: the people, the phone with its text messages, and the panels.

import { clock, formatted, make } from "/page/text.js";

const COLOURS = 6;

/** Letters and colour that stand for somebody. */
export function avatar(element, name, id) {
  element.textContent = [...name.trim()][0] ?? "?";
  element.dataset.colour = Math.abs(id) % COLOURS;
}

/** The list of people and groups; `unread` counts by chat. */
export function drawPeople(list, entries, current, unread, choose) {
  list.replaceChildren(...entries.map((entry) => {
    const button = make("button", "person");
    button.type = "button";
    button.dataset.key = entry.key;
    if (entry.key === current) button.setAttribute("aria-current", "true");
    const face = make("span", "avatar");
    face.setAttribute("aria-hidden", "true");
    avatar(face, entry.name, entry.person);
    const words = make("span", "person-words");
    words.append(make("strong", "", entry.name), make("small", "", entry.note));
    button.append(face, words);
    const count = unread.get(entry.key) ?? 0;
    if (count) {
      const badge = make("span", "badge", String(count));
      badge.setAttribute("aria-label", `${count} unread`);
      button.append(badge);
    }
    button.addEventListener("click", () => choose(entry));
    const item = make("li");
    item.append(button);
    return item;
  }));
}

/** The text messages, newest first; a run of digits becomes a button that writes it into the chat. */
export function drawSms(list, messages, write) {
  if (!messages.length) {
    list.replaceChildren(make("li", "nothing", "No text messages yet"));
    return;
  }
  list.replaceChildren(...messages.map((sms) => {
    const item = make("li");
    const text = make("p");
    for (const part of sms.text.split(/(?<![\d.,*-])(\d{4,8})(?![\d.,*-])/)) {
      if (!/^\d{4,8}$/.test(part)) {
        text.append(part);
        continue;
      }
      const code = make("button", "code", part);
      code.type = "button";
      code.title = "Write into the chat";
      code.addEventListener("click", () => write(part));
      text.append(code);
    }
    item.append(text, make("time", "", clock(sms.at)));
    return item;
  }));
}

/** The panels of the server: rows and buttons. */
export function drawPanels(holder, panels, act) {
  holder.replaceChildren(...panels.map((panel) => {
    const section = make("section", "panel");
    section.setAttribute("aria-label", panel.title);
    section.append(make("h2", "", panel.title));
    const rows = make("dl");
    for (const row of panel.rows) {
      const value = make("dd");
      value.append(formatted(row.value, [], {}));
      rows.append(make("dt", "", row.label), value);
    }
    section.append(rows);
    for (const button of panel.buttons) section.append(panelButton(panel, button, act));
    return section;
  }));
}

function panelButton(panel, button, act) {
  const form = make("form", "panel-action");
  let input = null;
  if (button.input_label) {
    const label = make("label", "", button.input_label);
    input = make("input");
    label.append(input);
    form.append(label);
  }
  form.append(make("button", "pill", button.label));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act(panel.id, button.action, input?.value ?? "");
  });
  return form;
}
