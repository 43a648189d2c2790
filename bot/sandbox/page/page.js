// The start of the page: menus, drawers, keys and buttons; everything else is in the other modules.

import { listen, post } from "/page/api.js";
import { act, attempt, grow, send, setReply, toast, upload } from "/page/does.js";
import { onEvent, showSmsBadge } from "/page/events.js";
import { expand, loadChat, showComposer, showKeys } from "/page/room.js";
import { $, address, state } from "/page/state.js";

export async function panelAct(panel, action, value) {
  const result = await attempt(post(`/api/panels/${panel}`, { person: state.open.person, action, value }));
  if (result?.notice) toast(result.notice);
}

export async function choose(entry) {
  state.open = entry;
  location.hash = encodeURIComponent(entry.key);
  drawer(null);
  await attempt(loadChat());
  $("text").focus();
}

export function drawer(name) {
  $("app").dataset.drawer = name ?? "";
  $("shade").hidden = !name;
  $("people-toggle").setAttribute("aria-expanded", String(name === "people"));
  $("phone-toggle").setAttribute("aria-expanded", String(name === "side"));
  if (name) $(name).querySelector("button")?.focus();
  showSmsBadge();
}

export function menu(open) {
  $("menu").hidden = !open;
  $("menu-toggle").setAttribute("aria-expanded", String(open));
  if (!open) return;
  const items = [
    ["Share my contact", () => act("contact")],
    [state.chat.blocked ? "Unblock the bot" : "Block the bot", () => act(state.chat.blocked ? "unblock" : "block")],
    ["Clear the chat", () => act("clear")],
  ];
  $("menu").replaceChildren(...items.map(([label, run]) => {
    const item = make("button", "", label);
    item.type = "button";
    item.setAttribute("role", "menuitem");
    item.addEventListener("click", () => {
      menu(false);
      $("menu-toggle").focus();
      run();
    });
    return item;
  }));
  $("menu").firstElementChild.focus();
}

$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
$("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send();
  }
});
$("text").addEventListener("input", grow);
$("big").addEventListener("click", async () => {
  if (state.chat.blocked) return act("unblock");
  const parameter = state.start ?? "";
  state.start = null;
  await act("start", { parameter });
  showComposer();
  $("text").focus();
});
$("attach").addEventListener("click", () => $("file").click());
$("file").addEventListener("change", async () => {
  await upload($("file").files);
  $("file").value = "";
});
$("replying-close").addEventListener("click", () => setReply(null));
$("commands-toggle").addEventListener("click", () => expand("commands", $("commands").hidden));
$("keys-toggle").addEventListener("click", () => showKeys($("keys").hidden));
$("menu-toggle").addEventListener("click", () => menu($("menu").hidden));
$("people-toggle").addEventListener("click", () => drawer($("app").dataset.drawer === "people" ? null : "people"));
$("phone-toggle").addEventListener("click", () => drawer($("app").dataset.drawer === "side" ? null : "side"));
$("shade").addEventListener("click", () => drawer(null));
for (const button of document.querySelectorAll("[data-close]")) {
  button.addEventListener("click", () => drawer(null));
}
document.addEventListener("click", (event) => {
  if (!event.target.closest(".menu-holder")) menu(false);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  menu(false);
  drawer(null);
  setReply(null);
  expand("commands", false);
});

// The key belongs in the cookie, not in the history of the browser.
for (const name of ["k", "start"]) address.searchParams.delete(name);
history.replaceState(null, "", address);
listen(onEvent, () => { $("status").textContent = "connecting…"; });
