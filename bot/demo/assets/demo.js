// The page of the demo: draws what the program tells, and sends it what is typed and pressed.
"use strict";

const texts = document.body.dataset;
const [log, notice, away, form, field, menu, header] =
  ["log", "notice", "away", "form", "text", "menu", "state"].map(id => document.getElementById(id));
const RETRY_MS = 1500, NOTICE_MS = 5000, MARGIN = 12;
let session = "", version = 0, noticed = 0;

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function say(text) {
  notice.textContent = text;
  clearTimeout(noticed);
  noticed = setTimeout(() => { notice.textContent = ""; }, NOTICE_MS);
}

// --- to the program ---

async function post(path, body, refused = {}) {
  try {
    const response = await fetch(path, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    if (!response.ok) say(refused[response.status] ?? texts.failed);
    return response.ok;
  } catch {
    say(texts.failed);
    return false;
  }
}

function send(text) {
  if (text.length <= +texts.longest) return post("send", { text });
  say(texts.tooLong);
  return false;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    say(texts.copied);
  } catch {
    say(texts.cannotCopy + text);
  }
}

function press(message, button) {
  switch (button.action) {
    case "press": return post("press", { message, data: button.value }, { 409: texts.gone });
    case "copy": return copy(button.value);
    case "link": return window.open(button.value, "_blank", "noopener,noreferrer");
    default: return say(texts.noSharing);
  }
}

// --- what is shown ---

function drawn(message) {
  const whole = element("div", message.mine ? "message mine" : "message");
  whole.id = `message-${message.id}`;
  whole.tabIndex = -1;
  const bubble = element("div", "bubble"), text = element("div", "text");
  text.innerHTML = message.html;  // the program lets nothing through but the tags of Telegram's messages
  bubble.append(element("span", "unseen", message.mine ? texts.fromYou : texts.fromBot));
  if (message.replied) {
    const replied = element("div", "replied", message.replied);
    replied.prepend(element("span", "unseen", texts.repliesTo));
    bubble.append(replied);
  }
  bubble.append(text);
  text.querySelectorAll("blockquote.expandable").forEach(foldable);
  whole.append(bubble);
  if (message.rows.length) whole.append(keyboard(message));
  return whole;
}

function foldable(quote) {
  const toggle = element("button", "more", texts.more);
  toggle.type = "button";
  toggle.setAttribute("aria-expanded", "false");
  toggle.addEventListener("click", () => {
    const open = quote.classList.toggle("open");
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = open ? texts.less : texts.more;
  });
  quote.after(toggle);
}

function keyboard(message) {
  const rows = element("div", "keyboard");
  for (const row of message.rows) {
    const line = element("div", "");
    for (const button of row) {
      const key = element("button", "", button.label);
      key.type = "button";
      key.addEventListener("click", () => press(message.id, button));
      line.append(key);
    }
    rows.append(line);
  }
  return rows;
}

function show(message) {
  const former = document.getElementById(`message-${message.id}`), fresh = drawn(message);
  if (!former) {
    log.append(fresh);
  } else {
    const wasFocused = former.contains(document.activeElement);
    former.replaceWith(fresh);
    if (wasFocused) fresh.focus({ preventScroll: true });
  }
  reveal(fresh, !former);
}

// The end of a message that fits, the beginning of one that does not. Only the log scrolls, never the page.
function reveal(message, isNew) {
  const top = message.offsetTop - MARGIN, bottom = message.offsetTop + message.offsetHeight + MARGIN;
  if (bottom - top > log.clientHeight) log.scrollTop = top;
  else if (isNew || bottom > log.scrollTop + log.clientHeight) log.scrollTop = bottom - log.clientHeight;
}

function fillMenu(commands) {
  const list = menu.querySelector("ul");
  if (list.childElementCount === Object.keys(commands).length) return;
  list.replaceChildren(...Object.entries(commands).map(([name, meaning]) => {
    const item = element("li", ""), button = element("button", "", meaning);
    button.type = "button";
    button.prepend(element("b", "", `/${name} `));
    button.addEventListener("click", () => choose(name));
    item.append(button);
    return item;
  }));
}

function choose(name) {
  menu.open = false;
  field.focus();
  if (name === "ask") field.value = "/ask ";  // its question is still to be typed
  else send(`/${name}`);
}

function apply(state) {
  if (state.session !== session) log.replaceChildren();
  session = state.session;
  version = state.version;
  state.messages.forEach(show);
  fillMenu(state.menu);
  header.textContent = state.typing ? texts.typing : texts.bot;
  if (state.notice) say(state.notice);
}

async function follow() {
  for (;;) {
    try {
      const response = await fetch(`state?session=${session}&since=${version}`);
      if (!response.ok) throw new Error(await response.text());
      apply(await response.json());
      away.hidden = true;
    } catch {
      away.textContent = texts.away;
      away.hidden = false;
      await new Promise(done => setTimeout(done, RETRY_MS));
    }
  }
}

// --- what a person does ---

function fit() {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + 2}px`;
}

form.addEventListener("submit", async event => {
  event.preventDefault();
  const text = field.value.trim();
  if (!text) return field.focus();
  if (await send(text) && field.value.trim() === text) field.value = "";
  fit();
  field.focus();
});

field.addEventListener("input", fit);
field.addEventListener("keydown", event => {
  // While an input method is composing, Enter chooses a word.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
    event.preventDefault();
    form.requestSubmit();
  }
});

log.addEventListener("click", event => {
  const pressed = event.target.closest(".send");
  if (pressed) send(pressed.dataset.send);
});

document.addEventListener("keydown", event => {
  if (event.key === "Escape" && menu.open) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", event => {
  if (!menu.contains(event.target)) menu.open = false;
});

follow();
